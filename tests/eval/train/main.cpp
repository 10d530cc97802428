// SPDX-License-Identifier: Apache-2.0
// train_classifier FOLDER OUT: trains the model of core/inspect/classifier on a folder of corpora (as
// eval_detectors reads them), writes the weight file, and prints how it does on sources that it has not seen,
// as tables of Markdown. Some minutes.
#include "tests/eval/train/trainer.h"

#include <cstdio>
#include <fstream>

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::fputs("usage: train_classifier FOLDER OUT\n", stderr);
        return 64;
    }
    std::vector<gatehouse::eval::Example> examples;
    if (!gatehouse::eval::readExamples(argv[1], examples) || examples.empty()) {
        std::fprintf(
            stderr, "train_classifier: %s: no corpora that can be read (*.jsonl, *.jsonl.gz)\n", argv[1]);
        return 1;
    }
    gatehouse::eval::addOwnSentences(examples);
    gatehouse::eval::addOwnTexts(examples);
    if (!gatehouse::eval::addWrittenTexts(GATEHOUSE_WRITTEN_TEXTS, examples)) {
        std::fputs("train_classifier: " GATEHOUSE_WRITTEN_TEXTS ": no pairs that can be read\n", stderr);
        return 1;
    }
    const auto trained = gatehouse::eval::trainModel(examples);
    std::ofstream out(argv[2], std::ios::binary);
    out << trained.weightFile;
    out.close();
    if (!out) {
        std::fprintf(stderr, "train_classifier: %s: cannot be written\n", argv[2]);
        return 1;
    }
    std::fputs(trained.report.c_str(), stdout);
    return 0;
}

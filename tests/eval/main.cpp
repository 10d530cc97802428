// SPDX-License-Identifier: Apache-2.0
// eval_detectors FOLDER [--missed=KIND] [--wrong=KIND] [--list=KIND]: what the detectors find in corpora, as
// tables of Markdown. With --missed the ids of items of that kind in which nothing was found and something
// is; with
// --wrong those in which something was found and nothing is, with --list all; behind each rule how sure it
// is.
#include "tests/eval/argument_tally.h"
#include "tests/eval/personal_tally.h"
#include "tests/eval/speech_tally.h"
#include "tests/eval/tally.h"

#include <array>
#include <cstdio>
#include <string_view>

using namespace gatehouse;

namespace {

struct Options {
    std::string folder;
    std::string missed;
    std::string wrong;
    std::string list;
};

bool parse(int argc, char** argv, Options& options)
{
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word.starts_with("--missed="))
            options.missed = word.substr(9);
        else if (word.starts_with("--wrong="))
            options.wrong = word.substr(8);
        else if (word.starts_with("--list="))
            options.list = word.substr(7);
        else if (options.folder.empty() && !word.starts_with('-'))
            options.folder = word;
        else
            return false;
    }
    return !options.folder.empty();
}

void tell(const eval::Item& item, const std::vector<inspect::Found>& found, const Options& options)
{
    const bool isMissed = item.isPositive() && found.empty() && item.kind == options.missed;
    const bool isWrong = !item.isPositive() && !found.empty() && item.kind == options.wrong;
    if (!isMissed && !isWrong && item.kind != options.list)
        return;
    std::printf("%s %s %s %s:", item.id.c_str(), item.source.c_str(), item.label.c_str(), item.type.c_str());
    for (const auto& one : found)
        std::printf(" %s=%s", std::string(one.rule->id).c_str(),
            std::string(inspect::toText(one.confidence)).c_str());
    std::printf("\n");
}

} // namespace

int main(int argc, char** argv)
{
    Options options;
    if (!parse(argc, argv, options)) {
        std::fputs("usage: eval_detectors FOLDER [--missed=KIND] [--wrong=KIND] [--list=KIND]\n", stderr);
        return 64;
    }
    const auto detectors = inspect::DetectorSet::standard();
    auto inspector = inspect::Inspector::make(detectors);
    if (!inspector) {
        std::fprintf(stderr, "eval_detectors: %s\n", inspector.error().detail.c_str());
        return 1;
    }
    eval::Tally tally;
    eval::SpeechTally speech;
    eval::PersonalTally personal;
    eval::ArgumentTally arguments;
    int refused = 0;
    std::array<int, 2> cutShort{}; // harmless ones, others
    const bool isRead = eval::readCorpora(options.folder, [&](const eval::Item& item) {
        const auto parsed = jsonrpc::parseMessage(item.line, {});
        if (!parsed.message) {
            ++refused;
            return;
        }
        const auto inspection =
            inspector->inspect(*parsed.message, mcp::channelOf(*item.method, item.isAnswer));
        if (!inspection) {
            ++refused;
            return;
        }
        if (inspection->isCutShort)
            ++cutShort[item.isPositive() ? 1 : 0];
        tell(item, inspection->found, options);
        tally.add(item, inspection->found);
        speech.add(item, inspection->found);
        personal.add(item, inspection->found);
        arguments.add(item, inspection->found);
    });
    if (!isRead) {
        std::fprintf(stderr, "eval_detectors: %s: no corpora that can be read (*.jsonl, *.jsonl.gz)\n",
            options.folder.c_str());
        return 1;
    }
    std::printf("%s\n%s%s\n%s\n%d items are no message that is let through. Cut short, so refused: %d "
                "harmless, %d others.\n",
        tally.tables().c_str(), speech.tables().c_str(), personal.tables().c_str(),
        arguments.tables().c_str(), refused, cutShort[0], cutShort[1]);
    return 0;
}

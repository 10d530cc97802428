// SPDX-License-Identifier: Apache-2.0
// list_rules OUT: writes every rule's id and sentence with its family as GATEHOUSE_RULE(id, family,
// sentence). Runs while Gatehouse is built, and is no part of it: so windows can say what was found without
// having a detector in them.
#include "core/inspect/behaviour_rules.h"
#include "core/inspect/detector_set.h"

#include <cstdio>
#include <fstream>

using namespace gatehouse;

namespace {

/// Ids and sentences are ours; what would end a C++ string is refused rather than escaped.
bool isPlain(std::string_view text)
{
    return text.find_first_of("\"\\\n") == std::string_view::npos;
}

bool list(const inspect::Detector& detector, std::ostream& out)
{
    for (const auto& rule : detector.rules()) {
        if (!isPlain(rule.id) || !isPlain(rule.sentence)) {
            std::fprintf(stderr, "list_rules: %.*s: a quote, backslash or new line in its sentence\n",
                static_cast<int>(rule.id.size()), rule.id.data());
            return false;
        }
        out << "GATEHOUSE_RULE(\"" << rule.id << "\", \"" << model::toText(rule.family) << "\", \""
            << rule.sentence << "\")\n";
    }
    return true;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fputs("usage: list_rules OUT\n", stderr);
        return 64;
    }
    std::ofstream out(argv[1]);
    out << "// Written by list_rules.\n";
    const auto detectors = inspect::DetectorSet::standard();
    bool isGood = list(inspect::behaviourDetector(), out);
    for (const auto& detector : detectors.detectors())
        isGood = list(*detector, out) && isGood;
    if (!isGood)
        return 1;
    return out.flush().good() ? 0 : 1;
}

// SPDX-License-Identifier: Apache-2.0
#include "app/restore/report.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <string_view>

namespace gatehouse::restore {
namespace {

/// Each line by itself, since the line ends are the report's.
std::string printableLines(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        out += base::printable(line) + '\n';
    }
    return out;
}

std::string nameOf(const std::string& ref, const model::EntryLocation& location)
{
    if (location.name.empty())
        return base::printable(location.file.empty() ? ref : location.file);
    return base::printable(location.name) + " in " + base::printable(location.file);
}

/// What EntryEdit::how means to a person.
std::string_view describeHow(std::string_view how)
{
    if (how == "byte-for-byte")
        return "as it was, byte for byte";
    if (how == "entry")
        return "its command is as it was; what was changed in it since stays";
    if (how == "gone")
        return "nothing to do, the entry is not there any more";
    if (how == "was-original")
        return "nothing to do, it was put back already";
    if (how == "edited")
        return "nothing to do, its command is somebody else's by now";
    return how;
}

} // namespace

std::string describePlan(const clients::EditPlan& plan)
{
    std::string out;
    for (const auto& file : plan.files)
        out += printableLines(file.diff);
    for (const auto& refusal : plan.refused)
        out += "Left alone: " + nameOf(refusal.ref, refusal.location) + ": " +
            base::printable(refusal.reason.detail) + '\n';
    return out;
}

std::string describeOutcomes(const std::vector<clients::EditOutcome>& outcomes)
{
    std::string out;
    for (const auto& outcome : outcomes) {
        out += nameOf(outcome.ref, outcome.location) + ": ";
        out += outcome.isDone ? std::string(describeHow(outcome.how)) : base::printable(outcome.error.detail);
        out += '\n';
    }
    return out;
}

} // namespace gatehouse::restore

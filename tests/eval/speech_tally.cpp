// SPDX-License-Identifier: Apache-2.0
#include "tests/eval/speech_tally.h"

#include "core/pipeline/treatment.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>

namespace gatehouse::eval {
namespace {

/// What speaks to the model or user, or hides that it does.
bool isSpeech(inspect::Family family)
{
    using inspect::Family;
    return family == Family::Poisoning || family == Family::Injection || family == Family::Elicitation ||
        family == Family::Sampling || family == Family::Carrier || family == Family::Terminal;
}

std::string percentOf(int part, int whole)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f", 100.0 * part / whole);
    return text.data();
}

} // namespace

bool isHeldOut(const std::string& source)
{
    static const std::set<std::string> kWrittenWith{
#define GATEHOUSE_SOURCE(name) name,
#include "tests/eval/sources_written_with.def"
#undef GATEHOUSE_SOURCE
    };
    return !kWrittenWith.contains(source);
}

void SpeechTally::add(const Item& item, const std::vector<inspect::Found>& found)
{
    // Attacks on arguments, secrets and personal data do not speak to anybody.
    if (item.kind == "arg" || item.kind == "secret" || item.kind == "pii")
        return;
    auto best = inspect::Confidence::Low;
    const auto confidences = pipeline::jointConfidences(found);
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (isSpeech(found[i].rule->family))
            best = std::max(best, confidences[i]);
    }
    const std::string half = isHeldOut(item.source) ? "held out" : "written with";
    const auto channel = std::string(mcp::toText(mcp::channelOf(*item.method, item.isAnswer)));
    const auto bySource = half + " " + item.label + " " + item.kind;
    auto& bySide = item.isPositive() ? m_attacks[item.kind + " " + item.type]
                                     : m_benign[channel + " " + item.label + " " + item.kind];
    auto& sources = item.isPositive() ? m_attackSources : m_benignSources;
    for (auto* const count : {&bySide, &sources[bySource + " " + item.source], &m_halves[bySource]}) {
        ++count->items;
        count->actedOn += best == inspect::Confidence::High ? 1 : 0;
        count->told += best == inspect::Confidence::Low ? 0 : 1;
    }
}

void SpeechTally::appendTable(std::string& out, const std::string& title, const Counts& counts)
{
    out += "\n| " + title + " | items | acted on, % | told, % |\n|---|---|---|---|\n";
    for (const auto& [name, count] : counts)
        out += "| " + name + " | " + std::to_string(count.items) + " | " +
            percentOf(count.actedOn, count.items) + " | " + percentOf(count.told, count.items) + " |\n";
}

std::string SpeechTally::tables() const
{
    std::string out =
        "Percent of items in which something speaks to the model or user (poisoning, injection, "
        "elicitation, sampling) or is hidden: acted on (high confidence, or two signs), and told (medium at "
        "least).\n";
    appendTable(out, "half, label, kind", m_halves);
    appendTable(out, "attacks: kind, class", m_attacks);
    appendTable(out, "attacks: half, label, kind, source", m_attackSources);
    appendTable(out, "no attacks: channel, label, kind", m_benign);
    appendTable(out, "no attacks: half, label, kind, source", m_benignSources);
    return out;
}

} // namespace gatehouse::eval

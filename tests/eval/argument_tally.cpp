// SPDX-License-Identifier: Apache-2.0
#include "tests/eval/argument_tally.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>

namespace gatehouse::eval {
namespace {

std::string share(int part, int whole)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f", 100.0 * part / whole);
    return text.data();
}

template <typename Counts>
void appendShares(std::string& out, const std::string& title, const Counts& counts)
{
    out += "\n| " + title + " | items | high, % | medium, % |\n|---|---|---|---|\n";
    for (const auto& [name, count] : counts)
        out += "| " + name + " | " + std::to_string(count.items) + " | " + share(count.high, count.items) +
            " | " + share(count.medium, count.items) + " |\n";
}

} // namespace

void ArgumentTally::add(const Item& item, const std::vector<inspect::Found>& found)
{
    if (item.kind != "arg")
        return;
    auto best = inspect::Confidence::Low;
    std::set<std::string_view> rules;
    for (const auto& one : found) {
        if (one.rule->family != inspect::Family::Argument || one.confidence == inspect::Confidence::Low)
            continue;
        best = std::max(best, one.confidence);
        rules.insert(one.rule->id);
    }
    for (auto* const count :
        {&m_byClass[item.label + " " + item.type], &m_bySource[item.label + " " + item.source]}) {
        ++count->items;
        count->high += best == inspect::Confidence::High ? 1 : 0;
        count->medium += best == inspect::Confidence::Low ? 0 : 1;
    }
    for (const auto rule : rules) {
        auto& count = m_byRule[std::string(rule)];
        ++(item.isPositive() ? count.attacks : count.others);
    }
}

std::string ArgumentTally::tables() const
{
    std::string out =
        "Percent of arguments in which something dangerous is found, at high confidence, and at "
        "medium at least.\n";
    appendShares(out, "arguments: label, class", m_byClass);
    appendShares(out, "arguments: label, source", m_bySource);
    out += "\n| rule, at medium at least | attacks | others |\n|---|---|---|\n";
    for (const auto& [rule, count] : m_byRule)
        out += "| " + rule + " | " + std::to_string(count.attacks) + " | " + std::to_string(count.others) +
            " |\n";
    return out;
}

} // namespace gatehouse::eval

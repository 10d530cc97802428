// SPDX-License-Identifier: Apache-2.0
#include "tests/eval/tally.h"

#include "tests/eval/spans.h"

#include <algorithm>
#include <set>

namespace gatehouse::eval {
namespace {

template <typename Counts>
void appendTable(
    std::string& out, const std::string& title, const Counts& counts, const std::set<std::string>& families)
{
    out += "\n| " + title + " | items | any |";
    for (const auto& family : families)
        out += " " + family + " |";
    out += "\n|---|---|---|" +
        [&] {
            std::string rule;
            for (std::size_t i = 0; i < families.size(); ++i)
                rule += "---|";
            return rule;
        }() +
        "\n";
    for (const auto& [name, count] : counts) {
        const auto of = [&count](const std::string& family) {
            const auto found = count.families.find(family);
            return found == count.families.end() ? 0 : found->second;
        };
        out += "| " + name + " | " + std::to_string(count.items) + " | " + percent(of("any"), count.items) +
            " |";
        for (const auto& family : families)
            out += " " + percent(of(family), count.items) + " |";
        out += "\n";
    }
}

} // namespace

void Tally::add(const Item& item, const std::vector<inspect::Found>& found)
{
    std::set<std::string> families;
    for (const auto& one : found) {
        if (one.confidence != inspect::Confidence::Low)
            families.insert(std::string(inspect::toText(one.rule->family)));
    }
    if (!families.empty())
        families.insert("any");
    const auto head = item.kind + " " + item.label;
    // Classes of secrets and personal data are hundreds; their sum says more.
    const bool hasManyClasses = item.kind == "secret" || item.kind == "pii";
    for (auto* const count : {&m_byClass[hasManyClasses || item.type.empty() ? head : head + " " + item.type],
             &m_bySource[head + " " + item.source]}) {
        ++count->items;
        for (const auto& family : families)
            ++count->families[family];
    }
    if (item.kind == "secret" && families.contains("secret")) {
        ++m_secrets.itemsWithFinding;
        m_secrets.itemsRight += item.isPositive() ? 1 : 0;
    }
    if (item.label == "secret")
        addSecrets(item, found);
}

void Tally::addSecrets(const Item& item, const std::vector<inspect::Found>& found)
{
    // Where the values are not told, nothing says which findings are right.
    if (item.values.empty())
        return;
    std::vector<inspect::Span> places;
    for (const auto& value : item.values) {
        const auto of = placesOf(item.line, value);
        const auto isFound = std::ranges::any_of(of, [&](const auto& place) {
            return std::ranges::any_of(found, [&](const auto& one) {
                return one.rule->family == inspect::Family::Secret &&
                    one.confidence != inspect::Confidence::Low && overlaps(one.source, place);
            });
        });
        ++m_secrets.values;
        m_secrets.valuesFound += isFound ? 1 : 0;
        places.insert(places.end(), of.begin(), of.end());
    }
    for (const auto& one : found) {
        if (one.rule->family != inspect::Family::Secret || one.confidence == inspect::Confidence::Low)
            continue;
        ++m_secrets.findings;
        m_secrets.findingsRight +=
            std::ranges::any_of(places, [&](const auto& place) { return overlaps(one.source, place); }) ? 1
                                                                                                        : 0;
    }
}

std::string Tally::tables() const
{
    std::set<std::string> families;
    for (const auto& [name, count] : m_byClass) {
        for (const auto& [family, items] : count.families)
            families.insert(family);
    }
    families.erase("any");
    std::string out = "Percent of items with a finding of medium confidence at least.\n";
    appendTable(out, "kind, label, class", m_byClass, families);
    appendTable(out, "kind, label, source", m_bySource, families);
    out += "\nSecrets: " + percent(m_secrets.valuesFound, m_secrets.values) + " % of " +
        std::to_string(m_secrets.values) + " values found; " +
        percent(m_secrets.findingsRight, m_secrets.findings) + " % of " + std::to_string(m_secrets.findings) +
        " findings are one of them; " + percent(m_secrets.itemsRight, m_secrets.itemsWithFinding) + " % of " +
        std::to_string(m_secrets.itemsWithFinding) + " items with a finding hold a secret.\n";
    return out;
}

} // namespace gatehouse::eval

// SPDX-License-Identifier: Apache-2.0
#include "tests/eval/personal_tally.h"

#include "tests/eval/spans.h"

#include <algorithm>

namespace gatehouse::eval {
namespace {

using inspect::Confidence;
using inspect::Family;
using inspect::Found;
using inspect::Span;

/// FNV-1a, the upper half of it: 0 for the half that was looked at.
std::size_t halfOf(const std::string& id)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : id)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash >> 32U & 1U;
}

/// The rules that find what sources call so; empty where nothing does.
std::string rulesFor(const std::string& type)
{
    static const std::map<std::string, std::string> kRules{
#define GATEHOUSE_PERSONAL_TYPE(type, rule) {type, rule},
#include "tests/eval/personal_types.def"
#undef GATEHOUSE_PERSONAL_TYPE
    };
    const auto rules = kRules.find(type);
    return rules == kRules.end() ? std::string() : rules->second;
}

bool isTold(const Found& found)
{
    return found.rule->family == Family::Personal && found.confidence != Confidence::Low;
}

bool isOfRules(const Found& found, const std::string& rules)
{
    return isTold(found) && found.rule->id.starts_with(rules);
}

std::string f1(int found, int known, int right, int findings)
{
    if (known == 0 || findings == 0)
        return "–";
    const double recall = double(found) / known;
    const double precision = double(right) / findings;
    char text[32];
    std::snprintf(text, sizeof text, "%.3f",
        recall + precision > 0 ? 2 * recall * precision / (recall + precision) : 0);
    return text;
}

} // namespace

void PersonalTally::add(const Item& item, const std::vector<Found>& found)
{
    if (item.kind == "pii")
        addKnown(item, found);
    else if (!item.isPositive())
        addBenign(item, found);
}

void PersonalTally::addKnown(const Item& item, const std::vector<Found>& found)
{
    const auto half = halfOf(item.id);
    std::vector<Span> known; // of any type: a finding on one of them is not wrong
    for (const auto& span : item.spans) {
        const auto places = placesOf(item.line, span.text);
        known.insert(known.end(), places.begin(), places.end());
        const auto rules = rulesFor(span.type);
        if (rules.empty())
            continue;
        auto& count = m_types[item.source + ", " + span.type][half];
        ++count.known;
        const bool isFound = std::ranges::any_of(found, [&](const Found& one) {
            return isOfRules(one, rules) &&
                std::ranges::any_of(places, [&](const Span& place) { return overlaps(one.source, place); });
        });
        count.found += isFound ? 1 : 0;
    }
    for (const auto& one : found) {
        if (!isTold(one))
            continue;
        auto& count = m_types[item.source + ", " + std::string(one.rule->id)][half];
        ++count.findings;
        count.right +=
            std::ranges::any_of(known, [&](const Span& place) { return overlaps(one.source, place); });
    }
}

void PersonalTally::addBenign(const Item& item, const std::vector<Found>& found)
{
    auto& count =
        m_benign[item.kind + " " + item.label + " " + (item.type.empty() ? item.source : item.type)];
    ++count.items;
    bool hasAny = false;
    for (const auto& one : found) {
        if (!isTold(one))
            continue;
        hasAny = true;
        ++count.rules[std::string(one.rule->id)];
    }
    count.itemsWith += hasAny ? 1 : 0;
}

std::string PersonalTally::tables() const
{
    std::string out = "\nPersonal data, findings of medium confidence at least: the half of each source that "
                      "was looked at, and the other.\n"
                      "\n| source, type | known | found, % | known | found, % | findings | right, % | "
                      "findings | right, % |\n"
                      "|---|---|---|---|---|---|---|---|---|\n";
    std::map<std::string, Halves> sums; // by source
    for (const auto& [name, halves] : m_types) {
        out += "| " + name + " |";
        for (const auto& half : halves)
            out += " " + std::to_string(half.known) + " | " + percent(half.found, half.known) + " |";
        for (const auto& half : halves)
            out += " " + std::to_string(half.findings) + " | " + percent(half.right, half.findings) + " |";
        out += "\n";
        for (std::size_t i = 0; i < halves.size(); ++i) {
            auto& sum = sums[name.substr(0, name.find(','))][i];
            sum.known += halves[i].known;
            sum.found += halves[i].found;
            sum.findings += halves[i].findings;
            sum.right += halves[i].right;
        }
    }
    out += "\n| source | half | found, % | right, % | F1 |\n|---|---|---|---|---|\n";
    for (const auto& [source, halves] : sums) {
        for (std::size_t i = 0; i < halves.size(); ++i) {
            const auto& half = halves[i];
            out += "| " + source + " | " + (i == 0 ? "looked at" : "other") + " | " +
                percent(half.found, half.known) + " | " + percent(half.right, half.findings) + " | " +
                f1(half.found, half.known, half.right, half.findings) + " |\n";
        }
    }
    out += "\n| what is about something else | items | with personal data, % | rules |\n|---|---|---|---|\n";
    for (const auto& [name, count] : m_benign) {
        if (count.itemsWith == 0)
            continue;
        out += "| " + name + " | " + std::to_string(count.items) + " | " +
            percent(count.itemsWith, count.items) + " |";
        for (const auto& [rule, findings] : count.rules)
            out += " " + rule + " " + std::to_string(findings);
        out += " |\n";
    }
    return out;
}

} // namespace gatehouse::eval

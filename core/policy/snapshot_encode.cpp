// SPDX-License-Identifier: Apache-2.0
#include "core/policy/snapshot.h"
#include "core/policy/snapshot_checksum.h"
#include "core/policy/snapshot_layout.h"
#include "core/policy/snapshot_rows.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <numeric>

namespace gatehouse::policy {
namespace {

constexpr auto kTables = static_cast<std::size_t>(Table::Count);

struct TablePlace {
    std::uint64_t offset = 0;
    std::uint64_t count = 0;
};

/// Puts the parts of a file one behind the other and remembers where the tables lie.
class Layout {
public:
    Layout() { m_body.raw(std::string(kHeaderBytes + kTables * kTableBytes, '\0')); }

    template <typename Row>
    void rows(Table table, const std::vector<Row>& values)
    {
        std::vector<TablePlace> places;
        places.reserve(values.size());
        for (const auto& value : values) {
            ByteWriter row;
            write(row, value);
            const auto bytes = row.take();
            places.push_back({m_body.size(), bytes.size()});
            m_body.raw(bytes);
        }
        place(table, values.size());
        for (const auto& row : places) {
            m_body.number(row.offset);
            m_body.number(row.count);
        }
    }

    void index(Table table, const std::vector<std::uint32_t>& numbers)
    {
        place(table, numbers.size());
        for (const auto number : numbers)
            m_body.number(number);
    }

    std::string finish(std::uint64_t generation)
    {
        auto bytes = m_body.take();
        ByteWriter head;
        head.raw(kSnapshotMagic);
        head.number(std::uint64_t{0}); // the checksum's place
        head.number(kSnapshotFormat);
        head.number(static_cast<std::uint32_t>(kTables));
        head.number(generation);
        for (const auto& table : m_tables) {
            head.number(table.offset);
            head.number(table.count);
        }
        const auto header = head.take();
        bytes.replace(0, header.size(), header);
        ByteWriter checksum;
        checksum.number(snapshotChecksum(std::string_view(bytes).substr(kChecksummedFrom)));
        bytes.replace(kChecksumOffset, sizeof(std::uint64_t), checksum.take());
        return bytes;
    }

private:
    void place(Table table, std::size_t count)
    {
        m_tables.at(static_cast<std::size_t>(table)) = {m_body.size(), count};
    }

    ByteWriter m_body;
    std::array<TablePlace, kTables> m_tables{};
};

struct FixedRow {
    const SnapshotContent& content;
};

void write(ByteWriter& out, const FixedRow& fixed)
{
    write(out, fixed.content.settings);
    out.text(fixed.content.commandLineProgram);
    out.text(fixed.content.knownTable);
}

/// Who writes a server allows its files all day, and each wrapper's start reads every decision on its entry.
/// An older one is found by its digest, whatever else it says: its sources, of which the newest serve to tell
/// what changed and to spare hashing, are left out. Patterns are compared with what was learned, and keep
/// all.
std::vector<model::RegistryDecision> withFewSources(std::vector<model::RegistryDecision> decisions)
{
    constexpr std::size_t kKept = 3; // of an entry
    std::map<std::string_view, std::vector<model::RegistryDecision*>> ofEntries;
    for (auto& decision : decisions) {
        if (decision.identity && decision.pattern.empty() &&
            decision.identity->form > model::LaunchIdentity::kSecondForm)
            ofEntries[decision.identity->entryRef].push_back(&decision);
    }
    for (auto& [ref, ofEntry] : ofEntries) {
        std::stable_sort(ofEntry.begin(), ofEntry.end(),
            [](const auto* left, const auto* right) { return left->decidedAt > right->decidedAt; });
        for (std::size_t i = kKept; i < ofEntry.size(); ++i)
            std::erase_if(ofEntry[i]->identity->files,
                [](const model::LaunchFile& one) { return one.role == model::FileRole::Source; });
    }
    return decisions;
}

template <typename Before>
std::vector<std::uint32_t> sortedNumbers(std::size_t count, Before before)
{
    std::vector<std::uint32_t> numbers(count);
    std::iota(numbers.begin(), numbers.end(), 0U);
    std::sort(numbers.begin(), numbers.end(), before);
    return numbers;
}

const std::string& entryRefOf(const model::RegistryDecision& decision)
{
    static const std::string kNone;
    return decision.identity ? decision.identity->entryRef : kNone;
}

} // namespace

std::string encodeSnapshot(const SnapshotContent& content)
{
    Layout layout;
    layout.rows(Table::Fixed, std::vector<FixedRow>{{content}});
    layout.rows(Table::Sources, content.sources);
    auto entries = content.entries;
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.ref < b.ref; });
    layout.rows(Table::Entries, entries);
    const auto decisions = withFewSources(content.decisions);
    layout.rows(Table::Decisions, decisions);
    layout.index(Table::DecisionsByDigest, sortedNumbers(decisions.size(), [&](auto a, auto b) {
        return decisions[a].identityDigest < decisions[b].identityDigest;
    }));
    layout.index(Table::DecisionsByEntry, sortedNumbers(decisions.size(), [&](auto a, auto b) {
        const auto& left = entryRefOf(decisions[a]);
        const auto& right = entryRefOf(decisions[b]);
        return left != right ? left < right : decisions[a].decidedAt > decisions[b].decidedAt;
    }));
    std::vector<std::uint32_t> patterns;
    for (std::uint32_t i = 0; i < decisions.size(); ++i) {
        if (!decisions[i].pattern.empty())
            patterns.push_back(i);
    }
    layout.index(Table::Patterns, patterns);
    auto toolRules = content.toolRules;
    std::stable_sort(toolRules.begin(), toolRules.end(),
        [](const auto& a, const auto& b) { return a.serverRef < b.serverRef; });
    layout.rows(Table::ToolRules, toolRules);
    return layout.finish(content.generation);
}

} // namespace gatehouse::policy

// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/levels.h"

#include <array>
#include <cstdint>
#include <cstring>

namespace gatehouse::jsonrpc {
namespace {

struct Row {
    enum class Kind : std::uint8_t { Level, Key, EveryKey };
    Kind kind;
    std::string_view key;
    Level level; // the level itself; for keys the level inside
    Level elements;
};

constexpr auto kRows = std::to_array<Row>({
#define GATEHOUSE_LEVEL(name) {Row::Kind::Level, {}, Level::name, Level::Free},
#define GATEHOUSE_KEY(key, inside, elements) {Row::Kind::Key, key, Level::inside, Level::elements},
#define GATEHOUSE_EVERY_KEY(inside) {Row::Kind::EveryKey, {}, Level::inside, Level::Free},
#include "core/jsonrpc/levels.def"
#undef GATEHOUSE_LEVEL
#undef GATEHOUSE_KEY
#undef GATEHOUSE_EVERY_KEY
});

constexpr std::size_t kLevels = static_cast<std::size_t>(Level::Count);
constexpr std::size_t kSlots = 1024;
constexpr std::size_t kLongestKey = 32;

constexpr std::size_t indexOf(Level level)
{
    return static_cast<std::size_t>(level);
}

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// The same for all spellings of a key. `text` is not empty.
constexpr std::size_t slotOf(std::string_view text)
{
    const auto letter = [&](std::size_t i) {
        return static_cast<std::size_t>(static_cast<unsigned char>(lower(text[i])));
    };
    const auto size = text.size();
    return (size * 131 + letter(0) * 31 + letter(size - 1) * 17 + letter(size / 2) * 7) % kSlots;
}

/// levels.def in the form in which it is asked: which key is this text, and what does a level say of it.
struct Table {
    std::array<std::string_view, kMaxProtocolKeys> keys{};
    std::size_t keyCount = 1;
    std::array<KeyIndex, kSlots> slots{};
    std::array<std::array<MemberRule, kMaxProtocolKeys>, kLevels> rules{};
    std::array<Level, kLevels> everyMember{};
};

constexpr KeyIndex findOrAdd(Table& table, std::string_view key)
{
    auto slot = slotOf(key);
    for (; table.slots[slot] != 0; slot = (slot + 1) % kSlots) {
        if (table.keys[table.slots[slot]] == key)
            return table.slots[slot];
    }
    const auto index = static_cast<KeyIndex>(table.keyCount++);
    table.keys[index] = key;
    table.slots[slot] = index;
    return index;
}

constexpr Table makeTable()
{
    Table table;
    auto level = Level::Free;
    for (const auto& row : kRows) {
        if (row.kind == Row::Kind::Level)
            level = row.level;
        else if (row.kind == Row::Kind::EveryKey)
            table.everyMember[indexOf(level)] = row.level;
        else
            table.rules[indexOf(level)][findOrAdd(table, row.key)] = {true, row.level, row.elements};
    }
    return table;
}

constexpr Table kTable = makeTable();

bool isSameWithoutCase(std::string_view left, std::string_view right)
{
    if (left.size() != right.size())
        return false;
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (lower(left[i]) != lower(right[i]))
            return false;
    }
    return true;
}

/// std::string_view compares by a call, and a message has many keys.
bool isSame(std::string_view left, std::string_view right)
{
    const auto size = left.size();
    if (size != right.size())
        return false;
    const auto differ = [&]<typename Word>(std::size_t at, Word) {
        Word one = 0;
        Word other = 0;
        std::memcpy(&one, left.data() + at, sizeof one);
        std::memcpy(&other, right.data() + at, sizeof other);
        return one != other;
    };
    // Two words that may overlap are the whole of most keys.
    if (size >= 8)
        return !differ(0, std::uint64_t{}) && !differ(size - 8, std::uint64_t{}) &&
            (size <= 16 || left == right);
    if (size >= 4)
        return !differ(0, std::uint32_t{}) && !differ(size - 4, std::uint32_t{});
    return left == right;
}

} // namespace

KeyMatch matchKey(std::string_view text)
{
    KeyMatch match;
    if (text.empty() || text.size() > kLongestKey)
        return match;
    for (auto slot = slotOf(text); kTable.slots[slot] != 0; slot = (slot + 1) % kSlots) {
        const auto index = kTable.slots[slot];
        if (isSame(kTable.keys[index], text))
            return {index, true};
        if (isSameWithoutCase(kTable.keys[index], text))
            match.index = index;
    }
    return match;
}

std::string_view keyText(KeyIndex index)
{
    return kTable.keys[index];
}

MemberRule memberRule(Level level, KeyIndex key)
{
    return kTable.rules[indexOf(level)][key];
}

Level levelOfEveryMember(Level level)
{
    return kTable.everyMember[indexOf(level)];
}

std::string foldKey(std::string_view decoded)
{
    struct Fold {
        std::string_view letter;
        char ascii;
    };
    static constexpr Fold kFolds[] = {
        {"\xC5\xBF", 's'}, {"\xE2\x84\xAA", 'k'}, {"\xC4\xB1", 'i'}, {"\xC4\xB0", 'i'}};
    std::string folded;
    folded.reserve(decoded.size());
    while (!decoded.empty()) {
        std::size_t used = 1;
        char c = lower(decoded.front());
        for (const auto& fold : kFolds) {
            if (decoded.starts_with(fold.letter)) {
                used = fold.letter.size();
                c = fold.ascii;
            }
        }
        folded.push_back(c);
        decoded.remove_prefix(used);
    }
    return folded;
}

} // namespace gatehouse::jsonrpc

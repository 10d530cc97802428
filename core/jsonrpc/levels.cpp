// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/levels.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

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
constexpr std::size_t kSlots = 512;
constexpr std::size_t kLongestKey = 26;

constexpr std::size_t indexOf(Level level)
{
    return static_cast<std::size_t>(level);
}

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// The bytes of a word from `at` on. Where the compiler runs it, there is no memory to read a word of.
template <typename Word>
constexpr Word wordAt(std::string_view text, std::size_t at)
{
    static_assert(std::endian::native == std::endian::little, "both ways give the same");
    Word word = 0;
    if (std::is_constant_evaluated()) {
        for (std::size_t i = 0; i < sizeof word; ++i)
            word |= static_cast<Word>(static_cast<Word>(static_cast<unsigned char>(text[at + i])) << (8 * i));
    } else {
        std::memcpy(&word, text.data() + at, sizeof word);
    }
    return word;
}

/// The same for all spellings of a key; different for nearly all others. `text` is not empty.
constexpr std::uint32_t hashOf(std::string_view text)
{
    constexpr std::uint64_t kSmallLetters = 0x2020202020202020; // and some marks look like others
    const auto size = text.size();
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    // Two words that may overlap are the whole of most keys.
    if (size >= 8) {
        first = wordAt<std::uint64_t>(text, 0);
        last = wordAt<std::uint64_t>(text, size - 8);
    } else if (size >= 4) {
        first = wordAt<std::uint32_t>(text, 0);
        last = wordAt<std::uint32_t>(text, size - 4);
    } else {
        first = static_cast<unsigned char>(text[0]);
        last = wordAt<std::uint8_t>(text, size / 2) + (wordAt<std::uint8_t>(text, size - 1) | 0x20U) * 256U;
    }
    const auto mixed = (first | kSmallLetters) * 0x9E3779B97F4A7C15 ^ ((last | kSmallLetters) + size);
    return static_cast<std::uint32_t>((mixed * 0xD6E8FEB86659FD93) >> 32U);
}

/// A key with all that it takes to compare it: half a cache line, since between two messages other programs
/// have had the cache.
struct alignas(32) Slot {
    std::uint32_t hash = 0;
    KeyIndex index = 0; // 0: none
    std::uint8_t size = 0;
    std::array<char, kLongestKey> text{};

    constexpr std::string_view key() const { return {text.data(), size}; }
};
static_assert(sizeof(Slot) == 32);

/// levels.def in the form in which it is asked: which key is this text, and what does a level say of it.
struct Table {
    std::array<std::string_view, kMaxProtocolKeys> keys{};
    std::size_t keyCount = 1;
    std::array<Slot, kSlots> slots{};
    std::array<std::array<MemberRule, kMaxProtocolKeys>, kLevels> rules{};
    std::array<Level, kLevels> everyMember{};
};

constexpr KeyIndex findOrAdd(Table& table, std::string_view key)
{
    const auto hash = hashOf(key);
    auto at = hash % kSlots;
    for (; table.slots[at].index != 0; at = (at + 1) % kSlots) {
        if (table.slots[at].key() == key)
            return table.slots[at].index;
    }
    auto& slot = table.slots[at];
    slot.hash = hash;
    slot.index = static_cast<KeyIndex>(table.keyCount++);
    slot.size = static_cast<std::uint8_t>(key.size());
    std::copy(key.begin(), key.end(), slot.text.begin()); // a key that is too long does not compile
    table.keys[slot.index] = key;
    return slot.index;
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
        return wordAt<Word>(left, at) != wordAt<Word>(right, at);
    };
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
    const auto hash = hashOf(text);
    for (auto at = hash % kSlots; kTable.slots[at].index != 0; at = (at + 1) % kSlots) {
        const auto& slot = kTable.slots[at];
        if (slot.hash != hash)
            continue;
        if (isSame(slot.key(), text))
            return {slot.index, true};
        if (isSameWithoutCase(slot.key(), text))
            match.index = slot.index;
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

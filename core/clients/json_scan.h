// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

inline bool isJsonSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// The eight bytes at `at`, the first of them in the lowest bits.
inline std::uint64_t eightBytes(std::string_view text, std::size_t at)
{
    std::uint64_t bytes = 0;
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(&bytes, text.data() + at, sizeof(bytes));
    } else {
        for (std::size_t i = 0; i < sizeof(bytes); ++i)
            bytes |= std::uint64_t{static_cast<unsigned char>(text[at + i])} << (8 * i);
    }
    return bytes;
}

/// The place of the first byte that `marks` has bits in. `marks` is not 0.
inline std::size_t firstMarked(std::uint64_t marks)
{
    return static_cast<std::size_t>(std::countr_zero(marks)) / 8;
}

/// Skips bytes that are no quote, backslash or control character, eight at a time; the last seven of the
/// text are left to the caller.
inline std::size_t skipPlainBytes(std::string_view text, std::size_t at)
{
    constexpr std::uint64_t kOnes = 0x0101010101010101U;
    constexpr std::uint64_t kHighBits = kOnes * 0x80U;
    const auto hasZero = [](std::uint64_t bytes) { return (bytes - kOnes) & ~bytes & kHighBits; };
    for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
        const auto bytes = eightBytes(text, at);
        const auto controls = (bytes - kOnes * 0x20U) & ~bytes & kHighBits;
        const auto marks = hasZero(bytes ^ (kOnes * '"')) | hasZero(bytes ^ (kOnes * '\\')) | controls;
        // A borrow may mark bytes behind the first one wrongly, never one in front of it.
        if (marks != 0)
            return at + firstMarked(marks);
    }
    return at;
}

/// Skips ASCII, eight bytes at a time; the last seven of the text are left to the caller.
inline std::size_t skipAscii(std::string_view text, std::size_t at)
{
    constexpr std::uint64_t kHighBits = 0x8080808080808080U;
    for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
        if (const auto marks = eightBytes(text, at) & kHighBits; marks != 0)
            return at + firstMarked(marks);
    }
    return at;
}

/// Skips an indentation of blanks, eight at a time: most of a state file that its client indents. The last
/// seven bytes of the text are left to the caller.
inline std::size_t skipBlanks(std::string_view text, std::size_t at)
{
    constexpr std::uint64_t kBlanks = 0x2020202020202020U;
    for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
        if (const auto others = eightBytes(text, at) ^ kBlanks; others != 0)
            return at + firstMarked(others);
    }
    return at;
}

/// Behind a string that begins at `at`; npos where it does not end.
inline std::size_t endOfString(std::string_view text, std::size_t at)
{
    for (at = skipPlainBytes(text, at + 1); at < text.size();) {
        if (text[at] == '"')
            return at + 1;
        at = skipPlainBytes(text, at + (text[at] == '\\' ? 2 : 1));
    }
    return std::string_view::npos;
}

/// Behind a comment that begins at `at` with a slash; npos where it is none or does not end. A line comment
/// ends before its line's end, which is white space.
inline std::size_t endOfComment(std::string_view text, std::size_t at)
{
    if (at + 1 >= text.size())
        return std::string_view::npos;
    if (text[at + 1] == '/') {
        const auto end = text.find_first_of("\r\n", at + 2);
        return end == std::string_view::npos ? text.size() : end;
    }
    if (text[at + 1] != '*')
        return std::string_view::npos;
    const auto end = text.find("*/", at + 2);
    return end == std::string_view::npos ? end : end + 2;
}

/// What a check found: where it stopped, and why.
struct JsonFault {
    std::size_t at = 0;
    std::string_view reason; ///< empty: none
};

struct JsonRules {
    bool comments = false;
    bool trailingCommas = false;
};

/// Where the value of a text stands, and how far its larger containers reach, so that nobody has to walk
/// through them again. Few are kept: only of the outer 16 levels, and only those that hold some part of the
/// text.
class JsonOutline {
public:
    std::size_t begin = 0;
    std::size_t end = 0;

    /// Behind the container that begins at `at`; 0 where it is not kept.
    std::size_t endOfContainer(std::size_t at) const;

private:
    friend class JsonChecker;
    struct Container {
        std::size_t begin;
        std::size_t end;
    };
    std::vector<Container> m_large; // by begin
};

/// Checks that `text` from `at` on is one JSON value with nothing behind it. Does not recurse. UTF-8 is not
/// checked.
JsonFault checkJson(std::string_view text, std::size_t at, JsonRules rules, JsonOutline& outline);

} // namespace gatehouse::clients

// SPDX-License-Identifier: Apache-2.0
#pragma once

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

/// Skips eight bytes at a time as long as none of them is a quote, a backslash or a control character.
inline std::size_t skipPlainBytes(std::string_view text, std::size_t at)
{
    constexpr std::uint64_t kOnes = 0x0101010101010101U;
    constexpr std::uint64_t kHighBits = kOnes * 0x80U;
    const auto hasZero = [](std::uint64_t bytes) { return (bytes - kOnes) & ~bytes & kHighBits; };
    while (at + sizeof(std::uint64_t) <= text.size()) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, text.data() + at, sizeof(bytes));
        const auto controls = (bytes - kOnes * 0x20U) & ~bytes & kHighBits;
        if ((hasZero(bytes ^ (kOnes * '"')) | hasZero(bytes ^ (kOnes * '\\')) | controls) != 0)
            break;
        at += sizeof(bytes);
    }
    return at;
}

/// Skips eight bytes at a time as long as all of them are ASCII.
inline std::size_t skipAscii(std::string_view text, std::size_t at)
{
    constexpr std::uint64_t kHighBits = 0x8080808080808080U;
    while (at + sizeof(std::uint64_t) <= text.size()) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, text.data() + at, sizeof(bytes));
        if ((bytes & kHighBits) != 0)
            break;
        at += sizeof(bytes);
    }
    return at;
}

/// Skips an indentation of blanks, eight at a time: most of a state file that its client indents.
inline std::size_t skipBlanks(std::string_view text, std::size_t at)
{
    constexpr std::string_view kBlanks = "        ";
    while (text.substr(at, kBlanks.size()) == kBlanks)
        at += kBlanks.size();
    return at;
}

/// Behind a string that begins at `at`; npos where it does not end.
inline std::size_t endOfString(std::string_view text, std::size_t at)
{
    for (at = skipPlainBytes(text, at + 1); at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '"')
            return at + 1;
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
/// through them again. Few are kept: only from 512 bytes on, and of the outer 16 levels.
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

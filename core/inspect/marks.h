// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::inspect {

/// What stands out in a text though no word gives it away.
enum class Mark : std::uint8_t {
    /// The first digit of a word, where it may begin a number: six digits in groups (of the 24 bytes from
    /// it),
    /// six in front of a letter, two behind a capital or behind two letters that are not hexadecimal, or four
    /// behind another letter.
    Number,
    At,     ///< an '@' between letters, digits or underscores
    Colons, ///< the first of some colons few bytes apart, no long word before it: times, IPv6, MAC addresses
    Dots,   ///< the first of three dots between digits: IPv4, long version numbers
    Dashes, ///< the first of five dashes, each three bytes behind the other: MAC addresses
};
inline constexpr std::size_t kMarkCount = 5;

/// Takes marks while a text is gone over.
class MarkSink {
public:
    virtual ~MarkSink() = default;
    /// `at`: of the digit, '@', colon, dot or dash. Those of one kind come in the order of the text.
    virtual void mark(Mark mark, std::size_t at) = 0;
};

/// Goes over the text once, some GB a second where there are no marks. Linear; allocates nothing.
void findMarks(std::string_view text, MarkSink& sink);

} // namespace gatehouse::inspect

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace gatehouse::inspect {

/// A short text (FoldedText::kMost bytes at most) as the model reads it: lower case, white space and digits
/// as one blank or one 0 for each run, a blank in front and behind. Lives where it is declared: nothing is
/// allocated. Any bytes are taken, UTF-8 or not.
class FoldedText {
public:
    static constexpr std::size_t kMost = 1024;
    explicit FoldedText(std::string_view text);

    const char* data() const { return m_bytes.data(); } ///< seven bytes behind the end may be read
    std::size_t size() const { return m_size; }
    /// Of the word that starts at `at`: a run of letters, digits and low lines, one ideograph, or one mark. 0
    /// where a blank stands.
    std::size_t wordSizeAt(std::size_t at) const;

private:
    std::array<char, kMost + 16> m_bytes;
    std::size_t m_size = 0;
};

} // namespace gatehouse::inspect

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace gatehouse::inspect {

/// Takes decoded bytes as long as they are text: data may follow on a text, or only look like one at first.
class TextBytes {
public:
    static constexpr std::size_t kLookBack = 12; ///< bytes that are judged together

    /// False where the last kLookBack bytes are no text any more; what is no text before them has been taken
    /// back.
    bool add(char byte);
    /// All bytes; text of two or four bytes a letter loses its zeros.
    std::string take();

private:
    bool isBad(unsigned char byte);
    bool isBadOfFour(unsigned char byte) const;
    void lookForFour();

    std::string m_bytes;
    std::optional<std::size_t> m_letterOfFour; // which of four bytes is the letter, if only that is not zero
    unsigned m_continuations = 0;              // that the last character still needs
    std::uint32_t m_history = 0;               // a bit for each of the last bytes: it was bad
    unsigned m_badInHistory = 0;
    std::size_t m_bad = 0;      // of all bytes
    std::size_t m_cleanEnd = 0; // behind the last bytes that were all good
};

} // namespace gatehouse::inspect

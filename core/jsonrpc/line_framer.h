// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::jsonrpc {

/// A line, or the news of one that was too long.
struct Framed {
    std::string_view line;  ///< without its newline; for `isTooLong`, the first kilobyte of the line
    bool isTooLong = false; ///< reported when the limit is passed, with no `tail`; the rest is swallowed
    /// Reported once more when its newline has come, with the last kilobyte here: many servers write the id
    /// last.
    std::string_view tail;
};

/// Cuts a stream of bytes into lines at '\n' (MCP stdio transport). Linear: every byte is looked at once,
/// whatever the size of the chunks. Uses at most twice the limit plus one chunk, and nothing of it once long
/// lines are over. A line that ends without a newline is never given out.
class LineFramer {
public:
    static constexpr std::size_t kEndBytes =
        1024; ///< of a line that is too long: its first and its last bytes
    static constexpr std::size_t kKeptBytes = std::size_t{1}
        << 20; ///< a larger buffer is given back after its line

    explicit LineFramer(std::size_t maxLineBytes);

    /// Takes a chunk. Every line of the chunk before must have been taken by next(). `chunk` must stay valid
    /// until next() has returned nothing: lines that lie wholly within it are views of it, without a copy.
    void feed(std::string_view chunk);
    /// The next line; its bytes stay valid until the following call of next() or feed().
    std::optional<Framed> next();
    /// Where the line that next() gave last stands alone with its newline: may be swapped away instead of
    /// copied. Null for a line within the chunk, or none.
    std::string* givenBuffer();
    /// Bytes of an unfinished line held back; at the end of the stream they are lost and worth a journal
    /// line.
    std::size_t pendingBytes() const;

private:
    void forgetGiven();
    void makeRoom(std::size_t more);
    std::optional<Framed> takeWhole(std::string_view line);
    std::optional<Framed> takePart(std::string_view part);
    std::optional<Framed> skip();
    void startSkipping(std::string_view start);
    void appendToTail(std::string_view part);

    std::size_t m_maxLineBytes;
    std::string m_partial; // start of a line whose newline has not come
    bool m_partialWasGiven = false;
    bool m_isSkipping = false; // inside a line that was too long
    std::size_t m_skipped = 0; // bytes of that line
    std::string m_head;        // of that line
    std::string m_tail;        // of that line; up to twice as much as is given out
    std::string_view m_chunk;  // what of the current chunk has not been looked at
};

} // namespace gatehouse::jsonrpc

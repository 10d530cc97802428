// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::jsonrpc {

/// A line, or the news that one was too long and is being skipped.
struct Framed {
    std::string_view line;   ///< without its newline; for `isTooLong`, the first kilobyte of the line
    bool isTooLong = false;  ///< reported once, when the limit is passed; the rest up to the newline is swallowed
};

/// Cuts a stream of bytes into lines at '\n' (MCP stdio transport). Linear: every byte is looked at once, whatever the size
/// of the chunks. Holds at most the limit plus one chunk. A line that ends without a newline is never given out.
class LineFramer {
public:
    explicit LineFramer(std::size_t maxLineBytes);

    /// Takes a chunk. Every line of the chunk before must have been taken by next(). `chunk` must stay valid until next()
    /// has returned nothing: lines that lie wholly within it are views of it, without a copy.
    void feed(std::string_view chunk);
    /// The next line; its bytes stay valid until the following call of next() or feed().
    std::optional<Framed> next();
    /// Bytes of an unfinished line held back; at the end of the stream they are lost and worth a journal line.
    std::size_t pendingBytes() const;

private:
    std::size_t m_maxLineBytes;
    std::string m_partial;       // start of a line whose newline has not come
    bool m_partialWasGiven = false;
    bool m_isSkipping = false;   // inside a line that was too long
    std::string_view m_chunk;    // what of the current chunk has not been looked at
};

} // namespace gatehouse::jsonrpc

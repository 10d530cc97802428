// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::journal {

/// The whole lines of a file from an offset on, with a bound on memory whatever the file holds.
class LineStream {
public:
    /// IoFailed where `path` is no regular file, JournalBroken where it is shorter than `offset`.
    static base::Result<LineStream> open(const std::string& path, std::uint64_t offset);

    enum class Step { Line, TooLong, End };
    /// Line: `line` is the next whole line, valid until the next call. TooLong: one was skipped. End: no
    /// whole line is left.
    base::Result<Step> next(std::string_view& line);
    /// Where the line after the last one that `next` gave or skipped begins.
    std::uint64_t offset() const { return m_offset; }
    /// At the End: bytes stand after the last newline.
    bool endsTorn() const { return m_used < m_buffer.size() || m_skipped > 0; }

private:
    LineStream() = default;
    base::Result<bool> readMore();

    base::Descriptor m_file;
    std::string m_path;
    std::string m_buffer;
    std::size_t m_used = 0;     // bytes of m_buffer that were given out
    std::size_t m_searched = 0; // bytes of m_buffer that hold no newline for sure
    std::uint64_t m_offset = 0;
    std::uint64_t m_skipped = 0; // bytes of a line over the limit that were thrown away already
};

} // namespace gatehouse::journal

// SPDX-License-Identifier: Apache-2.0
#include "core/journal/line_stream.h"

#include "core/journal/line_format.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::journal {
namespace {

constexpr std::size_t kReadBytes = std::size_t{256} << 10;

} // namespace

base::Result<LineStream> LineStream::open(const std::string& path, std::uint64_t offset)
{
    LineStream stream;
    stream.m_path = path;
    stream.m_offset = offset;
    // O_NONBLOCK: a FIFO planted in the folder must not hang us.
    stream.m_file = base::Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
    if (!stream.m_file.isOpen())
        return base::errnoError(errno, path);
    struct stat status {};
    if (::fstat(stream.m_file.get(), &status) != 0)
        return base::errnoError(errno, path);
    if (!S_ISREG(status.st_mode))
        return base::Error{base::ErrorCode::IoFailed, path + ": not a regular file"};
    if (static_cast<std::uint64_t>(status.st_size) < offset)
        return base::Error{
            base::ErrorCode::JournalBroken, path + ": is shorter than what was read of it before"};
    if (::lseek(stream.m_file.get(), static_cast<off_t>(offset), SEEK_SET) < 0)
        return base::errnoError(errno, path);
    return stream;
}

base::Result<bool> LineStream::readMore()
{
    if (m_used > 0) {
        m_buffer.erase(0, m_used);
        m_searched -= m_used;
        m_used = 0;
    }
    if (m_buffer.size() > kMaxLineBytes) {
        m_skipped += m_buffer.size();
        m_buffer.clear();
        m_searched = 0;
    }
    const auto start = m_buffer.size();
    m_buffer.resize(start + kReadBytes);
    ssize_t got = -1;
    do {
        got = ::read(m_file.get(), m_buffer.data() + start, kReadBytes);
    } while (got < 0 && errno == EINTR);
    m_buffer.resize(start + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0)
        return base::errnoError(errno, m_path);
    return got > 0;
}

base::Result<LineStream::Step> LineStream::next(std::string_view& line)
{
    for (;;) {
        const auto newline = m_buffer.find('\n', m_searched);
        if (newline != std::string::npos) {
            const auto length = newline - m_used;
            line = std::string_view(m_buffer).substr(m_used, length);
            m_offset += m_skipped + length + 1;
            m_used = m_searched = newline + 1;
            const bool isTooLong = m_skipped + length > kMaxLineBytes;
            m_skipped = 0;
            return isTooLong ? Step::TooLong : Step::Line;
        }
        m_searched = m_buffer.size();
        const auto more = readMore();
        if (!more)
            return more.error();
        if (!*more)
            return Step::End;
    }
}

} // namespace gatehouse::journal

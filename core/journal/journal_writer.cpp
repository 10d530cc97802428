// SPDX-License-Identifier: Apache-2.0
#include "core/journal/journal_writer.h"

#include "core/journal/line_format.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace gatehouse::journal {
namespace {

constexpr std::size_t kMaxJournalNameBytes = 128;
constexpr std::size_t kUsualHeldBytes = std::size_t{64} << 10;
constexpr std::size_t kMaxKeptBytes = std::size_t{1} << 20; // more than this is given back after a flush

bool isSafeName(std::string_view name)
{
    const auto isSafe = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
            c == '_' || c == '.';
    };
    return !name.empty() && name.size() <= kMaxJournalNameBytes &&
        std::all_of(name.begin(), name.end(), isSafe);
}

std::string fileTime(base::UnixMilliseconds now)
{
    const auto seconds = static_cast<std::time_t>(now / 1000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts)};
}

base::Error notWritable(const std::string& path, int errnoValue)
{
    const bool isFull = errnoValue == ENOSPC || errnoValue == EDQUOT || errnoValue == EFBIG;
    return {isFull ? base::ErrorCode::DiskFull : base::ErrorCode::JournalNotWritable,
        path + ": " + std::strerror(errnoValue)};
}

/// What setrlimit lets a file grow to. Writing past it would end the program with SIGXFSZ; asked once, since
/// nobody lowers the limit of a running wrapper.
std::uint64_t fileSizeLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return UINT64_MAX;
    return limit.rlim_cur;
}

} // namespace

base::Result<JournalWriter> JournalWriter::create(
    const std::string& folder, std::string_view name, base::UnixMilliseconds now, std::uint64_t maxBytes)
{
    if (!isSafeName(name))
        return base::Error{
            base::ErrorCode::InvalidArgument, "a journal's name has letters, digits and - _ . only"};
    if (const auto made = base::makePrivateFolder(folder); !made)
        return base::Error{base::ErrorCode::JournalNotWritable, made.error().detail};
    JournalWriter writer;
    writer.m_path = folder + "/" + fileTime(now) + "-" + std::string(name) + ".jsonl";
    constexpr int kFlags = O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    writer.m_file = base::Descriptor(::open(writer.m_path.c_str(), kFlags, 0600));
    if (!writer.m_file.isOpen())
        return notWritable(writer.m_path, errno);
    writer.m_maxBytes = maxBytes;
    writer.m_fileSizeLimit = fileSizeLimit();
    writer.m_held.reserve(kUsualHeldBytes);
    return writer;
}

void JournalWriter::append(const model::SessionEvent& event)
{
    const auto start = m_held.size();
    appendLine(m_held, event, m_sequence, m_head);
    m_head = base::sha256(std::string_view(m_held).substr(start));
    m_held.push_back('\n');
    ++m_sequence;
}

base::Result<void> JournalWriter::cutTornLine()
{
    if (!m_isTorn)
        return {};
    if (::ftruncate(m_file.get(), static_cast<off_t>(m_written)) != 0)
        return notWritable(m_path, errno);
    m_isTorn = false;
    return {};
}

base::Result<void> JournalWriter::flush()
{
    // A line that a failed flush could not cut off again must go before anything follows it.
    if (const auto cut = cutTornLine(); !cut)
        return cut;
    if (m_written + m_held.size() > m_fileSizeLimit)
        return notWritable(m_path, EFBIG);
    std::size_t done = 0;
    int failure = 0;
    while (done < m_held.size() && failure == 0) {
        const auto wrote = ::write(m_file.get(), m_held.data() + done, m_held.size() - done);
        if (wrote > 0)
            done += static_cast<std::size_t>(wrote);
        else if (wrote == 0)
            failure = ENOSPC;
        else if (errno != EINTR)
            failure = errno;
    }
    return failure == 0 ? afterAllWasWritten() : afterFailure(done, failure);
}

base::Result<void> JournalWriter::afterAllWasWritten()
{
    m_written += m_held.size();
    m_held.clear();
    if (m_held.capacity() > kMaxKeptBytes) {
        m_held.shrink_to_fit();
        m_held.reserve(kUsualHeldBytes);
    }
    if (m_written >= m_maxBytes)
        return base::Error{base::ErrorCode::JournalFull, m_path + ": has reached its limit"};
    return {};
}

base::Result<void> JournalWriter::afterFailure(std::size_t done, int failure)
{
    // Whole lines stay: they are true, and what follows them is still held.
    const auto lastNewline = m_held.rfind('\n', done == 0 ? 0 : done - 1);
    const auto whole = done == 0 || lastNewline == std::string::npos ? 0 : lastNewline + 1;
    m_written += whole;
    m_isTorn = whole != done;
    m_held.erase(0, whole);
    if (const auto cut = cutTornLine(); !cut)
        return base::Error{
            base::ErrorCode::JournalNotWritable, cut.error().detail + ", and the line is torn"};
    return notWritable(m_path, failure);
}

} // namespace gatehouse::journal

// SPDX-License-Identifier: Apache-2.0
// macOS: there is no /proc/self/fd, but /dev/fd/N opens pipes anew in the same way; the rest holds as it
// stands.
#include "app/wrap/stream.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::wrap {
namespace {

/// POLLOUT promises room for this much in a pipe, so that a blocking write of it returns at once.
constexpr std::size_t kCarefulPiece = PIPE_BUF;

bool isReady(int descriptor, short what)
{
    pollfd ready{descriptor, what, 0};
    return ::poll(&ready, 1, 0) > 0;
}

bool reopenNonBlocking(int descriptor, Stream::Use use)
{
    std::array<char, 32> path{};
    std::snprintf(path.data(), path.size(), "/proc/self/fd/%d", descriptor);
    const int access = use == Stream::Use::Read ? O_RDONLY : O_WRONLY;
    const base::Descriptor anew(::open(path.data(), access | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    return anew.isOpen() && ::dup3(anew.get(), descriptor, O_CLOEXEC) == descriptor;
}

/// Room for four times what a pipe usually holds, so that a message of some 64 KB goes in one piece instead
/// of waking both sides twice. Not being given it costs time only.
void enlarge(int descriptor)
{
#ifdef F_SETPIPE_SZ // fcntl(2), Linux
    constexpr int kPipeBytes = 256 << 10;
    (void)::fcntl(descriptor, F_SETPIPE_SZ, kPipeBytes);
#else
    (void)descriptor;
#endif
}

Transfer toTransfer(ssize_t result)
{
    if (result > 0)
        return {static_cast<std::size_t>(result), false};
    if (result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return {};
    return {0, true};
}

} // namespace

Stream Stream::inherited(int descriptor, Use use)
{
    Stream stream;
    struct stat status {};
    if (::fstat(descriptor, &status) != 0)
        return stream; // closed by whoever started us: as good as ended
    stream.m_file = base::Descriptor(descriptor);
    if (S_ISSOCK(status.st_mode))
        stream.m_kind = Kind::Socket;
    else if (S_ISREG(status.st_mode))
        stream.m_kind =
            Kind::NonBlocking; // never blocks, and opening it anew would lose its offset and O_APPEND
    else
        stream.m_kind = reopenNonBlocking(descriptor, use) ? Kind::NonBlocking : Kind::Careful;
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    enlarge(descriptor);
    return stream;
}

Stream Stream::own(base::Descriptor descriptor)
{
    Stream stream;
    stream.m_file = std::move(descriptor);
    ::fcntl(stream.m_file.get(), F_SETFL, ::fcntl(stream.m_file.get(), F_GETFL) | O_NONBLOCK);
    enlarge(stream.m_file.get());
    return stream;
}

void Stream::close()
{
    if (!isOpen())
        return;
    if (m_file.get() > STDERR_FILENO) {
        m_file.close();
        return;
    }
    const int standard = m_file.release();
    const base::Descriptor nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!nothing.isOpen() || ::dup3(nothing.get(), standard, O_CLOEXEC) != standard)
        ::close(standard);
}

Transfer Stream::read(char* into, std::size_t room)
{
    if (!isOpen())
        return {0, true};
    if (m_kind == Kind::Socket)
        return toTransfer(::recv(m_file.get(), into, room, MSG_DONTWAIT));
    if (m_kind == Kind::Careful && !isReady(m_file.get(), POLLIN))
        return {};
    return toTransfer(::read(m_file.get(), into, room));
}

Transfer Stream::write(std::string_view bytes)
{
    if (!isOpen())
        return {0, true};
    if (m_kind == Kind::Socket)
        return toTransfer(::send(m_file.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
    if (m_kind == Kind::Careful) {
        if (!isReady(m_file.get(), POLLOUT))
            return {};
        bytes = bytes.substr(0, kCarefulPiece);
    }
    return toTransfer(::write(m_file.get(), bytes.data(), bytes.size()));
}

std::size_t Stream::readable() const
{
    int bytes = 0;
    if (!isOpen() || ::ioctl(m_file.get(), FIONREAD, &bytes) != 0 || bytes < 0)
        return 0;
    return static_cast<std::size_t>(bytes);
}

} // namespace gatehouse::wrap

// SPDX-License-Identifier: Apache-2.0
#include "core/service/local_socket.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace gatehouse::service {
namespace {

using base::Descriptor;
using base::errnoError;
using base::Error;
using base::ErrorCode;
using base::Result;

constexpr int kBacklog = 64;

/// An address that fits sockaddr_un whatever the length of the path: through the descriptor of the folder.
class Address {
public:
    static Result<Address> of(const std::string& path)
    {
        const auto slash = path.rfind('/');
        if (slash == std::string::npos || path.front() != '/')
            return Error{ErrorCode::InvalidArgument, path + ": a socket needs an absolute path"};
        Address address;
        const auto folder = path.substr(0, slash == 0 ? 1 : slash);
        address.m_folder = Descriptor(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
        if (!address.m_folder.isOpen())
            return errnoError(errno, folder);
        const auto name = "/proc/self/fd/" + std::to_string(address.m_folder.get()) + path.substr(slash);
        if (name.size() >= sizeof address.m_address.sun_path)
            return Error{ErrorCode::InvalidArgument, path + ": the socket's own name is too long"};
        address.m_address.sun_family = AF_UNIX;
        std::memcpy(address.m_address.sun_path, name.c_str(), name.size() + 1);
        return address;
    }

    const sockaddr* get() const { return static_cast<const sockaddr*>(static_cast<const void*>(&m_address)); }
    static socklen_t size() { return sizeof(sockaddr_un); }
    const char* path() const { return m_address.sun_path; }
    int folder() const { return m_folder.get(); }

private:
    Descriptor m_folder;
    sockaddr_un m_address{};
};

Result<Descriptor> newSocket(int flags)
{
    Descriptor made(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
    if (!made.isOpen())
        return errnoError(errno, "socket");
    return made;
}

bool somebodyAnswers(const Address& address)
{
    const auto probe = newSocket(SOCK_NONBLOCK);
    // EAGAIN: it lives, and its queue is full.
    return probe && (::connect(probe->get(), address.get(), Address::size()) == 0 || errno == EAGAIN);
}

} // namespace

Result<Descriptor> listenAt(const std::string& path)
{
    if (const auto made = base::makePrivateFolder(base::folderOf(path)); !made)
        return made.error();
    const auto address = Address::of(path);
    if (!address)
        return address.error();
    if (somebodyAnswers(*address))
        return Error{ErrorCode::Locked, path + ": another program answers there"};
    if (::unlink(address->path()) != 0 && errno != ENOENT)
        return errnoError(errno, path);
    auto listener = newSocket(SOCK_NONBLOCK);
    if (!listener)
        return listener;
    // The new node takes its mode from the socket's (Linux); elsewhere the folder alone keeps others out.
    ::fchmod(listener->get(), S_IRUSR | S_IWUSR);
    if (::bind(listener->get(), address->get(), Address::size()) != 0 ||
        ::listen(listener->get(), kBacklog) != 0)
        return errnoError(errno, path);
    return listener;
}

Result<Descriptor> acceptFrom(int listener)
{
    Descriptor accepted(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!accepted.isOpen() && errno != EAGAIN && errno != EWOULDBLOCK && errno != ECONNABORTED &&
        errno != EINTR)
        return errnoError(errno, "accept");
    return accepted;
}

Result<Descriptor> connectTo(const std::string& path, int timeoutMs)
{
    const auto address = Address::of(path);
    if (!address)
        return Error{ErrorCode::NotConnected, address.error().detail};
    struct stat folder {};
    if (::fstat(address->folder(), &folder) != 0 || folder.st_uid != ::geteuid() ||
        (folder.st_mode & 0022) != 0)
        return Error{
            ErrorCode::PeerNotTrusted, base::folderOf(path) + ": others could have put a socket there"};
    auto connected = newSocket(0);
    if (!connected)
        return connected;
    const timeval limit{timeoutMs / 1000, (timeoutMs % 1000) * 1000};
    ::setsockopt(connected->get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(connected->get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (::connect(connected->get(), address->get(), Address::size()) != 0)
        return Error{ErrorCode::NotConnected, path + ": " + std::strerror(errno)};
    if (!peerOf(connected->get()).isSameUser)
        return Error{ErrorCode::PeerNotTrusted, path + ": another user listens there"};
    return connected;
}

SocketPeer peerOf(int descriptor)
{
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return {};
    return {credentials.pid, credentials.uid == ::geteuid()};
}

Result<std::string> readSome(int descriptor, std::size_t limit, bool& ended)
{
    ended = false;
    std::string bytes(limit, '\0');
    const auto got = ::recv(descriptor, bytes.data(), bytes.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return std::string();
    if (got < 0)
        return errnoError(errno, "local socket");
    ended = got == 0;
    bytes.resize(static_cast<std::size_t>(got));
    return bytes;
}

Result<std::size_t> writeSome(int descriptor, std::string_view bytes)
{
    const auto sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return std::size_t{0};
    if (sent < 0)
        return errnoError(errno, "local socket");
    return static_cast<std::size_t>(sent);
}

} // namespace gatehouse::service

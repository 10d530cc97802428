// SPDX-License-Identifier: Apache-2.0
// macOS: getpeereid for the peer, and a short path through a link in TMPDIR for the address.
#include "app/wrap/local_socket.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace gatehouse::wrap {
namespace {

bool isOnlyOurs(int folder)
{
    struct stat status {};
    return ::fstat(folder, &status) == 0 && status.st_uid == ::geteuid() && (status.st_mode & 022) == 0;
}

bool isPeerOurs(int socket)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

} // namespace

base::Result<base::Descriptor> connectLocal(const std::string& folder, const std::string& name)
{
    const base::Descriptor opened(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!opened.isOpen())
        return base::errnoError(errno, folder);
    if (!isOnlyOurs(opened.get()))
        return base::Error{base::ErrorCode::UnsafeOwner,
            folder + ": must belong to this user and be writable by nobody else"};
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto path = "/proc/self/fd/" + std::to_string(opened.get()) + '/' + name;
    if (path.size() >= sizeof address.sun_path)
        return base::Error{base::ErrorCode::Internal, "socket name too long"};
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    base::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.isOpen())
        return base::errnoError(errno, "socket");
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return base::Error{base::ErrorCode::NotConnected, folder + '/' + name + ": " + std::strerror(errno)};
    if (!isPeerOurs(socket.get()))
        return base::Error{base::ErrorCode::PeerNotTrusted, folder + '/' + name + ": another user listens"};
    return socket;
}

} // namespace gatehouse::wrap

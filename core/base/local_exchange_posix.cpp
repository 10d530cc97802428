// SPDX-License-Identifier: Apache-2.0
#include "core/base/local_exchange.h"

#include "core/base/file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace gatehouse::base {
namespace {

using Clock = std::chrono::steady_clock;

Error notConnected(const std::string& path, std::string_view why)
{
    return {ErrorCode::NotConnected, path + ": " + std::string(why)};
}

Result<Descriptor> connected(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        return notConnected(path, "no path of a socket");
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
    // One that is full refuses at once, instead of having everybody wait.
    if (!socket.isOpen() || ::fcntl(socket.get(), F_SETFD, FD_CLOEXEC) != 0 ||
        ::fcntl(socket.get(), F_SETFL, O_NONBLOCK) != 0)
        return errnoError(errno, "socket");
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return notConnected(path, std::strerror(errno));
    return socket;
}

/// False where the time is over first.
bool isReady(int socket, short events, Clock::time_point end)
{
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
        if (left <= 0)
            return false;
        pollfd one{socket, events, 0};
        const int ready = ::poll(&one, 1, static_cast<int>(left));
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return false;
    }
}

bool mayTryAgain()
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

} // namespace

Result<std::string> exchangeLocally(
    const std::string& path, std::string_view request, const ExchangeLimits& limits)
{
    const auto end = Clock::now() + std::chrono::milliseconds(limits.milliseconds);
    const auto socket = connected(path);
    if (!socket)
        return socket.error();
    const int descriptor = socket->get();
    while (!request.empty()) {
        if (!isReady(descriptor, POLLOUT, end))
            return notConnected(path, "does not take the question in time");
        const auto sent = ::send(descriptor, request.data(), request.size(), MSG_NOSIGNAL);
        if (sent < 0 && !mayTryAgain())
            return notConnected(path, std::strerror(errno));
        request.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
    }
    std::string answer;
    constexpr std::size_t kStep = 16384;
    std::array<char, kStep> bytes{};
    for (;;) {
        if (!isReady(descriptor, POLLIN, end))
            return notConnected(path, "does not answer in time");
        const auto got = ::recv(descriptor, bytes.data(), bytes.size(), 0);
        if (got == 0)
            return answer;
        if (got < 0 && !mayTryAgain())
            return notConnected(path, std::strerror(errno));
        answer.append(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (answer.size() > limits.answerBytes)
            return Error{ErrorCode::TooLarge,
                path + ": answers more than " + std::to_string(limits.answerBytes) + " bytes"};
    }
}

} // namespace gatehouse::base

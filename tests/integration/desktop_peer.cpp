// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/desktop_peer.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace gatehouse::integration {

DesktopPeer::DesktopPeer(const base::Places& places)
    : m_listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, places.socket.c_str(), sizeof address.sun_path - 1);
    ::unlink(places.socket.c_str());
    if (::bind(m_listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(m_listener.get(), 8) != 0)
        std::abort();
}

std::optional<ipc::Message> DesktopPeer::nextMessage(int milliseconds)
{
    for (;;) {
        for (auto& connection : m_connections) {
            bool hasOne = false;
            const auto body = connection.frames.next(hasOne);
            if (!body || !hasOne)
                continue;
            if (auto message = ipc::decodeBody(*body))
                return std::move(*message);
        }
        std::vector<pollfd> list{{m_listener.get(), POLLIN, 0}};
        for (const auto& connection : m_connections)
            list.push_back({connection.socket.get(), POLLIN, 0});
        if (::poll(list.data(), list.size(), milliseconds) <= 0)
            return std::nullopt;
        for (std::size_t i = m_connections.size(); i > 0; --i) {
            if (list[i].revents == 0)
                continue;
            std::array<char, 1 << 14> bytes;
            const auto got = ::read(list[i].fd, bytes.data(), bytes.size());
            if (got > 0)
                m_connections[i - 1].frames.feed({bytes.data(), static_cast<std::size_t>(got)});
            else
                m_connections.erase(m_connections.begin() + static_cast<std::ptrdiff_t>(i - 1));
        }
        if (list[0].revents != 0) {
            m_connections.emplace_back();
            m_connections.back().socket =
                base::Descriptor(::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
        }
    }
}

} // namespace gatehouse::integration

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/wrap/byte_queue.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/places.h"
#include "core/ipc/messages.h"

#include <cstdint>
#include <optional>
#include <string>

namespace gatehouse::wrap {

/// The line to the desktop, over which a launch that waits is made known. Never blocks; where no desktop
/// listens it tries again, at growing intervals or when nudged. What comes back is only read to notice the
/// end: decisions reach the wrapper through the snapshot alone.
class DesktopLink {
public:
    DesktopLink(const base::Places& places, ipc::Hello hello);

    /// Makes the launch known now, again after every reconnection, and again when something of it has
    /// changed. A card of another id takes the place of the one before, which is withdrawn.
    void ask(ipc::LaunchPending pending, base::MonotonicMicroseconds now);
    /// It waits no more. Sent if the desktop heard of it; ends the asking.
    void withdraw();
    /// Makes a call known that waits, where somebody listens. It is not repeated: the journal has it.
    void askAboutCall(const ipc::LaunchPending& call);
    void withdrawCall(const std::string& cardId);
    /// Somebody may be listening now.
    void nudge(base::MonotonicMicroseconds now);
    /// True where somebody listens; connects once if need be.
    bool isAnybodyThere();

    bool isConnected() const { return m_socket.isOpen(); }
    int descriptor() const { return m_socket.get(); }
    std::uint64_t connections() const { return m_connections; } ///< so far: tells one descriptor from another
    bool wantsToWrite() const { return isConnected() && !m_outgoing.isEmpty(); }
    void onReady(base::MonotonicMicroseconds now);
    /// When to call onTime; nothing: not needed.
    std::optional<base::MonotonicMicroseconds> nextTry() const;
    void onTime(base::MonotonicMicroseconds now);

private:
    bool connect();
    void queue(const ipc::Message& message);
    void write();
    void lose(base::MonotonicMicroseconds now);

    base::Places m_places;
    ipc::Hello m_hello;
    std::optional<ipc::LaunchPending> m_pending;
    base::Descriptor m_socket;
    std::uint64_t m_connections = 0;
    ByteQueue m_outgoing;
    std::optional<base::MonotonicMicroseconds> m_nextTry;
    base::MonotonicMicroseconds m_interval;
};

} // namespace gatehouse::wrap

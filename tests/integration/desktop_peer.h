// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/places.h"
#include "core/ipc/messages.h"

#include <optional>
#include <vector>

namespace gatehouse::integration {

/// Listens where the desktop would, and keeps what wrappers say. Goes away without a word, as one that
/// crashed.
class DesktopPeer {
public:
    explicit DesktopPeer(const base::Places& places);

    /// The next message of this type that arrives; others before it are dropped.
    template <typename Type>
    std::optional<Type> next(int milliseconds = 20'000)
    {
        while (auto message = nextMessage(milliseconds)) {
            if (auto* const wanted = std::get_if<Type>(&*message))
                return std::move(*wanted);
        }
        return std::nullopt;
    }

private:
    std::optional<ipc::Message> nextMessage(int milliseconds);

    struct Connection {
        base::Descriptor socket;
        ipc::FrameReader frames;
    };
    base::Descriptor m_listener;
    std::vector<Connection> m_connections;
};

} // namespace gatehouse::integration

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/ipc/messages.h"

#include <string>

namespace gatehouse::service {

/// How long a running desktop may take to answer a request.
inline constexpr int kDesktopAnswerMs = 15000;

/// A connection to the desktop that runs already, for the command line and for second starts. Blocks.
class DesktopLink {
public:
    /// Greets and is greeted. NotConnected where no desktop runs; PeerNotTrusted, BadMessage where what
    /// answers is no desktop of ours.
    static base::Result<DesktopLink> open(
        const std::string& socket, const std::string& program, int timeoutMs = kDesktopAnswerMs);

    /// Sends a request and waits for its Done. An answer that says it failed comes back as that error.
    base::Result<std::string> request(const ipc::Message& message);

private:
    explicit DesktopLink(base::Descriptor socket);
    base::Result<void> send(const ipc::Message& message);
    base::Result<ipc::Message> receive();

    base::Descriptor m_socket;
    ipc::FrameReader m_reader;
};

/// The code that a name stands for; Internal for a name of a newer version.
base::ErrorCode errorCodeNamed(std::string_view name);

} // namespace gatehouse::service

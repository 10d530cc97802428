// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace gatehouse::service {

/// The process at the other end of a local socket, as the system vouches for it at the moment of connecting.
struct SocketPeer {
    int pid = 0;
    bool isSameUser = false;
};

/// Listens at `path`, whose folder is made private (0700) first. A socket that a dead program left is
/// replaced; Locked where one still answers. Paths of any length work. The descriptor is non-blocking.
base::Result<base::Descriptor> listenAt(const std::string& path);

/// The next waiting connection, non-blocking; no open descriptor where none waits.
base::Result<base::Descriptor> acceptFrom(int listener);

/// Connects and blocks with `timeoutMs` for every later read and write. NotConnected where nobody listens;
/// PeerNotTrusted where the folder or the listener is not this user's.
base::Result<base::Descriptor> connectTo(const std::string& path, int timeoutMs);

SocketPeer peerOf(int descriptor);

/// What can be read now, at most `limit` bytes. Empty with `ended` where the peer has closed, empty without
/// where nothing waits.
base::Result<std::string> readSome(int descriptor, std::size_t limit, bool& ended);
/// How many bytes went out; 0 where the peer does not read.
base::Result<std::size_t> writeSome(int descriptor, std::string_view bytes);

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/ipc/messages.h"

#include <QObject>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>

class QSocketNotifier;

namespace gatehouse::service {

/// What one peer, which may be hostile, may cost.
struct IpcLimits {
    std::size_t connections = 256;
    std::size_t unsentBytes = std::size_t{1} << 20; ///< a peer that does not read what it is sent is cut off
    int framesPerSecond = 200;                      ///< a peer that sends more is cut off
    std::chrono::milliseconds helloWithin{5000};    ///< and one that does not say what it is
};

/// The local socket that wrappers, the command line and second starts speak to. Only processes of this user
/// get an answer. A frame that is not exactly one known message ends its connection. Speaks frames; what they
/// mean is its owner's business.
class IpcServer final : public QObject {
    Q_OBJECT
public:
    static base::Result<std::unique_ptr<IpcServer>> listen(const std::string& path, IpcLimits limits = {});
    /// Closes every connection and takes the socket away.
    ~IpcServer() override;

    void send(quint64 peer, const ipc::Message& message);
    /// Ends the connection once what was sent has gone.
    void close(quint64 peer);
    /// The peer's process, as the system gave it when it connected; 0 for a peer that is gone.
    int processOf(quint64 peer) const;
    int connections() const { return static_cast<int>(m_connections.size()); }

Q_SIGNALS:
    /// The first message of a peer is a Hello of our protocol version; others come only after it.
    void received(quint64 peer, const gatehouse::ipc::Message& message);
    void disconnected(quint64 peer);
    /// A peer was cut off, and why: for the log.
    void refused(int pid, const gatehouse::base::Error& why);

private:
    class Connection;

    IpcServer(std::string path, base::Descriptor listener, IpcLimits limits);
    void acceptAll();
    void drop(quint64 peer);
    void refuse(quint64 peer, const base::Error& why);

    std::string m_path;
    base::Descriptor m_listener;
    QSocketNotifier* m_waiting = nullptr;
    IpcLimits m_limits;
    quint64 m_nextPeer = 1;
    std::unordered_map<quint64, std::unique_ptr<Connection>> m_connections;
};

} // namespace gatehouse::service

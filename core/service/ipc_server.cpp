// SPDX-License-Identifier: Apache-2.0
#include "core/service/ipc_server.h"

#include "core/service/local_socket.h"

#include <QElapsedTimer>
#include <QSocketNotifier>
#include <QTimer>

#include <unistd.h>

namespace gatehouse::service {
namespace {

constexpr std::size_t kReadBytes = std::size_t{64} << 10;
constexpr qint64 kSecondMs = 1000;
constexpr std::chrono::milliseconds kAcceptPause{1000};

} // namespace

/// One peer. Told by the server to go; never deletes itself, since notifiers call into it.
class IpcServer::Connection final : public QObject {
public:
    Connection(IpcServer& server, quint64 peer, base::Descriptor socket)
        : m_server(server)
        , m_peer(peer)
        , m_pid(peerOf(socket.get()).pid)
        , m_socket(std::move(socket))
        , m_readable(m_socket.get(), QSocketNotifier::Read)
        , m_writable(m_socket.get(), QSocketNotifier::Write)
    {
        m_writable.setEnabled(false);
        connect(&m_readable, &QSocketNotifier::activated, this, [this] { readAvailable(); });
        connect(&m_writable, &QSocketNotifier::activated, this, [this] { flush(); });
        m_helloTimer.setSingleShot(true);
        connect(&m_helloTimer, &QTimer::timeout, this, [this] {
            fail({base::ErrorCode::BadMessage, "it did not say what it is"});
        });
        m_helloTimer.start(server.m_limits.helloWithin);
        m_second.start();
    }

    int pid() const { return m_pid; }

    void send(const ipc::Message& message)
    {
        m_unsent += ipc::encodeFrame(message);
        flush();
    }

    void closeWhenSent()
    {
        m_isClosing = true;
        m_readable.setEnabled(false);
        flush();
    }

    /// Deaf and mute from now on; the object goes when control is back in the event loop.
    void shut()
    {
        m_isShut = true;
        m_readable.setEnabled(false);
        m_writable.setEnabled(false);
        m_helloTimer.stop();
        m_socket.close();
    }

private:
    void readAvailable()
    {
        bool ended = false;
        const auto bytes = readSome(m_socket.get(), kReadBytes, ended);
        if (!bytes || ended) {
            m_server.drop(m_peer);
            return;
        }
        m_reader.feed(*bytes);
        while (!m_isShut && !m_isClosing && takeFrame()) {
        }
    }

    bool takeFrame()
    {
        bool hasOne = false;
        const auto body = m_reader.next(hasOne);
        if (!body)
            return fail(body.error());
        if (!hasOne)
            return false;
        if (m_second.elapsed() >= kSecondMs) {
            m_second.restart();
            m_framesThisSecond = 0;
        }
        if (++m_framesThisSecond > m_server.m_limits.framesPerSecond)
            return fail({base::ErrorCode::TooLarge, "too many messages in a second"});
        const auto message = ipc::decodeBody(*body);
        if (!message)
            return fail(message.error());
        return accept(*message);
    }

    bool accept(const ipc::Message& message)
    {
        const auto* const hello = std::get_if<ipc::Hello>(&message);
        if (m_hasGreeted == (hello != nullptr))
            return fail({base::ErrorCode::BadMessage, "a hello comes first, and once"});
        if (hello != nullptr && hello->protocol != ipc::kProtocolVersion)
            return fail({base::ErrorCode::BadMessage,
                "it speaks version " + std::to_string(hello->protocol) +
                    " of the protocol, this program version " + std::to_string(ipc::kProtocolVersion)});
        m_hasGreeted = true;
        m_helloTimer.stop();
        Q_EMIT m_server.received(m_peer, message);
        return true;
    }

    void flush()
    {
        while (!m_isShut && !m_unsent.empty()) {
            const auto sent = writeSome(m_socket.get(), m_unsent);
            if (!sent) {
                m_server.drop(m_peer);
                return;
            }
            if (*sent == 0)
                break;
            m_unsent.erase(0, *sent);
        }
        if (m_isShut)
            return;
        if (m_unsent.size() > m_server.m_limits.unsentBytes)
            fail({base::ErrorCode::TooLarge, "it does not read what it is sent"});
        else if (m_unsent.empty() && m_isClosing)
            m_server.drop(m_peer);
        else
            m_writable.setEnabled(!m_unsent.empty());
    }

    bool fail(const base::Error& why)
    {
        m_server.refuse(m_peer, why);
        return false;
    }

    IpcServer& m_server;
    quint64 m_peer;
    int m_pid;
    base::Descriptor m_socket;
    QSocketNotifier m_readable;
    QSocketNotifier m_writable;
    QTimer m_helloTimer;
    QElapsedTimer m_second;
    int m_framesThisSecond = 0;
    ipc::FrameReader m_reader;
    std::string m_unsent;
    bool m_hasGreeted = false;
    bool m_isClosing = false;
    bool m_isShut = false;
};

base::Result<std::unique_ptr<IpcServer>> IpcServer::listen(const std::string& path, IpcLimits limits)
{
    auto listener = listenAt(path);
    if (!listener)
        return listener.error();
    return std::unique_ptr<IpcServer>(new IpcServer(path, std::move(*listener), limits));
}

IpcServer::IpcServer(std::string path, base::Descriptor listener, IpcLimits limits)
    : m_path(std::move(path))
    , m_listener(std::move(listener))
    , m_limits(limits)
{
    m_waiting = new QSocketNotifier(m_listener.get(), QSocketNotifier::Read, this);
    connect(m_waiting, &QSocketNotifier::activated, this, [this] { acceptAll(); });
}

IpcServer::~IpcServer()
{
    for (const auto& [peer, connection] : m_connections)
        connection->shut();
    ::unlink(m_path.c_str());
}

void IpcServer::acceptAll()
{
    for (;;) {
        auto socket = acceptFrom(m_listener.get());
        if (!socket) {
            // Out of descriptors: the connection keeps waiting, and asking again at once would only spin.
            m_waiting->setEnabled(false);
            QTimer::singleShot(kAcceptPause, this, [this] { m_waiting->setEnabled(true); });
            Q_EMIT refused(0, socket.error());
            return;
        }
        if (!socket->isOpen())
            return;
        const auto peer = peerOf(socket->get());
        if (!peer.isSameUser) {
            Q_EMIT refused(peer.pid, {base::ErrorCode::PeerNotTrusted, "it belongs to another user"});
        } else if (m_connections.size() >= m_limits.connections) {
            Q_EMIT refused(peer.pid, {base::ErrorCode::TooLarge, "too many connections"});
        } else {
            const auto id = m_nextPeer++;
            m_connections.emplace(id, std::make_unique<Connection>(*this, id, std::move(*socket)));
        }
    }
}

void IpcServer::send(quint64 peer, const ipc::Message& message)
{
    if (const auto found = m_connections.find(peer); found != m_connections.end())
        found->second->send(message);
}

void IpcServer::close(quint64 peer)
{
    if (const auto found = m_connections.find(peer); found != m_connections.end())
        found->second->closeWhenSent();
}

int IpcServer::processOf(quint64 peer) const
{
    const auto found = m_connections.find(peer);
    return found == m_connections.end() ? 0 : found->second->pid();
}

void IpcServer::drop(quint64 peer)
{
    const auto found = m_connections.find(peer);
    if (found == m_connections.end())
        return;
    auto* const connection = found->second.release();
    m_connections.erase(found);
    connection->shut();
    connection->deleteLater();
    Q_EMIT disconnected(peer);
}

void IpcServer::refuse(quint64 peer, const base::Error& why)
{
    const int pid = processOf(peer);
    drop(peer);
    Q_EMIT refused(pid, why);
}

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/wrap/signals.h"
#include "app/wrap/stream.h"
#include "core/base/file.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace gatehouse::wrap {

/// What is to be executed. But for `variables`, environment, working folder, umask, limits and every
/// descriptor that this process inherited reach the server as they are.
struct ServerStart {
    std::vector<std::string> argv;
    std::string path; ///< absolute; as it was found, so that shims see their own name
    int executable =
        -1; ///< the descriptor of an ELF file that was checked: runs instead of `path`; -1: run by path
    std::vector<std::pair<std::string, std::string>> variables; ///< take the place of those of their names
    OriginalSignals signals;
};

/// How the server ended, as waitpid reports it.
struct ServerExit {
    int code = 0; ///< exit code where `signal` is 0
    int signal = 0;
};

/// The process between the wrapper and its server, which outlives the wrapper for as long as it takes to
/// leave nothing behind: it adopts every descendant of the server whose parent goes (daemons too), and kills
/// them all when it is told to or when the wrapper is gone, however that happened.
class Keeper {
public:
    Keeper() = default;
    ~Keeper();
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;

    /// Starts the server; returns when its program runs, or with the reason why it does not.
    base::Result<void> start(const ServerStart& what);

    bool isRunning() const { return m_control.isOpen(); }
    int descriptor() const { return m_control.get(); } ///< readable when the server has ended
    std::uint64_t starts() const
    {
        return m_starts;
    } ///< how often one was tried: tells one descriptor from another
    pid_t serverPid() const { return m_serverPid; }
    Stream& toServer() { return m_toServer; }
    Stream& fromServer() { return m_fromServer; }
    const Stream& toServer() const { return m_toServer; }
    const Stream& fromServer() const { return m_fromServer; }

    /// To be called when the descriptor is readable. A keeper that was killed itself counts as a server
    /// killed.
    std::optional<ServerExit> takeExit();
    /// To the server's process group.
    void signalServer(int signal);
    /// Have this file removed when all ends, also if the wrapper is killed: the key of a decision that is
    /// used up then.
    void removeAtEnd(const std::string& path);
    /// Kills whatever is left, and waits until it is gone (at most two seconds: nothing can hurry a process
    /// in the kernel).
    void end();

private:
    void send(int kind, int value, const std::string& text = {});

    base::Descriptor m_control;
    std::uint64_t m_starts = 0;
    Stream m_toServer;
    Stream m_fromServer;
    pid_t m_pid = -1;
    pid_t m_serverPid = -1;
};

/// Kills all that descends from this process, again and again until nothing is left or nothing of it may be
/// killed. Meaningful only for a child subreaper without other children.
void killDescendants();

} // namespace gatehouse::wrap

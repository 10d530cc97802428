// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"

#include <csignal>
#include <string>
#include <vector>

namespace gatehouse::wrap {

/// How signals stood when this program was started; a server must find them like that.
struct OriginalSignals {
    sigset_t mask{};
    struct sigaction hangup {};
    struct sigaction interrupt {};
    struct sigaction terminate {};
    struct sigaction pipe {};
    struct sigaction child {};
    struct sigaction io {};

    /// Gives it all back, in a child right before it executes another program. Async-signal-safe.
    void restore() const;
};

/// SIGHUP, SIGINT and SIGTERM as bytes in a pipe, for poll. One object in the program. A signal that whoever
/// started us ignores (nohup) stays ignored. SIGPIPE is ignored: a peer that has gone shows as an error of
/// write.
class SignalPipe {
public:
    SignalPipe();
    SignalPipe(const SignalPipe&) = delete;
    SignalPipe& operator=(const SignalPipe&) = delete;

    bool isOpen() const { return m_read.isOpen(); }
    int descriptor() const { return m_read.get(); }
    /// The signals that have come since the last call, in order.
    std::vector<int> take();
    const OriginalSignals& original() const { return m_original; }

private:
    base::Descriptor m_read;
    base::Descriptor m_write;
    OriginalSignals m_original;
};

/// Blocks every signal for as long as it lives: around fork, so that no handler of ours runs in a child.
class SignalBlock {
public:
    SignalBlock();
    ~SignalBlock();
    SignalBlock(const SignalBlock&) = delete;
    SignalBlock& operator=(const SignalBlock&) = delete;

private:
    sigset_t m_before{};
};

/// Ends this process by `signal`, as its server ended, without leaving a core file of ours. Returns only if
/// that fails.
void dieBySignal(int signal);

/// "SIGTERM"; "signal 42" for those that have no name here.
std::string signalName(int signal);

} // namespace gatehouse::wrap

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse::tests {

/// Runs `work` in a child and kills it when it has entered `calls` system calls; false where it ended before
/// that.
template <typename Work>
bool killAfter(int calls, Work work)
{
    const auto child = ::fork();
    if (child == 0) {
        ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
        ::raise(SIGSTOP);
        work();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    // One stop when a call is entered and one when it is left: odd counts are killed with the call undone,
    // even ones done.
    for (int i = 0; i < calls; ++i) {
        ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
        ::waitpid(child, &status, 0);
        if (WIFEXITED(status))
            return false;
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    return true;
}

} // namespace gatehouse::tests

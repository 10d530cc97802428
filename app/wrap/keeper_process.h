// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/wrap/keeper.h"

#include <string>
#include <vector>

namespace gatehouse::wrap {

/// The keeper's side: prepared before the fork, so that the child needs no allocation before the server runs.
class KeeperProcess {
public:
    /// `in` and `out` are the server's standard input and output, `control` the keeper's end of the line to
    /// the wrapper.
    KeeperProcess(const ServerStart& what, int in, int out, int control);

    /// To be called in the forked child with all signals blocked. Does not return.
    [[noreturn]] void run() const;

private:
    [[noreturn]] void becomeServer(int keeperPid) const;
    void detachFromWrapper() const;

    const ServerStart& m_what;
    int m_in;
    int m_out;
    int m_control;
    std::vector<char*> m_argv;
    std::vector<std::string> m_variables;
    std::vector<char*> m_environment;
    std::vector<char*> m_shellArgv; // for a file that is neither ELF nor has a #! line, as execvp runs it
};

} // namespace gatehouse::wrap

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace gatehouse::fake {

/// How the server is to misbehave; from its arguments.
struct Behaviour {
    std::string reportFile;   ///< --report=FILE: what it was started with, one `key value` per line
    std::string logFile;      ///< --log=FILE: every byte that it reads
    std::string answersFile;  ///< --answers=FILE: results that it gives; see scripted_answers.h
    std::string daemonFile;   ///< --daemon=FILE: a grandchild in a session of its own, which writes its pid
                              ///< there and stays
    bool holdsStdout = false; ///< --holder: a child that keeps stdout open and stays when the server ends
    bool isBytewise = false;  ///< --bytewise: every byte in a write of its own
    bool isPairwise = false;  ///< --pairwise: two messages in one write
    bool neverReads = false;  ///< --never-reads
    bool ignoresEnd = false;  ///< --ignores-end: stays when stdin ends
    bool ignoresTerm = false; ///< --ignores-term: stays when it is told to end
    long stderrBytes = 0;     ///< --stderr=N: so many bytes there first
    int exitCode = 0;         ///< --exit=N: when stdin ends
};

/// Arguments that are no option are left alone: tests see them in the report.
Behaviour readBehaviour(int argc, char** argv);

} // namespace gatehouse::fake

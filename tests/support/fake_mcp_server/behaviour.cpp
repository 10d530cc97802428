// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_mcp_server/behaviour.h"

#include <cstdlib>
#include <string_view>

namespace gatehouse::fake {
namespace {

/// True, with what follows, where `word` starts with `option`.
bool takes(std::string_view word, std::string_view option, std::string& value)
{
    if (!word.starts_with(option))
        return false;
    value = word.substr(option.size());
    return true;
}

} // namespace

Behaviour readBehaviour(int argc, char** argv)
{
    Behaviour behaviour;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        std::string number;
        if (takes(word, "--report=", behaviour.reportFile) || takes(word, "--log=", behaviour.logFile) ||
            takes(word, "--answers=", behaviour.answersFile) ||
            takes(word, "--daemon=", behaviour.daemonFile))
            continue;
        if (takes(word, "--stderr=", number))
            behaviour.stderrBytes = std::strtol(number.c_str(), nullptr, 10);
        else if (takes(word, "--exit=", number))
            behaviour.exitCode = static_cast<int>(std::strtol(number.c_str(), nullptr, 10));
        behaviour.holdsStdout |= word == "--holder";
        behaviour.isBytewise |= word == "--bytewise";
        behaviour.isPairwise |= word == "--pairwise";
        behaviour.neverReads |= word == "--never-reads";
        behaviour.ignoresEnd |= word == "--ignores-end";
        behaviour.ignoresTerm |= word == "--ignores-term";
    }
    return behaviour;
}

} // namespace gatehouse::fake

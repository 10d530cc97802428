// SPDX-License-Identifier: Apache-2.0
// bare_relay [--record=PREFIX] COMMAND [ARG…]: the baseline of the benchmarks, and the tap of the end-to-end
// tests.
#include "tests/bench/byte_relay.h"
#include "tests/bench/child_process.h"

#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

int main(int argc, char** argv)
{
    constexpr std::string_view kRecord = "--record=";
    std::vector<std::string> command(argv + 1, argv + argc);
    std::string prefix;
    if (!command.empty() && command.front().starts_with(kRecord)) {
        prefix = command.front().substr(kRecord.size());
        command.erase(command.begin());
    }
    if (command.empty()) {
        std::fputs("usage: bare_relay [--record=PREFIX] COMMAND [ARG...]\n", stderr);
        return 64;
    }
    auto child = gatehouse::bench::startChild(command);
    if (!child) {
        std::fprintf(stderr, "bare_relay: %s\n", child.error().detail.c_str());
        return 127;
    }
    std::signal(SIGPIPE, SIG_IGN); // only here: the child must not inherit it
    gatehouse::bench::ByteRelay relay(prefix);
    const int childInput = child->input.release(); // the relay closes it at the end of its own input
    if (!relay.run(childInput, child->output.get())) {
        std::fprintf(stderr, "bare_relay: cannot record to %s\n", prefix.c_str());
        return 74;
    }
    return child->wait();
}

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "tests/bench/child_process.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::bench {

/// One kind of call: how much goes there and how much comes back.
struct Load {
    std::string_view name;
    std::string_view payloadKind;
    std::size_t resultBytes = 0;
    std::size_t argumentBytes = 0;
};

/// A client that keeps one server, wrapped or not, busy. A wrong or missing answer is an error, never a
/// sample.
class BenchSession {
public:
    /// Starts and initialises; `startMicroseconds` is the time from the spawn to the initialize result.
    static base::Result<BenchSession> start(const std::vector<std::string>& command,
        const std::vector<std::string>& environment, double& startMicroseconds);

    /// One call; the time until the last byte of its answer, in microseconds.
    base::Result<double> call(const Load& load);
    /// `count` calls with up to `window` of them unanswered; the time for all, in microseconds.
    base::Result<double> callPipelined(const Load& load, std::size_t count, std::size_t window);

    std::string_view lastAnswer() const { return m_answer; } // without newline
    pid_t pid() const { return m_child.pid; }
    /// Closes the server's input and waits for its end; the exit status.
    int finish();

private:
    BenchSession() = default;

    base::Result<void> readAnswer();
    std::string request(const Load& load);

    ChildProcess m_child;
    std::string m_answer;
    std::string m_unread; // what came after the last answer
    std::string m_argument;
    std::size_t m_lastId = 0;
};

} // namespace gatehouse::bench

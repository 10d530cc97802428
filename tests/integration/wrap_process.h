// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace gatehouse::integration {

/// How a wrapper is started.
struct WrapStart {
    std::vector<std::string> arguments;   ///< of the wrapper, the server's command included
    std::vector<std::string> environment; ///< NAME=value; all of it
    std::string folder;                   ///< working folder; empty: ours
    bool usesSockets = false;             ///< stdio as node makes it, instead of pipes
    bool closesErrors = false;            ///< stderr goes nowhere
    std::string program;                  ///< empty: the wrapper that was built
};

/// A real wrapper with the test as its client. Reading goes on while it writes, so that no test deadlocks by
/// itself.
class WrapProcess {
public:
    explicit WrapProcess(const WrapStart& start);
    ~WrapProcess();
    WrapProcess(const WrapProcess&) = delete;
    WrapProcess& operator=(const WrapProcess&) = delete;

    pid_t pid() const { return m_pid; }
    /// All of `bytes`, or as much as goes within the time; false if not all.
    bool send(std::string_view bytes, int milliseconds = 30'000);
    /// As much as goes without anything being read; returns how much.
    std::size_t sendWithoutReading(std::string_view bytes);
    void closeInput() { m_in.close(); }
    void closeOutput() { m_out.close(); }
    /// The next line without its newline; nothing when it does not come in time or the stream has ended.
    std::optional<std::string> readLine(int milliseconds = 30'000);
    /// Everything until the wrapper closes its stdout.
    std::string readAll(int milliseconds = 30'000);
    /// Sends a line and returns the next one that comes.
    std::optional<std::string> ask(std::string_view line);

    void signal(int signal) const;
    /// As waitpid gives it; nothing when it does not end in time.
    std::optional<int> waitForEnd(int milliseconds = 20'000);
    const std::string& errors();
    std::size_t errorBytes();
    /// VmHWM or VmRSS of the wrapper in kB.
    long memory(std::string_view field) const;

private:
    bool pump(
        int milliseconds, const std::function<bool()>& isDone, std::string_view* toSend, bool reads = true);
    void drain();

    pid_t m_pid = -1;
    std::optional<int> m_status;
    base::Descriptor m_in;
    base::Descriptor m_out;
    base::Descriptor m_errors;
    std::string m_read;
    std::size_t m_taken = 0;
    std::string m_errorText;
    bool m_hasEnded = false;
};

/// Polls until `isTrue`; false when it stays false for the whole time. For what gives no event: other
/// processes, files.
bool waitUntil(const std::function<bool()>& isTrue, int milliseconds = 20'000);
bool isRunning(pid_t pid);

} // namespace gatehouse::integration

// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/programs.h"

#include "app/wrap/signals.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse::wrap {
namespace {

constexpr int kStepMilliseconds = 5;
constexpr int kCannotExecute = 127;

/// What execve wants, made before the fork.
class ExecWords {
public:
    ExecWords(const std::vector<std::string>& argv, const Environment& environment)
    {
        for (const auto& [name, value] : environment)
            m_variables.push_back(name + '=' + value);
        const auto raw = [](const std::string& text) {
            return const_cast<char*>(text.c_str());
        }; // execve's signature
        for (const auto& word : argv)
            m_argv.push_back(raw(word));
        for (const auto& variable : m_variables)
            m_environment.push_back(raw(variable));
        m_argv.push_back(nullptr);
        m_environment.push_back(nullptr);
    }

    /// In a child with all signals blocked.
    [[noreturn]] void execute() const
    {
        const int nothing = ::open("/dev/null", O_RDWR);
        for (int standard = 0; standard <= STDERR_FILENO; ++standard)
            ::dup2(nothing, standard);
        ::close_range(STDERR_FILENO + 1, ~0U, 0);
        for (const int signal : {SIGHUP, SIGINT, SIGTERM, SIGPIPE, SIGCHLD, SIGIO})
            ::signal(signal, SIG_DFL);
        sigset_t none;
        ::sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        ::execve(m_argv.front(), m_argv.data(), m_environment.data());
        ::_exit(kCannotExecute);
    }

private:
    std::vector<std::string> m_variables;
    std::vector<char*> m_argv;
    std::vector<char*> m_environment;
};

bool isUsable(const std::vector<std::string>& argv)
{
    return !argv.empty() && argv.front().starts_with('/') && ::access(argv.front().c_str(), X_OK) == 0;
}

} // namespace

Environment environmentOfThisProcess()
{
    Environment pairs;
    for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
        const std::string_view word = *at;
        const auto equals = word.find('=', 1); // a name is not empty, but may start with '=' on some systems
        if (equals != std::string_view::npos)
            pairs.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    }
    return pairs;
}

Environment ownEnvironment(const std::string& home)
{
    return {{"HOME", home}, {"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}};
}

bool runProgram(const std::vector<std::string>& argv, const Environment& environment, int milliseconds)
{
    if (!isUsable(argv))
        return false;
    const ExecWords words(argv, environment);
    pid_t child = -1;
    {
        const SignalBlock quiet;
        child = ::fork();
        if (child == 0)
            words.execute();
    }
    if (child < 0)
        return false;
    int status = 0;
    for (int waited = 0; waited < milliseconds; waited += kStepMilliseconds) {
        const auto ended = ::waitpid(child, &status, WNOHANG);
        if (ended == child)
            return WIFEXITED(status) && WEXITSTATUS(status) == 0;
        ::poll(nullptr, 0, kStepMilliseconds);
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    return false;
}

bool startDetached(const std::vector<std::string>& argv, const Environment& environment)
{
    if (!isUsable(argv))
        return false;
    const ExecWords words(argv, environment);
    pid_t child = -1;
    {
        const SignalBlock quiet;
        child = ::fork();
        if (child == 0) {
            // Twice, so that the program becomes a child of the system and nobody here has to wait for it.
            ::setsid();
            const pid_t grandchild = ::fork();
            if (grandchild == 0) {
                if (::chdir("/") == 0)
                    words.execute();
                ::_exit(kCannotExecute);
            }
            ::_exit(grandchild < 0 ? 1 : 0);
        }
    }
    int status = 0;
    return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) &&
        WEXITSTATUS(status) == 0;
}

} // namespace gatehouse::wrap

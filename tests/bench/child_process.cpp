// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/child_process.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ; // NOLINT(readability-redundant-declaration): POSIX leaves it undeclared

namespace gatehouse::bench {
namespace {

std::string_view nameOf(std::string_view assignment)
{
    return assignment.substr(0, assignment.find('='));
}

std::vector<std::string> environmentWith(const std::vector<std::string>& extra)
{
    std::vector<std::string> words = extra;
    for (char** word = environ; *word != nullptr; ++word) {
        bool isReplaced = false;
        for (const std::string& assignment : extra)
            isReplaced = isReplaced || nameOf(assignment) == nameOf(*word);
        if (!isReplaced)
            words.emplace_back(*word);
    }
    return words;
}

std::vector<char*> pointersTo(std::vector<std::string>& words)
{
    std::vector<char*> pointers;
    for (std::string& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

} // namespace

int ChildProcess::wait() const
{
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR)
            return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

base::Result<ChildProcess> startChild(
    const std::vector<std::string>& command, const std::vector<std::string>& extraEnvironment)
{
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    if (::pipe2(in.data(), O_CLOEXEC) != 0)
        return base::errnoError(errno, "pipe2");
    base::Descriptor childInput(in[0]);
    base::Descriptor input(in[1]);
    if (::pipe2(out.data(), O_CLOEXEC) != 0)
        return base::errnoError(errno, "pipe2");
    base::Descriptor output(out[0]);
    base::Descriptor childOutput(out[1]);

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, childInput.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, childOutput.get(), STDOUT_FILENO);
    std::vector<std::string> words = command;
    std::vector<std::string> environment = environmentWith(extraEnvironment);
    ChildProcess child;
    const int failure = ::posix_spawnp(&child.pid, words.front().c_str(), &actions, nullptr,
        pointersTo(words).data(), pointersTo(environment).data());
    ::posix_spawn_file_actions_destroy(&actions);
    if (failure != 0)
        return base::errnoError(failure, command.front());
    child.input = std::move(input);
    child.output = std::move(output);
    return child;
}

} // namespace gatehouse::bench

// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/keeper.h"

#include "core/base/file.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <ctime>
#include <dirent.h>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace gatehouse::wrap {
namespace {

constexpr std::size_t kSmallFile = 4096;
constexpr long kPauseNs = 2'000'000;

int numberAt(std::string_view text)
{
    int number = -1;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::vector<std::string> namesIn(const std::string& folder)
{
    std::vector<std::string> names;
    DIR* const opened = ::opendir(folder.c_str());
    if (opened == nullptr)
        return names;
    while (const dirent* const entry = ::readdir(opened)) {
        if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9')
            names.emplace_back(entry->d_name);
    }
    ::closedir(opened);
    return names;
}

/// Everybody's parent, read from every process's stat (proc(5)): the name in it may hold spaces and
/// parentheses.
std::vector<std::pair<int, int>> parents()
{
    std::vector<std::pair<int, int>> result;
    for (const auto& name : namesIn("/proc")) {
        auto stat = base::readFile("/proc/" + name + "/stat", kSmallFile);
        if (!stat)
            continue;
        const auto behindName = stat->rfind(')');
        if (behindName != std::string::npos && behindName + 4 < stat->size())
            result.emplace_back(numberAt(name), numberAt(std::string_view(*stat).substr(behindName + 4)));
    }
    return result;
}

std::vector<int> descendants()
{
    const auto all = parents();
    std::vector<int> found{::getpid()};
    for (std::size_t i = 0; i < found.size(); ++i) {
        for (const auto& [pid, parent] : all) {
            if (parent == found[i])
                found.push_back(pid);
        }
    }
    found.erase(found.begin());
    return found;
}

/// True where something may still end by what was done to it.
bool killOnce()
{
    bool killedAny = false;
    for (const int pid : descendants())
        killedAny = ::kill(pid, SIGKILL) == 0 || killedAny;
    return killedAny;
}

} // namespace

void killDescendants()
{
    for (;;) {
        pid_t pid = 0;
        do
            pid = ::waitpid(-1, nullptr, WNOHANG);
        while (pid > 0 || (pid < 0 && errno == EINTR));
        if (pid < 0 || !killOnce())
            return; // no child is left: an adopted one would be ours too
        const timespec pause{0, kPauseNs};
        ::nanosleep(&pause, nullptr);
    }
}

} // namespace gatehouse::wrap

// SPDX-License-Identifier: Apache-2.0
#include "core/service/process_tree.h"

#include "core/base/file.h"
#include "core/service/proc_stat_linux.h"

#include <algorithm>
#include <array>
#include <climits>
#include <dirent.h>
#include <string_view>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace gatehouse::service {
namespace {

constexpr std::size_t kProcFileLimit = std::size_t{4}
    << 20;                                // argv and environment end at ARG_MAX, about 2 MiB
constexpr std::size_t kMaxAncestors = 64; // a chain that is longer is an attack or a loop
constexpr std::string_view kDeleted = " (deleted)";

std::string procPath(int pid, std::string_view name)
{
    return "/proc/" + std::to_string(pid) + "/" + std::string(name);
}

std::string linkOf(const std::string& path)
{
    std::array<char, PATH_MAX> target{};
    const auto length = ::readlink(path.c_str(), target.data(), target.size());
    return length > 0 ? std::string(target.data(), static_cast<std::size_t>(length)) : std::string();
}

/// A program that was replaced while it runs is still named by the path it was started from.
std::string executableOf(int pid)
{
    auto path = linkOf(procPath(pid, "exe"));
    if (path.ends_with(kDeleted))
        path.resize(path.size() - kDeleted.size());
    return path;
}

std::vector<std::string> splitAtNul(std::string_view text)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = text.find('\0');
        parts.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return parts;
}

std::optional<ProcStat> statOf(int pid)
{
    const auto text = base::readFile(procPath(pid, "stat"), kProcFileLimit);
    return text ? parseProcStat(*text) : std::nullopt;
}

class LinuxProcessTree final : public ProcessTree {
public:
    std::optional<model::ProcessInfo> process(int pid) const override
    {
        const auto before = statOf(pid);
        if (pid <= 0 || !before)
            return std::nullopt;
        model::ProcessInfo info;
        info.pid = pid;
        info.startTime = before->startTime;
        info.executable = executableOf(pid);
        if (const auto argv = base::readFile(procPath(pid, "cmdline"), kProcFileLimit))
            info.argv = splitAtNul(*argv);
        // What was read between the two looks belongs to one process.
        const auto after = statOf(pid);
        if (!after || after->startTime != before->startTime)
            return std::nullopt;
        return info;
    }

    std::vector<model::ProcessInfo> ancestors(int pid) const override
    {
        std::vector<model::ProcessInfo> chain;
        auto stat = statOf(pid);
        while (stat && stat->parent > 1 && chain.size() < kMaxAncestors) {
            const auto parent = process(stat->parent);
            // A parent cannot be younger than its child: then the number was given to another process
            // meanwhile.
            if (!parent || parent->startTime > stat->startTime)
                break;
            chain.push_back(*parent);
            stat = statOf(parent->pid);
        }
        return chain;
    }

    std::optional<ProcessLaunch> launchOf(int pid) const override
    {
        const auto argv = base::readFile(procPath(pid, "cmdline"), kProcFileLimit);
        const auto environment = base::readFile(procPath(pid, "environ"), kProcFileLimit);
        const auto folder = linkOf(procPath(pid, "cwd"));
        if (!argv || !environment || folder.empty())
            return std::nullopt;
        ProcessLaunch launch{splitAtNul(*argv), {}, folder};
        for (const auto& variable : splitAtNul(*environment)) {
            const auto equals = variable.find('=');
            if (equals != std::string::npos)
                launch.environment.emplace_back(variable.substr(0, equals), variable.substr(equals + 1));
        }
        return launch;
    }

    bool hasTerminal(int pid) const override
    {
        const auto stat = statOf(pid);
        if (!stat || stat->terminal == 0)
            return false;
        struct stat input {};
        return ::stat(procPath(pid, "fd/0").c_str(), &input) == 0 && S_ISCHR(input.st_mode) &&
            isDevice(input.st_rdev, stat->terminal);
    }

    std::vector<model::ProcessInfo> running(const std::vector<std::string>& executables) const override
    {
        std::vector<model::ProcessInfo> found;
        DIR* const folder = ::opendir("/proc");
        if (folder == nullptr)
            return found;
        while (const dirent* const entry = ::readdir(folder)) {
            const int pid = numberIn<int>(entry->d_name);
            if (pid <= 0 || std::ranges::find(executables, executableOf(pid)) == executables.end())
                continue;
            if (auto info = process(pid))
                found.push_back(std::move(*info));
        }
        ::closedir(folder);
        return found;
    }

private:
    /// proc(5) packs the device as minor bits 31-20 and 7-0, major bits 15-8.
    static bool isDevice(dev_t device, int packed)
    {
        const auto bits = static_cast<unsigned int>(packed);
        const unsigned int majorNumber = (bits >> 8) & 0xfffU;
        const unsigned int minorNumber = (bits & 0xffU) | ((bits >> 12) & 0xfff00U);
        return gnu_dev_major(device) == majorNumber && gnu_dev_minor(device) == minorNumber;
    }
};

} // namespace

std::unique_ptr<ProcessTree> systemProcessTree()
{
    return std::make_unique<LinuxProcessTree>();
}

} // namespace gatehouse::service

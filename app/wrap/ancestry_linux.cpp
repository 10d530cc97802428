// SPDX-License-Identifier: Apache-2.0
// macOS: proc_pidinfo(PROC_PIDTBSDINFO) has parent and start time, proc_pidpath the program.
#include "app/wrap/ancestry.h"

#include "core/base/file.h"

#include <charconv>
#include <climits>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <unistd.h>

namespace gatehouse::wrap {
namespace {

constexpr std::size_t kStatLimit = 1024;
constexpr int kParentField = 4;
constexpr int kStartTimeField = 22;

/// Field `number` (proc(5) counts from 1) of a stat line; the second, the name, may hold spaces and
/// parentheses.
std::uint64_t statField(std::string_view stat, int number)
{
    const auto behindName = stat.rfind(')');
    if (behindName == std::string_view::npos)
        return 0;
    stat.remove_prefix(behindName + 1);
    for (int at = 3; at <= number; ++at) {
        const auto space = stat.find(' ');
        if (space == std::string_view::npos)
            return 0;
        stat.remove_prefix(space + 1);
    }
    std::uint64_t value = 0;
    std::from_chars(stat.data(), stat.data() + stat.size(), value);
    return value;
}

std::string linkTarget(const std::string& path)
{
    std::string target(PATH_MAX, '\0');
    const auto length = ::readlink(path.c_str(), target.data(), target.size());
    target.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
    return target;
}

/// Files of /proc have no size: one read gets the whole of a small one.
std::string readStat(const std::string& path)
{
    std::string text(kStatLimit, '\0');
    const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    const auto got = file.isOpen() ? ::read(file.get(), text.data(), text.size()) : -1;
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
}

} // namespace

std::vector<model::ProcessInfo> ancestry(std::size_t limit)
{
    std::vector<model::ProcessInfo> parents;
    for (int pid = ::getppid(); pid > 1 && parents.size() < limit;) {
        const auto folder = "/proc/" + std::to_string(pid);
        const auto stat = readStat(folder + "/stat");
        if (stat.empty())
            break;
        model::ProcessInfo process;
        process.pid = pid;
        process.startTime = statField(stat, kStartTimeField);
        process.executable = linkTarget(folder + "/exe");
        parents.push_back(std::move(process));
        pid = static_cast<int>(statField(stat, kParentField));
    }
    return parents;
}

} // namespace gatehouse::wrap

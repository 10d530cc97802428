// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/measure.h"

#include "core/base/file.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <sstream>

namespace gatehouse::bench {
namespace {

namespace fs = std::filesystem;

double memoryMb(const fs::path& file, const std::string& field)
{
    std::ifstream fields(file);
    for (std::string line; std::getline(fields, line);) {
        if (line.starts_with(field + ":"))
            return std::stod(line.substr(field.size() + 1)) / 1024.0; // the kernel counts in kB
    }
    return 0;
}

pid_t parentOf(const fs::path& process)
{
    std::ifstream status(process / "status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("PPid:"))
            return static_cast<pid_t>(std::stol(line.substr(5)));
    }
    return -1;
}

std::string programOf(const fs::path& process)
{
    std::error_code failure;
    return fs::read_symlink(process / "exe", failure).string();
}

} // namespace

double microsecondsNow()
{
    using Micro = std::chrono::duration<double, std::micro>;
    return Micro(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double percentile(std::vector<double> samples, double share)
{
    const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(samples.size() - 1));
    std::nth_element(samples.begin(), samples.begin() + at, samples.end());
    return samples[static_cast<std::size_t>(at)];
}

base::Result<void> pinToOneCpu()
{
    cpu_set_t allowed;
    if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return base::errnoError(errno, "sched_getaffinity");
    int last = 0; // the first one serves most interrupts
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (CPU_ISSET(static_cast<unsigned>(cpu), &allowed))
            last = cpu;
    }
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<unsigned>(last), &one);
    if (::sched_setaffinity(0, sizeof one, &one) != 0)
        return base::errnoError(errno, "sched_setaffinity");
    return {};
}

Memory memoryOf(pid_t pid)
{
    const fs::path root = fs::path("/proc") / std::to_string(pid);
    const std::string program = programOf(root);
    Memory memory;
    const auto add = [&memory](const fs::path& process) {
        memory.residentMb += memoryMb(process / "status", "VmRSS");
        memory.peakMb += memoryMb(process / "status", "VmHWM");
        memory.proportionalMb += memoryMb(process / "smaps_rollup", "Pss");
    };
    add(root);
    std::error_code failure;
    for (const fs::directory_entry& entry : fs::directory_iterator("/proc", failure)) {
        if (parentOf(entry.path()) == pid && programOf(entry.path()) == program)
            add(entry.path());
    }
    return memory;
}

} // namespace gatehouse::bench

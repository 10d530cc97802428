// SPDX-License-Identifier: Apache-2.0
#include "core/service/process_nodes.h"

#include "core/service/proc_stat_linux.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <dirent.h>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::service {
namespace {

constexpr std::size_t kStatBytes = 1024; // 52 numbers and a name of 16 bytes

class ProcFolder {
public:
    ProcFolder()
        : m_folder(::opendir("/proc"))
    {
    }
    ~ProcFolder()
    {
        if (m_folder != nullptr)
            ::closedir(m_folder);
    }
    ProcFolder(const ProcFolder&) = delete;
    ProcFolder& operator=(const ProcFolder&) = delete;

    /// The next process; 0 at the end.
    int next()
    {
        while (const dirent* const entry = m_folder != nullptr ? ::readdir(m_folder) : nullptr) {
            const std::string_view name = entry->d_name;
            int pid = 0;
            const auto read = std::from_chars(name.data(), name.data() + name.size(), pid);
            if (read.ec == std::errc{} && read.ptr == name.data() + name.size() && pid > 0)
                return pid;
        }
        return 0;
    }
    int descriptor() const { return ::dirfd(m_folder); }

private:
    DIR* m_folder;
};

} // namespace

std::vector<int> processNumbers()
{
    std::vector<int> numbers;
    ProcFolder folder;
    while (const int pid = folder.next())
        numbers.push_back(pid);
    std::ranges::sort(numbers);
    return numbers;
}

std::vector<ProcessNode> processNodes()
{
    std::vector<ProcessNode> nodes;
    ProcFolder folder;
    const auto user = ::geteuid();
    std::array<char, kStatBytes> bytes{};
    while (const int pid = folder.next()) {
        const auto path = std::to_string(pid) + "/stat";
        const int file = ::openat(folder.descriptor(), path.c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0) // gone meanwhile
            continue;
        struct stat status {};
        const bool isOurs = ::fstat(file, &status) == 0 && status.st_uid == user;
        const auto got = isOurs ? ::read(file, bytes.data(), bytes.size()) : -1;
        ::close(file);
        const auto stat =
            got > 0 ? parseProcStat({bytes.data(), static_cast<std::size_t>(got)}) : std::nullopt;
        if (stat)
            nodes.push_back({pid, stat->parent, stat->startTime});
    }
    return nodes;
}

bool speaksOverPipes(int pid)
{
    for (const char* const descriptor : {"/fd/0", "/fd/1"}) {
        std::array<char, 64> target{};
        const auto path = "/proc/" + std::to_string(pid) + descriptor;
        const auto length = ::readlink(path.c_str(), target.data(), target.size());
        const std::string_view name(target.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
        if (!name.starts_with("pipe:") && !name.starts_with("socket:"))
            return false;
    }
    return true;
}

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#include "core/service/launch_files.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::service {
namespace {

constexpr std::size_t kKeptHashes = 256;

/// O_NONBLOCK: a FIFO in a program's place must not hang us.
base::Descriptor openForReading(const std::string& path)
{
    return base::Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
}

} // namespace

base::Result<std::string> LaunchFiles::realPath(const std::string& path) const
{
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
    if (!real)
        return base::errnoError(errno, path);
    return std::string(real.get());
}

bool LaunchFiles::isExecutable(const std::string& path) const
{
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode)
        && ::faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) == 0;
}

base::Result<model::HashedFile> LaunchFiles::hash(const std::string& realPath) const
{
    const auto file = openForReading(realPath);
    struct stat status {};
    if (!file.isOpen() || ::fstat(file.get(), &status) != 0)
        return base::errnoError(errno, realPath);
    if (!S_ISREG(status.st_mode))
        return base::Error{base::ErrorCode::IoFailed, realPath + ": not a regular file"};
    const auto stamp = base::stampOf(file.get());
    if (!stamp)
        return stamp.error();
    const auto known = std::ranges::find(m_known, *stamp, &model::HashedFile::stamp);
    if (known != m_known.end())
        return model::HashedFile{realPath, known->hash, *stamp};
    const auto computed = base::sha256OfDescriptor(file.get());
    if (!computed)
        return computed.error();
    if (const auto after = base::stampOf(file.get()); !after || *after != *stamp)
        return base::Error{base::ErrorCode::Changed, realPath + ": it changed while it was read"};
    if (m_known.size() >= kKeptHashes)
        m_known.erase(m_known.begin());
    m_known.push_back({realPath, *computed, *stamp});
    return m_known.back();
}

std::string LaunchFiles::head(const std::string& realPath, std::size_t bytes) const
{
    std::string head(bytes, '\0');
    const auto file = openForReading(realPath);
    const auto got = file.isOpen() ? ::pread(file.get(), head.data(), head.size(), 0) : -1;
    head.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return head;
}

} // namespace gatehouse::service

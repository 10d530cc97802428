// SPDX-License-Identifier: Apache-2.0
// macOS has no leases: there WriteGuard is never held. All else here is POSIX.
#include "app/wrap/disk_probe.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::wrap {

base::Result<std::string> DiskProbe::realPath(const std::string& path) const
{
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
    if (!real)
        return base::errnoError(errno, path);
    return std::string(real.get());
}

bool DiskProbe::isExecutable(const std::string& path) const
{
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode)
        && ::faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) == 0;
}

base::Result<model::HashedFile> DiskProbe::hash(const std::string& realPath) const
{
    base::Descriptor file(::open(realPath.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.isOpen())
        return base::errnoError(errno, realPath);
    struct stat status {};
    if (::fstat(file.get(), &status) != 0)
        return base::errnoError(errno, realPath);
    if (!S_ISREG(status.st_mode))
        return base::Error{base::ErrorCode::IoFailed, realPath + ": not a regular file"};
    const auto stamp = base::stampOf(file.get());
    if (!stamp)
        return stamp.error();
    model::HashedFile result{realPath, {}, *stamp};
    bool isKnown = false;
    for (const auto& known : m_known) {
        if (known.stamp == *stamp) {
            result.hash = known.hash;
            isKnown = true;
            break;
        }
    }
    if (!isKnown) {
        const auto computed = base::sha256OfDescriptor(file.get());
        if (!computed)
            return computed.error();
        // A hash of bytes that were changing under it belongs to no stamp.
        if (const auto after = base::stampOf(file.get()); !after || !(*after == *stamp))
            return base::Error{base::ErrorCode::Changed, realPath + " changed while it was read"};
        result.hash = *computed;
        m_known.push_back(result);
    }
    m_opened[realPath] = std::move(file);
    return result;
}

std::string DiskProbe::head(const std::string& realPath, std::size_t bytes) const
{
    const base::Descriptor file(::open(realPath.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    return head(file.get(), bytes);
}

std::string DiskProbe::head(int descriptor, std::size_t bytes)
{
    std::string head(bytes, '\0');
    const auto got = ::pread(descriptor, head.data(), head.size(), 0);
    head.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return head;
}

void DiskProbe::remember(const model::HashedFile& known)
{
    m_known.push_back(known);
}

int DiskProbe::descriptorOf(const std::string& realPath) const
{
    const auto found = m_opened.find(realPath);
    return found == m_opened.end() ? -1 : found->second.get();
}

void DiskProbe::forgetDescriptors()
{
    m_opened.clear();
}

WriteGuard::WriteGuard(int descriptor)
    : m_descriptor(descriptor)
    , m_isHeld(descriptor >= 0 && ::fcntl(descriptor, F_SETLEASE, F_RDLCK) == 0)
{
}

WriteGuard::~WriteGuard()
{
    if (m_isHeld)
        ::fcntl(m_descriptor, F_SETLEASE, F_UNLCK);
}

} // namespace gatehouse::wrap

// SPDX-License-Identifier: Apache-2.0
#include "core/base/program_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

namespace gatehouse::base {

Result<std::string> realPathOf(const std::string& path)
{
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
    if (!real)
        return errnoError(errno, path);
    return std::string(real.get());
}

bool isExecutableFile(const std::string& path)
{
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
        ::faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) == 0;
}

Result<Descriptor> openRegularFile(const std::string& path)
{
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status {};
    if (!file.isOpen() || ::fstat(file.get(), &status) != 0)
        return errnoError(errno, path);
    if (!S_ISREG(status.st_mode))
        return Error{ErrorCode::IoFailed, path + ": not a regular file"};
    return file;
}

std::string headOf(int descriptor, std::size_t bytes)
{
    struct stat status {};
    if (::fstat(descriptor, &status) != 0)
        return {};
    std::string head(std::min(bytes, static_cast<std::size_t>(status.st_size)), '\0');
    const auto got = ::pread(descriptor, head.data(), head.size(), 0);
    head.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return head;
}

Result<FileStamp> settledStampOf(int descriptor, const std::string& path)
{
    constexpr std::int64_t kTickNs = 20'000'000;
    constexpr int kMostTries = 5;
    for (int i = 0; i < kMostTries; ++i) {
        const auto stamp = stampOf(descriptor);
        if (!stamp)
            return stamp.error();
        timespec now{};
        ::clock_gettime(CLOCK_REALTIME, &now);
        const auto age = std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec - stamp->changedNs;
        // One that was changed in the future belongs to a clock that cannot be waited for.
        if (age < 0 || age >= kTickNs)
            return *stamp;
        const timespec rest{0, kTickNs - age};
        ::nanosleep(&rest, nullptr);
    }
    return Error{ErrorCode::Changed, path + " is being written to"};
}

Result<Sha256> hashUnchanged(int descriptor, const FileStamp& stamp, const std::string& path)
{
    const auto hash = sha256OfDescriptor(descriptor);
    if (!hash)
        return hash.error();
    if (const auto after = stampOf(descriptor); !after || *after != stamp)
        return Error{ErrorCode::Changed, path + " changed while it was read"};
    return *hash;
}

} // namespace gatehouse::base

// SPDX-License-Identifier: Apache-2.0
#include "core/clients/wrapper_file.h"

#include "core/base/file.h"

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::clients {
namespace {

constexpr mode_t kOthersWrite = S_IWGRP | S_IWOTH;

} // namespace

base::Result<void> isOwnProgram(const std::string& path)
{
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return base::errnoError(errno, path);
    if (!S_ISREG(status.st_mode) || (status.st_mode & S_IXUSR) == 0)
        return base::Error{base::ErrorCode::InvalidArgument, path + ": not a program"};
    if (status.st_uid != ::geteuid() && status.st_uid != 0)
        return base::Error{base::ErrorCode::UnsafeOwner, path + ": belongs to another user"};
    if ((status.st_mode & S_IWOTH) != 0)
        return base::Error{base::ErrorCode::UnsafeOwner, path + ": everybody can write it"};
    return {};
}

bool isRootsProgram(const std::string& path)
{
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & S_IXUSR) != 0 &&
        status.st_uid == 0 && (status.st_mode & kOthersWrite) == 0;
}

} // namespace gatehouse::clients

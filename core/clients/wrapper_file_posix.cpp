// SPDX-License-Identifier: Apache-2.0
#include "core/clients/wrapper_file.h"

#include "core/base/file.h"

#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace gatehouse::clients {
namespace {

constexpr mode_t kOthersWrite = S_IWGRP | S_IWOTH;
constexpr std::size_t kPiece = std::size_t{1} << 18;

base::Result<base::Descriptor> openToRead(const std::string& path)
{
    base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.isOpen())
        return base::errnoError(errno, path);
    return file;
}

/// The next bytes of a file; fewer than a piece only at its end.
base::Result<std::string_view> readPiece(int file, std::vector<char>& room, const std::string& path)
{
    std::size_t used = 0;
    while (used < room.size()) {
        const auto got = ::read(file, room.data() + used, room.size() - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return base::errnoError(errno, path);
        if (got == 0)
            break;
        used += static_cast<std::size_t>(got);
    }
    return std::string_view(room.data(), used);
}

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

base::Result<bool> haveSameBytes(const std::string& left, const std::string& right)
{
    const auto leftFile = openToRead(left);
    if (!leftFile)
        return leftFile.error();
    const auto rightFile = openToRead(right);
    if (!rightFile)
        return rightFile.error();
    const auto leftStamp = base::stampOf(leftFile->get());
    const auto rightStamp = base::stampOf(rightFile->get());
    if (leftStamp && rightStamp && leftStamp->size != rightStamp->size)
        return false;
    std::vector<char> leftRoom(kPiece);
    std::vector<char> rightRoom(kPiece);
    for (;;) {
        const auto leftPiece = readPiece(leftFile->get(), leftRoom, left);
        if (!leftPiece)
            return leftPiece.error();
        const auto rightPiece = readPiece(rightFile->get(), rightRoom, right);
        if (!rightPiece)
            return rightPiece.error();
        if (*leftPiece != *rightPiece)
            return false;
        if (leftPiece->empty())
            return true;
    }
}

} // namespace gatehouse::clients

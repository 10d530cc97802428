// SPDX-License-Identifier: Apache-2.0
#include "core/clients/client_file.h"

#include "core/base/ids.h"
#include "core/base/new_file.h"
#include "core/clients/extended_attributes.h"

#include <algorithm>
#include <cerrno>
#include <cstdio> // renameat
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace gatehouse::clients {
namespace {

using base::Descriptor;
using base::Error;
using base::ErrorCode;

/// A path as its folder (open) and its name in it, so that nobody can move the folder away under us.
struct Place {
    Descriptor folder;
    std::string name;
};

base::Result<Place> open(const std::string& path)
{
    const auto slash = path.rfind('/');
    if (slash == std::string::npos)
        return Error{ErrorCode::InvalidArgument, path + ": not absolute"};
    Place place;
    const auto folder = slash == 0 ? std::string("/") : path.substr(0, slash);
    place.folder = Descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!place.folder.isOpen())
        return base::errnoError(errno, folder);
    place.name = path.substr(slash + 1);
    return place;
}

base::Result<void> checkFolder(const Place& place, const std::string& path)
{
    struct stat status {};
    if (::fstat(place.folder.get(), &status) != 0)
        return base::errnoError(errno, path);
    if ((status.st_mode & S_IWOTH) != 0 && (status.st_mode & S_ISVTX) == 0)
        return Error{ErrorCode::UnsafeOwner, path + ": everybody can replace files in its folder"};
    return {};
}

base::Result<void> checkFile(const struct stat& status, const std::string& path)
{
    if (!S_ISREG(status.st_mode))
        return Error{ErrorCode::EntryNotEditable, path + ": not a regular file"};
    if (status.st_uid != ::geteuid() && status.st_uid != 0)
        return Error{ErrorCode::UnsafeOwner, path + ": belongs to another user"};
    if ((status.st_mode & S_IWOTH) != 0)
        return Error{ErrorCode::UnsafeOwner, path + ": everybody can write it"};
    if (status.st_uid != ::geteuid() && ::geteuid() != 0)
        return Error{ErrorCode::PermissionDenied, path + ": belongs to root"};
    if ((status.st_mode & S_IWUSR) == 0)
        return Error{ErrorCode::ReadOnly, path + ": its owner made it read-only"};
    if (status.st_nlink > 1)
        return Error{ErrorCode::EntryNotEditable,
            path + ": has another name (a hard link), and replacing it would part the two"};
    return {};
}

base::Result<struct stat> lookAt(const Place& place, const std::string& path)
{
    struct stat status {};
    if (::fstatat(place.folder.get(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
        return base::errnoError(errno, path);
    return status;
}

/// Owner before mode: changing the owner clears set-id bits.
base::Result<void> takeOver(int from, int to, const struct stat& old, const std::string& path)
{
    struct stat made {};
    if (::fstat(to, &made) != 0)
        return base::errnoError(errno, path);
    if ((made.st_uid != old.st_uid || made.st_gid != old.st_gid) && ::fchown(to, old.st_uid, old.st_gid) != 0)
        return base::errnoError(errno, path + " (keeping its owner)");
    if (::fchmod(to, old.st_mode & 07777) != 0)
        return base::errnoError(errno, path + " (keeping its mode)");
    return copyExtendedAttributes(from, to, path);
}

/// Whether a file holds these bytes and no more. Reads a piece at a time: a whole copy would cost more than
/// reading it does.
base::Result<bool> hasBytes(int file, std::string_view bytes, const std::string& path)
{
    constexpr std::size_t kPiece = std::size_t{1} << 18;
    std::vector<char> piece(std::min(bytes.size() + 1, kPiece));
    for (std::size_t used = 0;;) {
        const auto got = ::pread(file, piece.data(), piece.size(), static_cast<off_t>(used));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return base::errnoError(errno, path);
        if (got == 0)
            return used == bytes.size();
        const std::string_view read(piece.data(), static_cast<std::size_t>(got));
        if (bytes.substr(used, read.size()) != read)
            return false;
        used += read.size();
    }
}

/// Of a file that was written and has been moved to its place since, which changes the ctime alone.
base::FileStamp stampOfPlaced(int file, const base::Result<base::FileStamp>& written)
{
    const auto placed = base::stampOf(file);
    const bool isUntouched =
        written && placed && written->size == placed->size && written->modifiedNs == placed->modifiedNs;
    return isUntouched ? *placed : base::FileStamp{};
}

} // namespace

base::Result<void> checkReplaceable(const std::string& path)
{
    const auto place = open(path);
    if (!place)
        return place.error();
    if (const auto checked = checkFolder(*place, path); !checked)
        return checked;
    const auto status = lookAt(*place, path);
    if (!status)
        return status.error();
    return checkFile(*status, path);
}

base::Result<ClientFileReplacement> ClientFileReplacement::begin(
    const std::string& path, std::string_view after)
{
    auto place = open(path);
    if (!place)
        return place.error();
    if (const auto checked = checkFolder(*place, path); !checked)
        return checked.error();
    const Descriptor old(
        ::openat(place->folder.get(), place->name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!old.isOpen())
        return base::errnoError(errno, path);
    struct stat status {};
    if (::fstat(old.get(), &status) != 0)
        return base::errnoError(errno, path);
    if (const auto checked = checkFile(status, path); !checked)
        return checked.error();
    ClientFileReplacement made;
    made.m_path = path;
    made.m_folder = std::move(place->folder);
    made.m_name = std::move(place->name);
    if (const auto created = made.createBeside(); !created)
        return created.error();
    if (const auto done = base::writeAll(made.m_file.get(), after); !done)
        return Error{done.error().code, path + " (a new file beside it): " + done.error().detail};
    base::startSync(made.m_file.get());
    if (const auto taken = takeOver(old.get(), made.m_file.get(), status, path); !taken)
        return taken.error();
    return made;
}

ClientFileReplacement::ClientFileReplacement(ClientFileReplacement&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_folder(std::move(other.m_folder))
    , m_name(std::move(other.m_name))
    , m_temporary(std::exchange(other.m_temporary, {}))
    , m_file(std::move(other.m_file))
{
}

ClientFileReplacement::~ClientFileReplacement()
{
    if (!m_temporary.empty())
        ::unlinkat(m_folder.get(), m_temporary.c_str(), 0);
}

base::Result<void> ClientFileReplacement::createBeside()
{
    const auto name = "." + m_name + ".gatehouse-" + base::randomHex(6);
    m_file = Descriptor(
        ::openat(m_folder.get(), name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!m_file.isOpen())
        return base::errnoError(errno, m_path + " (a new file beside it)");
    m_temporary = name;
    return {};
}

base::Result<void> ClientFileReplacement::checkUnchanged(
    const base::FileStamp& stamp, std::string_view before) const
{
    const Error changed{ErrorCode::Changed, m_path + ": was written by another program meanwhile"};
    const Descriptor now(
        ::openat(m_folder.get(), m_name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!now.isOpen())
        return errno == ENOENT || errno == ELOOP ? changed : base::errnoError(errno, m_path);
    const auto stampNow = base::stampOf(now.get());
    if (!stampNow)
        return stampNow.error();
    if (*stampNow != stamp)
        return changed;
    // The stamp alone is too coarse for two writes in one tick of the clock.
    const auto same = hasBytes(now.get(), before, m_path);
    if (!same)
        return same.error();
    return *same ? base::Result<void>() : changed;
}

base::Result<base::FileStamp> ClientFileReplacement::finish(
    const base::FileStamp& stamp, std::string_view before)
{
    if (::fsync(m_file.get()) != 0)
        return base::errnoError(errno, m_path);
    const auto written = base::stampOf(m_file.get());
    if (const auto same = checkUnchanged(stamp, before); !same)
        return same.error();
    if (::renameat(m_folder.get(), m_temporary.c_str(), m_folder.get(), m_name.c_str()) != 0)
        return base::errnoError(errno, m_path);
    m_temporary.clear();
    // The rename is done; a folder that cannot be synced (some network file systems) only weakens durability.
    ::fsync(m_folder.get());
    return stampOfPlaced(m_file.get(), written);
}

base::Result<base::FileStamp> replaceClientFile(
    const std::string& path, const base::FileStamp& stamp, std::string_view before, std::string_view after)
{
    auto replacement = ClientFileReplacement::begin(path, after);
    return replacement ? replacement->finish(stamp, before) : replacement.error();
}

} // namespace gatehouse::clients

// SPDX-License-Identifier: Apache-2.0
#include "core/clients/wrapper_install.h"

#include "core/base/file.h"
#include "core/base/file_copy.h"
#include "core/clients/wrapper_file.h"

#include <array>
#include <charconv>
#include <string_view>
#include <vector>

namespace gatehouse::clients {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kMaxWrapperBytes = std::size_t{256} << 20;
constexpr mode_t kProgramMode = 0755;
using Version = std::array<int, 3>;

constexpr std::string_view kWrapperName = "gatehouse-wrap";
constexpr std::string_view kRestoreName = "gatehouse-restore";

/// The version that a program's bytes carry behind its marker; zeros where they carry none.
Version versionOf(std::string_view program, std::string_view name)
{
    const auto prefix = std::string(name) + " version=";
    Version version{};
    const auto at = program.find(prefix);
    if (at == std::string_view::npos)
        return version;
    const char* next = program.data() + at + prefix.size();
    const char* const end = program.data() + program.size();
    for (auto& part : version) {
        const auto read = std::from_chars(next, end, part);
        if (read.ec != std::errc{} || read.ptr == end)
            break;
        next = read.ptr + 1;
    }
    return version;
}

/// One program that is to lie in the user's folder.
struct Copy {
    std::string path;
    std::string source; ///< to be copied from where it is not current
    bool isThere = false;
    bool isCurrent = false;
};

/// Whether what is installed need not be replaced: it is the same, or newer. Mostly it is the same, so both
/// are read as a whole only where they differ.
base::Result<bool> isCurrent(const std::string& installed, const std::string& source, std::string_view name)
{
    const auto isSame = haveSameBytes(installed, source);
    if (isSame && *isSame)
        return true;
    const auto bytes = base::readFile(source, kMaxWrapperBytes);
    if (!bytes)
        return Error{ErrorCode::WrapperNotInstalled, bytes.error().detail};
    const auto old = base::readFile(installed, kMaxWrapperBytes);
    return old && versionOf(*old, name) > versionOf(*bytes, name);
}

/// `usable`: an error where there is nothing to copy from.
base::Result<Copy> lookAtCopy(
    const std::string& source, const base::Result<void>& usable, std::string path, std::string_view name)
{
    Copy copy{std::move(path), source, false, false};
    copy.isThere = isOwnProgram(copy.path).hasValue();
    copy.isCurrent = copy.isThere;
    if (!usable || !copy.isThere)
        return copy;
    const auto current = isCurrent(copy.path, source, name);
    if (!current)
        return current.error();
    copy.isCurrent = *current;
    return copy;
}

/// Where gatehouse-restore lies for a wrapper: beside it, or where a build puts both.
std::string restoreFor(const std::string& wrapper)
{
    if (wrapper.find('/') == std::string::npos)
        return {};
    const auto folder = base::folderOf(wrapper);
    for (const auto& path : {folder + "/" + std::string(kRestoreName),
             base::folderOf(folder) + "/restore/" + std::string(kRestoreName)}) {
        if (isOwnProgram(path) || isRootsProgram(path))
            return path;
    }
    return {};
}

struct Looked {
    WrapperInstall install;
    std::vector<Copy> copies; ///< what has to be copied
};

base::Result<void> lookAtRestore(const std::string& wrapperSource, const base::Places& places, Looked& looked)
{
    const auto source = restoreFor(wrapperSource);
    const auto usable = source.empty() ? base::Result<void>(Error{}) : base::Result<void>();
    auto copy = lookAtCopy(source, usable,
        base::folderOf(places.installedWrapper) + "/" + std::string(kRestoreName), kRestoreName);
    if (!copy)
        return copy.error();
    if (copy->isThere || usable)
        looked.install.restorePath = copy->path;
    if (usable && !copy->isCurrent) {
        looked.install.isCurrent = false;
        looked.copies.push_back(std::move(*copy));
    }
    return {};
}

base::Result<Looked> look(const std::string& source, const base::Places& places, const std::string& packaged)
{
    Looked looked;
    if (isRootsProgram(packaged)) {
        looked.install = {packaged, true, true, {}};
        if (const auto restore = lookAtRestore(packaged, places, looked); !restore)
            return restore.error();
        return looked;
    }
    const auto usable = source.empty()
        ? base::Result<void>(Error{ErrorCode::NotFound, "no wrapper lies beside this program"})
        : isOwnProgram(source);
    auto copy = lookAtCopy(source, usable, places.installedWrapper, kWrapperName);
    if (!copy)
        return copy.error();
    if (!copy->isThere && !usable)
        return Error{ErrorCode::WrapperNotInstalled, usable.error().detail};
    looked.install = {places.installedWrapper, false, copy->isCurrent, {}};
    if (!copy->isCurrent)
        looked.copies.push_back(std::move(*copy));
    if (const auto restore = lookAtRestore(source, places, looked); !restore)
        return restore.error();
    return looked;
}

/// All into the one folder that they belong into.
base::Result<void> copyAll(const std::vector<Copy>& copies)
{
    std::vector<base::FileCopy> files;
    for (const auto& copy : copies) {
        if (const auto made = base::makePrivateFolder(base::folderOf(copy.path)); !made)
            return made;
        files.push_back({copy.path, copy.source});
    }
    return base::copyFiles(files, kProgramMode);
}

/// Clients expand variables in commands; a path that looks like one would become another path.
base::Result<void> checkPath(const std::string& path)
{
    if (path.find_first_of("$%{}") != std::string::npos)
        return Error{ErrorCode::WrapperNotInstalled, path + ": clients would read a variable in this path"};
    return {};
}

} // namespace

base::Result<WrapperInstall> planWrapperInstall(
    const std::string& source, const base::Places& places, const std::string& packaged)
{
    auto looked = look(source, places, packaged);
    if (!looked)
        return looked.error();
    if (const auto checked = checkPath(looked->install.path); !checked)
        return checked.error();
    return std::move(looked->install);
}

base::Result<WrapperInstall> installWrapper(
    const std::string& source, const base::Places& places, const std::string& packaged)
{
    auto looked = look(source, places, packaged);
    if (!looked)
        return looked.error();
    auto& install = looked->install;
    if (const auto checked = checkPath(install.path); !checked)
        return checked.error();
    if (const auto copied = copyAll(looked->copies); !copied)
        return copied.error();
    install.isCurrent = true;
    return install;
}

} // namespace gatehouse::clients

// SPDX-License-Identifier: Apache-2.0
#include "core/clients/wrapper_install.h"

#include "core/base/file.h"
#include "core/clients/wrapper_file.h"

#include <array>
#include <charconv>
#include <string_view>

namespace gatehouse::clients {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kMaxWrapperBytes = std::size_t{256} << 20;
constexpr mode_t kProgramMode = 0755;
using Version = std::array<int, 3>;

/// The version that a wrapper's bytes carry; zeros where they carry none.
Version versionOf(std::string_view program)
{
    constexpr std::string_view kPrefix = "gatehouse-wrap version=";
    Version version{};
    const auto at = program.find(kPrefix);
    if (at == std::string_view::npos)
        return version;
    const char* next = program.data() + at + kPrefix.size();
    const char* const end = program.data() + program.size();
    for (auto& part : version) {
        const auto read = std::from_chars(next, end, part);
        if (read.ec != std::errc{} || read.ptr == end)
            break;
        next = read.ptr + 1;
    }
    return version;
}

struct Looked {
    WrapperInstall install;
    std::string bytes; ///< to be copied where it is not current
};

base::Result<Looked> look(const std::string& source, const base::Places& places, const std::string& packaged)
{
    if (isRootsProgram(packaged))
        return Looked{{packaged, true, true}, {}};
    const bool hasInstalled = isOwnProgram(places.installedWrapper).hasValue();
    const auto installed
        = hasInstalled ? base::readFile(places.installedWrapper, kMaxWrapperBytes) : base::Result<std::string>(Error{});
    const auto usable = source.empty() ? base::Result<void>(Error{ErrorCode::NotFound, "no wrapper lies beside this program"})
                                       : isOwnProgram(source);
    if (!usable) {
        if (installed)
            return Looked{{places.installedWrapper, false, true}, {}};
        return Error{ErrorCode::WrapperNotInstalled, usable.error().detail};
    }
    auto bytes = base::readFile(source, kMaxWrapperBytes);
    if (!bytes)
        return Error{ErrorCode::WrapperNotInstalled, bytes.error().detail};
    const bool isCurrent = installed && (*installed == *bytes || versionOf(*installed) > versionOf(*bytes));
    return Looked{{places.installedWrapper, false, isCurrent}, std::move(*bytes)};
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
    if (install.isCurrent)
        return install;
    const auto folder = install.path.substr(0, install.path.rfind('/'));
    if (const auto made = base::makePrivateFolder(folder); !made)
        return made.error();
    if (const auto written = base::replaceFile(install.path, looked->bytes, kProgramMode); !written)
        return written.error();
    install.isCurrent = true;
    return install;
}

} // namespace gatehouse::clients

// SPDX-License-Identifier: Apache-2.0
#include "core/clients/extended_attributes.h"

#include "core/base/file.h"

#include <cerrno>
#include <sys/xattr.h>

namespace gatehouse::clients {
namespace {

/// The bytes that a sizing call announces; empty where there are none, or where the file system knows no
/// attributes.
template <typename Call>
base::Result<std::string> fetch(Call call, const std::string& path)
{
    for (;;) {
        const auto size = call(nullptr, 0);
        if (size < 0 && (errno == ENOTSUP || errno == ENODATA))
            return std::string();
        if (size < 0)
            return base::errnoError(errno, path + " (its extended attributes)");
        std::string bytes(static_cast<std::size_t>(size), '\0');
        const auto got = call(bytes.data(), bytes.size());
        if (got < 0 && errno == ERANGE) // it grew
            continue;
        if (got < 0)
            return base::errnoError(errno, path + " (its extended attributes)");
        bytes.resize(static_cast<std::size_t>(got));
        return bytes;
    }
}

} // namespace

base::Result<void> copyExtendedAttributes(int from, int to, const std::string& path)
{
    const auto names =
        fetch([&](char* data, std::size_t size) { return ::flistxattr(from, data, size); }, path);
    if (!names)
        return names.error();
    for (std::size_t at = 0; at < names->size();) {
        const std::string name = names->c_str() + at;
        at += name.size() + 1;
        const auto value = fetch(
            [&](char* data, std::size_t size) { return ::fgetxattr(from, name.c_str(), data, size); }, path);
        if (!value)
            return value.error();
        if (::fsetxattr(to, name.c_str(), value->data(), value->size(), 0) == 0)
            continue;
        // Security modules label new files themselves and may forbid everybody else to.
        if (!name.starts_with("security."))
            return base::errnoError(errno, path + " (keeping its attribute " + name + ")");
    }
    return {};
}

} // namespace gatehouse::clients

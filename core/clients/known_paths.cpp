// SPDX-License-Identifier: Apache-2.0
#include "core/clients/known_paths.h"

namespace gatehouse::clients {
namespace {

bool isAbsolute(std::string_view path, System system)
{
    if (system == System::Windows)
        return path.size() > 2 && path[1] == ':' && (path[2] == '\\' || path[2] == '/');
    return !path.empty() && path.front() == '/';
}

/// The value of a variable, or its default. An unset, empty or relative value counts as none, as the XDG
/// specification says and clients do.
base::Result<std::string> valueOf(
    std::string_view name, std::string_view fallback, const PathContext& context)
{
    const auto found = context.environment.find(std::string(name));
    if (found != context.environment.end() && isAbsolute(found->second, context.system))
        return found->second;
    if (name == "USERPROFILE" && fallback.empty())
        return context.home;
    if (fallback.empty())
        return base::Error{base::ErrorCode::NotFound, std::string(name) + " is not set"};
    return expandPath(fallback, context);
}

base::Result<std::string> braced(std::string_view inside, const PathContext& context)
{
    const auto mark = inside.find(":-");
    if (mark == std::string_view::npos)
        return valueOf(inside, {}, context);
    return valueOf(inside.substr(0, mark), inside.substr(mark + 2), context);
}

} // namespace

base::Result<std::string> expandPath(std::string_view pattern, const PathContext& context)
{
    std::string out;
    std::size_t at = 0;
    if (pattern.substr(0, 1) == "~") {
        out = context.home;
        at = 1;
    }
    while (at < pattern.size()) {
        const bool isBraced = pattern.substr(at, 2) == "${";
        if (!isBraced && pattern[at] != '%') {
            out.push_back(pattern[at++]);
            continue;
        }
        const auto begin = at + (isBraced ? 2 : 1);
        const auto end = pattern.find(isBraced ? '}' : '%', begin);
        if (end == std::string_view::npos)
            return base::Error{
                base::ErrorCode::InvalidArgument, std::string(pattern) + ": a variable does not end"};
        const auto inside = pattern.substr(begin, end - begin);
        const auto value = isBraced ? braced(inside, context) : valueOf(inside, {}, context);
        if (!value)
            return value;
        out += *value;
        at = end + 1;
    }
    if (!isAbsolute(out, context.system))
        return base::Error{base::ErrorCode::InvalidArgument, std::string(pattern) + ": not an absolute path"};
    return out;
}

const std::vector<std::string>& pathsFor(const SystemPaths& paths, System system)
{
    if (system == System::Mac)
        return paths.onMac;
    return system == System::Windows ? paths.onWindows : paths.onLinux;
}

} // namespace gatehouse::clients

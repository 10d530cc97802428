// SPDX-License-Identifier: Apache-2.0
#include "core/base/file_tree.h"

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <memory>
#include <sys/stat.h>

namespace gatehouse::base {
namespace {

constexpr std::size_t kDeepest = 16;

struct Closer {
    void operator()(DIR* folder) const { ::closedir(folder); }
};

struct Walk {
    std::string root;
    TreeLimits limits;
    std::vector<TreeFile> files;
    std::uint64_t bytes = 0;
};

Error tooMuch(const std::string& folder)
{
    return {ErrorCode::TooLarge, folder + " holds more than is looked at"};
}

Result<void> addFile(Walk& walk, const std::string& name)
{
    const auto stamp = stampOf(walk.root + '/' + name);
    if (!stamp)
        return {}; // a link to nowhere runs nothing
    walk.bytes += stamp->size;
    if (walk.files.size() >= walk.limits.files || walk.bytes > walk.limits.bytes)
        return tooMuch(walk.root);
    walk.files.push_back({name, *stamp});
    return {};
}

Result<void> walkFolder(Walk& walk, const std::string& below, std::size_t depth)
{
    const auto path = below.empty() ? walk.root : walk.root + '/' + below;
    auto names = namesIn(path, walk.limits.files);
    if (!names)
        return names.error();
    if (depth > kDeepest)
        return tooMuch(walk.root);
    for (const auto& name : *names) {
        if (name == walk.limits.leftOut)
            continue;
        const auto inner = below.empty() ? name : below + '/' + name;
        struct stat status {};
        if (::lstat((walk.root + '/' + inner).c_str(), &status) != 0)
            continue;
        if (S_ISDIR(status.st_mode)) {
            if (const auto done = walkFolder(walk, inner, depth + 1); !done)
                return done;
            continue;
        }
        const bool isFile = S_ISREG(status.st_mode) ||
            (S_ISLNK(status.st_mode) && ::stat((walk.root + '/' + inner).c_str(), &status) == 0 &&
                S_ISREG(status.st_mode));
        if (!isFile)
            continue;
        if (const auto done = addFile(walk, inner); !done)
            return done;
    }
    return {};
}

} // namespace

Result<std::vector<std::string>> namesIn(const std::string& folder, std::size_t limit)
{
    const std::unique_ptr<DIR, Closer> open(::opendir(folder.c_str()));
    if (!open)
        return errnoError(errno, folder);
    std::vector<std::string> names;
    while (const auto* const entry = ::readdir(open.get())) {
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..")
            continue;
        if (names.size() >= limit)
            return tooMuch(folder);
        names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

Result<std::vector<TreeFile>> filesBelow(const std::string& folder, const TreeLimits& limits)
{
    Walk walk{folder, limits, {}, 0};
    if (const auto done = walkFolder(walk, {}, 0); !done)
        return done.error();
    std::sort(walk.files.begin(), walk.files.end(),
        [](const TreeFile& left, const TreeFile& right) { return left.name < right.name; });
    return std::move(walk.files);
}

} // namespace gatehouse::base

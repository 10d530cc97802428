// SPDX-License-Identifier: Apache-2.0
#include "core/clients/path_search.h"

#include <algorithm>
#include <dirent.h>
#include <memory>
#include <sys/stat.h>

namespace gatehouse::clients {
namespace {

bool isRegularFile(const std::string& path)
{
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

/// Goes down one pattern, part by part.
class Finder {
public:
    Finder(const std::string& pattern, SearchBounds& bounds, std::vector<std::string>& out)
        : m_pattern(pattern)
        , m_bounds(bounds)
        , m_out(out)
    {
    }

    /// `at` is where the next part of the pattern begins. Recurses over the pattern's parts; ** goes
    /// `bounds.depth` deep.
    void descend(const std::string& folder, std::size_t at, int starDepth)
    {
        const auto end = m_pattern.find('/', at);
        const auto part = m_pattern.substr(at, end == std::string::npos ? std::string::npos : end - at);
        const bool isLast = end == std::string::npos;
        if (part.find('*') == std::string::npos) {
            const auto path = folder + "/" + part;
            if (!isLast)
                descend(path, end + 1, starDepth);
            else if (isRegularFile(path))
                m_out.push_back(path);
            return;
        }
        if (part == "**" && !isLast)
            descend(folder, end + 1, starDepth);
        if (!m_bounds.takeFolder())
            return;
        for (const auto& entry : listFolder(folder)) {
            const auto path = folder + "/" + entry.name;
            if (part == "**") {
                if (entry.isFolder && starDepth < m_bounds.depth)
                    descend(path, at, starDepth + 1);
            } else if (fitsPattern(entry.name, part)) {
                if (!isLast && entry.isFolder)
                    descend(path, end + 1, starDepth);
                else if (isLast && isRegularFile(path))
                    m_out.push_back(path);
            }
        }
    }

private:
    const std::string& m_pattern;
    SearchBounds& m_bounds;
    std::vector<std::string>& m_out;
};

} // namespace

std::vector<ListedName> listFolder(const std::string& folder)
{
    std::vector<ListedName> out;
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(folder.c_str()), ::closedir);
    if (!stream)
        return out;
    while (const auto* entry = ::readdir(stream.get())) {
        const std::string name = entry->d_name;
        if (name == "." || name == "..")
            continue;
        bool isFolder = entry->d_type == DT_DIR;
        if (entry->d_type == DT_UNKNOWN) {
            struct stat status {};
            isFolder = ::lstat((folder + "/" + name).c_str(), &status) == 0 && S_ISDIR(status.st_mode);
        }
        out.push_back({name, isFolder});
    }
    std::sort(
        out.begin(), out.end(), [](const ListedName& a, const ListedName& b) { return a.name < b.name; });
    return out;
}

bool fitsPattern(std::string_view name, std::string_view pattern)
{
    std::size_t at = 0;
    std::size_t in = 0;
    auto star = std::string_view::npos;
    std::size_t mark = 0;
    while (at < name.size()) {
        if (in < pattern.size() && pattern[in] == '*') {
            star = in++;
            mark = at;
        } else if (in < pattern.size() && pattern[in] == name[at]) {
            ++in;
            ++at;
        } else if (star != std::string_view::npos) {
            in = star + 1;
            at = ++mark;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', in) == std::string_view::npos;
}

bool SearchBounds::takeFolder()
{
    const bool isLate = deadline && std::chrono::steady_clock::now() >= *deadline;
    if (foldersLeft == 0 || isLate || (cancelled != nullptr && *cancelled)) {
        isExceeded = true;
        return false;
    }
    --foldersLeft;
    return true;
}

std::vector<std::string> findFilesIn(
    const std::string& folder, const std::string& pattern, SearchBounds& bounds)
{
    std::vector<std::string> out;
    Finder(pattern, bounds, out).descend(folder, 0, 0);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::vector<std::string> findFiles(const std::string& pattern, SearchBounds& bounds)
{
    return findFilesIn({}, pattern.substr(1), bounds);
}

} // namespace gatehouse::clients

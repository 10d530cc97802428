// SPDX-License-Identifier: Apache-2.0
#include "core/clients/path_search.h"

#include <algorithm>
#include <array>
#include <deque>
#include <dirent.h>
#include <memory>
#include <sys/stat.h>

namespace gatehouse::clients {
namespace {

struct Listed {
    std::string name;
    bool isFolder = false; ///< a folder itself, not a link to one
};

std::vector<Listed> listFolder(const std::string& folder)
{
    std::vector<Listed> out;
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
    std::sort(out.begin(), out.end(), [](const Listed& a, const Listed& b) { return a.name < b.name; });
    return out;
}

bool isRegularFile(const std::string& path)
{
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

bool isSkipped(std::string_view name)
{
    constexpr std::array<std::string_view, 8> kNames{
        "node_modules", "__pycache__", "site-packages", "venv", "target", "bower_components", "vendor", "snap"};
    return name.front() == '.' || std::find(kNames.begin(), kNames.end(), name) != kNames.end();
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

    /// `at` is where the next part of the pattern begins. Recurses over the pattern's parts; ** goes `bounds.depth` deep.
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
    if (foldersLeft == 0 || (cancelled != nullptr && *cancelled)) {
        isExceeded = true;
        return false;
    }
    --foldersLeft;
    return true;
}

std::vector<std::string> findFiles(const std::string& pattern, SearchBounds& bounds)
{
    std::vector<std::string> out;
    Finder(pattern, bounds, out).descend({}, 1, 0);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

void walkFolders(const std::string& root, SearchBounds& bounds,
    const std::function<void(const std::string& folder, const std::vector<std::string>& names)>& visit)
{
    std::deque<std::pair<std::string, int>> waiting{{root, 0}};
    while (!waiting.empty() && bounds.takeFolder()) {
        const auto [folder, depth] = std::move(waiting.front());
        waiting.pop_front();
        std::vector<std::string> names;
        for (auto& entry : listFolder(folder)) {
            if (entry.isFolder && depth < bounds.depth && !isSkipped(entry.name))
                waiting.emplace_back(folder + "/" + entry.name, depth + 1);
            names.push_back(std::move(entry.name));
        }
        visit(folder, names);
    }
}

} // namespace gatehouse::clients

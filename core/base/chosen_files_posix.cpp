// SPDX-License-Identifier: Apache-2.0
#include "core/base/chosen_files.h"

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <map>
#include <memory>
#include <sys/stat.h>
#include <utility>

namespace gatehouse::base {
namespace {

constexpr std::size_t kDeepestChosen = 24;

struct FolderCloser {
    void operator()(DIR* folder) const { ::closedir(folder); }
};

using FolderId = std::pair<dev_t, ino_t>;

/// What one folder holds.
struct Listing {
    std::vector<std::string> names;                           // sorted
    std::map<std::string, unsigned char, std::less<>> others; // those that are not plain files, by their kind
};

class ChosenWalk {
public:
    ChosenWalk(const std::string& root, const TreeChoice& choice)
        : m_root(root)
        , m_choice(choice)
    {
    }

    Result<std::vector<TreeFile>> run()
    {
        if (const auto done = enter({}); !done)
            return done.error();
        std::sort(m_files.begin(), m_files.end(),
            [](const TreeFile& left, const TreeFile& right) { return left.name < right.name; });
        return std::move(m_files);
    }

private:
    Error tooMuch() const { return {ErrorCode::TooLarge, m_root + " holds more than is looked at"}; }

    std::string pathOf(const std::string& below) const
    {
        return below.empty() ? m_root : m_root + '/' + below;
    }

    Result<void> enter(const std::string& below)
    {
        const auto path = pathOf(below);
        const std::unique_ptr<DIR, FolderCloser> open(::opendir(path.c_str()));
        struct stat status {};
        if (!open || ::fstat(::dirfd(open.get()), &status) != 0)
            return errnoError(errno, path);
        const FolderId self{status.st_dev, status.st_ino};
        if (std::find(m_around.begin(), m_around.end(), self) != m_around.end())
            return {}; // a link back: all of it is being looked at under another name
        if (m_around.size() > kDeepestChosen || ++m_folders > m_choice.folders)
            return tooMuch();
        const auto listing = list(open.get());
        if (!listing)
            return listing.error();
        if (!m_around.empty() && m_choice.keeps != nullptr && !m_choice.keeps(listing->names))
            return {};
        m_around.push_back(self);
        for (const auto& name : listing->names) {
            if (const auto done = look(::dirfd(open.get()), below, *listing, name); !done)
                return done;
        }
        m_around.pop_back();
        return {};
    }

    Result<Listing> list(DIR* folder)
    {
        Listing listing;
        while (const auto* const entry = ::readdir(folder)) {
            const std::string_view name = entry->d_name;
            if (name == "." || name == "..")
                continue;
            if (++m_names > m_choice.names)
                return tooMuch();
            listing.names.emplace_back(name);
            if (entry->d_type != DT_REG)
                listing.others.emplace(name, entry->d_type);
        }
        std::sort(listing.names.begin(), listing.names.end());
        return listing;
    }

    Result<void> look(int folder, const std::string& below, const Listing& listing, const std::string& name)
    {
        const auto other = listing.others.find(name);
        const bool isPlain = other == listing.others.end();
        const bool isWanted = m_choice.wants(listing.names, name);
        if (isPlain && !isWanted)
            return {};
        const bool isEntered = !m_choice.isFlat && m_choice.enters(name);
        if (!isPlain && !isWanted && !isEntered)
            return {};
        auto inner = below.empty() ? name : below + '/' + name;
        struct stat status {};
        if (isPlain)
            return add(std::move(inner));
        if (other->second != DT_DIR) {
            if (::fstatat(folder, name.c_str(), &status, 0) != 0)
                return {}; // a link to nowhere runs nothing
            if (S_ISDIR(status.st_mode))
                return isEntered ? enter(inner) : Result<void>();
            return isWanted && S_ISREG(status.st_mode) ? add(std::move(inner)) : Result<void>();
        }
        return isEntered ? enter(inner) : Result<void>();
    }

    Result<void> add(std::string name)
    {
        const auto stamp = stampOf(pathOf(name));
        if (!stamp)
            return {}; // gone meanwhile
        m_bytes += stamp->size;
        if (m_files.size() >= m_choice.files || m_bytes > m_choice.bytes)
            return tooMuch();
        m_files.push_back({std::move(name), *stamp});
        return {};
    }

    const std::string& m_root;
    const TreeChoice& m_choice;
    std::vector<TreeFile> m_files;
    std::vector<FolderId> m_around; // the folder that is looked at and those around it
    std::uint64_t m_bytes = 0;
    std::size_t m_names = 0;
    std::size_t m_folders = 0;
};

} // namespace

Result<std::vector<TreeFile>> chosenBelow(const std::string& folder, const TreeChoice& choice)
{
    return ChosenWalk(folder, choice).run();
}

} // namespace gatehouse::base

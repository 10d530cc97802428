// SPDX-License-Identifier: Apache-2.0
#include "core/clients/git_index.h"

#include "core/base/file.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace gatehouse::clients {
namespace {

constexpr std::size_t kMaxIndexBytes = std::size_t{512} << 20;
constexpr std::size_t kMaxSmallBytes = std::size_t{1} << 20;
constexpr std::size_t kStatBytes = 40;
constexpr std::size_t kHeaderBytes = 12;

/// A cursor over an index (gitformat-index(5)); what lies behind the end reads as zero and sets `isBroken`.
struct Cursor {
    std::string_view bytes;
    std::size_t at = 0;
    bool isBroken = false;

    std::uint32_t number(std::size_t length)
    {
        if (at + length > bytes.size()) {
            isBroken = true;
            return 0;
        }
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < length; ++i)
            value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
        at += length;
        return value;
    }

    /// The offset encoding of version 4: how many bytes of the previous name to drop.
    std::size_t dropCount()
    {
        auto byte = number(1);
        std::size_t value = byte & 0x7F;
        while ((byte & 0x80) != 0 && !isBroken) {
            byte = number(1);
            value = ((value + 1) << 7) | (byte & 0x7F);
        }
        return value;
    }

    std::string_view untilNul()
    {
        const auto end = bytes.find('\0', at);
        if (end == std::string_view::npos) {
            isBroken = true;
            return {};
        }
        const auto text = bytes.substr(at, end - at);
        at = end + 1;
        return text;
    }
};

/// True where the index names the path; nothing where the index is not understood.
std::optional<bool> indexNames(std::string_view index, std::size_t hashBytes, std::string_view path)
{
    if (index.substr(0, 4) != "DIRC")
        return std::nullopt;
    Cursor cursor{index, 4};
    const auto version = cursor.number(4);
    const auto count = cursor.number(4);
    if (version < 2 || version > 4)
        return std::nullopt;
    cursor.at = kHeaderBytes;
    std::string name;
    for (std::uint32_t i = 0; i < count && !cursor.isBroken; ++i) {
        const auto begin = cursor.at;
        cursor.at += kStatBytes + hashBytes;
        const auto flags = cursor.number(2);
        constexpr std::uint32_t kExtended = 0x4000;
        if ((flags & kExtended) != 0)
            cursor.at += 2;
        if (version == 4) {
            const auto drop = cursor.dropCount();
            if (drop > name.size())
                return std::nullopt;
            name.resize(name.size() - drop);
            name += cursor.untilNul();
        } else {
            name = cursor.untilNul();
            cursor.at = begin + (cursor.at - begin + 7) / 8 * 8; // entries are padded with NULs
        }
        // A sparse index holds a folder in the place of what is below it.
        if (name == path || (name.ends_with('/') && path.substr(0, name.size()) == name))
            return true;
    }
    if (cursor.isBroken)
        return std::nullopt;
    // A split index keeps most names in another file, which its "link" extension names.
    while (cursor.at + hashBytes + 8 <= index.size() && !cursor.isBroken) {
        if (index.substr(cursor.at, 4) == "link")
            return std::nullopt;
        cursor.at += 4;
        cursor.at += cursor.number(4);
    }
    return false;
}

std::string firstLineAfter(const std::string& text, std::string_view prefix)
{
    if (!text.starts_with(prefix))
        return {};
    auto line = text.substr(prefix.size(), text.find('\n') - prefix.size());
    while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
        line.pop_back();
    return line;
}

/// The folder that holds index and config of the work tree at `folder`; empty where `folder` is none.
std::string gitFolderOf(const std::string& folder)
{
    const auto dotGit = folder + "/.git";
    if (base::stampOf(dotGit + "/HEAD"))
        return dotGit;
    // A worktree or a submodule: a file that names the folder.
    const auto text = base::readFile(dotGit, kMaxSmallBytes);
    if (!text)
        return {};
    const auto named = firstLineAfter(*text, "gitdir: ");
    if (named.empty())
        return {};
    return named.front() == '/' ? named : folder + "/" + named;
}

std::size_t hashBytesOf(const std::string& gitFolder)
{
    auto configFolder = gitFolder;
    if (const auto common = base::readFile(gitFolder + "/commondir", kMaxSmallBytes)) {
        const auto named = firstLineAfter(*common, "");
        configFolder = named.starts_with('/') ? named : gitFolder + "/" + named;
    }
    const auto config = base::readFile(configFolder + "/config", kMaxSmallBytes);
    constexpr std::size_t kSha1Bytes = 20;
    constexpr std::size_t kSha256Bytes = 32;
    return config && config->find("sha256") != std::string::npos ? kSha256Bytes : kSha1Bytes;
}

} // namespace

GitTracking gitTracking(const std::string& path)
{
    for (auto slash = path.rfind('/'); slash != std::string::npos && slash > 0;
         slash = path.rfind('/', slash - 1)) {
        const auto folder = path.substr(0, slash);
        const auto gitFolder = gitFolderOf(folder);
        if (gitFolder.empty())
            continue;
        const auto index = base::readFile(gitFolder + "/index", kMaxIndexBytes);
        if (!index) // a new repository has none
            return index.error().code == base::ErrorCode::NotFound ? GitTracking::Untracked
                                                                   : GitTracking::Unknown;
        const auto named =
            indexNames(*index, hashBytesOf(gitFolder), std::string_view(path).substr(slash + 1));
        if (!named)
            return GitTracking::Unknown;
        return *named ? GitTracking::Tracked : GitTracking::Untracked;
    }
    return GitTracking::Untracked;
}

} // namespace gatehouse::clients

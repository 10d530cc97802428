// SPDX-License-Identifier: Apache-2.0
#include "core/clients/mount_table.h"

#include <algorithm>
#include <array>

namespace gatehouse::clients {
namespace {

/// Takes the next word of a line.
std::string_view takeWord(std::string_view& line)
{
    const auto end = line.find(' ');
    const auto word = line.substr(0, end);
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
    return word;
}

bool isOctal(std::string_view digits)
{
    return digits.size() == 3 &&
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '7'; });
}

/// The kernel writes space, tab, line feed and backslash as \ooo.
std::string unescaped(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\' && isOctal(text.substr(at + 1, 3))) {
            out.push_back(static_cast<char>(
                (text[at + 1] - '0') * 64 + (text[at + 2] - '0') * 8 + (text[at + 3] - '0')));
            at += 3;
        } else {
            out.push_back(text[at]);
        }
    }
    return out;
}

bool isNetworkType(std::string_view type)
{
    constexpr std::array<std::string_view, 18> kTypes{"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph",
        "coda", "glusterfs", "lustre", "ocfs2", "gfs2", "autofs", "davfs", "ncpfs", "beegfs", "orangefs",
        "9p"};
    // What a FUSE program stands for cannot be told from outside; sshfs, rclone, gvfs and s3fs are all
    // network.
    return type.starts_with("fuse.") || std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

} // namespace

MountTable MountTable::parse(std::string_view mountInfo)
{
    constexpr int kWordsBeforeMountPoint = 4;
    MountTable table;
    while (!mountInfo.empty()) {
        const auto end = mountInfo.find('\n');
        auto line = mountInfo.substr(0, end);
        mountInfo.remove_prefix(end == std::string_view::npos ? mountInfo.size() : end + 1);
        for (int i = 0; i < kWordsBeforeMountPoint; ++i)
            takeWord(line);
        const auto point = takeWord(line);
        const auto mark = line.find(" - ");
        if (point.substr(0, 1) != "/" || mark == std::string_view::npos)
            continue;
        line.remove_prefix(mark + 3);
        // The last mount on a folder is the one that is seen.
        table.m_types[unescaped(point)] = std::string(takeWord(line));
    }
    return table;
}

bool MountTable::isNetwork(std::string_view path) const
{
    for (auto folder = path; !folder.empty(); folder = folder.substr(0, folder.rfind('/'))) {
        if (const auto found = m_types.find(folder); found != m_types.end())
            return isNetworkType(found->second);
    }
    const auto root = m_types.find("/");
    return root != m_types.end() && isNetworkType(root->second);
}

} // namespace gatehouse::clients

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace gatehouse::clients {

/// Where other file systems are mounted. Asking it touches none of them: looking at a dead server's mount
/// point may hang for ever.
class MountTable {
public:
    MountTable() = default;
    /// Reads the text of /proc/self/mountinfo; lines that are none are left out.
    static MountTable parse(std::string_view mountInfo);

    /// `path` is absolute and has no links.
    bool isMountPoint(std::string_view path) const { return m_types.contains(path); }
    /// True where the file system that holds `path` is another machine's, or is mounted when it is first
    /// looked at.
    bool isNetwork(std::string_view path) const;

private:
    std::map<std::string, std::string, std::less<>> m_types; // mount point → type of its file system
};

/// Of this process; empty where it cannot be read.
MountTable mountTableOfThisProcess();

} // namespace gatehouse::clients

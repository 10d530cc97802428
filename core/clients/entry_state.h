// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/client_table.h"
#include "core/clients/dialect.h"
#include "core/clients/discovery.h"
#include "core/clients/records.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// True where the entry's command is what this record says that we wrote: wrapper, our option, the command
/// that was there. Arguments behind it and everything else may have changed since. Anything else that names a
/// wrapper is not ours.
bool isOurs(const EntryText& entry, const Record& record);

/// The record's entry as it was before; nothing where its bytes are damaged.
std::optional<EntryText> readOriginal(const Record& record);

/// The command and arguments that the record's entry had; empty where its bytes are damaged.
std::vector<std::string> originalCommand(const Record& record);

/// True for names that change where Gatehouse looks for its things or what the wrapper loads: HOME, XDG_*,
/// LD_*, DYLD_*, GATEHOUSE_*.
bool isDangerousName(std::string_view name);

/// What is true of a whole file and decides about its entries.
class FileState {
public:
    FileState(const std::string& realPath, const ClientLocation& location);
    /// Sets isGuardable and, where it is empty, reason.
    void judge(DiscoveredEntry& entry) const;
    /// True where git tracks the file, or may: its client shares it, or it lies in a work tree.
    bool isTracked() const { return m_isTracked; }

private:
    std::string m_notGuarded;
    bool m_isTracked = false;
};

/// The path with every link resolved; an error where a link leads nowhere or in a circle.
base::Result<std::string> resolveLinks(const std::string& path);
/// The name of the folder that holds the file.
std::string folderName(const std::string& path);

} // namespace gatehouse::clients

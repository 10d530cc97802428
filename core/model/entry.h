// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::model {

/// Where a client's file applies; clients.md calls it the scope.
enum class EntryScope { Managed, User, Project, Local, Profile, Plugin };

std::string_view toText(EntryScope scope); // "user" …
/// False where `text` names no scope.
bool fromText(std::string_view text, EntryScope& scope);

/// One server that one file of one client declares.
struct EntryLocation {
    std::string client; ///< id in the client table, "claude-desktop"
    EntryScope scope = EntryScope::User;
    std::string file;    ///< absolute path, links in it resolved
    std::string keyPath; ///< JSON pointer (RFC 6901) to the entry, "/mcpServers/files". An element of a list
                         ///< is named by a member of it and not by its index, "/mcpServers/name=files", so
                         ///< that it stays when others move.
    std::string name;    ///< the server's name there, "files"

    bool operator==(const EntryLocation&) const = default;
};

/// The short name of an entry that `gatehouse-wrap --entry=REF` carries: 16 hexadecimal digits, a function of
/// client, file and key path, so that protecting an entry again gives the same one. It identifies; it proves
/// nothing.
std::string entryRef(const EntryLocation& location);

} // namespace gatehouse::model

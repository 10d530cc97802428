// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/clients/client_facts.h"
#include "core/model/entry.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// How the values of one entry are written. Names of keys, since clients differ in them.
struct EntryShape {
    /// CommandAndArguments: "command": "npx", "args": ["-y", "x"]. CommandArray: "command": ["npx", "-y",
    /// "x"]. NestedCommand: "command": {"path": "npx", "args": ["-y", "x"], "env": {}}; an entry whose
    /// command is a string is read as CommandAndArguments then, since such clients take both.
    enum class Form { CommandAndArguments, CommandArray, NestedCommand };
    Form form = Form::CommandAndArguments;
    std::string commandKey = "command";
    std::string argumentsKey = "args"; ///< not used by CommandArray
    std::string environmentKey = "env";
    std::string workingFolderKey = "cwd";
    std::string typeKey = "type";
    std::vector<std::string> stdioTypes{"stdio"}; ///< any other value of typeKey is a remote server
    std::vector<std::string> remoteKeys{"url"};   ///< without a command, one of these makes an entry remote
    std::vector<std::string>
        builtInTypes; ///< values of typeKey of servers that the client brings along and starts itself
};

inline constexpr std::string_view kNestedCommandKey = "path"; ///< of NestedCommand, in the object

std::string_view toText(EntryShape::Form form); // "command-array" …
/// False where `text` names no form.
bool fromText(std::string_view text, EntryShape::Form& form);

/// What the client's own parser takes beyond RFC 8259. Nothing that it does not take is ever written or
/// accepted.
struct Tolerance {
    bool byteOrderMark = false;
    bool comments = false;
    bool trailingCommas = false;
};

/// Where in a file servers are declared.
struct ServerContainer {
    std::vector<std::string> path; ///< keys from the root; "*" stands for any key
    model::EntryScope scope = model::EntryScope::User;
    bool isSingle = false; ///< the value is one entry, named after the file's folder, not a map of entries
    /// Where the value is a list of entries: the member that holds an entry's name. Its key path is
    /// "/servers/name=files" then, which the client may reorder the list without breaking.
    std::string nameKey;
};

/// A place of the user's own whose entries the client prefers to those of the same name in a project's file.
struct PrivateOverride {
    std::string locationId; ///< of the same client: the file that it lies in
    std::vector<std::string>
        path; ///< one of that location's containers; its "*" stands for the top folder of the git repository
};

/// Programs that a client runs as: a name is that of an executable or of an interpreter's script; what holds
/// a slash is a part of its path. A name that other programs have, too, is in no table: whoever is below such
/// a program could approve nothing.
struct ClientProcesses {
    /// How the names are known. Observed: the real program on Linux. Published: its package, desktop entry,
    /// source or documentation. Analogy: as its relatives do it.
    enum class Certainty { Observed, Published, Analogy };
    std::vector<std::string> linuxNames;
    std::vector<std::string> macNames;
    std::vector<std::string> windowsNames;
    std::vector<std::string>
        hosts; ///< clients inside whose processes it runs, too or only: a plug-in of editors
    Certainty certainty = Certainty::Published;
    std::string none; ///< why nothing can be known; empty: there are names or hosts

    bool hasNames() const { return !linuxNames.empty() || !macNames.empty() || !windowsNames.empty(); }
};

/// Paths of one thing on every system, with ~, ${NAME}, ${NAME:-default}, %NAME%, and * or ** as folder
/// names.
struct SystemPaths {
    std::vector<std::string> onLinux;
    std::vector<std::string> onMac;
    std::vector<std::string> onWindows;

    bool isEmpty() const { return onLinux.empty() && onMac.empty() && onWindows.empty(); }
};

/// The format of files that Gatehouse finds and cannot read, such as a database: one row says that there is
/// something.
inline constexpr std::string_view kOpaqueFormat = "opaque";

/// One kind of file that a client reads.
struct ClientLocation {
    std::string id; ///< unique within the client, "user"
    model::EntryScope scope = model::EntryScope::User;
    SystemPaths paths;
    std::vector<std::string> projectPaths; ///< relative to a project's folder; parts may hold *
    bool isWindowsOnly = false;            ///< the client reads its projectPaths on Windows alone
    std::string format; ///< the dialect that reads it ("json", "toml", "yaml"), or kOpaqueFormat
    std::string label;  ///< what stands in the place of servers' names where the format is opaque
    Tolerance tolerance;
    EntryShape entry; ///< the client's, unless the location has its own
    std::vector<ServerContainer> containers;
    std::vector<std::string>
        projectList;        ///< path to an object whose keys are folders of projects; empty: none
    std::string notGuarded; ///< why these files are never edited, one of notGuardedCodes(); empty: they are
    bool isSharedByGit = false; ///< a team may commit it: a tracked one is left alone without consent
    std::optional<PrivateOverride> privateOverride; ///< where entries of a tracked file are guarded instead
};

/// A file in which a client keeps the folders that its user opened: these are looked at as projects wherever
/// they lie.
struct ProjectList {
    /// Keys: an object's keys are folders. Uris: a file: URL or an array of them. UriKeys: an object's keys
    /// are such URLs.
    enum class Holds { Keys, Uris, UriKeys };
    SystemPaths paths;
    std::string format; ///< the dialect; Uris are read of "json" only
    std::vector<std::string> path;
    Holds holds = Holds::Keys;
};

/// One client: one file of resources/clients.
struct Client {
    std::string id;
    std::string title;
    std::string reloadHint; ///< what the user does so that the client reads its file again
    ClientProcesses processes;
    Reload reload = Reload::Unknown;
    std::optional<std::vector<Expansion>> expansions; ///< nothing: not known; empty: it fills nothing in
    Timeouts timeouts;
    std::vector<ClientLocation> locations;
    std::vector<ProjectList> projectLists;
};

using ClientTable = std::vector<Client>;

/// A table file: its name (for errors) and its bytes.
struct TableFile {
    std::string_view name;
    std::string_view bytes;
};

/// Reads table files. ClientTableInvalid names the file, the line and the reason; a table with one bad file
/// is no table.
base::Result<ClientTable> loadClientTable(const std::vector<TableFile>& files);

/// The table of resources/clients that this library was built with.
const std::vector<TableFile>& builtinTableFiles();
base::Result<ClientTable> loadBuiltinClientTable();

/// The reasons that a table may give for not editing a file; ui/text has a sentence for each.
const std::vector<std::string_view>& notGuardedCodes();

/// The client named `id`, or nullptr.
const Client* findClient(const ClientTable& table, std::string_view id);
/// The location named `id`, or nullptr.
const ClientLocation* findLocation(const Client& client, std::string_view id);

} // namespace gatehouse::clients

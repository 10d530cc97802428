// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/clients/client_table.h"
#include "core/clients/dialect.h"
#include "core/clients/file_text.h"
#include "core/clients/known_paths.h"
#include "core/clients/mount_table.h"
#include "core/clients/records.h"
#include "core/model/entry.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::clients {

enum class EntryKind { Stdio, Remote, Unknown };

/// One server that a file declares, as its client reads it (the last of duplicated keys).
struct DiscoveredEntry {
    model::EntryLocation location; ///< location.file has its links resolved
    std::string ref;               ///< model::entryRef of the location
    int line = 0;                  ///< 1-based, of the entry's key
    EntryKind kind = EntryKind::Unknown;
    std::vector<std::string>
        command;         ///< command and arguments as declared, without our wrapper where it is ours
    std::string address; ///< of a remote server, as declared; may hold secrets, as a command may
    std::vector<std::string>
        environmentNames; ///< the names in the entry's own `env`, in the order of the file
    bool setsWorkingFolder = false;
    bool isOurs = false;      ///< a protection record proves that we wrote its command
    bool isGuardable = false; ///< planProtect can route it, given the consents that it names
    /// Why it is not guardable, or which consent it needs: "remote", "no-command", "not-editable",
    /// "built-in", "sandboxed", "tracked-by-git", "dangerous-environment", one of notGuardedCodes();
    /// "private-override": guarding it writes a copy to OverridePlace, which needs no consent; "overridden":
    /// an entry there takes its place. Empty otherwise.
    std::string reason;
    std::string overrideRef; ///< the entry of ours that takes its place in the client's private file; empty:
                             ///< none does
    std::string valueHash;   ///< hexadecimal SHA-256 of the entry's bytes
    /// Stable codes: "duplicate-key", "command-and-url", "override-outdated" (it changed since it was
    /// copied).
    std::vector<std::string> warnings;
};

/// Where a client takes private entries from that it prefers to those of a project's file.
struct OverridePlace {
    std::string locationId;
    model::EntryScope scope = model::EntryScope::Local;
    std::string file;              ///< as the client names it
    std::string realFile;          ///< links resolved
    std::vector<std::string> keys; ///< from the root to the map of entries
    std::string obstacle; ///< why nothing can be written there, for people; empty: nothing is in the way
};

/// One file of one client that exists.
struct DiscoveredFile {
    std::string client;
    std::string clientTitle;
    std::string locationId; ///< ClientLocation::id
    model::EntryScope scope = model::EntryScope::User;
    std::string path;     ///< as the client names it
    std::string realPath; ///< links resolved
    base::FileStamp stamp;
    std::optional<base::Error>
        problem; ///< why it could not be read: FileDoesNotParse with line and column, TooLarge …
    std::vector<DiscoveredEntry> entries;
    std::optional<OverridePlace> overridePlace;
};

struct DiscoveryOptions {
    PathContext paths;
    bool walksHome = false; ///< looks for projects below HOME, too
    std::vector<std::string>
        projectRoots; ///< folders to walk for project files; those that clients list are looked at anyway
    int depth = 4;    ///< of walks; a root itself is 0
    std::size_t maxFolders = 400'000;            ///< of all walks together
    std::chrono::milliseconds networkTime{3000}; ///< for the walk of a root that another machine serves
    MountTable mounts = mountTableOfThisProcess();
    KnownTexts* texts = nullptr; ///< files that it knows are not read again, and it learns the others
    const std::atomic_bool* cancelled = nullptr;
    /// Clients done, then folders; `total` grows while folders are walked.
    std::function<void(int done, int total)> progress;
};

/// A folder that was not looked at, or not to its end. A user who names it as a root has it looked at.
struct LeftOut {
    enum class Why {
        OtherFileSystem, ///< something else is mounted on it
        Network,         ///< it is listed as a project and another machine serves it, which may not answer
        Time,            ///< another machine serves it, and it took too long
        Count,           ///< more folders than maxFolders
    };
    std::string folder;
    Why why = Why::OtherFileSystem;
};

struct DiscoveryResult {
    std::vector<DiscoveredFile> files; ///< in the order of the table, then projects by path
    std::vector<LeftOut> leftOut;
    std::size_t projects =
        0; ///< folders looked at since they hold a client's file, a .git, or are listed by a client
    bool isComplete = true; ///< false where it was cancelled or a bound was reached
};

/// Looks for every file of the table. Changes nothing, starts nothing, follows no loop and waits for no FIFO.
/// Records tell which entries are ours.
DiscoveryResult discover(const ClientTable& table, const Records& records, const DiscoveryOptions& options);

/// A file with what an edit of it goes by: read and parsed once.
struct OpenedFile {
    DiscoveredFile file;
    FileText text;
    const Document* document =
        nullptr;                    ///< of `text`; null where the file has a problem, or nobody can read it
    std::vector<EntryText> entries; ///< all of the location's, in the containers' order
};

/// Looks at one file again, as discover() did.
OpenedFile openClientFile(const Client& client, const ClientLocation& location, const std::string& path,
    const Records& records, KnownTexts* texts = nullptr);
DiscoveredFile readClientFile(
    const Client& client, const ClientLocation& location, const std::string& path, const Records& records);

} // namespace gatehouse::clients

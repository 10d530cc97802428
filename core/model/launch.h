// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/model/entry.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::model {

/// A file that runs, as it was when it was looked at.
struct HashedFile {
    std::string path; ///< absolute, links resolved
    base::Sha256 hash{};
    base::FileStamp stamp; ///< for the hash cache; no part of what is compared

    bool operator==(const HashedFile&) const = default;
};

/// The package that a runner such as npx or uvx would fetch and run.
struct PackageRun {
    std::string runner;    ///< "npx", "uvx" …
    std::string name;      ///< "@modelcontextprotocol/server-memory"; empty where the arguments hide it
    std::string version;   ///< as written; empty where none is
    bool isPinned = false; ///< an exact version is named, so that the same package runs tomorrow

    bool operator==(const PackageRun&) const = default;
};

/// The digest of an environment variable that changes what runs (PATH, LD_PRELOAD, NODE_OPTIONS …); never its
/// value.
struct EnvironmentDigest {
    std::string name;
    base::Sha256 digest{};

    bool operator==(const EnvironmentDigest&) const = default;
};

/// One call of a server that runs, or one of its definitions, where that is what is asked about and not
/// whether the server may start.
struct GuardedCall {
    static constexpr std::string_view kAnswerTo = "answer to ";
    static constexpr std::string_view kDefinitionOf = "definition of ";
    /// Or kAnswerTo and the method that the server asked with, or kDefinitionOf and the kind; for people.
    std::string method;
    std::string tool;            ///< of tools/call; the name of what is defined
    base::Sha256 digest{};       ///< of what the call says: an approval is good for the identical call alone
    bool restoresValues = false; ///< asks to put redacted values back; then the digest is of the tool alone
    std::vector<std::string> reasons; ///< sentences about what was found; no part of what is compared
    std::string excerpt;              ///< the call with everything found redacted, for people; likewise

    /// What waits is what the client answers to a request of the server's.
    bool isAnswer() const { return method.starts_with(kAnswerTo); }
    /// What waits is a definition that is not as it was first seen: a changed tool, a new one, instructions.
    bool isDefinition() const { return method.starts_with(kDefinitionOf); }
    bool operator==(const GuardedCall&) const = default;
};

/// What a server is approved as: never a name, a process id or an interpreter. Two launches are the same
/// server where trust::identityDigest is equal; everything here but the stamps counts.
struct LaunchIdentity {
    std::string entryRef;          ///< empty where no entry names this launch
    EntryLocation entry;           ///< empty fields likewise
    std::vector<std::string> argv; ///< as the wrapper received it, command first; may hold secrets
    std::string commandAsGiven;    ///< argv[0] before it was resolved
    HashedFile executable;
    std::optional<HashedFile> script; ///< what an interpreter named by the launch runs
    std::optional<PackageRun> package;
    std::vector<std::string> environmentNames;  ///< the names in the entry's own `env`, sorted
    std::vector<EnvironmentDigest> environment; ///< sorted by name; only those that are set
    std::optional<std::string> workingFolder;   ///< only where the entry sets it or resolution used it
    std::optional<GuardedCall> call;            ///< set where one call is asked about

    bool operator==(const LaunchIdentity&) const = default;
};

/// One difference between what was approved and what wants to start, for the card and the journal.
struct IdentityChange {
    std::string field;  ///< stable name: "argv", "executable", "script", "package", "environment-names",
                        ///< "environment:PATH", "cwd", "entry"
    std::string before; ///< for people; a digest where the value is one
    std::string after;

    bool operator==(const IdentityChange&) const = default;
};

/// A process that is part of who asks.
struct ProcessInfo {
    int pid = 0;
    std::uint64_t startTime = 0; ///< clock ticks since boot (proc(5), field 22); tells a reused pid
    std::string executable;      ///< absolute path; empty where it cannot be read
    std::vector<std::string> argv;

    bool operator==(const ProcessInfo&) const = default;
};

} // namespace gatehouse::model

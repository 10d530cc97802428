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
    std::string found{};   ///< the version that lies on this disk and would run, of an image its id; empty
                           ///< where none is known to
    std::string origin{};  ///< where that lies: "cache", "project", "folder", "engine" …; empty likewise

    bool operator==(const PackageRun&) const = default;
};

/// How a file takes part in a launch besides the program that is executed and the script it is given.
enum class FileRole {
    Program,  ///< runs behind a wrapper such as env or a shell
    Script,   ///< is run by such a program, or by the target of a shim
    Loaded,   ///< is loaded first: node --require, LD_PRELOAD, BASH_ENV …
    Module,   ///< what `python -m` runs
    Package,  ///< all files of the package that runs, as one; `path` is its folder
    Lock,     ///< names what the package depends on, with digests of it
    Settings, ///< decides what runs: .npmrc, pyvenv.cfg, .python-version …
    Shim,     ///< the program that a shim of pyenv, volta, asdf or mise hands over to
    Source    ///< lies in the folder of a script of no package, which may load it
};

std::string_view toText(FileRole role); // "program" …
bool fromText(std::string_view text, FileRole& role);

struct LaunchFile {
    FileRole role = FileRole::Program;
    HashedFile file;

    bool operator==(const LaunchFile&) const = default;
};

/// What cannot be known of a launch before it runs; stable codes, a sentence each in ui/text/launch_text.
namespace unknowns {
inline constexpr std::string_view kPackageNotHere = "package-not-here";
inline constexpr std::string_view kPackageHidden = "package-hidden";
inline constexpr std::string_view kPackagePartly = "package-partly";
inline constexpr std::string_view kPackageChoice = "package-choice";
inline constexpr std::string_view kPackageElsewhere = "package-elsewhere";
inline constexpr std::string_view kDependenciesByLock = "dependencies-by-lock";
inline constexpr std::string_view kDependenciesUnchecked = "dependencies-unchecked";
inline constexpr std::string_view kRegistryOfUser = "registry-of-user";
inline constexpr std::string_view kRegistryOfProject = "registry-of-project";
inline constexpr std::string_view kScriptLoads = "script-loads";
inline constexpr std::string_view kSourcesPartly = "sources-partly";
inline constexpr std::string_view kSourcesUnchecked = "sources-unchecked";
inline constexpr std::string_view kImageByTag = "image-by-tag";
inline constexpr std::string_view kFetchedAnew = "fetched-anew";
inline constexpr std::string_view kEngineSilent = "engine-silent";
inline constexpr std::string_view kEngineRemote = "engine-remote";
inline constexpr std::string_view kContainerEngine = "container-engine";
inline constexpr std::string_view kContainerFiles = "container-host-files";
inline constexpr std::string_view kContainerUnconfined = "container-unconfined";
inline constexpr std::string_view kContainerNetwork = "container-host-network";
inline constexpr std::string_view kContainerEntry = "container-entrypoint";
inline constexpr std::string_view kShellScript = "shell-script";
inline constexpr std::string_view kLoginShell = "login-shell";
inline constexpr std::string_view kInnerNotFound = "inner-not-found";
inline constexpr std::string_view kInnerHidden = "inner-hidden";
inline constexpr std::string_view kTooDeep = "too-deep";
inline constexpr std::string_view kAddress = "network-address";
inline constexpr std::string_view kAddressKept = "network-address-kept";
inline constexpr std::string_view kModuleNotFound = "module-not-found";
inline constexpr std::string_view kLoadedNotFound = "loaded-not-found";
inline constexpr std::string_view kShimTarget = "shim-target";
inline constexpr std::string_view kCompiledKept = "compiled-kept";
} // namespace unknowns

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
    /// Of a tool that another server of the client brings as well, and neither was there first: that server's
    /// entry. Its tool waits, too, and one answer settles both; likewise.
    std::string rivalEntry = {};

    /// What waits is what the client answers to a request of the server's.
    bool isAnswer() const { return method.starts_with(kAnswerTo); }
    /// What waits is a definition that is not as it was first seen: a changed tool, a new one, instructions.
    bool isDefinition() const { return method.starts_with(kDefinitionOf); }
    bool operator==(const GuardedCall&) const = default;
};

/// What a server is approved as: never a name, a process id or an interpreter. Two launches are the same
/// server where trust::identityDigest is equal; everything here but the stamps counts.
struct LaunchIdentity {
    /// Which facts were looked for. 1, of Gatehouse 0.1: the executed program, its script and the words of
    /// the command alone; then `files` and `unknown` are empty whatever there was. 3: also what lies around a
    /// script of no package, and only where there is such a script (mayLoadSources).
    static constexpr int kSecondForm = 2;
    static constexpr int kNewestForm = 3;
    int form = kSecondForm;
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
    std::vector<LaunchFile> files;    ///< what else runs or decides what runs, in the order it was met
    std::vector<std::string> unknown; ///< unknowns::k…, sorted
    std::optional<GuardedCall> call;  ///< set where one call is asked about
    /// Where the python sources of a package lie whose place does not count, or that counts by the files of
    /// its distribution. Of this one look at the disk: neither compared nor written.
    std::vector<std::string> moduleFolders = {};

    bool isUnknown(std::string_view code) const;
    bool operator==(const LaunchIdentity&) const = default;
};

/// True for a script of no package that is installed: what lies around it is its source.
bool mayLoadSources(const LaunchIdentity& identity);

/// The same identity as form 2 knew it.
LaunchIdentity withoutSources(LaunchIdentity identity);

/// True where a decision on this identity was one on a package, an image or a script's folder that nobody had
/// looked at: it was not there yet, the engine did not say, or a Gatehouse that did not look made the
/// decision.
bool isOpen(const LaunchIdentity& identity);

/// True where `complete` is what the open identity `open` leaves room for: the same launch in everything that
/// is known of both, with its package there. Of forms 1 and 2 that is all that they knew.
bool isCompletion(const LaunchIdentity& open, const LaunchIdentity& complete);

/// What the launch of a package that was not there is where its runner has fetched it and it is found
/// nowhere: any version may run, at each start. Another launch, which no decision on `open` is about; one
/// that is not of that kind stays as it is.
LaunchIdentity asUntraced(LaunchIdentity open);

/// One difference between what was approved and what wants to start, for the card and the journal.
struct IdentityChange {
    std::string
        field; ///< stable name: "argv", "executable", "script", "package", "package-files",
               ///< "file:ROLE", "sources", "unknown", "environment-names", "environment:PATH", "cwd", "entry"
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

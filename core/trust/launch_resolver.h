// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/chosen_files.h"
#include "core/base/result.h"
#include "core/model/launch.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::trust {

/// What the resolver may ask of the file system, and of programs that listen on this machine. The wrapper's
/// and the desktop's answer from the disk, a test's from a table.
class FileProbe {
public:
    virtual ~FileProbe() = default;
    /// The path with every link resolved; NotFound where nothing is there.
    virtual base::Result<std::string> realPath(const std::string& path) const = 0;
    /// True for a regular file that this user may execute.
    virtual bool isExecutable(const std::string& path) const = 0;
    /// Hash of a regular file; implementations may answer from a cache keyed by the stamp.
    virtual base::Result<model::HashedFile> hash(const std::string& realPath) const = 0;
    /// The first bytes of a file, for its #! line.
    virtual std::string head(const std::string& realPath, std::size_t bytes) const = 0;
    /// The names in a folder, sorted; TooLarge where there are more than `limit`.
    virtual base::Result<std::vector<std::string>> names(
        const std::string& folder, std::size_t limit) const = 0;
    /// As base::filesBelow().
    virtual base::Result<std::vector<base::TreeFile>> filesBelow(
        const std::string& folder, const base::TreeLimits& limits) const = 0;
    /// As base::chosenBelow().
    virtual base::Result<std::vector<base::TreeFile>> chosenBelow(
        const std::string& folder, const base::TreeChoice& choice) const = 0;
    /// The hash that belongs to this stamp, where one is remembered. hash() looks there by itself.
    virtual std::optional<base::Sha256> remembered(const base::FileStamp& stamp) const = 0;
    /// What comes back for `request` from whoever listens at that unix socket, whole; bounded in time and
    /// size. An error where nobody answers.
    virtual base::Result<std::string> exchange(
        const std::string& socket, const std::string& request) const = 0;
    /// Of the user whose files these are, as folders of one user's own are named.
    virtual unsigned userId() const = 0;
};

/// What a wrapper was asked to start, and in which surroundings.
struct LaunchRequest {
    std::vector<std::string> argv; ///< command first; never empty
    std::vector<std::pair<std::string, std::string>> environment;
    std::string workingFolder;
    std::string entryRef; ///< empty where no entry is known
    std::optional<model::EntryLocation> entry;
    std::vector<std::string> entryEnvironmentNames; ///< the names in the entry's own `env`
    bool entrySetsWorkingFolder = false;
};

/// Finds out what would really run. Never starts anything. CommandNotFound names the command and where it was
/// looked for.
base::Result<model::LaunchIdentity> resolveLaunch(const LaunchRequest& request, const FileProbe& files);

/// Hexadecimal SHA-256 over everything in the identity but the stamps, in a form that has a version: the key
/// of the registry.
std::string identityDigest(const model::LaunchIdentity& identity);

/// Of the entry and the words of its command alone: what a decision on the tools of a server is bound to,
/// whatever became of its files.
base::Sha256 commandDigest(const model::LaunchIdentity& identity);

/// How the books name a server: the entry's reference, or the launch's where no entry names it.
std::string serverRef(const model::LaunchIdentity& identity);

/// What differs, field by field, for people. Empty exactly where the digests are equal.
std::vector<model::IdentityChange> compareIdentities(
    const model::LaunchIdentity& before, const model::LaunchIdentity& after);

/// 8 lower-case letters and digits (Crockford's base32, no look-alikes) from entry and identity: what
/// `approve ID` takes.
std::string cardId(const model::LaunchIdentity& identity);

} // namespace gatehouse::trust

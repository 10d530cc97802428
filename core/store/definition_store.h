// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/rows.h"
#include "core/store/database.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::store {

/// One definition in a list.
struct ListedDefinition {
    std::string name;
    std::string digest;   ///< hexadecimal, of its canonical form
    std::string standing; ///< "suspended", "denied", "allowed", "accepted"; empty: ordinary
    std::string change;   ///< kinds of change with commas between; empty: none was looked for
};

/// A part of what a server listed of one kind.
struct ListedPage {
    std::string kind;
    base::UnixMilliseconds beganAt = 0; ///< when the list's first page came
    std::uint64_t omitted = 0;
    bool isLast = false; ///< nothing of the list is missing now
    std::vector<ListedDefinition> definitions;
};

/// What is known of one version beside when it was seen.
struct VersionRemark {
    std::string kind;
    std::string name;
    std::string digest;
    std::string change;
    std::string diff;
};

/// What servers define, and how that came to be. Bounded by server, whatever servers and clients do.
class DefinitionStore {
public:
    static constexpr int kMaxDefinitions = 10'000; ///< of a server; beyond, those not seen longest go
    static constexpr int kMaxUnlisted = 1'000;     ///< of them: names that were used and never listed
    static constexpr int kMaxVersions = 64;        ///< of one: the first and the last ones stay
    static constexpr std::size_t kMaxDiffBytes = std::size_t{4} << 10;

    explicit DefinitionStore(Database& database)
        : m_database(database)
    {
    }

    base::Result<void> saw(const std::string& ref, const ListedPage& page, base::UnixMilliseconds at);
    /// Tools whose digests are of another form: they are there, and make no version.
    base::Result<void> sawOldForm(
        const std::string& ref, const std::vector<ListedDefinition>& tools, base::UnixMilliseconds at);
    /// A version was asked about, accepted or pinned: it exists, whatever lists say.
    base::Result<void> remark(
        const std::string& ref, const VersionRemark& version, base::UnixMilliseconds at);
    /// It was used, listed or not.
    base::Result<void> used(
        const std::string& ref, std::string_view kind, const std::string& name, base::UnixMilliseconds at);
    /// Keeps the server's part within its limits.
    base::Result<void> prune(const std::string& ref);

    /// By kind and name, with their use; `now` tells a clock that was wrong. Nothing in `ref`: of every
    /// server, by server.
    base::Result<std::vector<model::DefinitionRow>> definitions(
        const std::string& ref, base::UnixMilliseconds now);
    /// Oldest first.
    base::Result<std::vector<model::DefinitionVersion>> versions(
        const std::string& ref, model::DefinitionKind kind, const std::string& name);
    /// Of every definition of every server that has more than one, by server, kind and name.
    using VersionKey = std::pair<std::string, std::pair<model::DefinitionKind, std::string>>;
    base::Result<std::map<VersionKey, std::vector<model::DefinitionVersion>>> allVersions();
    /// How many definitions servers listed beyond what is kept, by the server's ref.
    base::Result<std::map<std::string, std::uint64_t>> omitted();

private:
    base::Result<void> list(const std::string& ref, std::string_view kind, const ListedDefinition& one,
        base::UnixMilliseconds at);

    Database& m_database;
};

} // namespace gatehouse::store

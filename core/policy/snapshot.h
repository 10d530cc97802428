// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/approval.h"
#include "core/model/tool_rule.h"
#include "core/policy/data_classes.h"
#include "core/policy/inspection_rules.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::policy {

/// How ids of an organisation's decisions begin: they are compiled from its file and in no book.
inline constexpr std::string_view kOrganisationDecision = "organisation-";

/// What a user may set; policy.toml and the compiled snapshot hold the same.
struct Settings {
    std::uint64_t maxLineBytes = std::uint64_t{64} << 20;
    std::uint64_t maxJournalBytes = std::uint64_t{256} << 20; ///< a session; then it closes
    std::uint64_t excerptBytes = std::uint64_t{16} << 10;     ///< 0 keeps none
    std::uint32_t maxOpenRequests = 4096;
    std::uint32_t maxDepth = 512;
    bool requiresListing = false; ///< nothing may start but what the organisation's registry allows
    std::vector<std::string> forbiddenPackages; ///< by name; of the same
    bool acceptsWording = false;                ///< a definition that is only worded otherwise asks nobody
    std::vector<InspectionRules> inspection;    ///< one for each file that has any
    std::vector<DataClass> classes;

    bool operator==(const Settings&) const = default;
};

/// A file that the snapshot was compiled from. A wrapper that finds another stamp and another hash treats the
/// snapshot as stale. Where owner and mode count as well, there is no hash (all zeros): then another stamp is
/// enough.
struct SourceFile {
    std::string path;
    bool exists = false;
    base::FileStamp stamp;
    base::Sha256 hash{};

    bool operator==(const SourceFile&) const = default;
};

/// What is known of a protected entry.
struct SnapshotEntry {
    std::string ref;
    model::EntryLocation location;
    base::FileStamp fileStamp;                 ///< of the client's file when `environmentNames` was read
    std::vector<std::string> environmentNames; ///< sorted
    bool setsWorkingFolder = false;
    bool isKnownModern = false;                          ///< learned from the last approved run
    std::string knownCapabilities;                       ///< JSON object; empty: none learned
    model::TrustLevel trust = model::TrustLevel::Normal; ///< by its reputation

    bool operator==(const SnapshotEntry&) const = default;
};

/// Everything that a wrapper needs in order to decide alone.
struct SnapshotContent {
    std::uint64_t generation = 0; ///< grows with every replacement
    Settings settings;
    std::vector<SourceFile> sources;
    std::vector<SnapshotEntry> entries;
    std::vector<model::RegistryDecision> decisions;
    std::vector<model::ServerToolRules> toolRules;
    std::string commandLineProgram; ///< absolute path of gatehouse-cli, for waking and rebuilding
    std::string knownTable; ///< the file below stateFolder/lists with what imported lists say; empty: none

    bool operator==(const SnapshotContent&) const = default;
};

/// Flat, versioned, checksummed bytes; written with base::replaceFile, mode 0600.
std::string encodeSnapshot(const SnapshotContent& content);

/// A snapshot file mapped into memory. Look-ups decode only what they return; opening does not grow with the
/// number of rows.
class Snapshot {
public:
    /// SnapshotMissing, SnapshotDamaged, SnapshotVersion; UnsafeOwner where another user could have written
    /// it.
    static base::Result<Snapshot> open(const std::string& path);
    /// The same from memory, for tests and the fuzzer.
    static base::Result<Snapshot> fromBytes(std::string bytes);
    ~Snapshot();
    Snapshot(Snapshot&&) noexcept;
    Snapshot& operator=(Snapshot&&) noexcept;

    std::uint64_t generation() const;
    Settings settings() const;
    std::vector<SourceFile> sources() const;
    std::string commandLineProgram() const;
    std::string knownTable() const;
    std::optional<SnapshotEntry> entry(std::string_view ref) const;
    /// Every decision whose digest this is.
    std::vector<model::RegistryDecision> decisionsFor(std::string_view identityDigest) const;
    /// Every decision on an identity of this entry, newest first: what was approved before.
    std::vector<model::RegistryDecision> decisionsForEntry(std::string_view entryRef) const;
    /// Every decision that has a pattern, learned or not.
    std::vector<model::RegistryDecision> patterns() const;
    /// What is decided about the tools of this server, for each command that it was decided for.
    std::vector<model::ServerToolRules> toolRulesFor(std::string_view serverRef) const;
    SnapshotContent content() const; ///< all of it, for rebuilding and tests

private:
    class Bytes;
    explicit Snapshot(std::unique_ptr<Bytes> bytes);
    std::unique_ptr<Bytes> m_bytes;
};

/// False where a source file is not as it was when the snapshot was compiled (stamp first, then hash).
bool isFresh(const Snapshot& snapshot);

} // namespace gatehouse::policy

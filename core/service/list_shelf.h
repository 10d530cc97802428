// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/base/result.h"
#include "core/intelligence/table.h"
#include "core/model/known_issue.h"
#include "core/policy/snapshot.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::store {
class Database;
}

namespace gatehouse::service {

class Ledger;

// Imported lists (resources/docs/intelligence.md). The signed file of each key is kept as it came, and what
// launches are looked up in is made of those that are believed: a table, named by what it was made of.

/// A key that lists are, or were, believed from.
struct ListKey {
    intelligence::PublicKey key;
    std::string name;
    bool isTrusted = true;
    bool isOrganisation = false; ///< of /etc/gatehouse/lists.keys: not the user's to take back
    bool isBuiltIn = false;      ///< of whoever built this program
};

/// Organisation's, built-in and the user's keys, each once; keys that the user took back last.
base::Result<std::vector<ListKey>> listKeys(store::Database& database, const std::string& organisationFolder);

/// What a file would change.
struct ListPreview {
    ListKey key;
    intelligence::BundleHead head;
    std::uint64_t advisories = 0;
    std::uint64_t malicious = 0;
    std::uint64_t hashes = 0;
    std::uint64_t names = 0;
    std::uint64_t rules = 0;
    std::optional<std::uint64_t> sequenceBefore; ///< of the list that it takes the place of
    bool isSame = false;                         ///< it was taken already
    bool isExpired = false;
    std::vector<std::string> stops; ///< names of allowed servers that would be stopped and asked about
};

/// Reads and checks the file; changes nothing. IntelligenceUntrusted (names the fingerprint),
/// IntelligenceSignature, IntelligenceFormat, IntelligenceInvalid, IntelligenceRollBack, TooLarge.
base::Result<ListPreview> checkList(Ledger& ledger, const std::string& path);

/// The same, and takes it: one journal line, then the file, then the snapshot. Of a crash in between the next
/// import of the same file makes it whole; nothing older is taken meanwhile.
base::Result<ListPreview> importList(Ledger& ledger, const std::string& path);

/// Believes, or does not believe any more, lists of this key. InvalidArgument for an organisation's or a
/// built-in one. Publishes the snapshot.
base::Result<void> trustListKey(
    Ledger& ledger, const intelligence::PublicKey& key, const std::string& name, bool isTrusted);

/// What the snapshot has to say of lists.
struct KnownTable {
    std::string name;                        ///< empty: no list is believed
    std::vector<policy::SourceFile> sources; ///< the organisation's files, missing ones included
    std::vector<policy::DataClass> rules;    ///< named "list-…"
    std::vector<base::Error> problems;       ///< lists that were left out, and why
};

/// Makes the table where what it is made of has changed; costs a few looks at files where it has not.
base::Result<KnownTable> compileKnownTable(
    store::Database& database, const base::Places& places, const std::string& organisationFolder);
/// Lists that are there, that somebody here relies on, and that do not hold: damaged, signed by nobody who is
/// trusted, or an organisation's without any key. Each with its file and the reason. `held`: what the table
/// holds.
std::vector<base::Error> leftOutLists(const std::vector<ListKey>& keys, const base::Places& places,
    const std::string& organisationFolder, const std::vector<intelligence::TableSource>& held);
/// Removes tables that no snapshot names any more.
void removeOtherTables(const base::Places& places, const std::string& name);

/// The table that the snapshot names; nothing where it names none or it cannot be read.
std::optional<intelligence::Table> openKnownTable(const base::Places& places);
std::string knownTablePath(const base::Places& places, const std::string& name);

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/service/candidate_book.h"
#include "core/service/organisation_registry.h"
#include "core/service/registry_changes.h"
#include "core/service/trusted_keys.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::service {

class Ledger;

// Carrying decisions from one machine to another: the same code for the window and the command line.

std::string registryKeyPath(const base::Places& places);
std::string trustedKeysPath(const base::Places& places);
/// The account's own key; made where there is none.
base::Result<base::SigningKey> ownRegistryKey(const base::Places& places);
/// What the user calls this key, "" for his own. PeerNotTrusted names the fingerprint.
base::Result<std::string> nameOfKey(const base::Places& places, const base::PublicKey& key);

/// What a file is, and what taking it over would change. Nothing is changed by looking.
struct ImportPreview {
    std::string digest; ///< hexadecimal; what was looked at is what is taken over

    // Of a registry of ours:
    bool isRegistry = false;
    base::PublicKey key{};
    std::string keyName; ///< empty: one's own
    base::UnixMilliseconds madeAt = 0;
    std::vector<RegistryChange> launches;
    std::vector<ToolsChange> tools;

    // Of a list in the official MCP registry's format:
    CandidateNews candidates;

    /// Decisions that would be made, or candidates kept.
    std::size_t takes() const;
    /// Something could start or be called that cannot now.
    bool opens() const;
};

/// Reads and checks. BadMessage, TooLarge, PeerNotTrusted say why nothing of the file is taken.
base::Result<ImportPreview> previewImport(store::Database& database, const base::Places& places,
    const std::vector<model::RegistryDecision>& decisions, const std::string& path);
/// Takes over what a preview has shown, with `digest` the preview's or how it begins (16 digits at least);
/// else Changed. Denials and what else tightens come first, so that nothing is open in between that should
/// not be; after a crash the same import makes it whole. Publishes the snapshot. The number of decisions or
/// candidates.
base::Result<std::size_t> takeImport(
    Ledger& ledger, const std::string& path, const std::string& digest, model::AnsweredBy by);

struct ExportReport {
    std::size_t launches = 0;
    std::size_t tools = 0;
    base::PublicKey key{};
};
/// Writes what is approved for good or denied, and what is decided on tools, signed with one's own key.
base::Result<ExportReport> exportRegistry(store::Database& database, const base::Places& places,
    const std::vector<model::RegistryDecision>& decisions, const std::string& path);

/// What the organisation's file says now, as wrappers see it.
struct OrganisationStanding {
    bool exists = false;
    std::string problem; ///< why nothing new starts; empty: it was understood
    OrganisationRegistry registry;
};
OrganisationStanding organisationStanding(const std::string& folder, uid_t owner);
/// The same for these books; read again only where file or folder are not as they were.
const OrganisationStanding& organisationStanding(Ledger& ledger);

/// Everything that a window shows of it.
struct RegistryStanding {
    OrganisationStanding organisation;
    std::vector<CandidateStanding> candidates;
    std::vector<TrustedKey> keys;
    std::string fingerprint; ///< of one's own key; empty: there is none yet
};
base::Result<RegistryStanding> registryStanding(Ledger& ledger);

} // namespace gatehouse::service

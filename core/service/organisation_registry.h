// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy/snapshot.h"
#include "core/service/registry_file.h"
#include "core/store/registry_store.h"

#include <string>
#include <sys/types.h>

namespace gatehouse::service {

/// Decisions of an organisation are told by their ids; no program of the user's can make or end one.
inline constexpr std::string_view kOrganisationId = policy::kOrganisationDecision;

/// The registry beside the organisation's policy file: `registry.json` in the same folder.
std::string organisationRegistryPath(const std::string& organisationPolicy);

struct ReadOrganisation {
    OrganisationRegistry registry; ///< empty where there is no file
    /// The file and its folder: whoever may write either may change what holds.
    std::vector<policy::SourceFile> sources;

    bool exists() const { return !sources.empty() && sources.front().exists; }
};

/// Only what belongs to `owner`, in a folder that does, and can be written by nobody else, may allow
/// anything. What is not so forbids and requires all the same. PolicyInvalid for a file that cannot be read
/// or understood: then no snapshot is made, so that it opens nothing.
base::Result<ReadOrganisation> readOrganisationRegistry(const std::string& path, uid_t owner);

/// What it says of a command at this moment, as far as that can be told from its words.
enum class OrganisationWord { Nothing, Allows, Forbids };
OrganisationWord wordOn(const OrganisationRegistry& registry, const std::vector<std::string>& argv,
    const model::EntryLocation& entry, base::UnixMilliseconds now);

/// What it means for wrappers: decisions, with what was learned of them, and what settings demand.
base::Result<void> applyOrganisation(
    const OrganisationRegistry& registry, store::RegistryStore& store, policy::SnapshotContent& content);

} // namespace gatehouse::service

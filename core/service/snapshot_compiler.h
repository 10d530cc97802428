// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/base/result.h"
#include "core/policy/snapshot.h"
#include "core/store/database.h"

#include <string>
#include <sys/types.h>

namespace gatehouse::clients {
class KnownTexts;
}

namespace gatehouse::service {

struct CompilerInput {
    base::Places places;
    std::string organisationPolicy; ///< its registry lies in the same folder
    uid_t organisationOwner = 0;    ///< whose those files have to be
    std::string commandLineProgram;
    clients::KnownTexts* texts = nullptr; ///< clients' files that need not be read
};

/// What wrappers have to know, as of now: settings and their files, protected entries with what was learned
/// of them, decisions that hold. The generation is left at 0. PolicyInvalid where a policy file does not say
/// what it means: then no snapshot is made.
base::Result<policy::SnapshotContent> compileSnapshot(store::Database& database, const CompilerInput& input);

/// The decisions that hold, without those whose digest is not that of their own identity.
base::Result<std::vector<model::RegistryDecision>> trustedDecisions(store::Database& database);

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/policy/data_classes.h"
#include "core/policy/inspection_rules.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <string>

namespace gatehouse::policy {

/// Reads the table [inspect] of a policy file:
///
///     [inspect.secret]                  a family
///     action = "redact"                 off, flag, strip, fence, redact, hide, ask or block
///     from = "medium"                   how sure a finding must be; less sure ones are only flagged
///     style = "reversible"              what stands in the place of what is redacted: or token, mask
///     [inspect.secret.arguments]        a family in one channel
///     [inspect.rules.github-token]      one rule or detector
///     [inspect.servers.NAME.secret]     the same for one server
///
/// PolicyInvalid names file, line and reason, also for a name that does not exist: what is mistyped must not
/// silently do nothing.
base::Result<std::vector<InspectionRule>> readInspection(const toml::table& inspect, const std::string& file);

/// Reads the tables [classes.NAME]: `words`, `pattern`, `family`.
base::Result<std::vector<DataClass>> readClasses(const toml::table& classes, const std::string& file);

} // namespace gatehouse::policy

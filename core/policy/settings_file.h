// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/policy/snapshot.h"

#include <string>
#include <vector>

namespace gatehouse::policy {

/// Settings and the files that they came from, missing ones included: a file that appears later makes the
/// snapshot stale.
struct LoadedSettings {
    Settings settings;
    std::vector<SourceFile> sources;
};

/// Reads `userFile` (~/.config/gatehouse/policy.toml) and then `organisationFile`
/// (/etc/gatehouse/policy.toml), which only ever tightens. Missing files are ordinary. PolicyInvalid names
/// file, line and reason, for an unknown key too: a mistyped limit must not silently be the default.
base::Result<LoadedSettings> loadSettings(const std::string& userFile, const std::string& organisationFile);

/// The same from text, for tests and `policy` checks. `name` stands in messages.
base::Result<Settings> parseSettings(std::string_view toml, const std::string& name);

/// The stricter of two in every field.
Settings stricter(const Settings& left, const Settings& right);

} // namespace gatehouse::policy

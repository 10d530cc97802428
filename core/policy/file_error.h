// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <string>

namespace gatehouse::policy {

/// What is wrong in a policy file, and where.
inline base::Error invalid(const std::string& file, const toml::source_region& where, const std::string& what)
{
    return {base::ErrorCode::PolicyInvalid,
        file + ", line " + std::to_string(static_cast<unsigned>(where.begin.line)) + ": " + what};
}

} // namespace gatehouse::policy

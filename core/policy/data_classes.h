// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/inspection.h"

#include <string>
#include <vector>

namespace gatehouse::policy {

/// Data that a user names: words, or a pattern. Findings of it are of the rule `name`.
struct DataClass {
    std::string name;
    std::vector<std::string> words; ///< whole words, whatever their case
    std::string pattern;            ///< RE2; empty: none
    model::Family family = model::Family::Business;

    bool operator==(const DataClass&) const = default;
};

/// As one expression of RE2: what it matches is of the class.
std::string expressionOf(const DataClass& dataClass);

/// Why the class cannot be searched for; nothing where it can.
base::Result<void> checkDataClass(const DataClass& dataClass);

} // namespace gatehouse::policy

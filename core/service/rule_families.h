// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/inspection.h"

#include <optional>
#include <string_view>

namespace gatehouse::service {

/// The family of one of Gatehouse's own rules; nothing for a user's class, and for a rule of another version.
std::optional<model::Family> familyOfRule(std::string_view rule);

} // namespace gatehouse::service

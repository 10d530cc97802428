// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace gatehouse::base {

/// How long this machine has been up, sleep included; no clock that can be set.
struct BootMoment {
    std::string boot; ///< another one after each start of the machine
    std::int64_t milliseconds = 0;

    bool operator==(const BootMoment&) const = default;
};

/// Nothing where the system does not tell.
std::optional<BootMoment> bootMoment();

} // namespace gatehouse::base

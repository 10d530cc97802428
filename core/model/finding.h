// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace gatehouse::model {

/// What was found and where; never the matched text itself, so that a Finding may be logged and stored.
struct Finding {
    std::string detectorId;
    std::string pointer;    ///< JSON pointer (RFC 6901) to the string, "/params/arguments/query"
    std::size_t offset = 0; ///< bytes from the start of the original line
    std::size_t length = 0;

    bool operator==(const Finding&) const = default;
};

} // namespace gatehouse::model

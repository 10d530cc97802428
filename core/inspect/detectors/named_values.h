// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace gatehouse::inspect {

/// A name and a value that are members of one object in a text.
struct NamedValue {
    std::string_view name;
    std::size_t sign = 0; ///< behind the colon or sign that the value follows
};

/// {"name": "API_KEY", "type": "secret", "value": "…"} in either order, also where the quotes are escaped
/// once more: as settings, environments and forms are listed. `end`: of a word in the name. Looks at some
/// hundred bytes on either side.
std::optional<NamedValue> namedValueAt(std::string_view text, std::size_t end);

} // namespace gatehouse::inspect

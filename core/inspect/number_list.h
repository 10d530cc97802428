// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace gatehouse::inspect {

/// A number of a byte as lists have it: 0x41, 65, 0101, 01000001.
struct ListedNumber {
    std::uint32_t value = 0;
    Span place;
};

/// The one that begins at `at`; nothing where none does, or it is more than a byte.
std::optional<ListedNumber> listedNumberAt(std::string_view text, std::size_t at);

/// The one behind `last` in its list. `between`: what stood between those before, which may be words if it is
/// the same again; it is set to what stands between these. Empty before the first two.
std::optional<ListedNumber> nextListed(
    std::string_view text, const ListedNumber& last, std::string_view& between);

/// The list in which the number at `at` stands, from the first on that may be a letter, not before `from`, to
/// the end of the text. Nothing where fewer than twelve in a row are letters, or they rise as in a table.
std::optional<Span> numberListAround(std::string_view text, std::size_t at, std::size_t from);

} // namespace gatehouse::inspect

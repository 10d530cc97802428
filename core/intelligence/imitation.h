// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/intelligence/bundle.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::intelligence {

/// How a name takes after a well-known one.
enum class Likeness : std::uint8_t {
    SameLook,   ///< characters that look alike: 0 and o, 1 and l, rn and m
    Separators, ///< the same letters with other separators, or the words in another order
    Scope,      ///< the scope is left out, written into the name, or another
    Slip,       ///< one letter more, less or other, or two that changed places
};

struct Imitation {
    std::string of; ///< the well-known name
    Likeness likeness{};

    bool operator==(const Imitation&) const = default;
};

/// The well-known name that somebody might have meant. Nothing for one that is well known itself, and nothing
/// for what shares no more than a part with one. Pure; linear in the names.
std::optional<Imitation> imitationOf(
    Ecosystem ecosystem, std::string_view normalisedPackage, const std::vector<PopularName>& names);

std::string_view toText(Likeness likeness); ///< a sentence's end: "with characters that look alike" …

} // namespace gatehouse::intelligence

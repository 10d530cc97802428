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

/// Well-known names, made once. A look-up compares two numbers with each, and letters with the few that could
/// be meant: a catalog of hundreds of servers asks for every one of them.
class NameIndex {
public:
    explicit NameIndex(std::vector<PopularName> names);

    /// The well-known name that somebody might have meant. Nothing for one that is well known itself, and
    /// nothing for what shares no more than a part with one.
    std::optional<Imitation> imitationOf(Ecosystem ecosystem, std::string_view normalisedPackage) const;

private:
    /// Which letters there are, and how many: of names that look alike nearly the same.
    struct Signature {
        std::uint64_t letters = 0;
        std::size_t length = 0;
    };
    struct Signatures {
        Signature whole;
        Signature rest; ///< without the scope
    };
    static Signature signatureOf(std::string_view name);
    static Signatures signaturesOf(std::string_view name);
    static bool mayBeAlike(const Signature& left, const Signature& right);

    std::vector<PopularName> m_names;
    std::vector<Signatures> m_signatures; // of each
};

std::string_view toText(Likeness likeness); ///< a sentence's end: "with characters that look alike" …

} // namespace gatehouse::intelligence

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::inspect {

/// What words do, as addressed_order_words.def has them.
enum class Said : std::uint8_t {
    Name,
    PartOfName, // "model", "reader": a name together with a trade
    Trade,
    Note,
    To,
    ToNoted, // the same where a note is before it; else it is an article
    Greet,
    If,
    Busy,
    This,
    Ought,
    Send,
    Deed,
    Steer,
    Data,
    Not,
    Skip,
    Tell,
    Ask,
    Hush,
    Cleared,
    Always,
    Before,
    User,
    Lead,
    // What is put together from words.
    Address, // an e-mail or web address
    SendTo,  // something is sent, and an address follows
    Conceal, // do not tell
    Bypass,  // do not ask
    Count,
};

/// Some of them.
class SaidKinds {
public:
    constexpr void add(Said kind) { m_bits |= bitOf(kind); }
    constexpr void add(SaidKinds kinds) { m_bits |= kinds.m_bits; }
    /// One for each, by their numbers.
    constexpr std::uint32_t bits() const { return m_bits; }
    constexpr bool has(Said kind) const { return (m_bits & bitOf(kind)) != 0; }

private:
    static constexpr std::uint32_t bitOf(Said kind) { return 1U << static_cast<unsigned>(kind); }
    std::uint32_t m_bits = 0;
};
static_assert(static_cast<unsigned>(Said::Count) <= 32);

/// What a word does, and what it only does where an order has its verb.
struct WordKinds {
    SaidKinds always;
    SaidKinds asOrder;
};

/// `word`: as it stands in the text.
WordKinds kindsOf(std::string_view word);
/// Of all that stands in a part of a text whose script writes no blanks.
SaidKinds kindsOfLetters(std::string_view part);

/// A name by which models are called, as it is searched for.
struct NameAnchor {
    std::string text;
    std::uint8_t size = 0; ///< bytes of the name in it, which it ends with
    bool isOfLetters = false;

    std::uint32_t packed() const { return size | (isOfLetters ? 0x100U : 0U); }
    static NameAnchor of(std::uint32_t packed)
    {
        return {{}, static_cast<std::uint8_t>(packed & 0xFFU), (packed & 0x100U) != 0};
    }
};

/// Made while Gatehouse is built, and in tests.
std::vector<NameAnchor> addressedNames();

} // namespace gatehouse::inspect

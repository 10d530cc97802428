// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detector.h"

#include <cstdint>
#include <string_view>

namespace gatehouse::inspect {

/// What a word near a number can say that it is. A country stands for its own numbers of persons.
enum class NumberTopic : std::uint8_t {
    Phone,
    PhoneVerb, ///< call, reach: says less
    Card,
    Birth,
    Passport,
    Licence, ///< to drive
    Paper,   ///< identity card
    Person,  ///< tax id, national id, of any country
    Version, ///< of a program: no address
    Austria,
    Argentina,
    Australia,
    Belgium,
    Brazil,
    Bulgaria,
    Canada,
    Chile,
    China,
    Croatia,
    Czechia,
    Denmark,
    Estonia,
    Finland,
    France,
    Germany,
    Greece,
    Iceland,
    India,
    Ireland,
    Israel,
    Italy,
    Japan,
    Korea,
    Malaysia,
    Mexico,
    Netherlands,
    Norway,
    Poland,
    Portugal,
    Romania,
    Russia,
    Singapore,
    SouthAfrica,
    Spain,
    Sweden,
    Switzerland,
    Taiwan,
    Thailand,
    Turkey,
    UnitedKingdom,
    UnitedStates,
};

/// A set of topics.
class NumberTopics {
public:
    NumberTopics() = default;
    explicit NumberTopics(std::uint64_t bits)
        : m_bits(bits)
    {
    }
    std::uint64_t bits() const { return m_bits; }
    bool has(NumberTopic topic) const { return (m_bits >> static_cast<unsigned>(topic) & 1U) != 0; }
    void add(NumberTopics other) { m_bits |= other.m_bits; }
    void add(NumberTopic topic) { m_bits |= std::uint64_t{1} << static_cast<unsigned>(topic); }
    bool isEmpty() const { return m_bits == 0; }

private:
    std::uint64_t m_bits = 0;
};

/// What the key, up to 48 bytes before `place` and the 24 behind it say. Words in front of another long
/// number speak of that one, unless there are no others. The first call for a sighting costs some 100 ns.
NumberTopics topicsNear(const Look& look, const Sighting& sighting, Span place);

/// What one word says: "Telefonnummer".
NumberTopics topicsOfWord(std::string_view word);

} // namespace gatehouse::inspect

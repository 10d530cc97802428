// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>

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
    constexpr NumberTopics() = default;
    constexpr NumberTopics(std::initializer_list<NumberTopic> topics)
    {
        for (const auto topic : topics)
            add(topic);
    }
    constexpr explicit NumberTopics(std::uint64_t bits)
        : m_bits(bits)
    {
    }
    static constexpr NumberTopics all() { return NumberTopics(~std::uint64_t{0}); }
    constexpr std::uint64_t bits() const { return m_bits; }
    constexpr bool has(NumberTopic topic) const { return hasAny(NumberTopics{topic}); }
    constexpr bool hasAny(NumberTopics others) const { return (m_bits & others.m_bits) != 0; }
    constexpr void add(NumberTopics others) { m_bits |= others.m_bits; }
    constexpr void add(NumberTopic topic) { m_bits |= std::uint64_t{1} << static_cast<unsigned>(topic); }
    constexpr bool operator==(const NumberTopics&) const = default;
    constexpr bool isEmpty() const { return m_bits == 0; }

private:
    std::uint64_t m_bits = 0;
};

} // namespace gatehouse::inspect

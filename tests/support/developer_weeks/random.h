// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse::weeks {

/// Numbers that look drawn and are the same on every machine (splitmix64).
class Random {
public:
    explicit Random(std::uint64_t seed)
        : m_state(seed)
    {
        // Seeds that follow each other would give one row of numbers, begun at another place.
        m_state = next() ^ 0xD1B54A32D192ED03U;
        m_state = next();
    }
    std::uint64_t next()
    {
        auto z = m_state += 0x9E3779B97F4A7C15U;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31U);
    }
    double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
    bool chance(double probability) { return unit() < probability; }
    /// Around `median`; two of three lie within a factor of `spread`.
    double around(double median, double spread)
    {
        const double normal = std::sqrt(-2 * std::log(1 - unit())) * std::cos(6.283185307179586 * unit());
        return median * std::exp(std::log(spread) * normal);
    }
    /// The first ones often, the last ones seldom.
    std::size_t oftenFirst(std::size_t limit)
    {
        const double x = unit();
        return static_cast<std::size_t>(x * x * x * static_cast<double>(limit));
    }
    template <typename Item>
    const Item& of(const std::vector<Item>& items)
    {
        return items[below(items.size())];
    }

private:
    std::uint64_t m_state;
};

} // namespace gatehouse::weeks

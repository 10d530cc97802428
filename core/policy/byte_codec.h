// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::policy {

/// Appends numbers (little-endian) and strings (32-bit length, then bytes) to a buffer.
class ByteWriter {
public:
    template <std::unsigned_integral T>
    void number(T value)
    {
        for (std::size_t i = 0; i < sizeof(T); ++i)
            m_bytes.push_back(static_cast<char>(static_cast<unsigned char>(value >> (8 * i))));
    }
    void number(std::int64_t value) { number(static_cast<std::uint64_t>(value)); }
    void flag(bool value) { number(static_cast<std::uint8_t>(value ? 1 : 0)); }
    void text(std::string_view value)
    {
        number(static_cast<std::uint32_t>(value.size()));
        m_bytes.append(value);
    }
    void raw(std::string_view value) { m_bytes.append(value); }
    void digest(const base::Sha256& value)
    {
        raw({reinterpret_cast<const char*>(value.data()), value.size()});
    }
    void texts(const std::vector<std::string>& values)
    {
        number(static_cast<std::uint32_t>(values.size()));
        for (const auto& value : values)
            text(value);
    }
    std::string take() { return std::move(m_bytes); }
    std::size_t size() const { return m_bytes.size(); }

private:
    std::string m_bytes;
};

/// The least that a text takes: its length.
inline constexpr std::size_t kLeastTextBytes = 4;

/// Reads what ByteWriter wrote. Past the end, or on a length that cannot be, it turns bad and gives zeros and
/// empty strings from then on; the caller asks isGood() once at the end.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    template <std::unsigned_integral T>
    T number()
    {
        const auto bytes = raw(sizeof(T));
        T value = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i)
            value = static_cast<T>(
                value | static_cast<T>(static_cast<T>(static_cast<unsigned char>(bytes[i])) << (8 * i)));
        return value;
    }
    std::int64_t signedNumber() { return static_cast<std::int64_t>(number<std::uint64_t>()); }
    bool flag() { return number<std::uint8_t>() == 1; }
    std::string_view text() { return raw(number<std::uint32_t>()); }
    std::string_view raw(std::size_t count)
    {
        if (count > m_bytes.size()) {
            m_isGood = false;
            m_bytes = {};
            return {};
        }
        const auto taken = m_bytes.substr(0, count);
        m_bytes.remove_prefix(count);
        return taken;
    }
    /// The count of a list whose elements take at least `least` bytes each; a count that cannot fit is bad.
    std::uint32_t count(std::size_t least)
    {
        const auto value = number<std::uint32_t>();
        if (value > m_bytes.size() / least) {
            m_isGood = false;
            return 0;
        }
        return value;
    }
    base::Sha256 digest()
    {
        base::Sha256 value{};
        const auto bytes = raw(value.size());
        std::copy(bytes.begin(), bytes.end(), value.begin());
        return value;
    }
    std::vector<std::string> texts()
    {
        std::vector<std::string> values(count(kLeastTextBytes));
        for (auto& value : values)
            value = text();
        return values;
    }
    /// What was read cannot be.
    void spoil() { m_isGood = false; }
    bool isGood() const { return m_isGood; }
    bool isAtEnd() const { return m_bytes.empty(); }

private:
    std::string_view m_bytes;
    bool m_isGood = true;
};

} // namespace gatehouse::policy

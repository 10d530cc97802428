// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace gatehouse::base {

/// What went wrong, as a number that stays the same over releases. ui/text/error_text turns it into a
/// sentence.
enum class ErrorCode : std::uint16_t {
#define GATEHOUSE_ERROR(name, number, text) name = number,
#include "core/base/error_codes.def"
#undef GATEHOUSE_ERROR
};

/// Stable kebab-case name of the code, as journals and `--json` output spell it.
std::string_view errorName(ErrorCode code);

/// An error that came from outside. `detail` is English, for developers, and names the thing and the reason;
/// it never holds payload of a message nor a secret.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string detail;

    bool operator==(const Error&) const = default;
};

/// A value or the reason why there is none; shaped like std::expected<T, Error>, which GCC 12 has only from
/// C++23 on.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    bool hasValue() const { return m_state.index() == 0; }
    explicit operator bool() const { return hasValue(); }

    T& value() &
    {
        assert(hasValue());
        return *std::get_if<0>(&m_state);
    }
    const T& value() const&
    {
        assert(hasValue());
        return *std::get_if<0>(&m_state);
    }
    /// By value, unlike std::expected: `for (auto& x : list().value())` would otherwise go over a list that
    /// is gone.
    T value() &&
    {
        assert(hasValue());
        return std::move(*std::get_if<0>(&m_state));
    }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const
    {
        assert(!hasValue());
        return *std::get_if<1>(&m_state);
    }

private:
    std::variant<T, Error> m_state;
};

/// Success without a value, or the reason of the failure.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error)
        : m_error(std::move(error))
        , m_failed(true)
    {
    }

    bool hasValue() const { return !m_failed; }
    explicit operator bool() const { return hasValue(); }
    const Error& error() const
    {
        assert(m_failed);
        return m_error;
    }

private:
    Error m_error;
    bool m_failed = false;
};

} // namespace gatehouse::base

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::jsonrpc {

/// One JSON value inside a line that parseMessage accepted: a view, no copy, valid as long as the line's
/// bytes are. Navigation scans forward and never fails on accepted text; nothing is built or cached.
class Value {
public:
    enum class Type { Object, Array, String, Number, True, False, Null };

    /// `text` is exactly one valid JSON value without white space around it.
    /// Other text makes navigation find nothing of use, but never reads outside of it.
    explicit Value(std::string_view text)
        : m_text(text)
    {
    }

    Type type() const;
    bool isObject() const { return type() == Type::Object; }
    bool isArray() const { return type() == Type::Array; }
    bool isString() const { return type() == Type::String; }
    /// The value's bytes as they stand in the line.
    std::string_view raw() const { return m_text; }

    /// The member named `key` of an object; the last one where keys repeat, as every client reads it.
    /// Compares decoded keys.
    std::optional<Value> find(std::string_view key) const;
    /// The decoded string (UTF-8; a lone surrogate escape becomes its three generalised UTF-8 bytes). Nothing
    /// for other types.
    std::optional<std::string> string() const;
    /// True for a string that decodes to `text`; allocates only where it has escapes.
    bool isStringEqualTo(std::string_view text) const;
    /// The number as a double. Nothing for other types.
    std::optional<double> number() const;
    /// Members or elements; 0 for scalars. Costs a scan.
    std::size_t countChildren() const;

    /// Goes over an object's members or an array's elements in order.
    class Iterator;
    Iterator children() const;

private:
    std::string_view m_text;
};

/// `for (auto it = value.children(); it.next();)` then `it.key()` (objects) and `it.value()`. Scalars have no
/// children.
class Value::Iterator {
public:
    explicit Iterator(std::string_view container);
    bool next();
    std::string_view rawKey() const { return m_key; } ///< the key's token with its quotes; empty in arrays
    std::string key() const;                          ///< decoded
    bool keyIs(std::string_view key) const; ///< compares decoded; allocates only where the key has escapes
    Value value() const { return Value(m_value); }

private:
    std::string_view m_rest;
    std::string_view m_key;
    std::string_view m_value;
    bool m_isObject = false;
};

/// True where the string token `token` (with its quotes) decodes to `text`.
bool isTokenEqualTo(std::string_view token, std::string_view text);

/// Decodes a string token with its quotes. The token must be valid.
std::string decodeString(std::string_view token);

/// `text` (UTF-8, or the generalised UTF-8 of decodeString) as a JSON string token with quotes; escapes only
/// what RFC 8259 demands.
std::string encodeString(std::string_view text);

} // namespace gatehouse::jsonrpc

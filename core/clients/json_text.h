// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/clients/client_table.h"
#include "core/clients/json_scan.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::clients {

/// Bytes [begin, end) of a text.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;

    std::size_t size() const { return end - begin; }
    bool operator==(const Span&) const = default;
};

/// A member of an object; `key` includes its quotes. Elements of an array have an empty key.
struct JsonMember {
    Span key;
    Span value;
};

/// A JSON or JSONC text that was checked as a whole, and navigation in it by byte spans. Nothing recurses,
/// and little is kept beside the text whatever its depth and number of values. A view: valid as long as the
/// bytes are.
class JsonText {
public:
    /// FileDoesNotParse names line, column and reason. UTF-8 only.
    static base::Result<JsonText> parse(std::string_view bytes, Tolerance tolerance);

    std::string_view bytes() const { return m_bytes; }
    Span root() const { return {m_outline.begin, m_outline.end}; }
    std::string_view raw(Span span) const { return m_bytes.substr(span.begin, span.size()); }

    bool isObject(Span value) const { return m_bytes[value.begin] == '{'; }
    bool isArray(Span value) const { return m_bytes[value.begin] == '['; }
    bool isString(Span value) const { return m_bytes[value.begin] == '"'; }
    /// The decoded string. `value` must be a string or a key.
    std::string string(Span value) const;

    /// Goes over the members of an object or the elements of an array.
    class Iterator {
    public:
        Iterator(const JsonText& text, Span container);
        /// False after the last one.
        bool next(JsonMember& member);

    private:
        const JsonText& m_text;
        std::size_t m_at;
        bool m_isObject;
    };
    Iterator children(Span container) const { return {*this, container}; }

    /// The last member whose decoded key is `key`, as every client reads duplicates. `count`: how many there
    /// are.
    std::optional<JsonMember> find(Span object, std::string_view key, int* count = nullptr) const;

    /// Where the first thing that is neither white space nor a comment begins.
    std::size_t skipSpace(std::size_t at) const;
    /// The white space (no comments) right before `at`.
    Span whiteSpaceBefore(std::size_t at) const;
    /// 1-based. Cheap where offsets are asked for in rising order.
    int lineAt(std::size_t offset) const;

private:
    explicit JsonText(std::string_view bytes)
        : m_bytes(bytes)
    {
    }
    std::size_t skipValue(std::size_t at) const;

    std::string_view m_bytes;
    JsonOutline m_outline;
    mutable std::size_t m_lineOffset = 0; // of the last answer of lineAt, and the answer
    mutable int m_line = 1;
};

/// A string token (with its quotes) as UTF-8; a lone surrogate becomes its three generalised bytes. The token
/// must be valid.
std::string decodeJsonString(std::string_view token);

/// Text as a JSON string token with quotes; escapes only what RFC 8259 demands.
std::string encodeJsonString(std::string_view text);

} // namespace gatehouse::clients

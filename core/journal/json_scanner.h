// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::journal {

/// Reads strict JSON (RFC 8259) from front to back without allocating for what it skips. After any function
/// has returned false the text is not what was asked for and the scanner is of no more use.
class JsonScanner {
public:
    explicit JsonScanner(std::string_view text)
        : m_text(text)
    {
    }

    /// Consumes `token` and the white space before it.
    bool take(char token);
    /// True where `token` comes next; consumes only white space.
    bool isNext(char token);
    /// A string, decoded. False for what is not UTF-8, raw control characters and lone surrogates.
    bool readString(std::string& out);
    /// A number without sign, fraction or exponent.
    bool readUnsigned(std::uint64_t& out);
    bool readSigned(std::int64_t& out);
    /// Any value of at most 64 levels, appended without white space and with invisible characters escaped.
    bool copyValue(std::string& out);
    /// Only white space is left.
    bool isAtEnd();

private:
    void skipSpace();
    bool copyAt(std::string& out, int level);
    bool copyString(std::string& out);
    bool copyMembers(std::string& out, int level, bool isObject);
    bool copyNumber(std::string& out);
    bool copyWord(std::string& out, std::string_view word);
    bool readEscape(std::string& out);
    bool readUnit(std::uint32_t& unit);
    std::size_t skipDigits();

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_string; // the last string that was copied; a member, so that its memory is used again
};

/// Appends `json` in one line, or {"invalid":"…"} with its beginning as text where it is not one JSON value:
/// a broken shape must not break its line.
void appendJsonValue(std::string& out, std::string_view json);

} // namespace gatehouse::journal

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gatehouse::inspect {

/// The tokens that stand for redacted values in one session, such as `‹github-token #3c1a90f2›`. One value
/// has one token for as long as the session lasts; a token tells nothing about its value: its digits are
/// keyed. Its first three digits say which server it came from, so that another session can tell. Values live
/// here only, in memory: kMaxValues of kMaxBytes together, the oldest unused one leaves first, and a value
/// above kMaxValueBytes is never kept, so its token cannot be put back.
class TokenVault {
public:
    static constexpr std::size_t kMaxValues = 4096;
    static constexpr std::size_t kMaxBytes = std::size_t{4} << 20;
    static constexpr std::size_t kMaxValueBytes = std::size_t{256} << 10;

    /// `key`: random, of this session. `origin`: the server's lasting name.
    TokenVault(std::string key, std::string_view origin);

    /// The token that stands for `value`, which is a `kind` ("github-token"). Keeps the value only where
    /// `isReversible`.
    std::string tokenFor(std::string_view kind, std::string_view value, bool isReversible);
    /// The same for a value that is not kept.
    std::string tokenFor(std::string_view kind, std::string_view value) const;
    /// The value of a token of this session; null where it has none, or no longer.
    const std::string* valueOf(std::string_view token);
    /// The server has shown this value in this session.
    bool knows(std::string_view value) const { return m_byValue.find(value) != m_byValue.end(); }
    /// Made for a value of this server, in this session or another.
    bool isOfThisOrigin(std::string_view token) const;
    std::size_t size() const { return m_entries.size(); }

private:
    struct Entry {
        std::string value;
        std::string digits; ///< eight
    };
    using Entries = std::list<Entry>; // the one used last in front

    std::string digitsOf(std::string_view value) const;
    static std::string tokenOf(std::string_view kind, std::string_view digits);
    void keep(std::string_view value, const std::string& digits);
    void dropOldest();

    std::string m_key;
    std::string m_origin; ///< three digits
    Entries m_entries;
    std::unordered_map<std::string_view, Entries::iterator> m_byValue;
    std::unordered_map<std::string_view, Entries::iterator> m_byDigits;
    std::size_t m_bytes = 0;
};

/// Eight digits of a token `‹kind #01234567›`, also where it is spelled as in JSON inside a text
/// (`\u2039kind #01234567\u203a`, with a backslash or more) or in an address
/// (`%E2%80%B9kind%20%2301234567…`); empty where it is none.
std::string_view digitsOfToken(std::string_view token);

/// The value spelled as the token is, whose place it takes.
std::string spelledLike(std::string_view token, std::string_view value);

/// `value` with all but its last four characters masked, and all of it where it is short.
std::string masked(std::string_view value);

} // namespace gatehouse::inspect

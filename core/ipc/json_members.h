// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"
#include "core/ipc/strict_json.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::ipc {

/// Takes the members of one object, each by name and type. The first thing that is wrong is kept as the
/// reason and every later call gives an empty value, so that a caller reads all it wants and asks `finish`
/// once.
class JsonMembers {
public:
    JsonMembers(const Json& value, std::string_view what);

    bool has(std::string_view key) const;
    /// Valid UTF-8 of at most `limit` bytes without NUL.
    std::string text(std::string_view key, std::size_t limit);
    /// As bytesToJson wrote it.
    std::string bytes(std::string_view key);
    std::vector<std::string> bytesList(std::string_view key);
    bool boolean(std::string_view key);
    std::uint64_t unsignedNumber(std::string_view key);
    std::int64_t signedNumber(std::string_view key);
    base::Sha256 hash(std::string_view key);
    /// Calls `read` with the member, which must be an object.
    void object(std::string_view key, const std::function<base::Result<void>(const Json&)>& read);
    /// Calls `read` with each of at most `limit` elements.
    void list(
        std::string_view key, std::size_t limit, const std::function<base::Result<void>(const Json&)>& read);
    void fail(std::string_view key, std::string_view reason);

    /// BadMessage with the reason, or where a member was there that nobody took.
    base::Result<void> finish() const;

private:
    const Json* take(std::string_view key);
    bool decodeBytes(const Json& value, std::string& out);

    const Json& m_value;
    std::string m_what;
    std::string m_reason;
    std::size_t m_taken = 0;
};

inline constexpr std::size_t kMaxNameBytes = 1024;
inline constexpr std::size_t kMaxBytes = std::size_t{256}
    << 10; ///< of one argument or path; Linux allows 128 KiB
inline constexpr std::size_t kMaxItems = 65536;

} // namespace gatehouse::ipc

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/jsonrpc/levels.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::jsonrpc {

/// Refuses keys that two parsers may read differently, in nested objects of the protocol: those that repeat,
/// those that differ from another only by case or folding, and those that are such a spelling of a key that
/// the level defines. At most n·log n in the keys of an object; allocates only for keys that no level
/// defines.
class KeyCheck {
public:
    /// Objects of the protocol inside each other, more than levels.def can nest.
    static constexpr std::size_t kMaxObjects = 24;
    /// Keys of one object that its level does not define; no honest message comes near.
    static constexpr std::size_t kMaxUnknownKeys = 65536;

    void openObject(Level level);
    /// `token` with its quotes; `isPlain` as skipString says. Gives the rule for the member's value.
    std::optional<base::ErrorCode> addKey(std::string_view token, bool isPlain, MemberRule& rule);
    /// Leaves the object; what was too much to compare key by key is compared here.
    std::optional<base::ErrorCode> closeObject();
    std::size_t openObjects() const { return m_count; }

private:
    struct Object { // set as a whole by openObject, so that a check costs nothing for those that are never
                    // opened
        Level level;
        std::array<std::uint64_t, kMaxProtocolKeys / 64> seen;
        std::size_t firstUnknown; // in m_unknown; those of the objects inside lie behind
        std::size_t firstText;    // likewise, how many m_texts there were
    };
    struct UnknownKey {
        std::string_view exact; // decoded
        std::string_view
            folded; // equal to that of another key where a parser that ignores case mixes them up
    };

    std::optional<base::ErrorCode> addUnknown(UnknownKey key);
    std::string_view keep(std::string text);

    std::array<Object, kMaxObjects> m_objects;
    std::size_t m_count = 0;
    std::vector<UnknownKey> m_unknown;
    std::forward_list<std::string>
        m_texts; // newest first: what m_unknown looks at where it does not stand in the line
    std::size_t m_textCount = 0;
};

} // namespace gatehouse::jsonrpc

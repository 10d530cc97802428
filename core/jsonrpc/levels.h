// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::jsonrpc {

/// A kind of object that the protocol defines; rows of levels.def. In Free the peers may do as they like.
enum class Level : std::uint8_t {
    Free,
#define GATEHOUSE_LEVEL(name) name,
#define GATEHOUSE_KEY(key, inside, elements)
#define GATEHOUSE_EVERY_KEY(inside)
#include "core/jsonrpc/levels.def"
#undef GATEHOUSE_LEVEL
#undef GATEHOUSE_KEY
#undef GATEHOUSE_EVERY_KEY
    Count
};

/// A key that the protocol uses anywhere: an index into all of them, from 1; 0 is none.
using KeyIndex = std::uint8_t;
inline constexpr std::size_t kMaxProtocolKeys = 192;

/// Which key of the protocol some text is, or looks like.
struct KeyMatch {
    KeyIndex index = 0;
    bool isExact = false; ///< false: it is another spelling (`Result`) of the key
};

/// Looks `text` up, whatever the level; compares ASCII without case.
KeyMatch matchKey(std::string_view text);
std::string_view keyText(KeyIndex index);

/// What a level says of a member.
struct MemberRule {
    bool isDefined = false;       ///< the level defines this key
    Level inside = Level::Free;   ///< where the value is an object
    Level elements = Level::Free; ///< for the objects in it where the value is an array
};

MemberRule memberRule(Level level, KeyIndex key);
/// The level that all values of a map have; Free where `level` is no map.
Level levelOfEveryMember(Level level);

/// The key under which parsers that ignore case find `decoded`: ASCII in lower case, and the letters that
/// Unicode folding or case mapping turns into ASCII ones (U+017F, U+212A, U+0131, U+0130) as those.
std::string foldKey(std::string_view decoded);

} // namespace gatehouse::jsonrpc

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detectors/secret_names.h"
#include "core/inspect/rule.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gatehouse::inspect {

/// What a value looks like.
enum class ValueKind : std::uint8_t {
    None,        ///< placeholder, reference to something else, too short
    Word,        ///< words, or a name: hunter, my password
    WordAndSign, ///< a word with digits or signs: hunter2, super$ecret
    Uuid,        ///< 8-4-4-4-12
    Digits,      ///< a long number
    Mixed,       ///< letters and digits, too few to be sure
    Patterned,   ///< long, of many letters, but in rows: 1234567890abcdef…
    Random,      ///< drawn by lot, as far as its letters tell
    Picked,      ///< short, of many kinds of letters, as people pick passwords: k9#mPq2vX
};

/// How surely a value is all of what stands there.
enum class Surroundings : std::uint8_t {
    Loose,
    Quoted,      ///< in quotes, or all of a JSON string
    Environment, ///< NAME=value, as in an env file
};

/// No shorter value is ValueKind::Random.
inline constexpr std::size_t kFewestRandomBytes = 16;
ValueKind valueKind(std::string_view value);

/// A name of something else that holds the value: process.env.KEY, ${KEY}, config["key"], f(x), a path, a
/// URL.
bool isReferenceValue(std::string_view value);
/// What stands in documents in the place of a secret: changeme, <your-key>, xxxx, ${KEY}.
bool isPlaceholderValue(std::string_view value);

/// Rules of assigned values, the same for all detectors of them.
enum class AssignedKind : std::uint8_t { Key, Password, RandomValue };

struct AssignedSecret {
    AssignedKind kind = AssignedKind::Key;
    Confidence confidence = Confidence::Low;
};

std::optional<AssignedSecret> judgeAssigned(
    const SecretName& name, std::string_view value, Surroundings surroundings);

} // namespace gatehouse::inspect

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"
#include "core/jsonrpc/value.h"

#include <string>
#include <string_view>

namespace gatehouse::trust {

/// What a definition (a tool, a prompt, a resource template, or a string of instructions) says, in the one
/// way that all its spellings have in common: white space, the order of keys, escapes, the spelling of
/// numbers, and the order of `required`, `enum` and `type` in a JSON Schema and of a prompt's `arguments` do
/// not count. Everything else does: each value, each key that is there twice and which of them comes last,
/// the order of every other list. JSON text. Two definitions that a client could tell apart by what they say
/// never have the same form. Costs the definition's bytes times its depth; below a depth of 48 bytes are
/// taken as they are.
std::string canonicalForm(const jsonrpc::Value& definition);

/// Of a canonical form.
base::Sha256 definitionDigest(std::string_view canonical);

/// A number's value in one spelling: the digits that matter, and a power of ten. `token` is a JSON number.
std::string canonicalNumber(std::string_view token);

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/value.h"
#include "core/trust/definition_change.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// A text that is not what it was; decoded. `before` is empty where it is new.
struct TextChange {
    std::string where; ///< for people: "description", "path: description"
    std::string before;
    std::string after;
};

/// Takes what two definitions differ in.
class ChangeSink {
public:
    virtual ~ChangeSink() = default;
    virtual void part(ChangeKind kind, std::string sentence) = 0;
    virtual void text(TextChange change) = 0;
};

/// The members of an object by their decoded keys; of a key that is there twice the last, as clients read it.
using Members = std::map<std::string, jsonrpc::Value>;
Members membersOf(const std::optional<jsonrpc::Value>& object);

/// Every key of either, in order, with what each has for it.
struct MemberPair {
    std::string key;
    std::optional<jsonrpc::Value> before;
    std::optional<jsonrpc::Value> after;
};
std::vector<MemberPair> pairsOf(const Members& before, const Members& after);

/// True where both say the same; canonical forms are compared byte by byte.
bool isSameValue(const std::optional<jsonrpc::Value>& before, const std::optional<jsonrpc::Value>& after);

/// A word of the server's in a sentence of ours: harmless and short.
std::string inQuotes(std::string_view text);

/// Compares two JSON Schemas for arguments. `where` names the parameter that they are of, or is empty. Goes
/// no deeper than the canonical form does.
void compareSchemas(const std::optional<jsonrpc::Value>& before, const std::optional<jsonrpc::Value>& after,
    const std::string& where, ChangeSink& sink, unsigned depth = 0);

} // namespace gatehouse::trust

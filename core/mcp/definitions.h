// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/message.h"
#include "core/mcp/methods.h"
#include "core/model/definition.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::mcp {

/// One definition in an answer.
struct ListedDefinition {
    std::string name;     ///< a template's is its uriTemplate; empty where it has none, and of instructions
    jsonrpc::Value value; ///< view of the line
};

/// What an answer defines.
struct DefinitionPage {
    model::DefinitionKind kind = model::DefinitionKind::Tool;
    std::vector<ListedDefinition> definitions; ///< in the server's order; elements that are no objects, too
    bool isLast = true;                        ///< no further page follows
    std::string cursor = {};                   ///< what leads there, if one does
};

/// What an answer to `method` can define; nothing for all others.
std::optional<model::DefinitionKind> definedBy(Method method);

/// What the result of `method` defines; nothing where it defines nothing, or lacks its list.
std::optional<DefinitionPage> readDefinitions(Method method, const jsonrpc::Value& result);

/// True where the result of `method` has something else than a list in its list's place, which could be read
/// as one.
bool isListBent(Method method, const jsonrpc::Value& result);

/// True for a request that asks for a list from its start and not for a further page of it.
bool asksForFirstPage(const jsonrpc::Message& request);

/// The definition that a request uses: the tool of tools/call, the prompt of prompts/get. Nothing for others.
struct UsedDefinition {
    model::DefinitionKind kind = model::DefinitionKind::Tool;
    std::string name;
};
std::optional<UsedDefinition> usedDefinition(Method method, const jsonrpc::Message& request);

} // namespace gatehouse::mcp

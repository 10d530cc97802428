// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/definitions.h"

namespace gatehouse::mcp {
namespace {

using jsonrpc::Value;
using model::DefinitionKind;

/// A list of definitions as its method names it.
struct ListForm {
    Method method;
    DefinitionKind kind;
    std::string_view list;
    std::string_view name; ///< the member that tells one element from another
};

constexpr ListForm kListForms[] = {
    {Method::ToolsList, DefinitionKind::Tool, "tools", "name"},
    {Method::PromptsList, DefinitionKind::Prompt, "prompts", "name"},
    {Method::ResourceTemplatesList, DefinitionKind::ResourceTemplate, "resourceTemplates", "uriTemplate"},
};

const ListForm* listFormOf(Method method)
{
    for (const auto& form : kListForms) {
        if (form.method == method)
            return &form;
    }
    return nullptr;
}

bool carriesInstructions(Method method)
{
    return method == Method::Initialize || method == Method::ServerDiscover;
}

std::string nameIn(const Value& definition, std::string_view member)
{
    const auto name = definition.isObject() ? definition.find(member) : std::nullopt;
    return name ? name->string().value_or(std::string()) : std::string();
}

} // namespace

std::optional<DefinitionKind> definedBy(Method method)
{
    if (carriesInstructions(method))
        return DefinitionKind::Instructions;
    const auto* const form = listFormOf(method);
    return form != nullptr ? std::optional(form->kind) : std::nullopt;
}

std::optional<DefinitionPage> readDefinitions(Method method, const Value& result)
{
    DefinitionPage page;
    if (carriesInstructions(method)) {
        page.kind = DefinitionKind::Instructions;
        if (const auto instructions = result.find("instructions"))
            page.definitions.push_back({std::string(), *instructions});
        return page;
    }
    const auto* const form = listFormOf(method);
    const auto list = form != nullptr ? result.find(form->list) : std::nullopt;
    if (!list || !list->isArray())
        return std::nullopt;
    page.kind = form->kind;
    for (auto it = list->children(); it.next();)
        page.definitions.push_back({nameIn(it.value(), form->name), it.value()});
    const auto cursor = result.find("nextCursor");
    page.isLast = !cursor || !cursor->isString();
    if (!page.isLast)
        page.cursor = cursor->string().value_or(std::string());
    return page;
}

bool isListBent(Method method, const Value& result)
{
    const auto* const form = listFormOf(method);
    const auto list = form != nullptr ? result.find(form->list) : std::nullopt;
    // Some libraries write an empty list as null.
    return list && !list->isArray() && list->raw() != "null";
}

bool asksForFirstPage(const jsonrpc::Message& request)
{
    const auto cursor =
        request.params && request.params->isObject() ? request.params->find("cursor") : std::nullopt;
    return !cursor || !cursor->isString();
}

std::optional<UsedDefinition> usedDefinition(Method method, const jsonrpc::Message& request)
{
    if (method != Method::ToolsCall && method != Method::PromptsGet)
        return std::nullopt;
    const auto kind = method == Method::ToolsCall ? DefinitionKind::Tool : DefinitionKind::Prompt;
    return UsedDefinition{kind, request.params ? nameIn(*request.params, "name") : std::string()};
}

} // namespace gatehouse::mcp

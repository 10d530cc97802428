// SPDX-License-Identifier: Apache-2.0
#include "core/store/details.h"

#include "core/ipc/messages.h"

#include <nlohmann/json.hpp>

namespace gatehouse::store {
namespace {

using Json = nlohmann::json;

std::string dump(const Json& value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const Json* member(const Json& object, const char* key)
{
    if (!object.is_object())
        return nullptr;
    const auto place = object.find(key);
    return place == object.end() ? nullptr : &*place;
}

std::string text(const Json& object, const char* key)
{
    const auto* const value = member(object, key);
    const auto* const string = value != nullptr ? value->get_ptr<const std::string*>() : nullptr;
    return string != nullptr ? *string : std::string();
}

std::optional<model::LaunchIdentity> identityOf(const Json& object)
{
    const auto* const value = member(object, "identity");
    if (value == nullptr)
        return std::nullopt;
    auto identity = ipc::identityFromJson(dump(*value));
    return identity ? std::optional(std::move(*identity)) : std::nullopt;
}

bool readNumber(const Json& object, const char* key, std::size_t& number)
{
    const auto* const value = member(object, key);
    if (value == nullptr || !value->is_number_unsigned())
        return false;
    number = value->get<std::size_t>();
    return true;
}

} // namespace

StartDetails startDetails(std::string_view json)
{
    const auto value = Json::parse(json, nullptr, false);
    auto program = text(value, "program");
    return {program.empty() ? "wrap" : std::move(program), text(value, "digest"), identityOf(value)};
}

PendingDetails pendingDetails(std::string_view json)
{
    const auto value = Json::parse(json, nullptr, false);
    const auto* const probe = member(value, "probe");
    return {text(value, "card"), text(value, "digest"), text(value, "client"), text(value, "why"),
        probe != nullptr && probe->is_boolean() && probe->get<bool>(), identityOf(value)};
}

DecisionReference decisionReference(std::string_view json)
{
    const auto value = Json::parse(json, nullptr, false);
    return {text(value, "card"), text(value, "decision"), text(value, "why"), text(value, "digest"),
        identityOf(value)};
}

HandshakeDetails handshakeDetails(std::string_view json)
{
    const auto value = Json::parse(json, nullptr, false);
    const auto* const capabilities = member(value, "capabilities");
    return {text(value, "version"), text(value, "era"), text(value, "name"),
        capabilities != nullptr && capabilities->is_object() ? dump(*capabilities) : std::string()};
}

std::string clientFile(std::string_view json)
{
    return text(Json::parse(json, nullptr, false), "file");
}

std::string clientName(std::string_view json)
{
    return text(Json::parse(json, nullptr, false), "name");
}

ListKeyDetails listKeyDetails(std::string_view json)
{
    const auto value = Json::parse(json, nullptr, false);
    const auto* const isTrusted = member(value, "trusted");
    return {text(value, "key"), text(value, "publicKey"), text(value, "name"),
        isTrusted != nullptr && isTrusted->is_boolean() && isTrusted->get<bool>()};
}

ListDetails listDetails(std::string_view json)
{
    const auto value = Json::parse(json, nullptr, false);
    ListDetails details{text(value, "key"), 0, text(value, "digest")};
    std::size_t sequence = 0;
    if (readNumber(value, "sequence", sequence))
        details.sequence = sequence;
    return details;
}

std::vector<ListedTool> listedTools(std::string_view json)
{
    const auto value = Json::parse(json, nullptr, false);
    const auto* const tools = member(value, "tools");
    std::vector<ListedTool> listed;
    if (tools == nullptr || !tools->is_array())
        return listed;
    for (const auto& tool : *tools) {
        if (auto name = text(tool, "name"); !name.empty())
            listed.push_back({std::move(name), text(tool, "sha256")});
    }
    return listed;
}

std::string findingsToJson(const std::vector<model::Finding>& findings)
{
    if (findings.empty())
        return {};
    auto list = Json::array();
    for (const auto& finding : findings)
        list.push_back({{"detector", finding.detectorId}, {"pointer", finding.pointer},
            {"offset", finding.offset}, {"length", finding.length}});
    return dump(list);
}

bool findingsFromJson(std::string_view json, std::vector<model::Finding>& findings)
{
    if (json.empty())
        return true;
    const auto list = Json::parse(json, nullptr, false);
    if (!list.is_array())
        return false;
    for (const auto& value : list) {
        auto& finding = findings.emplace_back();
        finding.detectorId = text(value, "detector");
        finding.pointer = text(value, "pointer");
        if (!readNumber(value, "offset", finding.offset) || !readNumber(value, "length", finding.length))
            return false;
    }
    return true;
}

} // namespace gatehouse::store

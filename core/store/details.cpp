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

constexpr std::size_t kMaxProcesses = 64;

const Json& elements(const Json& object, const char* key)
{
    static const Json kNone = Json::array();
    const auto* const list = member(object, key);
    return list != nullptr && list->is_array() ? *list : kNone;
}

std::string kindIn(const Json& object)
{
    auto kind = text(object, "kind");
    model::DefinitionKind known{};
    return model::fromText(kind, known) ? kind : std::string();
}

/// A list of words with commas between.
std::string joined(const Json& object, const char* key)
{
    std::string words;
    for (const auto& word : elements(object, key)) {
        if (const auto* const plain = word.get_ptr<const std::string*>())
            words += (words.empty() ? "" : ",") + *plain;
    }
    return words;
}

} // namespace

StartDetails startDetails(std::string_view json)
{
    const auto value = Json::parse(json, nullptr, false);
    auto program = text(value, "program");
    const auto* const ancestry = member(value, "ancestry");
    return {program.empty() ? "wrap" : std::move(program), text(value, "digest"), identityOf(value),
        ancestry != nullptr && ancestry->is_array() ? dump(*ancestry) : std::string()};
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

std::string serverRefOf(const std::string& entryRef, const std::string& identityDigest)
{
    constexpr std::size_t kLaunchDigits = 16;
    if (!entryRef.empty() || identityDigest.empty())
        return entryRef;
    return "launch:" + identityDigest.substr(0, kLaunchDigits);
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

ClientDetails clientDetails(std::string_view json)
{
    const auto value = Json::parse(json, nullptr, false);
    return {text(value, "name"), text(value, "version"), text(value, "protocol")};
}

ListedPage listedPage(std::string_view json)
{
    const auto value = Json::parse(json, nullptr, false);
    ListedPage page;
    page.kind = kindIn(value);
    const auto* const since = member(value, "since");
    page.beganAt = since != nullptr && since->is_number_integer() ? since->get<std::int64_t>() : 0;
    std::size_t omitted = 0;
    page.omitted = readNumber(value, "omitted", omitted) ? omitted : 0;
    const auto* const last = member(value, "last");
    page.isLast = last != nullptr && last->is_boolean() && last->get<bool>();
    for (const auto& one : elements(value, "definitions"))
        page.definitions.push_back(
            {text(one, "name"), text(one, "sha256"), text(one, "standing"), joined(one, "changes")});
    return page;
}

std::vector<ListedDefinition> listedTools(std::string_view json)
{
    const auto value = Json::parse(json, nullptr, false);
    std::vector<ListedDefinition> listed;
    for (const auto& tool : elements(value, "tools")) {
        if (auto name = text(tool, "name"); !name.empty())
            listed.push_back({std::move(name), text(tool, "sha256"), {}, {}});
    }
    return listed;
}

VersionRemark acceptedVersion(std::string_view json)
{
    const auto value = Json::parse(json, nullptr, false);
    return {kindIn(value), text(value, "name"), text(value, "sha256"), "wording", text(value, "diff")};
}

std::vector<VersionRemark> pinnedVersions(std::string_view json)
{
    const auto value = Json::parse(json, nullptr, false);
    const auto kind = kindIn(value);
    std::vector<VersionRemark> versions;
    for (const auto& one : elements(value, "definitions"))
        versions.push_back({kind, text(one, "name"), text(one, "sha256"), {}, {}});
    return kind.empty() ? std::vector<VersionRemark>() : versions;
}

std::vector<model::ProcessInfo> processesFromJson(std::string_view json)
{
    const auto value = Json::parse(json, nullptr, false);
    std::vector<model::ProcessInfo> processes;
    if (!value.is_array())
        return processes;
    for (const auto& one : value) {
        std::size_t pid = 0;
        std::size_t start = 0;
        if (!readNumber(one, "pid", pid) || pid > INT32_MAX || processes.size() >= kMaxProcesses)
            continue;
        readNumber(one, "start", start);
        processes.push_back({static_cast<int>(pid), start, text(one, "exe"), {}});
    }
    return processes;
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

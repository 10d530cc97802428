// SPDX-License-Identifier: Apache-2.0
#include "core/service/registry_file.h"

#include "core/ipc/json_members.h"

#include <algorithm>
#include <set>

namespace gatehouse::service {
namespace {

using ipc::Json;
using ipc::JsonMembers;

constexpr std::string_view kFormatLine = "gatehouse-registry 1\n";
constexpr std::string_view kFormatName = "gatehouse-registry ";
constexpr std::uint64_t kItemsVersion = 1;
constexpr std::uint64_t kToolsVersion = 2; // as 1, with decisions on tools
constexpr std::size_t kMaxItemNote = 4096;
constexpr std::size_t kMaxWords = 4096;
constexpr std::size_t kMaxToolName = 2048; // as in the journal's lines

base::Error refused(std::string reason)
{
    return {base::ErrorCode::BadMessage, "the registry is not taken: " + std::move(reason)};
}

Json toJson(const RegistryItem& item)
{
    Json argv = Json::array();
    for (const auto& word : item.argv)
        argv.push_back(ipc::bytesToJson(word));
    Json json{{"argv", std::move(argv)}, {"decision", item.isDenied ? "deny" : "allow"}};
    if (!item.client.empty())
        json["client"] = item.client;
    if (item.scope)
        json["scope"] = model::toText(*item.scope);
    if (!item.project.empty())
        json["project"] = ipc::bytesToJson(item.project);
    if (item.expiresAt != 0)
        json["expiresAt"] = item.expiresAt;
    if (!item.note.empty())
        json["note"] = item.note;
    return json;
}

Json toJson(const model::ToolRule& rule)
{
    Json json{{"decision", model::toText(rule.decision)}};
    if (!rule.tool.empty())
        json["tool"] = ipc::bytesToJson(rule.tool);
    if (rule.decision == model::ToolDecision::Allow && !rule.tool.empty())
        json["definition"] = base::toHex(rule.definition);
    if (rule.expiresAt != 0)
        json["expiresAt"] = rule.expiresAt;
    return json;
}

Json toJson(const RegistryTools& tools)
{
    Json argv = Json::array();
    for (const auto& word : tools.argv)
        argv.push_back(ipc::bytesToJson(word));
    Json rules = Json::array();
    for (const auto& rule : tools.rules)
        rules.push_back(toJson(rule));
    Json json{{"argv", std::move(argv)}, {"rules", std::move(rules)}};
    if (!tools.client.empty())
        json["client"] = tools.client;
    if (tools.scope)
        json["scope"] = model::toText(*tools.scope);
    return json;
}

void readCommand(JsonMembers& members, std::vector<std::string>& argv)
{
    argv = members.bytesList("argv");
    if (argv.empty() || argv.size() > kMaxWords || argv.front().empty())
        members.fail("argv", "is no command");
}

void readPlace(JsonMembers& members, std::string& client, std::optional<model::EntryScope>& scope)
{
    if (members.has("client"))
        client = members.text("client", ipc::kMaxNameBytes);
    if (members.has("scope") && !model::fromText(members.text("scope", ipc::kMaxNameBytes), scope.emplace()))
        members.fail("scope", "is not known");
}

void readEnd(JsonMembers& members, base::UnixMilliseconds& expiresAt)
{
    if (!members.has("expiresAt"))
        return;
    expiresAt = members.signedNumber("expiresAt");
    if (expiresAt <= 0)
        members.fail("expiresAt", "is no moment");
}

base::Result<void> read(const Json& value, RegistryItem& item)
{
    JsonMembers members(value, "item");
    readCommand(members, item.argv);
    const auto decision = members.text("decision", ipc::kMaxNameBytes);
    item.isDenied = decision == "deny";
    if (decision != "deny" && decision != "allow")
        members.fail("decision", "is not known");
    readPlace(members, item.client, item.scope);
    if (members.has("project")) {
        item.project = members.bytes("project");
        if (!item.project.starts_with('/'))
            members.fail("project", "is no folder");
    }
    readEnd(members, item.expiresAt);
    if (members.has("note"))
        item.note = members.text("note", kMaxItemNote);
    return members.finish();
}

base::Result<void> read(const Json& value, model::ToolRule& rule)
{
    JsonMembers members(value, "rule");
    if (members.has("tool")) {
        rule.tool = members.bytes("tool");
        if (rule.tool.empty() || rule.tool.size() > kMaxToolName)
            members.fail("tool", "is no name");
    }
    if (!model::fromText(members.text("decision", ipc::kMaxNameBytes), rule.decision) ||
        rule.decision == model::ToolDecision::None)
        members.fail("decision", "is not known");
    if (rule.decision == model::ToolDecision::Allow) {
        if (!rule.tool.empty())
            rule.definition = members.hash("definition");
        readEnd(members, rule.expiresAt);
    }
    return members.finish();
}

base::Result<void> read(const Json& value, RegistryTools& tools)
{
    JsonMembers members(value, "tools");
    readCommand(members, tools.argv);
    readPlace(members, tools.client, tools.scope);
    std::set<std::string> names;
    members.list("rules", model::ToolsDecision::kMaxRules, [&](const Json& one) -> base::Result<void> {
        if (const auto done = read(one, tools.rules.emplace_back()); !done)
            return done;
        if (names.insert(tools.rules.back().tool).second)
            return {};
        return base::Error{base::ErrorCode::BadMessage, "a tool stands twice for one server"};
    });
    return members.finish();
}

/// Sorted by command, so that ten thousand are compared with few others each.
template <typename Items>
bool holdsDuplicates(const Items& items)
{
    std::vector<const typename Items::value_type*> sorted;
    for (const auto& item : items)
        sorted.push_back(&item);
    std::sort(sorted.begin(), sorted.end(),
        [](const auto* left, const auto* right) { return left->argv < right->argv; });
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        for (std::size_t j = i + 1; j < sorted.size() && sorted[j]->argv == sorted[i]->argv; ++j) {
            if (sorted[i]->isAboutTheSame(*sorted[j]))
                return true;
        }
    }
    return false;
}

base::Result<std::vector<RegistryTools>> readTools(JsonMembers& members)
{
    std::vector<RegistryTools> tools;
    std::size_t rules = 0;
    members.list("tools", kMaxRegistryItems, [&](const Json& one) -> base::Result<void> {
        if (const auto done = read(one, tools.emplace_back()); !done)
            return done;
        rules += tools.back().rules.size();
        if (rules <= kMaxRegistryRules)
            return {};
        return base::Error{base::ErrorCode::BadMessage, "it decides on more than 20,000 tools"};
    });
    if (holdsDuplicates(tools))
        return refused("it decides twice on the tools of one command");
    return tools;
}

/// What `more` does not take must not be there. `maxVersion`: of what is read.
template <typename More>
base::Result<RegistryContent> readContent(std::string_view json, std::uint64_t maxVersion, More more)
{
    const auto value = ipc::parseStrict(json);
    if (!value)
        return refused(value.error().detail);
    JsonMembers members(*value, "registry");
    const auto version = members.unsignedNumber("v");
    if (version < kItemsVersion || version > maxVersion)
        members.fail("v", "is a version that this program does not know");
    RegistryContent content;
    members.list(
        "items", kMaxRegistryItems, [&](const Json& one) { return read(one, content.items.emplace_back()); });
    if (version == kToolsVersion) {
        auto tools = readTools(members);
        if (!tools)
            return tools.error();
        content.tools = std::move(*tools);
    }
    more(members);
    if (const auto done = members.finish(); !done)
        return refused(done.error().detail);
    if (holdsDuplicates(content.items))
        return refused("it decides twice on one command");
    return content;
}

/// Takes "name VALUE\n" from the front.
std::optional<std::string_view> takeLine(std::string_view& rest, std::string_view name)
{
    const auto end = rest.find('\n');
    if (!rest.starts_with(name) || end == std::string_view::npos)
        return std::nullopt;
    const auto value = rest.substr(name.size(), end - name.size());
    rest.remove_prefix(end + 1);
    return value;
}

std::string signedBytes(const base::PublicKey& key, std::string_view body)
{
    return std::string(kFormatLine) + "key " + base::toHex(key) + "\n\n" + std::string(body);
}

} // namespace

bool RegistryItem::isAboutTheSame(const RegistryItem& other) const
{
    return argv == other.argv && client == other.client && scope == other.scope && project == other.project;
}

bool RegistryTools::isAboutTheSame(const RegistryTools& other) const
{
    return argv == other.argv && client == other.client && scope == other.scope;
}

std::string encodeRegistry(
    const RegistryContent& content, base::UnixMilliseconds madeAt, const base::SigningKey& key)
{
    Json list = Json::array();
    for (const auto& item : content.items)
        list.push_back(toJson(item));
    Json json{{"v", kItemsVersion}, {"madeAt", madeAt}, {"items", std::move(list)}};
    if (!content.tools.empty()) {
        Json tools = Json::array();
        for (const auto& one : content.tools)
            tools.push_back(toJson(one));
        json["v"] = kToolsVersion;
        json["tools"] = std::move(tools);
    }
    // Indented: a person who takes it over should be able to read it first.
    const auto body = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    const auto signature = key.sign(signedBytes(key.publicKey(), body));
    return std::string(kFormatLine) + "key " + base::toHex(key.publicKey()) + "\nsignature " + signature +
        "\n\n" + body;
}

base::Result<RegistryFile> decodeRegistry(std::string_view bytes)
{
    if (bytes.size() > kMaxRegistryBytes)
        return base::Error{base::ErrorCode::TooLarge, "the registry is not taken: it is larger than 8 MiB"};
    if (!bytes.starts_with(kFormatName))
        return refused("it is no registry of Gatehouse");
    if (!bytes.starts_with(kFormatLine))
        return refused("it has a format that this program does not know");
    auto rest = bytes.substr(kFormatLine.size());
    const auto key = takeLine(rest, "key ");
    const auto signature = key ? takeLine(rest, "signature ") : std::nullopt;
    if (!signature || !rest.starts_with('\n'))
        return refused("its head is not whole");
    rest.remove_prefix(1);
    const auto publicKey = base::publicKeyFromHex(*key);
    if (!publicKey)
        return refused(publicKey.error().detail);
    if (!base::isSignedInHex(*publicKey, signedBytes(*publicKey, rest), *signature))
        return base::Error{base::ErrorCode::PeerNotTrusted,
            "the registry is not taken: its signature is not that of its key; it was changed since it was "
            "signed"};
    RegistryFile file;
    file.key = *publicKey;
    auto content = readContent(
        rest, kToolsVersion, [&](JsonMembers& members) { file.madeAt = members.signedNumber("madeAt"); });
    if (!content)
        return content.error();
    file.content = std::move(*content);
    return file;
}

base::Result<OrganisationRegistry> decodeOrganisationRegistry(std::string_view json)
{
    if (json.size() > kMaxRegistryBytes)
        return base::Error{base::ErrorCode::TooLarge, "the registry is not taken: it is larger than 8 MiB"};
    OrganisationRegistry registry;
    auto content = readContent(json, kItemsVersion, [&](JsonMembers& members) {
        if (members.has("require"))
            registry.requiresListing = members.boolean("require");
        if (members.has("forbidPackages"))
            registry.forbiddenPackages = members.bytesList("forbidPackages");
    });
    if (!content)
        return content.error();
    registry.items = std::move(content->items);
    return registry;
}

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#include "core/service/registry_file.h"

#include "core/ipc/json_members.h"

#include <algorithm>

namespace gatehouse::service {
namespace {

using ipc::Json;
using ipc::JsonMembers;

constexpr std::string_view kFormatLine = "gatehouse-registry 1\n";
constexpr std::string_view kFormatName = "gatehouse-registry ";
constexpr std::uint64_t kItemsVersion = 1;
constexpr std::size_t kMaxItemNote = 4096;
constexpr std::size_t kMaxWords = 4096;

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

base::Result<void> read(const Json& value, RegistryItem& item)
{
    JsonMembers members(value, "item");
    item.argv = members.bytesList("argv");
    if (item.argv.empty() || item.argv.size() > kMaxWords || item.argv.front().empty())
        members.fail("argv", "is no command");
    const auto decision = members.text("decision", ipc::kMaxNameBytes);
    item.isDenied = decision == "deny";
    if (decision != "deny" && decision != "allow")
        members.fail("decision", "is not known");
    if (members.has("client"))
        item.client = members.text("client", ipc::kMaxNameBytes);
    if (members.has("scope") &&
        !model::fromText(members.text("scope", ipc::kMaxNameBytes), item.scope.emplace()))
        members.fail("scope", "is not known");
    if (members.has("project")) {
        item.project = members.bytes("project");
        if (!item.project.starts_with('/'))
            members.fail("project", "is no folder");
    }
    if (members.has("expiresAt")) {
        item.expiresAt = members.signedNumber("expiresAt");
        if (item.expiresAt <= 0)
            members.fail("expiresAt", "is no moment");
    }
    if (members.has("note"))
        item.note = members.text("note", kMaxItemNote);
    return members.finish();
}

bool lessByCommand(const RegistryItem* left, const RegistryItem* right)
{
    return left->argv < right->argv;
}

/// Sorted by command, so that ten thousand items are compared with few others each.
bool holdsDuplicates(const std::vector<RegistryItem>& items)
{
    std::vector<const RegistryItem*> sorted;
    for (const auto& item : items)
        sorted.push_back(&item);
    std::sort(sorted.begin(), sorted.end(), lessByCommand);
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        for (std::size_t j = i + 1; j < sorted.size() && sorted[j]->argv == sorted[i]->argv; ++j) {
            if (sorted[i]->isAboutTheSame(*sorted[j]))
                return true;
        }
    }
    return false;
}

/// What `more` does not take must not be there.
template <typename More>
base::Result<std::vector<RegistryItem>> readItems(std::string_view json, More more)
{
    const auto value = ipc::parseStrict(json);
    if (!value)
        return refused(value.error().detail);
    JsonMembers members(*value, "registry");
    if (members.unsignedNumber("v") != kItemsVersion)
        members.fail("v", "is a version that this program does not know");
    std::vector<RegistryItem> items;
    members.list(
        "items", kMaxRegistryItems, [&](const Json& one) { return read(one, items.emplace_back()); });
    more(members);
    if (const auto done = members.finish(); !done)
        return refused(done.error().detail);
    if (holdsDuplicates(items))
        return refused("it decides twice on one command");
    return items;
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

std::string encodeRegistry(
    const std::vector<RegistryItem>& items, base::UnixMilliseconds madeAt, const base::SigningKey& key)
{
    Json list = Json::array();
    for (const auto& item : items)
        list.push_back(toJson(item));
    // Indented: a person who takes it over should be able to read it first.
    const auto body = Json{{"v", kItemsVersion}, {"madeAt", madeAt}, {"items", std::move(list)}}.dump(
                          2, ' ', false, Json::error_handler_t::replace) +
        "\n";
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
    auto items = readItems(rest, [&](JsonMembers& members) { file.madeAt = members.signedNumber("madeAt"); });
    if (!items)
        return items.error();
    file.items = std::move(*items);
    return file;
}

base::Result<OrganisationRegistry> decodeOrganisationRegistry(std::string_view json)
{
    if (json.size() > kMaxRegistryBytes)
        return base::Error{base::ErrorCode::TooLarge, "the registry is not taken: it is larger than 8 MiB"};
    OrganisationRegistry registry;
    auto items = readItems(json, [&](JsonMembers& members) {
        if (members.has("require"))
            registry.requiresListing = members.boolean("require");
        if (members.has("forbidPackages"))
            registry.forbiddenPackages = members.bytesList("forbidPackages");
    });
    if (!items)
        return items.error();
    registry.items = std::move(*items);
    return registry;
}

std::vector<RegistryItem> itemsOf(const std::vector<model::RegistryDecision>& decisions)
{
    std::vector<RegistryItem> items;
    for (const auto& one : decisions) {
        const bool isLasting = one.isDenied || one.choice == model::Choice::Always;
        if (!isLasting || one.clientProcess || (one.identity && one.identity->call))
            continue;
        RegistryItem item;
        item.argv = one.pattern.empty() && one.identity ? one.identity->argv : one.pattern;
        if (item.argv.empty())
            continue;
        const bool isOfProject = one.identity && one.identity->entry.scope == model::EntryScope::Project;
        item.client = one.client.empty() && one.pattern.empty() && one.identity ? one.identity->entry.client
                                                                                : one.client;
        item.scope = one.scope;
        if (!item.scope && isOfProject && one.pattern.empty())
            item.scope = model::EntryScope::Project;
        item.project = one.project;
        item.isDenied = one.isDenied;
        item.expiresAt = one.expiresAt;
        item.note = one.note;
        // The latest of several, and of both kinds the denial.
        const auto known = std::find_if(
            items.begin(), items.end(), [&](const auto& other) { return other.isAboutTheSame(item); });
        if (known == items.end())
            items.push_back(std::move(item));
        else if (item.isDenied || !known->isDenied)
            *known = std::move(item);
    }
    return items;
}

std::vector<RegistryChange> changesOf(
    const std::vector<RegistryItem>& items, const std::vector<model::RegistryDecision>& held)
{
    const auto own = itemsOf(held);
    std::vector<RegistryChange> changes;
    for (const auto& item : items) {
        const auto same = std::find_if(
            own.begin(), own.end(), [&](const auto& other) { return other.isAboutTheSame(item); });
        const bool isKnown = same != own.end();
        if (isKnown && same->isDenied == item.isDenied && same->expiresAt == item.expiresAt)
            continue;
        changes.push_back({item, !item.isDenied && !(isKnown && same->isDenied),
            isKnown && same->isDenied != item.isDenied});
    }
    return changes;
}

} // namespace gatehouse::service

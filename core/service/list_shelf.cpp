// SPDX-License-Identifier: Apache-2.0
#include "core/service/list_shelf.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/utf8.h"
#include "core/intelligence/assess.h"
#include "core/service/dependency_look.h"
#include "core/service/ledger.h"
#include "core/service/list_files.h"
#include "core/store/list_store.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#ifndef GATEHOUSE_LIST_KEY
#define GATEHOUSE_LIST_KEY ""
#endif

namespace gatehouse::service {
namespace {

using intelligence::fingerprint;

bool isOf(const ListKey& one, const intelligence::PublicKey& key)
{
    return one.key == key;
}

void addKey(std::vector<ListKey>& keys, ListKey key)
{
    const bool isThere = std::ranges::any_of(keys, [&](const ListKey& one) { return isOf(one, key.key); });
    if (!isThere)
        keys.push_back(std::move(key));
}

/// Nothing of a list counts until all of it is known to be good.
struct OpenedList {
    std::string bytes;
    intelligence::BundleContent content;
    ListPreview preview;
};

base::Result<ListKey> trustedKey(Ledger& ledger, const base::Sha256& id)
{
    const auto keys = listKeys(ledger.database(), ledger.organisationFolder());
    if (!keys)
        return keys.error();
    for (const auto& one : *keys) {
        if (one.isTrusted && intelligence::idOfKey(one.key) == id)
            return one;
    }
    return base::Error{base::ErrorCode::IntelligenceUntrusted,
        "signed with the key " + fingerprint(id) +
            "; if whoever publishes the list says the same, trust it with `gatehouse-cli lists trust`"};
}

/// What this key has come to, by the books and by the file that lies here, whichever is further: to forget
/// one of them is not enough to take an older list.
base::Result<std::optional<store::TakenList>> takenBefore(Ledger& ledger, const ListKey& key)
{
    auto taken = store::ListStore(ledger.database()).taken(base::toHex(intelligence::idOfKey(key.key)));
    if (!taken)
        return taken;
    const auto bytes = base::readFile(
        keptListPath(ledger.places(), intelligence::idOfKey(key.key)), intelligence::kMaxBundleBytes);
    if (!bytes)
        return taken;
    const auto content = intelligence::openBundle(*bytes, key.key);
    if (content && (!*taken || (*taken)->sequence < content->head.sequence))
        *taken = store::TakenList{content->head.sequence, base::toHex(base::sha256(*bytes)), 0};
    return taken;
}

/// Allowed servers that the lists would stop from now on, though they do not yet.
base::Result<std::vector<std::string>> newlyStopped(
    Ledger& ledger, const intelligence::BundleContent& content)
{
    const auto table =
        intelligence::Table::fromBytes(intelligence::encodeTable({{base::Sha256{}, false, content}}));
    const auto decisions = ledger.decisions();
    if (!table || !decisions)
        return table ? decisions.error() : table.error();
    std::vector<std::string> names;
    for (const auto& decision : *decisions) {
        if (decision.isDenied || !decision.identity || decision.identity->call)
            continue;
        const auto issues = knownOf(ledger.database(), *table, *decision.identity);
        if (!issues)
            return issues.error();
        const auto ids = model::stoppingIds(*issues);
        if (std::ranges::includes(decision.despite, ids))
            continue;
        const auto& name = decision.identity->entry.name;
        if (std::ranges::find(names, name) == names.end())
            names.push_back(name);
    }
    return names;
}

base::Result<OpenedList> openList(Ledger& ledger, const std::string& path)
{
    auto bytes = base::readFile(path, intelligence::kMaxBundleBytes);
    if (!bytes)
        return bytes.error();
    const auto id = intelligence::keyIdOf(*bytes);
    if (!id)
        return id.error();
    const auto key = trustedKey(ledger, *id);
    if (!key)
        return key.error();
    auto content = intelligence::openBundle(*bytes, key->key);
    if (!content)
        return content.error();
    const auto before = takenBefore(ledger, *key);
    if (!before)
        return before.error();
    const auto digest = base::toHex(base::sha256(*bytes));
    const auto& head = content->head;
    if (*before &&
        ((*before)->sequence > head.sequence ||
            ((*before)->sequence == head.sequence && (*before)->digest != digest)))
        return base::Error{base::ErrorCode::IntelligenceRollBack,
            "it has the number " + std::to_string(head.sequence) + ", and number " +
                std::to_string((*before)->sequence) + " was taken before"};
    OpenedList opened{std::move(*bytes), std::move(*content), {}};
    auto& preview = opened.preview;
    preview.key = *key;
    preview.head = opened.content.head;
    preview.advisories = opened.content.advisories.size();
    preview.malicious = static_cast<std::uint64_t>(
        std::ranges::count_if(opened.content.advisories, &intelligence::Advisory::isMalicious));
    preview.hashes = opened.content.hashes.size();
    preview.names = opened.content.names.size();
    preview.rules = opened.content.rules.size();
    preview.isExpired = preview.head.expires != 0 && preview.head.expires < base::SystemClock().now();
    if (*before) {
        preview.sequenceBefore = (*before)->sequence;
        const auto kept = base::readFile(
            keptListPath(ledger.places(), intelligence::idOfKey(key->key)), intelligence::kMaxBundleBytes);
        preview.isSame = kept && *kept == opened.bytes;
    }
    auto stops = newlyStopped(ledger, opened.content);
    if (!stops)
        return stops.error();
    preview.stops = std::move(*stops);
    return opened;
}

model::SessionEvent listEvent(const char* kind, const char* reason, const nlohmann::json& details)
{
    model::SessionEvent event;
    event.at = base::SystemClock().now();
    event.kind = kind;
    event.reason = reason;
    event.details = details.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return event;
}

} // namespace

base::Result<std::vector<ListKey>> listKeys(store::Database& database, const std::string& organisationFolder)
{
    std::vector<ListKey> keys;
    auto organisation = organisationKeys(organisationFolder);
    if (!organisation)
        return organisation.error();
    for (const auto& key : *organisation)
        addKey(keys, {key, "your organisation", true, true, false});
    if (const auto builtIn = intelligence::publicKeyFromText(GATEHOUSE_LIST_KEY))
        addKey(keys, {*builtIn, "built into this Gatehouse", true, false, true});
    const auto stored = store::ListStore(database).keys();
    if (!stored)
        return stored.error();
    for (const auto& one : *stored) {
        const auto key = intelligence::publicKeyFromText(one.publicKey);
        if (key && base::toHex(intelligence::idOfKey(*key)) == one.keyId)
            addKey(keys, {*key, one.name, one.isTrusted, false, false});
    }
    std::ranges::stable_partition(keys, &ListKey::isTrusted);
    return keys;
}

base::Result<ListPreview> checkList(Ledger& ledger, const std::string& path)
{
    auto opened = openList(ledger, path);
    return opened ? base::Result<ListPreview>(std::move(opened->preview)) : opened.error();
}

base::Result<ListPreview> importList(Ledger& ledger, const std::string& path)
{
    auto opened = openList(ledger, path);
    if (!opened)
        return opened.error();
    const auto& preview = opened->preview;
    if (!preview.isSame) {
        const auto keyId = intelligence::idOfKey(preview.key.key);
        const nlohmann::json details{{"key", base::toHex(keyId)}, {"sequence", preview.head.sequence},
            {"digest", base::toHex(base::sha256(opened->bytes))}, {"title", preview.head.title},
            {"advisories", preview.advisories}, {"malicious", preview.malicious}, {"hashes", preview.hashes},
            {"names", preview.names}, {"rules", preview.rules}};
        if (const auto done = ledger.record(listEvent("list-imported", "", details)); !done)
            return done.error();
        if (const auto kept = keepList(ledger.places(), keyId, opened->bytes); !kept)
            return kept.error();
    }
    if (const auto published = ledger.publishSnapshot(); !published)
        return published.error();
    return preview;
}

base::Result<void> trustListKey(
    Ledger& ledger, const intelligence::PublicKey& key, const std::string& name, bool isTrusted)
{
    const auto keys = listKeys(ledger.database(), ledger.organisationFolder());
    if (!keys)
        return keys.error();
    for (const auto& one : *keys) {
        if (isOf(one, key) && (one.isOrganisation || one.isBuiltIn))
            return base::Error{base::ErrorCode::InvalidArgument,
                "that key is " + one.name + (one.isOrganisation ? "'s" : "") + " and not yours to change"};
    }
    constexpr std::size_t kMaxName = 100;
    const nlohmann::json details{{"key", base::toHex(intelligence::idOfKey(key))},
        {"publicKey", intelligence::toText(key)},
        {"name", base::truncateUtf8(base::printable(name), kMaxName)}, {"trusted", isTrusted}};
    if (const auto done = ledger.record(listEvent("list-key", isTrusted ? "trusted" : "distrusted", details));
        !done)
        return done;
    const auto published = ledger.publishSnapshot();
    return published ? base::Result<void>() : published.error();
}

} // namespace gatehouse::service

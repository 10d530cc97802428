// SPDX-License-Identifier: Apache-2.0
#include "core/service/registry_exchange.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/utf8.h"
#include "core/service/ledger.h"
#include "core/service/server_candidates.h"

#include <algorithm>
#include <utility>

namespace gatehouse::service {
namespace {

constexpr std::size_t kLeastDigits = 16;

std::string fileNameOf(const std::string& path)
{
    return path.substr(path.rfind('/') + 1);
}

base::Result<ImportPreview> previewBytes(store::Database& database, const base::Places& places,
    const std::vector<model::RegistryDecision>& decisions, const std::string& name, const std::string& bytes)
{
    ImportPreview preview;
    preview.digest = base::toHex(base::sha256(bytes));
    if (looksLikeCandidates(bytes)) {
        const auto candidates = readServerCandidates(bytes, name, base::SystemClock().now());
        if (!candidates)
            return candidates.error();
        auto news = newsOf(database, *candidates);
        if (!news)
            return news.error();
        preview.candidates = std::move(*news);
        return preview;
    }
    const auto file = decodeRegistry(bytes);
    if (!file)
        return file.error();
    auto keyName = nameOfKey(places, file->key);
    if (!keyName)
        return keyName.error();
    preview.isRegistry = true;
    preview.key = file->key;
    preview.keyName = std::move(*keyName);
    preview.madeAt = file->madeAt;
    preview.launches = changesOf(file->content.items, decisions);
    auto tools = toolChangesOf(database, places, decisions, file->content.tools);
    if (!tools)
        return tools.error();
    preview.tools = std::move(*tools);
    return preview;
}

base::Result<std::size_t> decideLaunches(
    Ledger& ledger, const std::vector<RegistryChange>& changes, bool isDenied, model::AnsweredBy by)
{
    std::vector<std::pair<std::vector<std::string>, Answer>> answers;
    for (const auto& change : changes) {
        const auto& item = change.item;
        if (item.isDenied != isDenied || (!isDenied && !change.opens))
            continue;
        answers.push_back({item.argv,
            {.choice = isDenied ? model::Choice::Deny : model::Choice::Always,
                .by = by,
                .note = item.note,
                .client = item.client,
                .scope = item.scope,
                .project = item.project,
                .expiresAt = item.expiresAt}});
    }
    if (answers.empty())
        return std::size_t{0};
    const auto decided = ledger.decidePatterns(answers);
    return decided ? base::Result<std::size_t>(decided->size()) : decided.error();
}

base::Result<std::size_t> decideTools(Ledger& ledger, const std::vector<ToolsChange>& changes,
    ToolRuleChange::Kind kind, model::AnsweredBy by, const std::string& note)
{
    std::size_t count = 0;
    for (const auto& change : changes) {
        model::ToolsDecision decision;
        decision.serverRef = change.serverRef;
        decision.serverName = change.serverName;
        decision.command = change.command;
        decision.answeredBy = by;
        decision.note = note;
        for (const auto& one : change.rules) {
            if (one.kind == kind)
                decision.rules.push_back(one.rule);
        }
        if (change.serverRef.empty() || decision.rules.empty())
            continue;
        count += decision.rules.size();
        if (const auto done = ledger.decideTools(std::move(decision)); !done)
            return done.error();
    }
    return count;
}

base::Result<std::size_t> takeRegistry(Ledger& ledger, const ImportPreview& preview, model::AnsweredBy by)
{
    using Kind = ToolRuleChange::Kind;
    const auto note = preview.keyName.empty() ? std::string("imported")
                                              : "imported from " + base::printable(preview.keyName);
    const auto denied = decideLaunches(ledger, preview.launches, true, by);
    if (!denied)
        return denied;
    const auto tightened = decideTools(ledger, preview.tools, Kind::Tightens, by, note);
    if (!tightened)
        return tightened;
    const auto approved = decideLaunches(ledger, preview.launches, false, by);
    if (!approved)
        return approved;
    const auto allowed = decideTools(ledger, preview.tools, Kind::Opens, by, note);
    return allowed ? base::Result<std::size_t>(*denied + *tightened + *approved + *allowed) : allowed;
}

/// What the organisation's file said when it and its folder had these stamps.
struct OrganisationMemo {
    bool isKnown = false;
    base::FileStamp file;
    base::FileStamp folder;
    OrganisationStanding standing;
};

/// An empty one for what is not there.
base::FileStamp stampAt(const std::string& path)
{
    const auto stamp = base::stampOf(path);
    return stamp ? *stamp : base::FileStamp();
}

/// What was written just now may be written again within the same tick of the clock, and look the same.
bool looksSettled(const base::FileStamp& stamp, base::UnixMilliseconds now)
{
    constexpr std::int64_t kNanoseconds = 1'000'000;
    constexpr base::UnixMilliseconds kTick = 100;
    return std::max(stamp.changedNs, stamp.modifiedNs) / kNanoseconds + kTick < now;
}

} // namespace

std::string registryKeyPath(const base::Places& places)
{
    return places.configFolder + "/registry-key";
}

std::string trustedKeysPath(const base::Places& places)
{
    return places.configFolder + "/trusted-keys";
}

base::Result<base::SigningKey> ownRegistryKey(const base::Places& places)
{
    if (const auto made = base::makePrivateFolder(places.configFolder); !made)
        return made.error();
    return base::SigningKey::open(registryKeyPath(places));
}

base::Result<std::string> nameOfKey(const base::Places& places, const base::PublicKey& key)
{
    // One's own: only where there is one already.
    if (base::stampOf(registryKeyPath(places))) {
        const auto own = base::SigningKey::open(registryKeyPath(places));
        if (own && own->publicKey() == key)
            return std::string();
    }
    const auto trusted = readTrustedKeys(trustedKeysPath(places));
    if (!trusted)
        return trusted.error();
    const auto found = std::ranges::find(*trusted, key, &TrustedKey::key);
    if (found != trusted->end())
        return found->name.empty() ? base::fingerprintOf(key) : found->name;
    return base::Error{base::ErrorCode::PeerNotTrusted,
        "the registry is not taken: it is signed with a key that you do not trust, fingerprint " +
            base::fingerprintOf(key) +
            ". Compare that with whoever made it; then: gatehouse-cli registry trust " + base::toHex(key) +
            " --name NAME"};
}

std::size_t ImportPreview::takes() const
{
    auto count = candidates.added.size();
    for (const auto& one : launches)
        count += one.item.isDenied || one.opens ? 1U : 0U;
    for (const auto& server : tools) {
        for (const auto& rule : server.rules)
            count += !server.serverRef.empty() && rule.takes() ? 1U : 0U;
    }
    return count;
}

bool ImportPreview::opens() const
{
    return std::ranges::any_of(launches, [](const auto& one) { return one.opens; }) ||
        std::ranges::any_of(tools, [](const auto& server) {
            return !server.serverRef.empty() && std::ranges::any_of(server.rules, [](const auto& rule) {
                return rule.kind == ToolRuleChange::Kind::Opens;
            });
        });
}

base::Result<ImportPreview> previewImport(store::Database& database, const base::Places& places,
    const std::vector<model::RegistryDecision>& decisions, const std::string& path)
{
    const auto bytes = base::readFile(path, kMaxRegistryBytes);
    return bytes ? previewBytes(database, places, decisions, fileNameOf(path), *bytes)
                 : base::Result<ImportPreview>(bytes.error());
}

base::Result<std::size_t> takeImport(
    Ledger& ledger, const std::string& path, const std::string& digest, model::AnsweredBy by)
{
    const auto held = ledger.decisions();
    if (!held)
        return held.error();
    const auto preview = previewImport(ledger.database(), ledger.places(), *held, path);
    if (!preview)
        return preview.error();
    if (digest.size() < kLeastDigits || !preview->digest.starts_with(digest))
        return base::Error{
            base::ErrorCode::Changed, base::printable(path) + " is not the file that was shown"};
    if (!preview->isRegistry) {
        const auto kept = keepCandidates(ledger, preview->candidates.added);
        return kept ? base::Result<std::size_t>(kept->added.size()) : kept.error();
    }
    const auto taken = takeRegistry(ledger, *preview, by);
    // Also of half of it: what was taken over before it failed holds.
    if (const auto published = ledger.publishSnapshot(); taken && !published)
        return published.error();
    return taken;
}

base::Result<ExportReport> exportRegistry(store::Database& database, const base::Places& places,
    const std::vector<model::RegistryDecision>& decisions, const std::string& path)
{
    const auto key = ownRegistryKey(places);
    if (!key)
        return key.error();
    RegistryContent content;
    content.items = itemsOf(decisions);
    auto tools = toolsOf(database, places, decisions);
    if (!tools)
        return tools.error();
    content.tools = std::move(*tools);
    ExportReport report{content.items.size(), 0, key->publicKey()};
    for (const auto& one : content.tools)
        report.tools += one.rules.size();
    const auto bytes = encodeRegistry(content, base::SystemClock().now(), *key);
    // What nobody could read back must not look saved.
    if (const auto readable = decodeRegistry(bytes); !readable)
        return readable.error();
    // Commands may hold secrets: whoever gets the file sees them.
    if (const auto written = base::replaceFile(path, bytes, 0600); !written)
        return written.error();
    return report;
}

OrganisationStanding organisationStanding(const std::string& folder, uid_t owner)
{
    OrganisationStanding standing;
    auto read = readOrganisationRegistry(folder + "/registry.json", owner);
    if (!read) {
        standing.exists = true;
        standing.problem = read.error().detail;
        return standing;
    }
    standing.exists = read->exists();
    standing.registry = std::move(read->registry);
    return standing;
}

const OrganisationStanding& organisationStanding(Ledger& ledger)
{
    const auto folder = ledger.organisationFolder();
    auto& memo = ledger.database().memo<OrganisationMemo>();
    const auto file = stampAt(folder + "/registry.json");
    const auto ofFolder = stampAt(folder);
    if (!memo.isKnown || file != memo.file || ofFolder != memo.folder) {
        memo.standing = organisationStanding(folder, ledger.organisationOwner());
        memo.file = file;
        memo.folder = ofFolder;
        const auto now = base::SystemClock().now();
        memo.isKnown = looksSettled(file, now) && looksSettled(ofFolder, now);
    }
    return memo.standing;
}

base::Result<RegistryStanding> registryStanding(Ledger& ledger)
{
    RegistryStanding standing;
    standing.organisation = organisationStanding(ledger);
    const auto held = ledger.decisions();
    if (!held)
        return held.error();
    auto candidates = readCandidates(ledger.database(), *held);
    if (!candidates)
        return candidates.error();
    standing.candidates = std::move(*candidates);
    auto keys = readTrustedKeys(trustedKeysPath(ledger.places()));
    if (!keys)
        return keys.error();
    standing.keys = std::move(*keys);
    if (base::stampOf(registryKeyPath(ledger.places()))) {
        if (const auto own = base::SigningKey::open(registryKeyPath(ledger.places())))
            standing.fingerprint = base::fingerprintOf(own->publicKey());
    }
    return standing;
}

} // namespace gatehouse::service

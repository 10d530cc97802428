// SPDX-License-Identifier: Apache-2.0
#include "core/relay/definitions.h"

#include "core/base/utf8.h"
#include "core/mcp/lines.h"
#include "core/relay/answers.h"
#include "core/relay/asked_calls.h"
#include "core/relay/capabilities.h"
#include "core/relay/events.h"
#include "core/relay/reasons.h"
#include "core/trust/launch_resolver.h"
#include "core/trust/pin_file.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace gatehouse::relay {
namespace {

using model::DefinitionKind;

constexpr std::size_t kMaxJournalledPins = 500; // in one line
constexpr std::size_t kMaxListedInLine = 500;   // it stays below 150 KiB
constexpr std::size_t kMaxListens = 64;
constexpr std::size_t kMaxToolBytes = 128; // what a journal line holds

std::string pinnedDetails(DefinitionKind kind, const std::vector<trust::Pin>& firstSeen)
{
    auto details = "{\"kind\":\"" + std::string(model::toText(kind)) + "\",\"definitions\":[";
    const auto listed = std::min(firstSeen.size(), kMaxJournalledPins);
    for (std::size_t i = 0; i < listed; ++i) {
        details += i == 0 ? "{\"name\":" : ",{\"name\":";
        details +=
            detailString(firstSeen[i].name) + ",\"sha256\":\"" + base::toHex(firstSeen[i].digest) + "\"}";
    }
    return details + "],\"omitted\":" + std::to_string(firstSeen.size() - listed) + "}";
}

/// `{"name":…,"sha256":…}`, and what is not ordinary: the standing, the kinds of change.
std::string listedDefinition(const pipeline::ListedNow& listed)
{
    auto details =
        "{\"name\":" + definitionName(listed.name) + ",\"sha256\":\"" + base::toHex(listed.digest) + '"';
    const bool isOrdinary = listed.standing == trust::DefinitionStanding::Known ||
        listed.standing == trust::DefinitionStanding::FirstSeen;
    if (!isOrdinary)
        details += ",\"standing\":\"" + std::string(trust::toText(listed.standing)) + '"';
    for (std::size_t i = 0; i < listed.changes.size(); ++i)
        details +=
            (i == 0 ? ",\"changes\":[\"" : ",\"") + std::string(trust::toText(listed.changes[i])) + '"';
    return details + (listed.changes.empty() ? "}" : "]}");
}

/// One line's worth of a page. `since`: when the list's first page came; `last`: nothing of the list is
/// missing.
std::string listedDetails(
    const pipeline::DefinitionNews& news, std::size_t from, std::size_t to, base::UnixMilliseconds since)
{
    auto details = "{\"kind\":\"" + std::string(model::toText(*news.listedKind)) +
        "\",\"since\":" + std::to_string(since) + ",\"definitions\":[";
    for (auto at = from; at < to; ++at)
        details += (at == from ? "" : ",") + listedDefinition(news.listed[at]);
    details += "],\"omitted\":" + std::to_string(news.omitted);
    const bool isAll = to == news.listed.size() && news.isLastPage && news.omitted == 0;
    return details + (isAll ? ",\"last\":true}" : ",\"last\":false}");
}

/// What a list says, for the catalog. Of a list of several pages each is told every time: only all of them
/// say what is gone.
void journalListed(Shared& shared, const pipeline::DefinitionNews& news, const Input& input)
{
    if (news.listedKind == DefinitionKind::Instructions && news.listed.empty())
        return; // most servers have none: that is no news
    auto& listing = shared.listings[static_cast<std::size_t>(*news.listedKind)];
    if (news.isFirstPage || listing.beganAt == 0)
        listing.beganAt = input.now.unixMs;
    if (news.isFirstPage && news.isLastPage) {
        // Without its time: the same list at another moment is the same.
        const auto page = base::sha256(listedDetails(news, 0, news.listed.size(), 0));
        if (listing.onlyPage == page)
            return;
        listing.onlyPage = page;
    } else {
        listing.onlyPage.reset();
    }
    std::size_t from = 0;
    do {
        const auto to = std::min(from + kMaxListedInLine, news.listed.size());
        auto event = lifeEvent(shared, kinds::kDefinitionsListed, input);
        event.details = listedDetails(news, from, to, listing.beganAt);
        input.out.events.push_back(std::move(event));
        from = to;
    } while (from < news.listed.size());
}

void keepPins(
    Shared& shared, DefinitionKind kind, const std::vector<trust::Pin>& firstSeen, const Input& input)
{
    auto event = lifeEvent(shared, kinds::kDefinitionsPinned, input);
    event.details = pinnedDetails(kind, firstSeen);
    input.out.events.push_back(std::move(event));
    const auto& launch = shared.memory.launch;
    const trust::PinOwner owner{launch.entry.client, shared.options.serverName, launch.entryRef,
        shared.listings[static_cast<std::size_t>(kind)].beganAt};
    auto& hasKept = shared.hasKeptPins[static_cast<std::size_t>(kind)];
    order(input,
        KeepPins{
            kind, trust::encodePins(owner, shared.memory.pins.pins(kind)), !std::exchange(hasKept, true)});
}

void journalAccepted(const Shared& shared, const model::GuardedCall& accepted, const Input& input)
{
    auto event = lifeEvent(shared, kinds::kDefinitionAccepted, input);
    event.tool = base::truncateUtf8(accepted.tool, kMaxToolBytes);
    const auto kind = accepted.method.substr(model::GuardedCall::kDefinitionOf.size());
    event.details = "{\"kind\":\"" + kind + "\",\"name\":" + detailString(accepted.tool) + ",\"sha256\":\"" +
        base::toHex(accepted.digest) + "\",\"diff\":" + jsonrpc::encodeString(accepted.excerpt) + "}";
    input.out.events.push_back(std::move(event));
}

std::optional<mcp::ListKind> listOf(DefinitionKind kind)
{
    switch (kind) {
    case DefinitionKind::Tool:
        return mcp::ListKind::Tools;
    case DefinitionKind::Prompt:
        return mcp::ListKind::Prompts;
    case DefinitionKind::ResourceTemplate:
        return mcp::ListKind::Resources;
    case DefinitionKind::Instructions:
        break;
    }
    return std::nullopt;
}

bool hears(const mcp::ListenFilter& filter, mcp::ListKind list)
{
    switch (list) {
    case mcp::ListKind::Tools:
        return filter.tools;
    case mcp::ListKind::Prompts:
        return filter.prompts;
    case mcp::ListKind::Resources:
        break;
    }
    return filter.resources;
}

void announce(const Shared& shared, mcp::ListKind list, std::string& toClient)
{
    if (shared.era == mcp::Era::Modern) {
        for (const auto& listen : shared.listens) {
            if (hears(listen.filter, list))
                say(toClient, mcp::listChangedLine(list, listen.idRaw));
        }
        return;
    }
    // A client that was held was told that every list may change.
    if (shared.promises || hears(shared.announces, list))
        say(toClient, mcp::listChangedLine(list));
}

} // namespace

void noteAnnouncements(Shared& shared, std::string_view capabilities)
{
    shared.announces = {announcesChanges(capabilities, "tools"), announcesChanges(capabilities, "prompts"),
        announcesChanges(capabilities, "resources"), {}};
}

void noteListen(Shared& shared, const jsonrpc::Message& listen)
{
    if (shared.listens.size() >= kMaxListens)
        shared.listens.erase(shared.listens.begin());
    auto filter = mcp::readListen(listen);
    filter.resourceUris = {}; // a view of the line, which does not stay
    shared.listens.push_back({std::string(listen.id.raw), filter});
}

void noteDefinitions(Shared& shared, const pipeline::Passage& passage, const Input& input)
{
    const auto& news = passage.definitions;
    if (news.listedKind)
        journalListed(shared, news, input);
    if (news.pinned)
        keepPins(shared, *news.pinned, news.firstSeen, input);
    const auto identityWith = [&](const model::GuardedCall& question) {
        auto identity = shared.memory.launch;
        identity.call = question;
        return identity;
    };
    for (const auto& accepted : news.accepted)
        journalAccepted(shared, accepted, input);
    for (const auto& question : news.settled)
        order(input, CallWaitsNoMore{trust::cardId(identityWith(question))});
    for (const auto& question : news.questions) {
        auto identity = identityWith(question);
        auto card = trust::cardId(identity);
        order(input, AskAboutCall{std::move(identity), std::move(card), shared.clientName});
    }
}

void applyDefinitionDecisions(
    Shared& shared, const std::vector<trust::DefinitionDecision>& decisions, const Input& input)
{
    for (const auto kind : shared.memory.pins.decide(decisions)) {
        if (const auto list = listOf(kind))
            announce(shared, *list, input.out.toClient);
    }
}

void applyContest(Shared& shared, const std::vector<trust::Pin>& pins, const Input& input)
{
    const auto contested = shared.memory.pins.contest(DefinitionKind::Tool, pins);
    for (const auto& pin : contested) {
        model::GuardedCall question;
        question.method =
            std::string(model::GuardedCall::kDefinitionOf) + std::string(model::toText(DefinitionKind::Tool));
        question.tool = pin.name;
        question.digest = pin.digest;
        question.reasons = {pin.doubt};
        question.rivalEntry = pin.rivalEntry;
        if (!pin.text.empty())
            question.excerpt = trust::describeNew(DefinitionKind::Tool, pin.text).diff;
        auto identity = shared.memory.launch;
        identity.call = std::move(question);
        auto card = trust::cardId(identity);
        order(input, AskAboutCall{std::move(identity), std::move(card), shared.clientName});
    }
    if (!contested.empty())
        announce(shared, mcp::ListKind::Tools, input.out.toClient);
}

void applyToolRules(Shared& shared, const std::vector<std::vector<model::ToolRule>>& sets, const Input& input)
{
    if (shared.memory.tools.decide(sets))
        announce(shared, mcp::ListKind::Tools, input.out.toClient);
    reconsiderAskedTools(shared, input);
}

} // namespace gatehouse::relay

// SPDX-License-Identifier: Apache-2.0
#include "core/relay/promises.h"

#include "core/jsonrpc/error_codes.h"
#include "core/jsonrpc/value.h"
#include "core/mcp/holding.h"
#include "core/mcp/lines.h"
#include "core/relay/answers.h"
#include "core/relay/shared.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gatehouse::relay {
namespace {

using jsonrpc::kMethodNotFound;
using jsonrpc::Message;

constexpr std::string_view kSubscriptionId = "io.modelcontextprotocol/subscriptionId";

/// Methods that the holding answer's capabilities invite and that have an empty answer.
constexpr std::array<std::string_view, 8> kInvited{"tools/list", "prompts/list", "resources/list",
    "resources/templates/list", "logging/setLevel", "completion/complete", "resources/subscribe",
    "resources/unsubscribe"};

bool isMethodNotFound(const Message& answer)
{
    if (!answer.error || !answer.error->isObject())
        return false;
    const auto code = answer.error->find("code");
    return code && code->number() == static_cast<double>(kMethodNotFound);
}

/// The subscription that a modern notification belongs to.
std::optional<jsonrpc::RequestId> subscriptionOf(const Message& notification)
{
    if (!notification.params || !notification.params->isObject())
        return std::nullopt;
    const auto meta = notification.params->find("_meta");
    const auto value = meta && meta->isObject() ? meta->find(kSubscriptionId) : std::nullopt;
    if (!value)
        return std::nullopt;
    return jsonrpc::readRequestId(value->raw());
}

} // namespace

Promises::Promises(const HandshakeRecord& record, const ServerCapabilities& capabilities)
    : m_capabilities(capabilities)
    , m_metaRaw(record.metaRaw)
    , m_isModern(record.told == HandshakeRecord::Told::Modern)
    , m_mayAnnounce(m_isModern || record.isInitialized)
    , m_unacknowledged(MessageQueue::kMaxMessages)
{
}

void Promises::repeatToServer(
    const HandshakeRecord& record, std::string_view sessionId, std::string& toServer)
{
    const auto repeat = [&](std::string_view method, std::string_view params) {
        auto id = "gatehouse-replay-" + std::string(sessionId) + "-" + std::to_string(m_ownIds.size());
        say(toServer, mcp::requestLine(jsonrpc::encodeString(id), method, params));
        m_ownIds.insert(std::move(id));
    };
    if (m_capabilities.logging && !record.logLevelParams.empty())
        repeat("logging/setLevel", record.logLevelParams);
    if (!m_capabilities.subscribe)
        return;
    for (const auto& params : record.subscriptions())
        repeat("resources/subscribe", params);
}

void Promises::expectAcknowledgement(const Message& listen)
{
    auto filter = mcp::readListen(listen);
    filter.resourceUris = {}; // a view of the line, which does not stay
    m_listens.push_back({std::string(listen.id.raw), filter});
    static_cast<void>(m_unacknowledged.add(listen.id, {std::string(listen.id.raw), listen.method, {}, 0, 0}));
}

void Promises::announce(std::string& toClient)
{
    m_wantsToAnnounce = !m_mayAnnounce;
    if (!m_mayAnnounce)
        return;
    const auto announceKinds = [&](const mcp::ListenFilter& kinds, std::string_view listenId) {
        if (m_capabilities.tools && kinds.tools)
            say(toClient, mcp::listChangedLine(mcp::ListKind::Tools, listenId));
        if (m_capabilities.prompts && kinds.prompts)
            say(toClient, mcp::listChangedLine(mcp::ListKind::Prompts, listenId));
        if (m_capabilities.resources && kinds.resources)
            say(toClient, mcp::listChangedLine(mcp::ListKind::Resources, listenId));
    };
    if (!m_isModern)
        announceKinds({true, true, true, {}}, {});
    // A modern client hears only of what it listens to.
    for (const auto& listen : m_listens)
        announceKinds(listen.filter, listen.idRaw);
}

bool Promises::swallowFromClient(const Message& message, std::string& toClient)
{
    if (m_isModern || message.method != "notifications/initialized")
        return false;
    // The protocol lets a server speak only after this; what waited for it goes out now.
    m_mayAnnounce = true;
    if (m_wantsToAnnounce)
        announce(toClient);
    return true;
}

bool Promises::swallowFromServer(const Message& message)
{
    if (message.isAnswer())
        return message.id.kind == jsonrpc::RequestId::Kind::String && m_ownIds.erase(message.id.text) > 0;
    if (m_unacknowledged.size() == 0 || message.method != "notifications/subscriptions/acknowledged")
        return false;
    const auto id = subscriptionOf(message);
    return id && m_unacknowledged.take(*id).has_value();
}

std::optional<std::string> Promises::answerInstead(
    const Shared& shared, const jsonrpc::OpenRequest& request, const Message& answer) const
{
    if (!isMethodNotFound(answer) ||
        std::find(kInvited.begin(), kInvited.end(), request.method) == kInvited.end())
        return std::nullopt;
    const auto params = m_isModern && !m_metaRaw.empty() ? "{\"_meta\":" + m_metaRaw + "}" : std::string();
    const auto line = mcp::requestLine(request.idRaw, request.method, params);
    const auto parsed = jsonrpc::parseMessage(line, shared.options.limits);
    if (!parsed.message)
        return std::nullopt;
    const mcp::HoldingContext context{mcp::HoldState::Pending, shared.options.serverName, {}, m_isModern, {}};
    auto held = mcp::holdingAnswer(*parsed.message, mcp::holdingClient(shared.clientName), context);
    if (held.isRefusal || held.line.empty())
        return std::nullopt;
    return std::move(held.line);
}

} // namespace gatehouse::relay

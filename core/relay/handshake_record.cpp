// SPDX-License-Identifier: Apache-2.0
#include "core/relay/handshake_record.h"

#include "core/mcp/versions.h"
#include "core/relay/answers.h"
#include "core/relay/events.h"
#include "core/relay/reasons.h"
#include "core/relay/shared.h"
#include "core/relay/traffic.h"

#include <algorithm>

namespace gatehouse::relay {
namespace {

using jsonrpc::Message;

std::string_view paramsOf(const Message& message)
{
    return message.params ? message.params->raw() : std::string_view();
}

std::optional<std::string> uriOf(std::string_view params)
{
    if (params.empty() || !jsonrpc::Value(params).isObject())
        return std::nullopt;
    const auto uri = jsonrpc::Value(params).find("uri");
    return uri ? uri->string() : std::nullopt;
}

} // namespace

bool HandshakeRecord::isTooLarge(const Message& message)
{
    return (message.method == "initialize" || message.method == "logging/setLevel" ||
               message.method == "resources/subscribe" || message.method == "server/discover") &&
        paramsOf(message).size() > kMaxParamsBytes;
}

bool HandshakeRecord::hasRoomFor(const Message& message) const
{
    if (isTooLarge(message))
        return false;
    return message.method != "resources/subscribe" ||
        (m_subscriptions.size() < kMaxSubscriptions &&
            m_subscriptionBytes + paramsOf(message).size() <= MessageQueue::kMaxBytes);
}

void HandshakeRecord::remember(const Message& request)
{
    const auto params = paramsOf(request);
    if (request.method == "initialize") {
        initializeParams = params;
        if (const auto hello = mcp::readInitialize(request))
            toldVersion = mcp::negotiate(hello->protocolVersion);
        told = Told::Legacy;
    } else if (request.method == "logging/setLevel") {
        logLevelParams = params;
    } else if (request.method == "resources/subscribe") {
        m_subscriptions.emplace_back(params);
        m_subscriptionBytes += params.size();
    } else if (request.method == "resources/unsubscribe") {
        const auto uri = uriOf(params);
        const auto same = [&](const std::string& kept) { return uri && uriOf(kept) == uri; };
        m_subscriptions.erase(
            std::remove_if(m_subscriptions.begin(), m_subscriptions.end(), same), m_subscriptions.end());
        m_subscriptionBytes = 0;
        for (const auto& kept : m_subscriptions)
            m_subscriptionBytes += kept.size();
    }
}

void HandshakeRecord::rememberModern(const mcp::ClientHello& hello)
{
    if (hello.capabilities.size() > kMaxParamsBytes)
        return;
    metaRaw = "{\"io.modelcontextprotocol/protocolVersion\":" + detailString(hello.protocolVersion) +
        ",\"io.modelcontextprotocol/clientInfo\":{\"name\":" + detailString(hello.name) +
        ",\"version\":" + detailString(hello.version) + "},\"io.modelcontextprotocol/clientCapabilities\":";
    metaRaw.append(hello.capabilities.empty() ? "{}" : hello.capabilities).append("}");
}

void keepForServer(Shared& shared, HandshakeRecord& record, const Incoming& incoming, const Input& input)
{
    const auto& message = incoming.message;
    if (message.method == "notifications/cancelled") {
        std::string idRaw;
        if (cancelWaiting(shared, message, idRaw)) {
            record.queue.remove(idRaw);
            journalDrop(shared, incoming, model::Direction::ToServer, reasons::kCancelled, input);
            return;
        }
    }
    const bool isRequest = message.kind == Message::Kind::Request;
    if (isRequest && isIdTaken(shared, message.id)) {
        journalDrop(shared, incoming, model::Direction::ToServer, reasons::kDuplicateId, input);
        return;
    }
    if (!record.queue.push(incoming.line, isRequest ? message.id.raw : std::string_view())) {
        refuseMessage(shared, incoming, reasons::kQueueFull, input);
        return;
    }
    if (isRequest && !shared.waiting.add(message.id, openRequestOf(incoming, input))) {
        record.queue.remove(message.id.raw);
        refuseMessage(shared, incoming, reasons::kQueueFull, input);
    }
}

} // namespace gatehouse::relay

// SPDX-License-Identifier: Apache-2.0
#include "core/relay/replay_phase.h"

#include "core/base/utf8.h"
#include "core/jsonrpc/value.h"
#include "core/mcp/lines.h"
#include "core/relay/answers.h"
#include "core/relay/events.h"
#include "core/relay/reasons.h"
#include "core/relay/relaying_phase.h"
#include "core/relay/traffic.h"

#include <algorithm>
#include <utility>

namespace gatehouse::relay {
namespace {

using jsonrpc::Message;

constexpr int kExitFailed = 1;
/// How long the server may take to answer. Clients give a list that waits meanwhile 30 s at least (Claude
/// Code, opencode), and one that was answered with an error is still connected, where one that ran into its
/// own limit is not.
constexpr base::MonotonicMicroseconds kHandshakeWindow = 20'000'000;
constexpr std::string_view kMinimalMeta = "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                                          "\"io.modelcontextprotocol/clientCapabilities\":{}}";

bool supportsModern(const mcp::ServerHello& hello)
{
    return std::any_of(hello.supportedVersions.begin(), hello.supportedVersions.end(),
        [](const std::string& version) { return mcp::eraOf(version) == mcp::Era::Modern; });
}

} // namespace

ReplayPhase::ReplayPhase(Shared& shared, HandshakeRecord record)
    : Phase(shared)
    , m_record(std::move(record))
    , m_id("gatehouse-init-" + shared.options.sessionId)
{
}

Next ReplayPhase::enter(const Input& input)
{
    order(input, SetTimer{timers::kHandshake, kHandshakeWindow});
    const auto id = jsonrpc::encodeString(m_id);
    if (isModern()) {
        const std::string_view meta = m_record.metaRaw.empty() ? kMinimalMeta : m_record.metaRaw;
        say(input.out.toServer,
            mcp::requestLine(id, "server/discover", "{\"_meta\":" + std::string(meta) + "}"));
    } else {
        say(input.out.toServer, mcp::requestLine(id, "initialize", m_record.initializeParams));
    }
    return nullptr;
}

Next ReplayPhase::onClientMessage(const Incoming& incoming, const Input& input)
{
    const auto& message = incoming.message;
    if (message.isAnswer()) {
        // The server may ask something before it answers the handshake; it must not wait for itself.
        if (admitToServer(m_shared, incoming, input))
            pass(m_shared, input.out.toServer, incoming);
    } else if (!isModern() && message.method == "notifications/initialized") {
        m_record.isInitialized = true;
        journalDrop(m_shared, incoming, model::Direction::ToServer, reasons::kAlreadySent, input);
    } else {
        keepForServer(m_shared, m_record, incoming, input);
    }
    return nullptr;
}

Next ReplayPhase::onServerMessage(const Incoming& incoming, const Input& input)
{
    const auto& message = incoming.message;
    if (message.isAnswer() && message.id.kind == jsonrpc::RequestId::Kind::String &&
        message.id.text == m_id) {
        journalDrop(m_shared, incoming, model::Direction::ToClient, reasons::kReplayAnswer, input);
        return onHandshake(message, input);
    }
    if (admitToClient(m_shared, incoming, input))
        pass(m_shared, input.out.toClient, incoming);
    return nullptr;
}

Next ReplayPhase::onHandshake(const Message& answer, const Input& input)
{
    if (!answer.result)
        return endSession(
            m_shared, isModern() ? endings::kWrongEra : endings::kHandshakeFailed, kExitFailed, input);
    const auto hello =
        isModern() ? mcp::readDiscoverResult(*answer.result) : mcp::readInitializeResult(*answer.result);
    if (!hello)
        return endSession(m_shared, endings::kHandshakeFailed, kExitFailed, input);
    if (isModern())
        return supportsModern(*hello) ? finish(*hello, input)
                                      : endSession(m_shared, endings::kWrongEra, kExitFailed, input);
    const auto era = mcp::eraOf(hello->protocolVersion);
    if (era == mcp::Era::Legacy)
        return finish(*hello, input);
    return endSession(m_shared, era ? endings::kWrongEra : endings::kUnsupportedVersion, kExitFailed, input);
}

Next ReplayPhase::finish(const mcp::ServerHello& hello, const Input& input)
{
    order(input, CancelTimer{timers::kHandshake});
    m_shared.isInitialised = true;
    auto event = lifeEvent(m_shared, kinds::kHandshakeReplayed, input);
    event.details =
        "{\"version\":" + detailString(isModern() ? mcp::kNewestModern : hello.protocolVersion) + "}";
    input.out.events.push_back(std::move(event));
    journalLearned(m_shared, hello, isModern() ? mcp::Era::Modern : mcp::Era::Legacy, input);
    m_shared.promises = std::make_unique<Promises>(m_record, readServerCapabilities(hello.capabilities));
    if (!isModern()) {
        // Each end speaks the version that it was told; a batch must be legal for both.
        m_shared.hasBatches =
            m_record.toldVersion == mcp::kBatchVersion && hello.protocolVersion == mcp::kBatchVersion;
        say(input.out.toServer, mcp::notificationLine("notifications/initialized"));
        m_shared.promises->repeatToServer(m_record, m_shared.options.sessionId, input.out.toServer);
    }
    return std::make_unique<RelayingPhase>(m_shared, std::move(m_record.queue));
}

Next ReplayPhase::onRefusedAnswer(std::string_view id, const Input& input)
{
    return id == m_id ? endSession(m_shared, endings::kHandshakeFailed, kExitFailed, input) : nullptr;
}

Next ReplayPhase::onTimer(int id, const Input& input)
{
    if (id != timers::kHandshake)
        return nullptr;
    order(input,
        Notice{"The server " + base::printable(m_shared.options.serverName) +
            " was started and has not answered the handshake within 20 seconds; it is ended. Reconnect to "
            "try again."});
    return endSession(m_shared, endings::kHandshakeTimedOut, kExitFailed, input);
}

Next ReplayPhase::onServerEnd(const Input& input)
{
    input.out.events.push_back(lifeEvent(m_shared, kinds::kServerEnd, input));
    return endSession(m_shared, endings::kServerEnd, kExitFailed, input);
}

} // namespace gatehouse::relay

// SPDX-License-Identifier: Apache-2.0
#include "core/relay/holding_phase.h"

#include "core/base/utf8.h"
#include "core/mcp/lines.h"
#include "core/relay/answers.h"
#include "core/relay/events.h"
#include "core/relay/reasons.h"
#include "core/relay/starting_phase.h"
#include "core/relay/traffic.h"

#include <algorithm>
#include <utility>

namespace gatehouse::relay {
namespace {

using jsonrpc::Message;

constexpr base::MonotonicMicroseconds kProbeWindow =
    3'000'000; // a probe has gone by then, a user's client has not
constexpr std::size_t kMaxNameBytes = 128;

} // namespace

HoldingPhase::HoldingPhase(Shared& shared, mcp::HoldState state)
    : Phase(shared)
    , m_state(state)
{
}

Next HoldingPhase::enter(const Input& input)
{
    if (m_state == mcp::HoldState::Pending) {
        // A client that says nothing is made known as well, only later.
        order(input, SetTimer{timers::kProbe, kProbeWindow});
        return nullptr;
    }
    return deny(input);
}

mcp::HoldingContext HoldingPhase::context() const
{
    const auto& options = m_shared.options;
    return {m_state, options.serverName, m_shared.cardId, options.isKnownModern, options.knownCapabilities};
}

std::string_view HoldingPhase::reason() const
{
    if (m_state == mcp::HoldState::Denied)
        return endings::kDenied;
    const std::string_view given = m_shared.pendingReason;
    return given.empty() ? reasons::kNotApproved : given;
}

Next HoldingPhase::onClientMessage(const Incoming& incoming, const Input& input)
{
    noteSender(incoming, input);
    if (incoming.message.kind == Message::Kind::Request)
        onRequest(incoming, input);
    else
        onNotification(incoming, input);
    return nullptr;
}

void HoldingPhase::noteSender(const Incoming& incoming, const Input& input)
{
    const auto& message = incoming.message;
    if (message.kind != Message::Kind::Request)
        return;
    const bool isInitialize = message.method == "initialize";
    const auto hello = isInitialize ? mcp::readInitialize(message) : mcp::readModernMeta(message);
    if (isInitialize)
        m_shared.era = mcp::Era::Legacy;
    else if (hello && m_record.told != HandshakeRecord::Told::Legacy)
        m_shared.era = mcp::Era::Modern;
    if (hello && m_shared.clientName.empty() && !hello->name.empty()) {
        m_shared.clientName = base::truncateUtf8(hello->name, kMaxNameBytes);
        auto event = lifeEvent(m_shared, kinds::kClient, input);
        event.details = clientDetails(*hello);
        input.out.events.push_back(std::move(event));
    }
    ask(m_asked != Asked::Real && mcp::isProbe(message), input);
}

void HoldingPhase::ask(bool isProbe, const Input& input)
{
    if (m_state == mcp::HoldState::Denied)
        return;
    const bool hasName = !m_shared.clientName.empty();
    const bool isNews =
        m_asked == Asked::Nothing || (m_asked == Asked::Probe && !isProbe) || (hasName && !m_askedWithName);
    if (!isNews)
        return;
    m_asked = isProbe ? Asked::Probe : Asked::Real;
    m_askedWithName = hasName;
    auto event = lifeEvent(m_shared, kinds::kPending, input);
    event.action = model::Action::Ask;
    event.reason = reason();
    event.details = "{\"client\":" + detailString(m_shared.clientName) +
        (isProbe ? ",\"probe\":true}" : ",\"probe\":false}");
    input.out.events.push_back(std::move(event));
    order(input, AskForApproval{isProbe, m_shared.clientName});
    if (isProbe)
        return;
    order(input, CancelTimer{timers::kProbe});
    if (!std::exchange(m_noticed, true))
        order(input, Notice{mcp::holdingText(client(), context())});
}

void HoldingPhase::onRequest(const Incoming& incoming, const Input& input)
{
    const auto& message = incoming.message;
    if (isIdTaken(m_shared, message.id)) {
        journalDrop(m_shared, incoming, model::Direction::ToServer, reasons::kDuplicateId, input);
        return;
    }
    if (!m_record.hasRoomFor(message)) {
        refuseMessage(m_shared, incoming, reasons::kHandshakeTooLarge, input);
        return;
    }
    const auto answer = mcp::holdingAnswer(message, client(), context());
    if (answer.staysOpen) {
        if (keepOpen(incoming, input) && !answer.line.empty())
            say(input.out.toClient, answer.line);
        return;
    }
    if (!withhold(incoming, answer, input))
        giveAnswer(incoming, answer, reason(), input);
}

bool HoldingPhase::withhold(const Incoming& incoming, const mcp::HeldAnswer& answer, const Input& input)
{
    if (m_state == mcp::HoldState::Denied || answer.withhold <= 0)
        return false;
    const bool isInitialize = incoming.message.method == "initialize";
    const auto now = input.now.monotonicUs;
    const bool isFirst = isInitialize || !m_listsUntil;
    if (!isInitialize && !m_listsUntil)
        m_listsUntil = now + answer.withhold;
    // The window is one for all lists: a client that asks for three of them is not held three times.
    if ((!isInitialize && now >= *m_listsUntil) || !keepOpen(incoming, input))
        return false;
    if (isFirst)
        order(input, SetTimer{isInitialize ? timers::kInitialize : timers::kLists, answer.withhold});
    return true;
}

/// False where there is no room: the request has then to be answered now.
bool HoldingPhase::keepOpen(const Incoming& incoming, const Input& input)
{
    const auto& message = incoming.message;
    const bool isListen = message.method == "subscriptions/listen";
    if (!m_record.queue.push(incoming.line, message.id.raw)) {
        if (isListen)
            refuseMessage(m_shared, incoming, reasons::kQueueFull, input);
        return false;
    }
    if (!m_shared.waiting.add(message.id, openRequestOf(incoming, input))) {
        m_record.queue.remove(message.id.raw);
        if (isListen)
            refuseMessage(m_shared, incoming, reasons::kQueueFull, input);
        return false;
    }
    auto event = messageEvent(m_shared, incoming, model::Direction::ToServer, input);
    event.action = model::Action::Ask;
    event.reason = reasons::kWithheld;
    input.out.events.push_back(std::move(event));
    return true;
}

void HoldingPhase::giveAnswer(
    const Incoming& incoming, const mcp::HeldAnswer& answer, std::string_view why, const Input& input)
{
    const auto& message = incoming.message;
    if (answer.isRefusal) {
        m_record.wasRefused = m_record.wasRefused || message.method == "initialize";
    } else {
        m_record.remember(message);
        const auto hello = mcp::readModernMeta(message);
        if (hello && m_record.told != HandshakeRecord::Told::Legacy) {
            m_record.rememberModern(*hello);
            m_record.told = HandshakeRecord::Told::Modern;
        }
        m_shared.hasBatches = m_record.toldVersion == mcp::kBatchVersion;
    }
    say(input.out.toClient, answer.line);
    auto event = messageEvent(m_shared, incoming, model::Direction::ToServer, input);
    event.kind = kinds::kHoldingAnswer;
    event.action = answer.isRefusal ? model::Action::Block : model::Action::Hide;
    event.reason = why;
    if (message.method == "tools/call")
        event.tool = openRequestOf(incoming, input).tool;
    input.out.events.push_back(std::move(event));
}

void HoldingPhase::onNotification(const Incoming& incoming, const Input& input)
{
    const auto& message = incoming.message;
    auto why = reasons::kServerNotRunning;
    std::string idRaw;
    if (message.isAnswer())
        why = reasons::kUnmatchedAnswer;
    else if (message.method == "notifications/initialized")
        m_record.isInitialized = true;
    else if (message.method == "notifications/cancelled" && cancelWaiting(m_shared, message, idRaw)) {
        m_record.queue.remove(idRaw);
        why = reasons::kCancelled;
    }
    journalDrop(m_shared, incoming, model::Direction::ToServer, why, input);
}

/// Answers what was withheld, now without the server. Subscriptions stay open.
void HoldingPhase::release(Release what, const Input& input)
{
    auto waiting = std::exchange(m_record.queue, MessageQueue());
    while (!waiting.isEmpty()) {
        const auto item = waiting.pop();
        const auto parsed = jsonrpc::parseMessage(item.line, m_shared.options.limits);
        if (!parsed.message)
            continue; // it parsed when it came
        const auto& message = *parsed.message;
        const bool isInitialize = message.method == "initialize";
        const bool isDue = what == Release::Everything || isInitialize == (what == Release::Initialize);
        if (message.method == "subscriptions/listen" || !isDue) {
            m_record.queue.push(item.line, item.idRaw);
            continue;
        }
        m_shared.waiting.take(message.id);
        giveAnswer({message, item.line}, mcp::holdingAnswer(message, client(), context()),
            m_state == mcp::HoldState::Denied ? reason() : reasons::kWindowPassed, input);
    }
}

Next HoldingPhase::onTimer(int id, const Input& input)
{
    if (id == timers::kProbe)
        ask(false, input);
    else if (id == timers::kInitialize)
        release(Release::Initialize, input);
    else if (id == timers::kLists)
        release(Release::Lists, input);
    return nullptr;
}

Next HoldingPhase::onClientEnd(const Input& input)
{
    // A shell pipe closes its end first and still reads.
    release(Release::Everything, input);
    auto event = lifeEvent(m_shared, kinds::kClientEnd, input);
    event.details = m_asked == Asked::Probe ? "{\"probe\":true}" : "{\"probe\":false}";
    input.out.events.push_back(std::move(event));
    return endSession(m_shared, endings::kClientEnd, 0, input);
}

Next HoldingPhase::deny(const Input& input)
{
    m_state = mcp::HoldState::Denied;
    auto event = lifeEvent(m_shared, kinds::kDenied, input);
    event.action = model::Action::Block;
    event.reason = endings::kDenied;
    input.out.events.push_back(std::move(event));
    order(input, Notice{mcp::holdingText(client(), context())});
    release(Release::Everything, input);
    return nullptr;
}

Next HoldingPhase::onAdmission(Admission admission, const Input& input)
{
    if (admission == Admission::Denied)
        return m_state == mcp::HoldState::Denied ? nullptr : deny(input);
    if (admission != Admission::Approved)
        return nullptr;
    for (const int timer : {timers::kProbe, timers::kInitialize, timers::kLists})
        order(input, CancelTimer{timer});
    input.out.events.push_back(lifeEvent(m_shared, kinds::kApproved, input));
    if (m_record.wasRefused)
        return endSession(m_shared, endings::kClientWasRefused, 0, input);
    return std::make_unique<StartingPhase>(m_shared, std::move(m_record));
}

} // namespace gatehouse::relay

// SPDX-License-Identifier: Apache-2.0
#include "core/relay/traffic.h"

#include "core/base/utf8.h"
#include "core/mcp/definitions.h"
#include "core/mcp/refusals.h"
#include "core/mcp/shape.h"
#include "core/pipeline/excerpt.h"
#include "core/pipeline/reasons.h"
#include "core/relay/answers.h"
#include "core/relay/asked_calls.h"
#include "core/relay/behaviour.h"
#include "core/relay/capabilities.h"
#include "core/relay/definitions.h"
#include "core/relay/events.h"
#include "core/relay/reasons.h"

#include <algorithm>
#include <utility>

namespace gatehouse::relay {
namespace {

using jsonrpc::Message;
using jsonrpc::OpenRequest;
using model::Direction;

constexpr std::size_t kMaxNameBytes = 128;

model::Action actionOf(model::Verdict verdict)
{
    switch (verdict) {
    case model::Verdict::Pass:
        return model::Action::Pass;
    case model::Verdict::Flag:
        return model::Action::Flag;
    case model::Verdict::Redact:
        return model::Action::Redact;
    case model::Verdict::Ask:
        return model::Action::Ask;
    case model::Verdict::Block:
        break;
    }
    return model::Action::Block;
}

/// Whether the message travels, as it came or rewritten. An Ask that nobody has answered closes.
bool mayTravel(const pipeline::Passage& passage)
{
    return passage.verdict() <= model::Verdict::Redact;
}

model::Action actionOf(const pipeline::Passage& passage)
{
    if (!mayTravel(passage))
        return model::Action::Block;
    return passage.hidesSomething ? model::Action::Hide : actionOf(passage.verdict());
}

/// Our own sentence for whoever gets the refusal.
std::string refusalOf(const pipeline::Passage& passage)
{
    return passage.sentence.empty() ? std::string(sentenceOf(passage.reason())) : passage.sentence;
}

/// Runs the message through the pipeline; what it is to travel as lies in `shared` then.
void run(Shared& shared, pipeline::Passage& passage, const Input& input)
{
    shared.memory.behaviour.setTime(input.now.unixMs, input.now.monotonicUs);
    shared.pipeline.run(passage);
    if (passage.verdict() == model::Verdict::Redact && !passage.rewritten)
        passage.raise(model::Verdict::Block, pipeline::reasons::kInternalError);
    shared.rewritten = std::move(passage.rewritten);
}

/// What of the message the journal keeps. A session must not end because its journal is full of these.
std::string keepExcerpt(Shared& shared, const pipeline::Passage& passage)
{
    if (shared.excerptBytesKept >= shared.options.allExcerptBytes)
        return {};
    auto excerpt = pipeline::excerptOf(passage, shared.options.excerptBytes);
    shared.excerptBytesKept += excerpt.size();
    return excerpt;
}

/// What is said instead of a value may be longer than the value.
void hideInId(model::SessionEvent& event, const pipeline::Passage& passage)
{
    constexpr std::size_t kMaxIdBytes = 64;
    if (!passage.found.empty())
        event.id = base::truncateUtf8(pipeline::shownText(passage, std::move(event.id)), kMaxIdBytes);
}

model::SessionEvent eventOf(
    Shared& shared, const Incoming& incoming, pipeline::Passage& passage, const Input& input)
{
    auto event = messageEvent(shared, incoming, passage.direction, input);
    event.action = actionOf(passage);
    event.reason = passage.reason();
    event.excerpt = keepExcerpt(shared, passage);
    event.details = deviationDetails(passage);
    event.tool = std::move(passage.tool);
    // A prompt that is asked for by its name, likewise.
    if (const auto used =
            event.tool.empty() && passage.direction == Direction::ToServer && passage.isRequest()
            ? mcp::usedDefinition(passage.method.method, incoming.message)
            : std::nullopt)
        event.tool = base::truncateUtf8(pipeline::shownText(passage, used->name), kMaxNameBytes);
    if (!passage.found.empty()) // as a whole: what is cut short would not be known again
        event.method =
            base::truncateUtf8(pipeline::shownMethod(passage, incoming.message.method), kMaxNameBytes);
    hideInId(event, passage);
    event.findings = std::move(passage.findings);
    return event;
}

void noteClient(Shared& shared, const Incoming& incoming, const Input& input)
{
    const bool isInitialize = incoming.message.method == "initialize";
    if (shared.era == mcp::Era::Legacy && !isInitialize)
        return;
    if (shared.era == mcp::Era::Modern && !isInitialize && !shared.clientName.empty())
        return;
    const auto hello =
        isInitialize ? mcp::readInitialize(incoming.message) : mcp::readModernMeta(incoming.message);
    if (isInitialize)
        shared.era = mcp::Era::Legacy;
    else if (hello)
        shared.era = mcp::Era::Modern;
    if (!hello || !shared.clientName.empty() || hello->name.empty())
        return;
    shared.clientName = base::truncateUtf8(hello->name, kMaxNameBytes);
    auto event = lifeEvent(shared, kinds::kClient, input);
    event.details = clientDetails(*hello);
    input.out.events.push_back(std::move(event));
}

/// A cancelled request is answered no more, but an answer may be on its way already: real clients ignore it.
void noteCancellation(Shared& shared, const Message& notification)
{
    const auto id = mcp::cancelledId(notification);
    auto open = id ? shared.clientRequests.take(*id) : std::nullopt;
    if (!open)
        return;
    if (shared.cancelled.size() >= Shared::kMaxCancelled)
        shared.cancelled.takeAll();
    static_cast<void>(shared.cancelled.add(*id, std::move(*open)));
}

/// A server cancels its own request, or (modern) ends the client's subscription.
void noteServerCancellation(Shared& shared, const Message& notification, const Input& input)
{
    const auto id = mcp::cancelledId(notification);
    if (!id)
        return;
    forgetAskedAnswer(shared, id->raw, input);
    if (shared.serverRequests.take(*id))
        return;
    const auto* open = shared.clientRequests.find(*id);
    if (open && open->method == "subscriptions/listen")
        shared.clientRequests.take(*id);
}

/// What an answer that passes teaches.
void learn(Shared& shared, const OpenRequest& request, const Message& answer, const Input& input)
{
    if (!answer.result)
        return;
    if (request.method == "initialize") {
        shared.isInitialised = true;
        if (const auto hello = mcp::readInitializeResult(*answer.result)) {
            shared.hasBatches = hello->protocolVersion == mcp::kBatchVersion;
            noteAnnouncements(shared, hello->capabilities);
            journalLearned(shared, *hello, mcp::Era::Legacy, input);
        }
    } else if (request.method == "server/discover") {
        if (const auto hello = mcp::readDiscoverResult(*answer.result))
            journalLearned(shared, *hello, mcp::Era::Modern, input);
    }
    if (shared.era != mcp::Era::Modern || std::exchange(shared.isInitialised, true))
        return;
    // A modern client need not discover anything; that its server answers it is what is known then.
    if (request.method != "server/discover")
        journalLearned(shared, {}, mcp::Era::Modern, input);
}

/// Answers the request in the place of the peer whose answer does not travel. The journal says what was wrong
/// with that.
void refuseAnswer(Shared& shared, const OpenRequest& request, const Incoming& incoming,
    pipeline::Passage& passage, const Input& input)
{
    refuseOpen(shared, request, passage.direction, passage.reason(), refusalOf(passage), input);
    auto& event = input.out.events.back();
    hideInId(event, passage);
    event.bytes = incoming.line.size();
    event.shape = mcp::shapeOf(incoming.message);
    event.excerpt = keepExcerpt(shared, passage);
    event.details = deviationDetails(passage);
    event.findings = std::move(passage.findings);
}

bool admitAnswerToClient(Shared& shared, const Incoming& incoming, const Input& input)
{
    const auto& message = incoming.message;
    auto request = shared.clientRequests.take(message.id);
    const bool isLate = !request && (request = shared.cancelled.take(message.id));
    if (!request) {
        journalDrop(shared, incoming, Direction::ToClient, reasons::kUnmatchedAnswer, input);
        return false;
    }
    const pipeline::Surroundings surroundings{shared.era, 0, 0, &*request, &shared.memory};
    pipeline::Passage passage(message, Direction::ToClient, surroundings);
    run(shared, passage, input);
    noteAnswer(shared, *request, passage, mayTravel(passage));
    if (!mayTravel(passage)) {
        if (isLate)
            journalDrop(shared, incoming, Direction::ToClient, passage.reason(), input);
        else
            refuseAnswer(shared, *request, incoming, passage, input);
        return false;
    }
    auto event = answerEvent(shared, *request, Direction::ToClient, input);
    hideInId(event, passage);
    event.bytes = incoming.line.size();
    event.shape = mcp::shapeOf(message);
    event.action = actionOf(passage);
    event.reason = isLate ? reasons::kLateAnswer : passage.reason();
    event.excerpt = keepExcerpt(shared, passage);
    event.details = deviationDetails(passage);
    event.findings = std::move(passage.findings);
    auto instead =
        shared.promises && !isLate ? shared.promises->answerInstead(shared, *request, message) : std::nullopt;
    if (instead) {
        event.action = model::Action::Hide;
        event.reason = reasons::kCapabilityMissing;
        say(input.out.toClient, *instead);
    }
    input.out.events.push_back(std::move(event));
    noteDefinitions(shared, passage, input);
    learn(shared, *request, message, input);
    return !instead;
}

bool admitAnswerToServer(Shared& shared, const Incoming& incoming, const Input& input, bool isApproved)
{
    auto request = shared.serverRequests.take(incoming.message.id);
    if (!request) {
        journalDrop(shared, incoming, Direction::ToServer, reasons::kUnmatchedAnswer, input);
        return false;
    }
    const pipeline::Surroundings surroundings{shared.era, 0, 0, &*request, &shared.memory, isApproved};
    pipeline::Passage passage(incoming.message, Direction::ToServer, surroundings);
    run(shared, passage, input);
    const bool isAsked = passage.verdict() == model::Verdict::Ask;
    if (!mayTravel(passage) && !isAsked) {
        refuseAnswer(shared, *request, incoming, passage, input);
        return false;
    }
    if (isAsked)
        askAboutAnswer(shared, incoming, passage, input);
    auto event = answerEvent(shared, *request, Direction::ToServer, input);
    hideInId(event, passage);
    event.bytes = incoming.line.size();
    event.shape = mcp::shapeOf(incoming.message);
    event.action = isAsked ? model::Action::Ask : actionOf(passage);
    event.reason = passage.reason();
    event.excerpt = keepExcerpt(shared, passage);
    event.findings = std::move(passage.findings);
    input.out.events.push_back(std::move(event));
    return !isAsked;
}

} // namespace

jsonrpc::OpenRequest openRequestOf(const Incoming& incoming, const Input& input)
{
    const auto& message = incoming.message;
    OpenRequest request;
    request.idRaw = message.id.raw;
    request.method = message.method;
    if (message.method == "tools/call")
        request.tool = base::truncateUtf8(mcp::calledTool(message), kMaxNameBytes);
    request.sentAt = input.now.monotonicUs;
    request.bytes = incoming.line.size();
    return request;
}

bool isIdTaken(const Shared& shared, const jsonrpc::RequestId& id)
{
    return shared.clientRequests.find(id) || shared.waiting.find(id);
}

bool cancelWaiting(Shared& shared, const jsonrpc::Message& notification, std::string& idRaw)
{
    const auto id = mcp::cancelledId(notification);
    auto open = id ? shared.waiting.take(*id) : std::nullopt;
    if (open)
        idRaw = std::move(open->idRaw);
    return open.has_value();
}

bool admitToServer(Shared& shared, const Incoming& incoming, const Input& input, bool isApproved)
{
    const auto& message = incoming.message;
    if (message.isAnswer())
        return admitAnswerToServer(shared, incoming, input, isApproved);
    if (cancelAsked(shared, incoming, input))
        return false;
    const bool isRequest = message.kind == Message::Kind::Request;
    if (isRequest && isIdTaken(shared, message.id)) {
        // An answer with this id would be taken for the first request's, so this one gets none.
        journalDrop(shared, incoming, Direction::ToServer, reasons::kDuplicateId, input);
        return false;
    }
    const pipeline::Surroundings surroundings{shared.era, shared.clientRequests.size(),
        shared.options.limits.maxOpenRequests, nullptr, &shared.memory, isApproved};
    pipeline::Passage passage(message, Direction::ToServer, surroundings);
    run(shared, passage, input);
    const bool travels = mayTravel(passage);
    OpenRequest request;
    if (travels && isRequest) {
        request.idRaw = message.id.raw;
        request.method = pipeline::shownMethod(passage, message.method); // the answer's event has it, too
        request.tool = passage.tool;
        request.sentAt = input.now.monotonicUs;
        request.bytes = incoming.line.size();
        request.ticket = noteCall(shared, passage);
    }
    const auto reason = passage.reason();
    const auto sentence = refusalOf(passage);
    const bool isAsked = isRequest && passage.verdict() == model::Verdict::Ask;
    if (isAsked)
        askAbout(shared, incoming, passage, input);
    auto event = eventOf(shared, incoming, passage, input);
    if (isAsked) {
        event.action = model::Action::Ask;
    } else if (travels && isRequest) {
        noteClient(shared, incoming, input);
        shared.cancelled.take(message.id);
        if (!shared.clientRequests.add(message.id, std::move(request))) {
            journalDrop(shared, incoming, Direction::ToServer, reasons::kDuplicateId, input);
            return false;
        }
        if (message.method == "subscriptions/listen")
            noteListen(shared, message);
    } else if (travels && message.method == "notifications/cancelled") {
        noteCancellation(shared, message);
    } else if (isRequest) {
        say(input.out.toClient,
            mcp::refuseToClient(
                message.id.raw, message.method, mcp::eraOfRequest(message), {sentence, reason}));
    }
    input.out.events.push_back(std::move(event));
    return travels;
}

bool admitToClient(Shared& shared, const Incoming& incoming, const Input& input)
{
    const auto& message = incoming.message;
    if (message.isAnswer())
        return admitAnswerToClient(shared, incoming, input);
    const bool isRequest = message.kind == Message::Kind::Request;
    if (isRequest && shared.serverRequests.find(message.id)) {
        journalDrop(shared, incoming, Direction::ToClient, reasons::kDuplicateId, input);
        return false;
    }
    const pipeline::Surroundings surroundings{shared.era, shared.serverRequests.size(),
        shared.options.limits.maxOpenRequests, nullptr, &shared.memory};
    pipeline::Passage passage(message, Direction::ToClient, surroundings);
    run(shared, passage, input);
    const bool travels = mayTravel(passage);
    const auto reason = passage.reason();
    const auto sentence = refusalOf(passage);
    input.out.events.push_back(eventOf(shared, incoming, passage, input));
    if (travels && isRequest) {
        auto open = openRequestOf(incoming, input);
        open.method = pipeline::shownMethod(passage, std::move(open.method));
        if (!shared.serverRequests.add(message.id, std::move(open)))
            return false;
    } else if (travels && message.method == "notifications/cancelled") {
        noteServerCancellation(shared, message, input);
    } else if (isRequest) {
        say(input.out.toServer, mcp::refuseToServer(message.id.raw, message.method, {sentence, reason}));
    }
    return travels;
}

} // namespace gatehouse::relay

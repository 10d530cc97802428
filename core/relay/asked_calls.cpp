// SPDX-License-Identifier: Apache-2.0
#include "core/relay/asked_calls.h"

#include "core/mcp/handshake.h"
#include "core/mcp/holding.h"
#include "core/mcp/lines.h"
#include "core/mcp/refusals.h"
#include "core/pipeline/excerpt.h"
#include "core/pipeline/treatment.h"
#include "core/relay/answers.h"
#include "core/relay/events.h"
#include "core/relay/reasons.h"
#include "core/trust/launch_resolver.h"

#include <algorithm>
#include <utility>

namespace gatehouse::relay {
namespace {

constexpr std::size_t kExcerptBytes = 2048;
constexpr std::size_t kMaxReasons = 8;
constexpr base::MonotonicMicroseconds kProgressMicroseconds = 10'000'000;
constexpr base::MonotonicMicroseconds kAnswerMicroseconds = 45'000'000; // the SDKs' servers wait 60 s

/// What the call says, without what differs from one sending to the next. Of `_meta` counts what is asked
/// about.
base::Sha256 digestOf(const jsonrpc::Message& message, const pipeline::Passage& passage)
{
    base::Sha256Stream hash;
    hash.update(message.method);
    if (message.result)
        hash.update(message.result->raw());
    if (!message.params)
        return hash.finish();
    std::string_view meta;
    for (auto member = message.params->children(); member.next();) {
        if (member.keyIs("_meta")) {
            meta = member.value().raw();
            continue;
        }
        hash.update("\n");
        hash.update(member.rawKey());
        hash.update(member.value().raw());
    }
    for (const auto& treated : passage.treated) {
        const auto token = passage.found[treated.finding].field.token;
        const bool isInMeta = token.data() >= meta.data() && token.data() < meta.data() + meta.size();
        if (treated.treatment != model::Treatment::Ask || !isInMeta)
            continue;
        hash.update("\n_meta");
        hash.update(token);
    }
    return hash.finish();
}

model::GuardedCall callOf(const Incoming& incoming, const pipeline::Passage& passage)
{
    model::GuardedCall call;
    call.method = passage.isAnswer()
        ? std::string(model::GuardedCall::kAnswerTo) + passage.surroundings.answered->method
        : incoming.message.method;
    call.tool = passage.tool;
    call.restoresValues = passage.asksToRestoreOnly;
    // Once for the tool, not for each value.
    if (!call.restoresValues)
        call.digest = digestOf(incoming.message, passage);
    for (const auto& treated : passage.treated) {
        const auto& found = passage.found[treated.finding];
        const auto reason = pipeline::sentenceOf(passage, found) + " (" + std::string(found.rule->id) + ")";
        const bool isTold = std::find(call.reasons.begin(), call.reasons.end(), reason) != call.reasons.end();
        if (treated.treatment == model::Treatment::Ask && !isTold && call.reasons.size() < kMaxReasons)
            call.reasons.push_back(reason);
    }
    if (passage.isAskedByTool)
        call.reasons.emplace_back("You wanted to see each call of this tool (tool-asks)");
    call.excerpt = pipeline::excerptOf(passage, kExcerptBytes);
    return call;
}

std::size_t bytesOf(const std::vector<AskedCall>& calls)
{
    std::size_t bytes = 0;
    for (const auto& call : calls)
        bytes += call.line.size();
    return bytes;
}

/// When something is to be done about it next.
base::MonotonicMicroseconds dueAt(const AskedCall& call)
{
    return call.progressToken.empty() ? call.deadline : std::min(call.deadline, call.nextProgress);
}

/// Many clients start their time-out anew at each progress, and show what it says.
void tellProgress(AskedCall& call, const Input& input)
{
    if (call.progressToken.empty() || call.nextProgress > input.now.monotonicUs)
        return;
    say(input.out.toClient,
        mcp::progressLine(
            call.progressToken, ++call.progress, "Waits for the user's approval in Gatehouse."));
    call.nextProgress = input.now.monotonicUs + kProgressMicroseconds;
}

std::string progressTokenOf(const jsonrpc::Message& message)
{
    constexpr std::size_t kLongest = 256;
    const auto meta =
        message.params && message.params->isObject() ? message.params->find("_meta") : std::nullopt;
    const auto token = meta && meta->isObject() ? meta->find("progressToken") : std::nullopt;
    const bool isToken = token && (token->isString() || token->type() == jsonrpc::Value::Type::Number) &&
        token->raw().size() <= kLongest;
    return isToken ? std::string(token->raw()) : std::string();
}

void setTimer(const Shared& shared, const Input& input)
{
    if (shared.asked.empty())
        return;
    const auto next = std::min_element(shared.asked.begin(), shared.asked.end(),
        [](const AskedCall& left, const AskedCall& right) { return dueAt(left) < dueAt(right); });
    order(input,
        SetTimer{
            timers::kCalls, std::max<base::MonotonicMicroseconds>(dueAt(*next) - input.now.monotonicUs, 0)});
}

/// The server gets an error in the answer's place.
void refuseAnswer(Shared& shared, const AskedCall& call, std::string_view reason, const Input& input)
{
    const bool isDenied = reason == reasons::kCallDenied;
    refuseOpen(shared, *call.answered, model::Direction::ToServer, reason,
        isDenied ? "the user has denied this answer." : "the user has not approved this answer in time.",
        input);
}

void refuse(Shared& shared, const AskedCall& call, std::string_view reason, const Input& input)
{
    if (call.answered)
        return refuseAnswer(shared, call, reason, input);
    const auto request = shared.waiting.take(jsonrpc::readRequestId(call.idRaw));
    if (!request)
        return;
    const bool isDenied = reason == reasons::kCallDenied;
    const auto sentence = isDenied ? std::string("the user has denied this call.")
                                   : call.sentence + " It waits as " + call.cardId +
            ": when it has been approved, in Gatehouse or with `gatehouse-cli approve " + call.cardId +
            "`, make the same call again.";
    const mcp::RefusalNote note{sentence, reason, !isDenied};
    say(input.out.toClient, mcp::refuseToClient(*request, shared.era.value_or(mcp::Era::Legacy), note));
    auto event = answerEvent(shared, *request, model::Direction::ToClient, input);
    event.action = model::Action::Block;
    event.reason = reason;
    input.out.events.push_back(std::move(event));
}

/// Those for which `isMeant` leave the list.
template <typename Predicate>
std::vector<AskedCall> takeOut(std::vector<AskedCall>& calls, Predicate isMeant)
{
    std::vector<AskedCall> taken;
    const auto rest = std::stable_partition(
        calls.begin(), calls.end(), [&](const AskedCall& call) { return !isMeant(call); });
    std::move(rest, calls.end(), std::back_inserter(taken));
    calls.erase(rest, calls.end());
    return taken;
}

/// False where nobody waits for it any more.
bool reopen(Shared& shared, const AskedCall& call, const jsonrpc::RequestId& id)
{
    if (!call.answered)
        return shared.waiting.take(id).has_value();
    return shared.serverRequests.add(jsonrpc::readRequestId(call.answered->idRaw), *call.answered).hasValue();
}

/// As if it had come now.
void admitAgain(Shared& shared, const AskedCall& call, bool isApproved, const Input& input)
{
    const auto parsed = jsonrpc::parseMessage(call.line, shared.options.limits);
    if (!parsed.message || !reopen(shared, call, parsed.message->id))
        return;
    const Incoming incoming{*parsed.message, call.line};
    if (admitToServer(shared, incoming, input, isApproved))
        pass(shared, input.out.toServer, incoming);
}

} // namespace

/// Asks, and keeps the message until the answer comes.
static void ask(Shared& shared, const Incoming& incoming, const pipeline::Passage& passage, AskedCall call,
    const Input& input)
{
    auto identity =
        shared.memory.launch; // as it is known by now: its package may have been fetched meanwhile
    identity.call = callOf(incoming, passage);
    call.line = incoming.message.line;
    call.idRaw = incoming.message.id.raw;
    call.cardId = trust::cardId(identity);
    call.digest = trust::identityDigest(identity);
    call.sentence = passage.sentence;
    const bool isFull =
        shared.asked.size() >= kMaxAskedCalls || bytesOf(shared.asked) + call.line.size() > kMaxAskedBytes;
    // Somebody has looked for two calls with one card, so that the answer to one is taken for the other's.
    const bool isTakenForAnother = std::any_of(shared.asked.begin(), shared.asked.end(),
        [&](const AskedCall& one) { return one.cardId == call.cardId && one.digest != call.digest; });
    if (!isTakenForAnother)
        order(input, AskAboutCall{std::move(identity), call.cardId, shared.clientName});
    if (isFull || isTakenForAnother) {
        refuse(shared, call, reasons::kCallUnanswered, input);
        return;
    }
    tellProgress(call, input);
    shared.asked.push_back(std::move(call));
    setTimer(shared, input);
}

void askAbout(Shared& shared, const Incoming& incoming, const pipeline::Passage& passage, const Input& input)
{
    auto open = openRequestOf(incoming, input);
    open.tool = passage.tool; // as they may be kept
    open.method = pipeline::shownMethod(passage, std::move(open.method));
    if (!shared.waiting.add(incoming.message.id, std::move(open)))
        return; // the id was free a moment ago
    AskedCall call;
    if (passage.method.method == mcp::Method::ToolsCall)
        call.tool = mcp::calledTool(incoming.message);
    call.isAskedByTool = passage.isAskedByTool;
    call.deadline = input.now.monotonicUs + mcp::holdingClient(shared.clientName).holdCall;
    call.progressToken = progressTokenOf(incoming.message);
    call.nextProgress = input.now.monotonicUs;
    ask(shared, incoming, passage, std::move(call), input);
}

void askAboutAnswer(
    Shared& shared, const Incoming& incoming, const pipeline::Passage& passage, const Input& input)
{
    AskedCall answer;
    answer.answered = *passage.surroundings.answered;
    answer.deadline = input.now.monotonicUs + kAnswerMicroseconds;
    ask(shared, incoming, passage, std::move(answer), input);
}

void forgetAskedAnswer(Shared& shared, std::string_view idRaw, const Input& input)
{
    for (const auto& call : takeOut(shared.asked,
             [&](const AskedCall& one) { return one.answered && one.answered->idRaw == idRaw; }))
        order(input, CallWaitsNoMore{call.cardId});
}

void answerCalls(Shared& shared, std::string_view cardId, CallAnswer answer, const Input& input)
{
    // An approval may be good for one call. The same call beside it asks for another, and has it at once
    // where the approval lasts.
    bool isApproved = answer == CallAnswer::Approved;
    for (const auto& call :
        takeOut(shared.asked, [&](const AskedCall& one) { return one.cardId == cardId; })) {
        if (answer == CallAnswer::Approved)
            admitAgain(shared, call, std::exchange(isApproved, false), input);
        else
            refuse(shared, call,
                answer == CallAnswer::Denied ? reasons::kCallDenied : reasons::kCallUnanswered, input);
    }
    setTimer(shared, input);
}

void reconsiderAskedTools(Shared& shared, const Input& input)
{
    const auto isOther = [&](const AskedCall& call) {
        if (call.answered || call.tool.empty())
            return false;
        const auto standing = shared.memory.tools.standing(call.tool);
        return standing == model::ToolDecision::Deny ||
            (call.isAskedByTool && standing != model::ToolDecision::Ask);
    };
    // As if they came now: they may ask for another reason, and wait anew then.
    for (const auto& call : takeOut(shared.asked, isOther)) {
        order(input, CallWaitsNoMore{call.cardId});
        admitAgain(shared, call, false, input);
    }
    setTimer(shared, input);
}

void endOverdueCalls(Shared& shared, const Input& input)
{
    for (const auto& call :
        takeOut(shared.asked, [&](const AskedCall& one) { return one.deadline <= input.now.monotonicUs; })) {
        order(input, CallWaitsNoMore{call.cardId});
        refuse(shared, call, reasons::kCallUnanswered, input);
    }
    for (auto& call : shared.asked)
        tellProgress(call, input);
    setTimer(shared, input);
}

bool cancelAsked(Shared& shared, const Incoming& cancellation, const Input& input)
{
    std::string idRaw;
    if (shared.asked.empty() || cancellation.message.method != "notifications/cancelled" ||
        !cancelWaiting(shared, cancellation.message, idRaw))
        return false;
    for (const auto& call :
        takeOut(shared.asked, [&](const AskedCall& one) { return !one.answered && one.idRaw == idRaw; }))
        order(input, CallWaitsNoMore{call.cardId});
    journalDrop(shared, cancellation, model::Direction::ToServer, reasons::kCancelled, input);
    return true;
}

} // namespace gatehouse::relay

// SPDX-License-Identifier: Apache-2.0
#include "core/relay/answers.h"

#include "core/jsonrpc/value.h"
#include "core/mcp/refusals.h"
#include "core/pipeline/reasons.h"
#include "core/relay/events.h"
#include "core/relay/reasons.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <string>

namespace gatehouse::relay {
namespace {

struct Sentence {
    std::string_view reason;
    std::string_view text;
};

// They continue "Blocked by Gatehouse: ".
constexpr std::array kSentences{
    Sentence{endings::kServerEnd, "the server has ended before it answered."},
    Sentence{endings::kServerFailed, "the server could not be started."},
    Sentence{endings::kDenied, "the user has denied this server."},
    Sentence{endings::kApprovalWithdrawn, "the user has taken back the approval of this server."},
    Sentence{endings::kUnsupportedVersion, "the server speaks a protocol version that is not known."},
    Sentence{endings::kWrongEra, "the server speaks another era of the protocol than this connection."},
    Sentence{endings::kHandshakeFailed, "the server refused the handshake."},
    Sentence{endings::kHandshakeTimedOut,
        "the server was started and did not answer the handshake in time; reconnect to try again."},
    Sentence{endings::kClientWasRefused,
        "the server was approved after this connection had failed; reconnect to use it."},
    Sentence{endings::kClientEnd, "the session has ended."},
    Sentence{endings::kJournalFailed,
        "the journal cannot be written, and nothing passes without it. Make room for it, or make it "
        "writable, and reconnect."},
    Sentence{reasons::kQueueFull, "too many messages wait for the server to start."},
    Sentence{reasons::kHandshakeTooLarge, "the message is too large to be kept until the server starts."},
    Sentence{reasons::kInitializeInBatch, "initialize must not be part of a batch."},
    Sentence{reasons::kBatchTooLong, "the batch holds too many messages."},
    Sentence{pipeline::reasons::kTooManyOpen, "too many requests are waiting for an answer."},
    Sentence{pipeline::reasons::kWrongDirection, "this peer may not send this method."},
    Sentence{pipeline::reasons::kWrongKind, "this method is no request."},
    Sentence{
        pipeline::reasons::kServerRequestOnModern, "this protocol version has no requests of the server."},
    Sentence{
        pipeline::reasons::kTooManyFindings, "the message holds more that is suspicious than can be told."},
    Sentence{pipeline::reasons::kTokenUnknown,
        "the message holds a token of a redacted value that is not known any more; read the value anew and "
        "use "
        "its new token."},
    Sentence{
        pipeline::reasons::kRedactionTooLong, "the message would be too long for the client once redacted."},
    Sentence{
        pipeline::reasons::kNotRedactable, "the message holds a secret in data that cannot be redacted."},
    Sentence{pipeline::reasons::kDefinitionSuspended,
        "it is not as it was when it was first seen, and waits until the user has decided."},
    Sentence{pipeline::reasons::kDefinitionHidden, "it is hidden because of what its definition says."},
    Sentence{pipeline::reasons::kListBent, "the server's definitions are no list."},
    Sentence{pipeline::reasons::kDefinitionDenied, "the user has denied it as the server describes it now."},
    Sentence{pipeline::reasons::kToolDenied, "the user has denied this tool."},
    Sentence{pipeline::reasons::kToolAsks, "the user wants to be asked before this tool is used."},
    Sentence{pipeline::reasons::kInternalError, "the message could not be checked."},
};

/// The id in our own spelling; empty where it names no request.
std::string rewrittenId(const jsonrpc::RequestId& id)
{
    constexpr double kLargestExact = 9007199254740992.0; // 2^53
    if (id.kind == jsonrpc::RequestId::Kind::String)
        return jsonrpc::encodeString(id.text);
    if (id.kind != jsonrpc::RequestId::Kind::Number)
        return {};
    const bool isInteger = std::abs(id.number) < kLargestExact && id.number == std::trunc(id.number);
    // Digits, sign, point and exponent are all that a number's token can hold.
    return isInteger ? std::to_string(static_cast<std::int64_t>(id.number)) : std::string(id.raw);
}

} // namespace

std::string_view sentenceOf(std::string_view reason)
{
    const auto found = std::find_if(
        kSentences.begin(), kSentences.end(), [&](const Sentence& row) { return row.reason == reason; });
    return found == kSentences.end() ? "the message was not let through." : found->text;
}

void say(std::string& stream, std::string_view line)
{
    stream.append(line);
    stream.push_back('\n');
}

void pass(const Shared& shared, std::string& stream, const Incoming& incoming)
{
    if (shared.rewritten) {
        say(stream, *shared.rewritten);
        return;
    }
    // A short text would move with its string, and the views of it would not.
    constexpr std::size_t kWorthTaking = std::size_t{16} << 10;
    if (incoming.buffer && stream.empty() && incoming.line.size() >= kWorthTaking)
        stream.swap(*incoming.buffer);
    else
        say(stream, incoming.line);
}

void refuseOpen(Shared& shared, const jsonrpc::OpenRequest& request, model::Direction towards,
    std::string_view reason, std::string_view sentence, const Input& input)
{
    const bool isToClient = towards == model::Direction::ToClient;
    const mcp::RefusalNote note{sentence, reason};
    say(isToClient ? input.out.toClient : input.out.toServer,
        isToClient ? mcp::refuseToClient(request, shared.era.value_or(mcp::Era::Legacy), note)
                   : mcp::refuseToServer(request.idRaw, request.method, note));
    auto event = answerEvent(shared, request, towards, input);
    event.action = model::Action::Block;
    event.reason = reason;
    input.out.events.push_back(std::move(event));
}

void refuseMessage(Shared& shared, const Incoming& incoming, std::string_view reason, const Input& input)
{
    auto event = messageEvent(shared, incoming, model::Direction::ToServer, input);
    event.action = model::Action::Drop;
    event.reason = reason;
    if (incoming.message.kind == jsonrpc::Message::Kind::Request) {
        event.action = model::Action::Block;
        const mcp::RefusalNote note{sentenceOf(reason), reason};
        say(input.out.toClient,
            mcp::refuseToClient(
                incoming.message.id.raw, incoming.message.method, mcp::eraOfRequest(incoming.message), note));
    }
    input.out.events.push_back(std::move(event));
}

void refuseOpenRequests(Shared& shared, std::string_view reason, const Input& input)
{
    refuseOpenRequests(shared, reason, sentenceOf(reason), input);
}

void refuseOpenRequests(
    Shared& shared, std::string_view reason, std::string_view sentence, const Input& input)
{
    auto requests = shared.clientRequests.takeAll();
    auto waiting = shared.waiting.takeAll();
    std::move(waiting.begin(), waiting.end(), std::back_inserter(requests));
    std::sort(requests.begin(), requests.end(), [](const auto& left, const auto& right) {
        return left.sentAt != right.sentAt ? left.sentAt < right.sentAt : left.idRaw < right.idRaw;
    });
    for (const auto& request : requests)
        refuseOpen(shared, request, model::Direction::ToClient, reason, sentence, input);
}

void refuseUndelivered(Shared& shared, std::string_view lines, std::string_view reason,
    std::string_view sentence, const Input& input)
{
    const auto& limits = shared.options.limits;
    const auto refuse = [&](const jsonrpc::Parsed& parsed) {
        if (!parsed.message || !parsed.message->isAnswer())
            return;
        jsonrpc::OpenRequest request;
        request.idRaw = rewrittenId(parsed.message->id);
        if (!request.idRaw.empty())
            refuseOpen(shared, request, model::Direction::ToClient, reason, sentence, input);
    };
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size());
        const auto line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        if (!jsonrpc::isBatch(line)) {
            refuse(jsonrpc::parseMessage(line, limits));
            continue;
        }
        auto batch = jsonrpc::BatchReader::open(line, limits);
        while (batch) {
            const auto element = batch->next();
            if (!element)
                break;
            refuse(*element);
        }
    }
}

} // namespace gatehouse::relay

// SPDX-License-Identifier: Apache-2.0
#include "core/relay/line_refusal.h"

#include "core/base/utf8.h"
#include "core/jsonrpc/error_codes.h"
#include "core/mcp/lines.h"
#include "core/mcp/refusals.h"
#include "core/relay/answers.h"
#include "core/relay/events.h"
#include "core/relay/reasons.h"
#include "core/relay/traffic.h"

namespace gatehouse::relay {
namespace {

using jsonrpc::kInvalidRequest;
using jsonrpc::OpenRequest;
using jsonrpc::RequestId;
using model::Direction;

bool isUsable(const RequestId& id)
{
    return id.kind == RequestId::Kind::String || id.kind == RequestId::Kind::Number;
}

/// The request that the line would have answered. Where the line does not say which, there is no doubt if
/// only one is open.
std::optional<OpenRequest> takeAnswered(jsonrpc::OpenRequests& table, const jsonrpc::Refusal& refusal)
{
    const auto id = refusal.id();
    if (isUsable(id))
        return table.take(id);
    if (table.size() != 1)
        return std::nullopt;
    return std::move(table.takeAll().front());
}

void answerSender(Shared& shared, const RefusedLine& refused, const Input& input)
{
    const auto& refusal = refused.refusal;
    const auto reason = base::errorName(refusal.error.code);
    const auto sentence = mcp::sentenceFor(refusal.error.code);
    const auto id = refusal.id();
    if (refused.direction == Direction::ToClient) {
        if (isUsable(id) && !refusal.method.empty() && !shared.serverRequests.find(id))
            say(input.out.toServer, mcp::refuseToServer(id.raw, refusal.method, {sentence, reason}));
        return;
    }
    if (isUsable(id)) {
        // The id of an open request would be taken for that one's answer.
        if (!isIdTaken(shared, id))
            say(input.out.toClient,
                mcp::errorLine(id.raw, kInvalidRequest, "Blocked by Gatehouse: " + std::string(sentence)));
    } else if (shared.era == mcp::Era::Legacy) {
        say(input.out.toClient, mcp::refuseUnreadable(refusal.error, {sentence, reason}));
    }
}

} // namespace

bool isNoise(std::string_view line)
{
    const auto first = line.find_first_not_of(" \t\r");
    return first == line.npos || (line[first] != '{' && line[first] != '[');
}

void journalRefusedLine(const Shared& shared, const RefusedLine& refused, const Input& input)
{
    const auto& refusal = refused.refusal;
    auto event = lifeEvent(shared, kinds::kLineRefused, input);
    event.direction = refused.direction;
    event.action = model::Action::Block;
    event.reason = base::errorName(refusal.error.code);
    event.method = base::truncateUtf8(refusal.method, 128);
    event.id = journalledId(shared, refusal.idRaw.value_or(std::string()));
    event.bytes = refused.line.size();
    input.out.events.push_back(std::move(event));
}

bool answerRefusedLine(Shared& shared, const RefusedLine& refused, const Input& input)
{
    const auto& refusal = refused.refusal;
    if (!refusal.looksLikeAnswer) {
        answerSender(shared, refused, input);
        return true;
    }
    const bool isToClient = refused.direction == Direction::ToClient;
    auto& table = isToClient ? shared.clientRequests : shared.serverRequests;
    const auto open = takeAnswered(table, refusal);
    if (open)
        refuseOpen(shared, *open, refused.direction, base::errorName(refusal.error.code),
            mcp::sentenceFor(refusal.error.code), input);
    return open.has_value();
}

} // namespace gatehouse::relay

// SPDX-License-Identifier: Apache-2.0
#include "core/relay/intake.h"

#include "core/mcp/refusals.h"
#include "core/relay/answers.h"
#include "core/relay/events.h"
#include "core/relay/line_refusal.h"
#include "core/relay/reasons.h"

#include <utility>
#include <vector>

namespace gatehouse::relay {
namespace {

// Each element may cost an answer and a journal line that are longer than itself.
constexpr std::size_t kMaxBatchElements = 1000;

bool isBlank(std::string_view line)
{
    return line.find_first_not_of(" \t\r") == line.npos;
}

} // namespace

Intake::Intake(Shared& shared, model::Direction direction)
    : m_shared(shared)
    , m_direction(direction)
    , m_framer(shared.options.limits.maxLineBytes)
{
}

void Intake::feed(std::string_view bytes)
{
    m_framer.feed(bytes);
}

const Arrival* Intake::next(const Input& input)
{
    while (const auto framed = m_framer.next()) {
        if (take(*framed, input)) {
            journalNoise(input);
            return &m_arrival;
        }
    }
    journalNoise(input);
    return nullptr;
}

bool Intake::take(const jsonrpc::Framed& framed, const Input& input)
{
    m_arrival.line = framed.line;
    m_arrival.messages.clear();
    m_arrival.refusedAnswer.reset();
    m_arrival.isBatch = false;
    m_arrival.isWhole = true;
    if (framed.isTooLong)
        return onTooLong(framed, input);
    if (jsonrpc::isBatch(framed.line))
        return takeBatch(framed.line, input);
    auto parsed = jsonrpc::parseMessage(framed.line, m_shared.options.limits);
    if (parsed.message) {
        m_arrival.messages.push_back(std::move(*parsed.message));
        return true;
    }
    return !isBlank(framed.line) && refuse(framed.line, parsed.refusal, input);
}

/// True where the line leads to an arrival all the same.
bool Intake::refuse(std::string_view line, const jsonrpc::Refusal& refusal, const Input& input)
{
    if (isNoise(line) && refusal.error.code != base::ErrorCode::ByteOrderMark) {
        // A server that prints its log here would else fill the journal.
        ++m_noiseLines;
        m_noiseBytes += line.size();
        return false;
    }
    journalNoise(input);
    const RefusedLine refused{m_direction, line, refusal};
    journalRefusedLine(m_shared, refused, input);
    return !answerRefusedLine(m_shared, refused, input) && noteRefusedAnswer(refusal);
}

bool Intake::noteRefusedAnswer(const jsonrpc::Refusal& refusal)
{
    auto id = refusal.id();
    if (id.kind != jsonrpc::RequestId::Kind::String)
        return false;
    m_arrival.refusedAnswer = std::move(id.text);
    return true;
}

/// The first news of such a line is journalled at once, since its end may never come; its id often stands at
/// the end.
bool Intake::onTooLong(const jsonrpc::Framed& framed, const Input& input)
{
    const auto refusal = jsonrpc::refuseTooLongLine(framed.line, framed.tail);
    const RefusedLine refused{m_direction, framed.line, refusal};
    if (framed.tail.empty()) {
        journalNoise(input);
        journalRefusedLine(m_shared, refused, input);
        return false;
    }
    return !answerRefusedLine(m_shared, refused, input) && noteRefusedAnswer(refusal);
}

void Intake::journalNoise(const Input& input)
{
    if (m_noiseLines == 0)
        return;
    auto event = lifeEvent(m_shared, kinds::kLineRefused, input);
    event.direction = m_direction;
    event.action = model::Action::Drop;
    event.reason = reasons::kNoise;
    event.bytes = std::exchange(m_noiseBytes, 0);
    event.details = "{\"lines\":" + std::to_string(std::exchange(m_noiseLines, 0)) + "}";
    input.out.events.push_back(std::move(event));
}

bool Intake::takeBatch(std::string_view line, const Input& input)
{
    auto reader = jsonrpc::BatchReader::open(line, m_shared.options.limits);
    if (!reader) {
        // Log output likes to start with a bracket; nothing of it is a message.
        return refuse(line, {reader.error(), {}, false, {}}, input);
    }
    std::vector<jsonrpc::Refusal> refusals;
    while (auto parsed = reader->next()) {
        if (m_arrival.messages.size() + refusals.size() == kMaxBatchElements) {
            refuseWholeBatch(line, reasons::kBatchTooLong, input);
            return false;
        }
        if (parsed->message)
            m_arrival.messages.push_back(std::move(*parsed->message));
        else
            refusals.push_back(std::move(parsed->refusal));
    }
    if (!m_shared.hasBatches) {
        refuseWholeBatch(line, base::errorName(base::ErrorCode::BatchNotAllowed), input);
        return false;
    }
    for (const auto& refusal : refusals)
        refuse(line, refusal, input);
    m_arrival.isBatch = true;
    m_arrival.isWhole = refusals.empty();
    return !m_arrival.messages.empty();
}

/// The sender of requests gets one error for all of them; what the batch answers is answered in its place.
void Intake::refuseWholeBatch(std::string_view line, std::string_view reason, const Input& input)
{
    auto event = lifeEvent(m_shared, kinds::kLineRefused, input);
    event.direction = m_direction;
    event.action = model::Action::Block;
    event.reason = reason;
    event.bytes = line.size();
    input.out.events.push_back(std::move(event));
    const bool isToClient = m_direction == model::Direction::ToClient;
    auto& table = isToClient ? m_shared.clientRequests : m_shared.serverRequests;
    bool hasRequests = false;
    for (const auto& message : m_arrival.messages) {
        hasRequests = hasRequests || message.kind == jsonrpc::Message::Kind::Request;
        const auto open = message.isAnswer() ? table.take(message.id) : std::nullopt;
        if (open)
            refuseOpen(m_shared, *open, m_direction, reason,
                mcp::sentenceFor(base::ErrorCode::BatchNotAllowed), input);
    }
    if (hasRequests)
        say(isToClient ? input.out.toServer : input.out.toClient,
            mcp::refuseBatch({mcp::sentenceFor(base::ErrorCode::BatchNotAllowed), reason}));
}

void Intake::end(const Input& input)
{
    const auto lost = m_framer.pendingBytes();
    if (lost == 0)
        return;
    auto event = lifeEvent(m_shared, kinds::kLineRefused, input);
    event.direction = m_direction;
    event.action = model::Action::Drop;
    event.reason = reasons::kUnfinishedLine;
    event.bytes = lost;
    input.out.events.push_back(std::move(event));
}

} // namespace gatehouse::relay

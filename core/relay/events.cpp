// SPDX-License-Identifier: Apache-2.0
#include "core/relay/events.h"

#include "core/base/utf8.h"
#include "core/jsonrpc/tokens.h"
#include "core/jsonrpc/value.h"
#include "core/mcp/shape.h"
#include "core/relay/reasons.h"

#include <algorithm>

namespace gatehouse::relay {
namespace {

constexpr std::size_t kMaxIdBytes = 18;  // of a string with its quotes, of which no secret is worth its name
constexpr std::size_t kMaxIdDigits = 15; // of a number; cards and the like have more
constexpr std::size_t kMaxMethodBytes = 128;
constexpr std::size_t kMaxDetailBytes = 128;

/// `"3f2504e0-4f89-11d3-9a0c-0305e82c3301"`
bool isUuid(std::string_view idRaw)
{
    constexpr std::string_view kForm = "\"________-____-____-____-____________\"";
    return std::equal(idRaw.begin(), idRaw.end(), kForm.begin(), kForm.end(),
        [](char c, char form) { return form == '_' ? jsonrpc::isHexDigit(c) : c == form; });
}

} // namespace

std::string journalledId(const Shared& shared, std::string_view idRaw)
{
    const bool isString = idRaw.starts_with('"');
    if (idRaw.size() <= (isString ? kMaxIdBytes : kMaxIdDigits) || isUuid(idRaw))
        return std::string(idRaw);
    return shared.memory.vault.tokenFor("id", idRaw);
}

model::SessionEvent lifeEvent(const Shared& shared, std::string_view kind, const Input& input)
{
    model::SessionEvent event;
    event.at = input.now.unixMs;
    event.kind = kind;
    event.server = shared.options.serverName;
    return event;
}

model::SessionEvent messageEvent(
    const Shared& shared, const Incoming& incoming, model::Direction direction, const Input& input)
{
    auto event = lifeEvent(shared, kinds::kMessage, input);
    event.direction = direction;
    event.method = base::truncateUtf8(incoming.message.method, kMaxMethodBytes);
    event.id = journalledId(shared, incoming.message.id.raw);
    event.bytes = incoming.line.size();
    event.shape = mcp::shapeOf(incoming.message);
    return event;
}

model::SessionEvent answerEvent(
    const Shared& shared, const jsonrpc::OpenRequest& request, model::Direction direction, const Input& input)
{
    auto event = lifeEvent(shared, kinds::kMessage, input);
    event.direction = direction;
    event.method = base::truncateUtf8(request.method, kMaxMethodBytes);
    event.id = journalledId(shared, request.idRaw);
    event.tool = request.tool;
    event.microseconds = std::max<std::int64_t>(0, input.now.monotonicUs - request.sentAt);
    return event;
}

void journalDrop(const Shared& shared, const Incoming& incoming, model::Direction direction,
    std::string_view reason, const Input& input)
{
    auto event = messageEvent(shared, incoming, direction, input);
    event.action = model::Action::Drop;
    event.reason = reason;
    input.out.events.push_back(std::move(event));
}

std::string detailString(std::string_view text)
{
    // printable() makes what a peer wrote valid UTF-8 without control characters, and may grow it.
    const auto shown = base::printable(text.substr(0, kMaxDetailBytes));
    return jsonrpc::encodeString(base::truncateUtf8(shown, 4 * kMaxDetailBytes));
}

std::string clientDetails(const mcp::ClientHello& hello)
{
    return "{\"name\":" + detailString(hello.name) + ",\"version\":" + detailString(hello.version) +
        ",\"protocol\":" + detailString(hello.protocolVersion) + "}";
}

std::string definitionName(std::string_view name)
{
    return detailString(base::truncateUtf8(name, kMaxDetailBytes));
}

} // namespace gatehouse::relay

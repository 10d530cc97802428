// SPDX-License-Identifier: Apache-2.0
// Whatever message comes, the answers in a server's place, the refusals and the shape are valid, bounded, and
// quote nothing.
#include "core/jsonrpc/message.h"
#include "core/mcp/handshake.h"
#include "core/mcp/holding.h"
#include "core/mcp/refusals.h"
#include "core/mcp/shape.h"
#include "tests/fuzz/fuzz_check.h"

#include <cstdint>
#include <string>

using namespace gatehouse;

namespace {

void checkAnswer(const std::string& line, const jsonrpc::Message& question)
{
    const auto parsed = jsonrpc::parseMessage(line, {});
    FUZZ_CHECK(parsed.message.has_value());
    if (parsed.message->isAnswer())
        FUZZ_CHECK(parsed.message->id.raw == question.id.raw);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string line(reinterpret_cast<const char*>(data), size);
    const auto parsed = jsonrpc::parseMessage(line, {});
    (void)mcp::holdingCapabilities(line);
    if (!parsed.message)
        return 0;
    const auto& message = *parsed.message;
    const auto shape = mcp::shapeOf(message);
    FUZZ_CHECK(shape.size() <= mcp::kMaxShapeBytes);
    FUZZ_CHECK(jsonrpc::parseValue(shape, {}).hasValue());
    (void)mcp::readModernMeta(message);
    (void)mcp::progressToken(message);
    (void)mcp::cancelledId(message);
    if (message.result) {
        (void)mcp::readToolsPage(*message.result);
        (void)mcp::readInitializeResult(*message.result);
        (void)mcp::readDiscoverResult(*message.result);
    }
    const auto hello = mcp::readInitialize(message);
    const mcp::HoldingContext context{mcp::HoldState::Pending, message.method, message.method, size % 2 == 0,
        hello ? hello->capabilities : std::string_view()};
    const auto held = mcp::holdingAnswer(message, mcp::holdingClient(hello ? hello->name : ""), context);
    FUZZ_CHECK(held.line.empty() == (message.kind != jsonrpc::Message::Kind::Request));
    if (held.line.empty())
        return 0;
    checkAnswer(held.line, message);
    checkAnswer(mcp::refuseToClient(
                    message.id.raw, message.method, mcp::eraOfRequest(message), {message.method, "a-1"}),
        message);
    checkAnswer(mcp::refuseToServer(message.id.raw, message.method, {"x", message.method}), message);
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Parsing bears any bytes, and what it accepts can be read back.
#include "core/base/utf8.h"
#include "core/jsonrpc/message.h"
#include "core/jsonrpc/open_requests.h"
#include "tests/fuzz/fuzz_check.h"

#include <cstdint>
#include <string>

using namespace gatehouse::jsonrpc;

namespace {

void checkMessage(const Message& message)
{
    FUZZ_CHECK(gatehouse::base::isValidUtf8(message.line));
    FUZZ_CHECK(message.line.find('\0') == message.line.npos);
    FUZZ_CHECK(!(message.result && message.error));
    FUZZ_CHECK(
        message.isAnswer() == message.method.empty() || message.line.find("\"\"") != message.line.npos);
    if (message.kind == Message::Kind::Request || message.kind == Message::Kind::Result) {
        OpenRequests open(1);
        FUZZ_CHECK(open.add(message.id, {}).hasValue());
        FUZZ_CHECK(open.take(message.id).has_value());
    }
    const auto first = message.line.find('{');
    const auto method = Value(message.line.substr(first)).find("method");
    FUZZ_CHECK(method.has_value() == !message.isAnswer());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string line(reinterpret_cast<const char*>(data), size);
    Limits limits;
    limits.maxDepth = 20;
    const auto parsed = parseMessage(line, limits);
    if (parsed.message)
        checkMessage(*parsed.message);
    else if (parsed.refusal.idRaw)
        FUZZ_CHECK(parseValue(*parsed.refusal.idRaw, limits).hasValue());
    const auto value = parseValue(line, limits);
    if (parsed.message)
        FUZZ_CHECK(value.hasValue() || line.ends_with('\r'));
    const auto half = line.size() / 2;
    const auto tooLong =
        refuseTooLongLine(std::string_view(line).substr(0, half), std::string_view(line).substr(half));
    if (tooLong.idRaw)
        FUZZ_CHECK(parseValue(*tooLong.idRaw, limits).hasValue());
    if (isBatch(line)) {
        if (auto batch = BatchReader::open(line, limits)) {
            while (const auto element = batch->next()) {
                if (element->message)
                    checkMessage(*element->message);
            }
        }
    }
    (void)ecmaScriptNumber(line);
    return 0;
}

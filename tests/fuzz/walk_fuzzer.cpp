// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/message.h"
#include "core/jsonrpc/skip.h"
#include "core/jsonrpc/tokens.h"
#include "core/mcp/text_walk.h"
#include "tests/fuzz/fuzz_check.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

// Any bytes as a line, with any channel: of what is a message each string is met once, in order, but for
// keys, and for the two values of the envelope that say nothing.

using namespace gatehouse;

namespace {

class Tokens final : public mcp::TextSink {
public:
    void text(const mcp::TextField& field) override
    {
        FUZZ_CHECK(!field.token.empty());
        FUZZ_CHECK(begins.empty() || field.token.data() > begins.back());
        begins.push_back(field.token.data());
    }
    std::vector<const char*> begins;
};

bool isEnvelopesOwn(std::string_view key)
{
    return key == "\"jsonrpc\"" || key == "\"method\"";
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view line(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto parsed = jsonrpc::parseMessage(line, {});
    if (!parsed.message)
        return 0;
    const auto channel = static_cast<mcp::Channel>(data[0] % static_cast<unsigned>(mcp::Channel::Count));
    Tokens tokens;
    mcp::walkTexts(*parsed.message, channel, tokens);

    const auto text = parsed.message->line;
    const char* const end = text.data() + text.size();
    std::string_view key;
    std::size_t depth = 0;
    for (const char* at = text.data(); at < end;) {
        if (*at == '{' || *at == '[')
            ++depth;
        if (*at == '}' || *at == ']')
            --depth;
        if (*at != '"') {
            ++at;
            continue;
        }
        const char* const begin = at;
        at = jsonrpc::skipStringUnchecked(at, end);
        const char* const next = jsonrpc::skipBlanks(at, end);
        const bool isKey = next < end && *next == ':';
        const bool isMet = std::ranges::binary_search(tokens.begins, begin);
        if (isKey)
            key = {begin, static_cast<std::size_t>(at - begin)};
        else
            FUZZ_CHECK(isMet || (depth == 1 && isEnvelopesOwn(key)));
    }
    return 0;
}

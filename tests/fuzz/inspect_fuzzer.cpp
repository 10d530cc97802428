// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/inspector.h"
#include "core/jsonrpc/message.h"
#include "core/jsonrpc/pointer.h"
#include "tests/fuzz/fuzz_check.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

// Any bytes as a line: what is a message is walked from front to back, and what is found lies in the text
// that it was found in.

using namespace gatehouse;

namespace {

class OrderCheck final : public mcp::TextSink {
public:
    explicit OrderCheck(std::string_view line)
        : m_at(line.data())
        , m_end(line.data() + line.size())
    {
    }
    void text(const mcp::TextField& field) override
    {
        FUZZ_CHECK(!field.token.empty() && field.token.data() >= m_at);
        m_at = field.token.data() + field.token.size();
        FUZZ_CHECK(m_at <= m_end);
        const bool isNumber = field.kind == mcp::TextField::Kind::Number;
        FUZZ_CHECK(isNumber || (field.token.front() == '"' && field.token.back() == '"'));
    }

private:
    const char* m_at;
    const char* m_end;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto kDetectors = inspect::DetectorSet::standard();
    static auto inspector = inspect::Inspector::make(kDetectors).value();
    if (size == 0)
        return 0;
    const std::string_view line(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto parsed = jsonrpc::parseMessage(line, {});
    if (!parsed.message)
        return 0;
    const auto& method = mcp::methodInfo(static_cast<mcp::Method>(data[0] % 36));
    const auto channel = mcp::channelOf(method, (data[0] & 0x80) != 0);
    OrderCheck order(parsed.message->line);
    mcp::walkTexts(*parsed.message, channel, order);
    const auto inspection = inspector.inspect(*parsed.message, channel);
    FUZZ_CHECK(inspection.hasValue());
    for (const auto& found : inspection->found) {
        const auto begin = static_cast<std::size_t>(found.field.token.data() - parsed.message->line.data());
        FUZZ_CHECK(found.source.begin >= begin && found.source.begin < found.source.end);
        FUZZ_CHECK(found.source.end <= begin + found.field.token.size());
    }
    FUZZ_CHECK(
        inspect::toFindings(parsed.message->line, inspection->found).size() == inspection->found.size());
    return 0;
}

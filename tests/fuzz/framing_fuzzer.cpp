// SPDX-License-Identifier: Apache-2.0
// The lines of a stream do not depend on how it was cut into chunks, and equal those of a simple splitter.
#include "core/jsonrpc/line_framer.h"
#include "tests/fuzz/fuzz_check.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

using gatehouse::jsonrpc::LineFramer;

namespace {

constexpr std::size_t kLimit = 40;

std::vector<std::string> expected(std::string_view text)
{
    std::vector<std::string> lines;
    for (auto end = text.find('\n'); end != text.npos; end = text.find('\n')) {
        const auto line = text.substr(0, end);
        const auto tailStart = line.size() - std::min(line.size(), LineFramer::kEndBytes);
        lines.push_back(
            line.size() > kLimit ? "long:" + std::string(line.substr(tailStart)) : std::string(line));
        text.remove_prefix(end + 1);
    }
    return lines;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 2)
        return 0;
    // The first byte steers the sizes of the chunks.
    std::uint32_t random = data[0] + 1U;
    const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
    LineFramer framer(kLimit);
    std::vector<std::string> lines;
    std::size_t announced = 0;
    std::size_t ended = 0;
    for (std::size_t at = 0; at < text.size();) {
        random = random * 1664525U + 1013904223U;
        const std::string chunk = text.substr(at, random >> 26);
        at += chunk.size();
        framer.feed(chunk);
        while (const auto framed = framer.next()) {
            if (!framed->isTooLong)
                lines.emplace_back(framed->line);
            else if (framed->tail.empty())
                ++announced;
            else {
                ++ended;
                lines.push_back("long:" + std::string(framed->tail));
            }
        }
        FUZZ_CHECK(announced - ended <= 1);
    }
    FUZZ_CHECK(lines == expected(text));
    const auto lastNewline = text.rfind('\n');
    FUZZ_CHECK(framer.pendingBytes() == text.size() - (lastNewline == text.npos ? 0 : lastNewline + 1));
    return 0;
}

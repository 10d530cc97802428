// SPDX-License-Identifier: Apache-2.0
#include "core/base/utf8.h"
#include "core/inspect/normalise.h"
#include "core/jsonrpc/message.h"
#include "tests/fuzz/fuzz_check.h"

#include <cstddef>
#include <cstdint>
#include <string>

// Any bytes between two quotes: of what is a JSON string the copy is bounded and UTF-8, and every place of it
// leads back into the string.

using namespace gatehouse;
using namespace gatehouse::inspect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t kOffset = 1000;
    constexpr std::size_t kLongestForm =
        33; // bytes that one character becomes: 18 characters of U+FDFA, two bytes each but blanks
    const auto token = '"' + std::string(reinterpret_cast<const char*>(data), size) + '"';
    const auto value = jsonrpc::parseValue(token, {});
    if (!value || !value->isString())
        return 0;
    TextCopy copy;
    normalise(token, kOffset, copy);
    FUZZ_CHECK(copy.text.size() <= kLongestForm * size);
    FUZZ_CHECK(base::isValidUtf8(copy.text));
    const auto source = std::string(kOffset, ' ') + token;
    for (std::size_t at = 0; at < copy.text.size(); ++at) {
        const auto span = copy.map.sourceOf({at, at + 1}, source);
        FUZZ_CHECK(span.begin > kOffset && span.begin < span.end && span.end < kOffset + token.size());
    }
    for (const auto& hidden : copy.hidden) {
        FUZZ_CHECK(
            hidden.count > 0 && hidden.source.begin > kOffset && hidden.source.begin < hidden.source.end);
        FUZZ_CHECK(hidden.source.end < kOffset + token.size());
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Walking accepted text finds exactly its tokens; walking any other text stays inside of it.
#include "core/jsonrpc/message.h"
#include "tests/fuzz/fuzz_check.h"

#include <cstdint>
#include <string>

using namespace gatehouse::jsonrpc;

namespace {

/// Writes the value again without blanks; what comes out must be a fixed point.
void rewrite(const Value& value, std::string& out)
{
    const bool isObject = value.isObject();
    if (!isObject && !value.isArray()) {
        out += value.isString() ? encodeString(*value.string()) : std::string(value.raw());
        return;
    }
    out += isObject ? '{' : '[';
    bool isFirst = true;
    for (auto it = value.children(); it.next(); isFirst = false) {
        if (!isFirst)
            out += ',';
        if (isObject) {
            const auto key = it.key();
            FUZZ_CHECK(it.keyIs(key));
            FUZZ_CHECK(value.find(key).has_value());
            out += encodeString(key) + ":";
        }
        rewrite(it.value(), out);
    }
    out += isObject ? '}' : ']';
}

void wander(const Value& value, int depth)
{
    (void)value.string();
    (void)value.number();
    (void)value.find("a");
    if (depth == 0)
        return;
    int count = 0;
    for (auto it = value.children(); it.next() && count < 20; ++count) {
        (void)it.key();
        wander(it.value(), depth - 1);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size > 2000) // find() in every member is quadratic on purpose
        return 0;
    const std::string text(reinterpret_cast<const char*>(data), size);
    wander(Value(text), 5);
    Limits limits;
    limits.maxDepth = 30;
    const auto value = parseValue(text, limits);
    if (!value)
        return 0;
    std::string once;
    rewrite(*value, once);
    const auto again = parseValue(once, limits);
    FUZZ_CHECK(again.hasValue());
    std::string twice;
    rewrite(*again, twice);
    FUZZ_CHECK(once == twice);
    FUZZ_CHECK(again->raw().size() == once.size());
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/hex_text.h"

#include "core/inspect/decode.h"

#include <algorithm>
#include <array>

namespace gatehouse::inspect {
namespace {

constexpr auto kHexValues = [] {
    std::array<signed char, 256> values{};
    values.fill(-1);
    for (signed char i = 0; i < 16; ++i) {
        values[static_cast<unsigned char>("0123456789abcdef"[i])] = i;
        values[static_cast<unsigned char>("0123456789ABCDEF"[i])] = i;
    }
    return values;
}();

} // namespace

int hexDigitValue(char c)
{
    return kHexValues[static_cast<unsigned char>(c)];
}

bool beginsNoHexText(std::string_view digits)
{
    constexpr std::size_t kMost = 16;  // bytes
    constexpr std::size_t kFewest = 8; // of a text
    std::array<unsigned char, kMost> bytes;
    const auto read = [&](std::size_t from, std::size_t to) {
        for (auto i = from; i < to; ++i)
            bytes[i] = static_cast<unsigned char>(
                hexDigitValue(digits.data()[2 * i]) << 4 | hexDigitValue(digits.data()[2 * i + 1]));
    };
    const auto count = std::min(digits.size() / 2, kMost);
    read(0, kFewest);
    if (hasBadBytes({bytes.data(), kFewest}, 2))
        return true;
    read(kFewest, count);
    return hasBadBytes({bytes.data(), kFewest}, 1) &&
        hasBadBytes({bytes.data(), count}, count < kMost ? 1 : 2);
}

std::size_t wrappedHexEnd(std::string_view text, std::size_t begin, std::size_t end)
{
    const auto width = end - begin;
    for (auto last = width; last == width;) {
        auto next = end;
        next += next < text.size() && text[next] == '\r' ? 1 : 0;
        if (next >= text.size() || text[next] != '\n')
            break;
        const auto first = ++next;
        while (next < text.size() && next - first <= width && hexDigitValue(text[next]) >= 0)
            ++next;
        last = next - first;
        if (last == 0 || last > width)
            break;
        end = next;
    }
    return end;
}

} // namespace gatehouse::inspect

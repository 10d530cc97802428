// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/base64_text.h"

#include "core/inspect/decode.h"

#include <algorithm>
#include <array>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kFewestLetters = 16;
constexpr std::size_t kSampleLetters = 32;
constexpr std::size_t kShortLine = 8;
constexpr std::size_t kMostIndent = 16;
constexpr std::size_t kShortRun = 1024; // letters; longer ones are looked at less often

constexpr std::array<signed char, 256> makeValues()
{
    std::array<signed char, 256> values{};
    values.fill(-1);
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < kAlphabet.size(); ++i)
        values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<signed char>(i);
    values['-'] = values['+'];
    values['_'] = values['/'];
    return values;
}

constexpr auto kValues = makeValues();

/// Behind a line's end in wrapped base64, where the next line goes on; `at` where it does not.
std::size_t behindLineEnd(std::string_view text, std::size_t at)
{
    auto next = at;
    if (next < text.size() && text[next] == '\r')
        ++next;
    if (next >= text.size() || text[next] != '\n')
        return at;
    ++next;
    while (next < text.size() && (text[next] == ' ' || text[next] == '\t') && next < at + kMostIndent)
        ++next;
    return next < text.size() && base64Value(text[next]) >= 0 ? next : at;
}

std::size_t lineEnd(std::string_view text, std::size_t at)
{
    while (at < text.size() && base64Value(text[at]) >= 0)
        ++at;
    return at;
}

/// The lines of the same length around the one at `line`, and the rest behind them.
Span sameLines(std::string_view text, Span line, std::size_t from)
{
    const auto width = line.size();
    auto run = line;
    for (;;) {
        // Back over an indent and a line's end.
        auto before = run.begin;
        while (before > from && run.begin - before < kMostIndent &&
            (text[before - 1] == ' ' || text[before - 1] == '\t'))
            --before;
        before -= before > from && text[before - 1] == '\n' ? 1 : 0;
        before -= before > from && text[before - 1] == '\r' ? 1 : 0;
        const bool fits = before < run.begin && before >= from + width &&
            lineEnd(text, before - width) == before && behindLineEnd(text, before) == run.begin &&
            (before == width || base64Value(text[before - width - 1]) < 0);
        if (!fits)
            break;
        run.begin = before - width;
    }
    for (auto next = behindLineEnd(text, run.end); next != run.end; next = behindLineEnd(text, run.end)) {
        const auto end = lineEnd(text, next);
        if (end - next > width)
            break;
        run.end = end;
        if (end - next < width)
            break;
    }
    return run;
}

/// True where the six bytes that eight letters stand for have more than `bad` that stand in no text: so do
/// most long names.
bool beginsNoText(const char* letters, unsigned bad)
{
    std::array<unsigned char, 6> bytes;
    for (std::size_t half = 0; half < 2; ++half) {
        int bits = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            const auto value = base64Value(letters[4 * half + i]);
            if (value < 0)
                return false; // a line's end
            bits = bits << 6 | value;
        }
        for (std::size_t i = 0; i < 3; ++i)
            bytes[3 * half + i] = static_cast<unsigned char>(bits >> (16 - 8 * i) & 0xFF);
    }
    return hasBadBytes(bytes, bad + 1);
}

/// Decodes letters from `at` on as long as they may be text. True where enough of them are.
bool saysText(std::string_view text, std::size_t at, std::size_t end)
{
    std::array<char, kSampleLetters * 3 / 4> bytes{};
    std::size_t count = 0;
    unsigned bits = 0;
    int bitCount = 0;
    const auto wanted = std::min(bytes.size(), (end - at) * 3 / 4);
    const auto bad = wanted / 12;
    if (beginsNoText(text.data() + at, static_cast<unsigned>(bad)))
        return false;
    for (; at < end && count < wanted; ++at) {
        const auto value = base64Value(text[at]);
        if (value < 0)
            continue; // between lines
        bits = (bits << 6 | static_cast<unsigned>(value)) & 0xFFFFU;
        bitCount += 6;
        if (bitCount < 8)
            continue;
        bitCount -= 8;
        bytes[count++] = static_cast<char>(bits >> bitCount & 0xFFU);
        if (count % 6 == 0 && !isText({bytes.data(), count}, bad))
            return false;
    }
    return count >= kFewestLetters * 3 / 4 && isText({bytes.data(), count}, bad);
}

} // namespace

int base64Value(char c)
{
    return kValues[static_cast<unsigned char>(c)];
}

Span base64Run(std::string_view text, std::size_t at, std::size_t from)
{
    constexpr std::size_t kWrapped = 32; // letters of a line that another one may follow
    auto begin = at;
    while (begin > from && base64Value(text[begin - 1]) >= 0)
        --begin;
    auto end = lineEnd(text, at);
    const auto width = end - begin;
    // Shorter lines are words, but for several of the same length.
    if (width >= kShortLine && width < kWrapped)
        return sameLines(text, {begin, end}, from);
    for (auto lineBegin = begin;;) {
        const auto next = end - lineBegin >= kWrapped ? behindLineEnd(text, end) : end;
        if (next == end)
            return {begin, end};
        lineBegin = next;
        end = lineEnd(text, next);
    }
}

std::optional<std::size_t> findBase64Text(std::string_view text, Span run, bool isAligned)
{
    const std::size_t phases = isAligned ? 1 : 4;
    const auto stride = run.size() <= kShortRun ? kSampleLetters : 4 * kSampleLetters;
    for (auto at = run.begin; at + kFewestLetters <= run.end; at += stride) {
        // What stands before the text, such as a path, may be of any length.
        for (std::size_t phase = 0; phase < phases && at + phase + kFewestLetters <= run.end; ++phase) {
            if (!saysText(text, at + phase, run.end))
                continue;
            auto begin = at + phase;
            while (begin >= run.begin + 4 && begin + stride > at && saysText(text, begin - 4, run.end))
                begin -= 4;
            return begin;
        }
    }
    return std::nullopt;
}

} // namespace gatehouse::inspect

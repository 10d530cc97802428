// SPDX-License-Identifier: Apache-2.0
#include "core/base/utf8.h"
#include "core/inspect/byte_lanes.h"
#include "core/inspect/normaliser.h"

#include <algorithm>
#include <bit>

// Letters of other scripts, signs, and escapes by number, as far as nothing that stands around them decides
// what becomes of them.

namespace gatehouse::inspect {
namespace {

constexpr std::uint32_t kFirstOfTwoBytes = 0x80;
constexpr std::uint32_t kFirstOfThreeBytes = 0x800;

struct Read {
    std::uint32_t codePoint = 0;
    std::size_t length = 0; // bytes; 0: nothing that is read here
    bool isEscape = false;
};

int hexDigit(char c)
{
    const char lower = static_cast<char>(c | 0x20);
    return c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The \uXXXX at the start of `text`; none where it is half of a pair.
Read readNumberedEscape(std::string_view text)
{
    constexpr std::size_t kLength = 6;
    if (text.size() < kLength || text[1] != 'u')
        return {};
    int value = 0;
    for (const char c : text.substr(2, kLength - 2)) {
        const int digit = hexDigit(c);
        if (digit < 0)
            return {};
        value = value << 4 | digit;
    }
    const bool isHalf = value >= 0xD800 && value <= 0xDFFF;
    return isHalf ? Read() : Read{static_cast<std::uint32_t>(value), kLength, true};
}

/// The character at the start of `text`, which is not empty.
Read readCharacter(std::string_view text, StringForm form)
{
    const auto byte = [at = text.data()](
                          std::size_t i) -> std::uint32_t { return static_cast<unsigned char>(at[i]); };
    const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const auto first = byte(0);
    if (first < kFirstOfTwoBytes)
        return first != '\\' || form == StringForm::Plain ? Read{first, 1, false} : readNumberedEscape(text);
    // Most by far have two or three.
    if (first >= 0xC2 && first <= 0xDF && text.size() > 1 && continues(1))
        return {(first & 0x1FU) << 6 | (byte(1) & 0x3FU), 2, false};
    if (first > 0xE0 && first < 0xED && text.size() > 2 && continues(1) && continues(2))
        return {(first & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU), 3, false};
    const auto decoded = base::decodeUtf8(text, 0);
    return {decoded.codePoint, decoded.length, false};
}

/// True where the word at the start of `text`, whose first letter looks like a Latin one, is of another
/// script however it ends: another of its letters looks like none, or all look like one. False also where
/// that takes a closer look.
bool isOfOtherScript(std::string_view text, StringForm form)
{
    constexpr int kLooked = 12;
    for (int i = 0; i < kLooked && !text.empty(); ++i) {
        const auto next = readCharacter(text, form);
        const auto simple = next.length == 0 || next.codePoint >= kFirstOfThreeBytes
            ? SimpleForm()
            : SimpleForms::get().of(next.codePoint);
        if (!simple.isLookalike)
            return simple.codePoint != 0 && !isAsciiLetter(next.codePoint);
        text.remove_prefix(next.length);
    }
    return text.empty();
}

} // namespace

/// Reads characters that become themselves whatever stands around them: most of a text in another script, so
/// that each should cost few steps.
struct Normaliser::ScriptRun {
    const SimpleForms& forms = SimpleForms::get();
    std::string_view text;
    char escape;            // what is no letter here
    std::size_t mostAscii;  // in a row, such as a few words between others: more are copied faster elsewhere
    std::size_t at = 0;     // read
    std::uint32_t last;     // character, in the copy
    std::uint32_t previous; // in the text
    std::size_t asciiLeft = mostAscii;

    void read();

private:
    std::size_t printableAt(std::size_t place) const;
};

/// How many of the next bytes are printable ASCII and begin no escape; of a few, where more may be.
std::size_t Normaliser::ScriptRun::printableAt(std::size_t place) const
{
    const auto stops = [this](auto bytes) {
        return bytes.isControlOrHigh() | bytes.is(0x7F) | bytes.is(escape);
    };
    if (text.size() - place >= ByteLanes::kBytes) {
        const auto bits = stops(ByteLanes(text.data() + place)).bits();
        return static_cast<unsigned>(std::countr_zero(bits | 1U << ByteLanes::kBytes));
    }
    const auto c = static_cast<unsigned char>(text[place]);
    return c >= ' ' && c < 0x7F && text[place] != escape ? 1 : 0;
}

void Normaliser::ScriptRun::read()
{
    const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
    const auto continues = [&](std::size_t i) { return (bytes[i] & 0xC0U) == 0x80U; };
    const auto size = text.size();
    auto place = at;
    auto c = last;
    while (size - place > 2) {
        const std::uint32_t first = bytes[place];
        std::uint32_t next = 0;
        if (first < kFirstOfTwoBytes) {
            const auto count = std::min(printableAt(place), asciiLeft);
            if (count == 0)
                break;
            asciiLeft -= count;
            place += count;
            next = bytes[place - 1];
        } else if (first >= 0xC2 && first <= 0xDF && continues(place + 1)) {
            next = (first & 0x1FU) << 6 | (bytes[place + 1] & 0x3FU);
            const auto simple = forms.of(next);
            if (simple.codePoint != next || (simple.isLookalike && c < kFirstOfTwoBytes))
                break;
            asciiLeft = mostAscii;
            place += 2;
        } else if (first > 0xE0 && first < 0xED && continues(place + 1) && continues(place + 2)) {
            next = (first & 0x0FU) << 12 | (bytes[place + 1] & 0x3FU) << 6 | (bytes[place + 2] & 0x3FU);
            if (!SimpleForms::isPlainScript(next))
                break;
            asciiLeft = mostAscii;
            place += 3;
        } else {
            break;
        }
        c = next;
    }
    if (place > at)
        last = previous = c;
    at = place;
}

/// Returns how many bytes it has read.
std::size_t Normaliser::copyScripts()
{
    constexpr std::size_t kMostAscii = 128;
    auto& text = m_copy.text;
    const auto lastByte = text.empty() ? ' ' : text.back();
    ScriptRun run{.text = m_reader.rest(),
        .escape = m_form == StringForm::Token ? '\\' : '\0',
        .mostAscii = m_styledLetters > 0 ? 0 : kMostAscii, // of what is between styled letters others decide
        .last = static_cast<unsigned char>(lastByte),
        .previous = m_previous};
    std::size_t copied = 0;
    const auto copyBefore = [&](std::size_t end) {
        if (end > copied) {
            m_copy.map.copied(text.size(), m_reader.place() + copied);
            text.append(run.text, copied, end - copied);
        }
    };
    for (run.read(); run.at < run.text.size(); run.read()) {
        const auto c = readCharacter(run.text.substr(run.at), m_form);
        const bool isAscii = c.codePoint < kFirstOfTwoBytes && !c.isEscape;
        const auto simple = c.length == 0 || isAscii ? SimpleForm() : run.forms.of(c.codePoint);
        // Behind a letter of another script it is one, too.
        const bool isDecided = !simple.isLookalike || run.last >= kFirstOfTwoBytes ||
            (!isAsciiLetter(run.last) && isOfOtherScript(run.text.substr(run.at), m_form));
        if (simple.codePoint == 0 || !isDecided)
            break;
        const auto end = run.at + c.length;
        if (c.isEscape || simple.codePoint != c.codePoint) {
            copyBefore(run.at);
            m_copy.map.replaced(text.size(), {m_reader.place() + run.at, m_reader.place() + end});
            base::appendUtf8(text, simple.codePoint);
            copied = end;
        }
        run.last = simple.codePoint;
        run.previous = c.codePoint;
        run.asciiLeft = run.mostAscii;
        run.at = end;
    }
    copyBefore(run.at);
    m_reader.skip(run.at);
    if (run.at > 0) {
        m_previous = run.previous;
        m_accents = 0;
        m_isInFlag = false;
    }
    return run.at;
}

} // namespace gatehouse::inspect

// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/encoded_runs.h"

#include "core/inspect/base64_text.h"
#include "core/inspect/block_readers.h"
#include "core/inspect/discord_token.h"
#include "core/inspect/encoded_units.h"
#include "core/inspect/hex_text.h"
#include "core/inspect/hexdump.h"
#include "core/inspect/number_list.h"
#include "core/inspect/run_masks.h"
#include "core/inspect/spaced_letters.h"
#include "core/jsonrpc/scan.h"
#include "core/jsonrpc/tokens.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kShortestLine = 8; // letters; so many of them to one that is none are in few texts

bool isGap(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

} // namespace

void EncodedRuns::reveal()
{
    if (m_text.size() < kLongRun)
        return;
    std::size_t at = 0;
    TextBlocks some; // NOLINT: read into
    some.set(0, {}); // a text begins behind no run
    while (const auto count = std::min((m_text.size() - at) / TextBlock::kBytes, TextBlocks::kTogether)) {
        blockReaders().readText(m_text.data() + at, count, some);
        const auto lookedAt = std::min(count + ByteBlocks::kMostAtOnce - 1, TextBlocks::kTogether);
        for (auto n = count + 1; n <= lookedAt; ++n)
            some.set(n, {}); // looked at for nothing
        blocks(some, count, at);
        some.set(0, some.at(count));
        at += count * TextBlock::kBytes;
    }
    m_wordsBefore = some.words(0);
    if (at == m_text.size())
        return;
    std::array<char, TextBlock::kBytes> tail;
    tail.fill('.');
    std::memcpy(tail.data(), m_text.data() + at, m_text.size() - at);
    block(TextBlock(tail.data()), tail.data(), at);
}

/// Most blocks hold nothing: masks of several at once tell.
void EncodedRuns::blocks(const TextBlocks& blocks, std::size_t count, std::size_t at)
{
    std::array<std::uint64_t, TextBlocks::kTogether> unusual; // NOLINT: written below
    blockReaders().findUnusual(blocks, count, unusual);
    for (std::size_t i = 0; i < count; ++i, at += TextBlock::kBytes) {
        if (unusual[i] == 0)
            continue;
        m_wordsBefore = blocks.words(i);
        block(blocks.at(i + 1), m_text.data() + at, at);
    }
}

void EncodedRuns::block(const TextBlock& block, const char* bytes, std::size_t at)
{
    const auto words = block.letters | block.digits;
    if (block.marks != 0)
        marks(block.marks, at);
    // A run that two blocks share begins in the first one.
    const auto before = static_cast<unsigned>(std::countl_one(m_wordsBefore));
    if (before < kLongRun && before > 0 && before + static_cast<unsigned>(std::countr_one(words)) >= kLongRun)
        longWord(at - before);
    const auto gapBefore = at == 0 ? 0U : static_cast<unsigned>(std::countl_zero(m_wordsBefore));
    if (gapBefore < kLongRun && gapBefore > 0 &&
        gapBefore + static_cast<unsigned>(std::countr_zero(words)) >= kLongRun)
        gap(at - gapBefore);
    const auto longWords = longRuns(words);
    for (auto runs = longWords; runs != 0; runs &= runs + (runs & (~runs + 1)))
        longWord(at + static_cast<unsigned>(std::countr_zero(runs)));
    for (auto runs = longRuns(~words); runs != 0; runs &= runs + (runs & (~runs + 1)))
        gap(at + static_cast<unsigned>(std::countr_zero(runs)));
    const auto alone = block.letters & ~(block.letters << 1) & ~(block.letters >> 1);
    for (auto rows = rowsOf(alone, 2); rows != 0; rows &= rows - 1)
        spacedLetters(at + static_cast<unsigned>(std::countr_zero(rows)));
    if (const auto rows = rowsOf(runsOf(words, 2), 3))
        hexPairs(at + static_cast<unsigned>(std::countr_zero(rows)));
    if (const auto rows = rowsOf(runsOf(words, 4), 5))
        hexdump(at + static_cast<unsigned>(std::countr_zero(rows)));
    if (block.digits != 0)
        numberLists(block, at);
    const auto size = std::min(m_text.size() - at, TextBlock::kBytes);
    if (static_cast<std::size_t>(std::popcount(words)) * kShortestLine >= size * (kShortestLine - 1))
        shortLines(block, at);
    if (block.digits != 0 && mayBeLeetspeak(block, bytes, longWords))
        leetspeak(at);
}

void EncodedRuns::marks(std::uint64_t marks, std::size_t at)
{
    for (; marks != 0; marks &= marks - 1) {
        const auto place = at + static_cast<unsigned>(std::countr_zero(marks));
        const char next = place + 1 < m_text.size() ? m_text[place + 1] : ' ';
        switch (m_text[place]) {
        case '%':
            units(Encoding::Percent, place, m_percentTo);
            break;
        case '&':
            if (next == '#') // only numbers are a reason to decode entities
                units(Encoding::Entities, place, m_entitiesTo);
            break;
        default:
            if ((next | 0x20) == 'u' || next == 'x' || (next >= '0' && next <= '3'))
                units(Encoding::Escapes, place, m_escapesTo);
            jsonString(place);
            break;
        }
    }
}

void EncodedRuns::units(Encoding encoding, std::size_t at, std::size_t& until)
{
    if (at < until)
        return;
    const auto unit = encodedUnitAt(encoding, m_text, at);
    if (unit.length == 0 || (encoding != Encoding::Percent && !unit.isUnusual))
        return;
    std::size_t lookedAt = 0;
    if (const auto around = unitsAround(encoding, m_text, at, until, lookedAt))
        lookedAt = std::max(lookedAt, m_sink.reveal(encoding, *around));
    until = lookedAt;
}

/// JSON stands at the start of a text, or of a line behind a few others.
bool EncodedRuns::isJson()
{
    if (m_isJson)
        return *m_isJson;
    constexpr std::size_t kHead = 1024;
    const auto head = m_text.substr(0, kHead);
    std::size_t line = 0;
    bool found = false;
    while (!found && line != std::string_view::npos) {
        const auto first = head.find_first_not_of(" \t\r\n", line);
        found = first != std::string_view::npos &&
            (head[first] == '{' || head[first] == '[' || head[first] == '"');
        line = first == std::string_view::npos ? first : head.find('\n', first);
    }
    m_isJson = found;
    return found;
}

void EncodedRuns::jsonString(std::size_t at)
{
    constexpr std::size_t kFewestBytes = 32; // so that the strings of a message stay few
    if (at < m_jsonTo || !isJson())
        return;
    // Before the first backslash of a string the nearest quote is the one that begins it.
    const auto before = m_text.substr(m_jsonTo, at - m_jsonTo).rfind('"');
    const auto begin = before == std::string_view::npos ? before : m_jsonTo + before;
    m_jsonTo = at + 2;
    if (begin == std::string_view::npos)
        return;
    const char* const end = m_text.data() + m_text.size();
    const char* const quote = jsonrpc::findStringEnd(m_text.data() + begin + 1, end);
    m_jsonTo = static_cast<std::size_t>(quote - m_text.data()) + (quote < end ? 1 : 0);
    // One that is cut short is told, however short.
    if (quote == end || m_jsonTo - begin >= kFewestBytes)
        m_sink.reveal(Encoding::JsonString, {begin, m_jsonTo});
}

void EncodedRuns::longWord(std::size_t at)
{
    // Lines of digits may stand among others that are as long, and say nothing.
    if (at < m_base64SaysTo || hexDigits(at) || at < m_base64To)
        return;
    base64OrToken(base64Run(m_text, at, m_base64To));
}

void EncodedRuns::base64OrToken(Span run)
{
    m_base64To = std::max(m_base64To, run.end);
    const auto token = run.end < m_text.size() && m_text[run.end] == '.' ? discordTokenAround(m_text, run.end)
                                                                         : std::nullopt;
    if (token) {
        m_sink.found(kDiscordToken, *token, Confidence::High);
        m_base64To = token->end;
        m_base64SaysTo = token->end;
        return;
    }
    base64(run);
}

/// Base64 in lines that are too short for a long word.
void EncodedRuns::shortLines(const TextBlock& block, std::size_t at)
{
    for (auto others = ~(block.letters | block.digits); others != 0; others &= others - 1) {
        const auto line = at + static_cast<unsigned>(std::countr_zero(others)) + 1;
        if (line >= m_text.size() || m_text[line - 1] != '\n')
            continue;
        if (line < m_base64To)
            return;
        base64OrToken(base64Run(m_text, line, m_base64To));
        m_base64To = std::max(m_base64To, line);
        return;
    }
}

void EncodedRuns::base64(Span run)
{
    for (auto rest = run; rest.begin < run.end;) {
        const auto begin = findBase64Text(m_text, rest);
        if (!begin)
            return;
        auto end = run.end;
        while (end < m_text.size() && m_text[end] == '=')
            ++end;
        rest.begin = std::max(m_sink.reveal(Encoding::Base64, {*begin, end}), *begin + 1);
        m_base64SaysTo = rest.begin;
        m_base64To = std::max(m_base64To, rest.begin);
    }
}

/// True where it is a run of hexadecimal digits, and no base64.
bool EncodedRuns::hexDigits(std::size_t at)
{
    constexpr std::size_t kFewestDigits = 24;
    constexpr std::size_t kSample = 32;
    const char* const text = m_text.data();
    if (at < m_hexTo)
        return true;
    for (auto place = at + kLongRun / 2; place < at + kLongRun; ++place) {
        if (hexDigitValue(text[place]) < 0)
            return false;
    }
    auto begin = at + kLongRun / 2;
    auto end = begin;
    while (begin > std::max(m_hexTo, m_base64SaysTo) && hexDigitValue(text[begin - 1]) >= 0)
        --begin;
    while (end < m_text.size() && hexDigitValue(text[end]) >= 0)
        ++end;
    const bool isParted = end < m_text.size() && base64Value(text[end]) >= 0;
    m_hexTo = end;
    if (end - begin < kFewestDigits)
        return !isParted;
    for (auto phase = begin; phase < begin + 2; ++phase) {
        auto digits = m_text.substr(phase, std::min(kSample, (end - phase) / 2 * 2));
        if (beginsNoHexText(digits))
            continue;
        if (digits.find("000000") != std::string_view::npos) // four bytes a letter
            digits = m_text.substr(phase, std::min(3 * kSample, (end - phase) / 2 * 2));
        DecodedText sample;
        decode(Encoding::Hex, digits, 0, sample);
        if (sample.text.size() >= kSample / 4) {
            if (begin >= m_hexLinesTo)
                m_hexLinesTo = wrappedHexEnd(m_text, begin, end);
            const auto linesEnd = std::max(end, m_hexLinesTo);
            m_hexTo = std::max(m_sink.reveal(Encoding::Hex, {phase, linesEnd}), end);
            return true;
        }
    }
    return !isParted;
}

void EncodedRuns::hexPairs(std::size_t at)
{
    if (at < m_hexTo || at + 2 >= m_text.size())
        return;
    const auto run = hexPairsAround(m_text, at, m_hexTo);
    m_hexTo = std::max(run.end, at + 1);
    const auto line = dumpLineAround(m_text, run.begin);
    if (line && isInDump(m_text, *line)) {
        hexdump(run.begin);
        return;
    }
    // Text may stand behind data.
    for (auto rest = textInHexPairs(m_text, run); rest; rest = textInHexPairs(m_text, {*rest, run.end}))
        *rest = std::max(m_sink.reveal(Encoding::Hex, {*rest, run.end}), *rest + 3);
}

/// Looks at the lines of a dump from the first one of text on, and the one before, in which that may begin.
/// All that it has gone back over is looked at, so that each line is gone back over once.
void EncodedRuns::hexdump(std::size_t at)
{
    if (at < m_dumpTo)
        return;
    const auto line = dumpLineAround(m_text, at);
    if (!line || line->begin < m_dumpTo)
        return;
    auto first = line;
    for (auto before = line; before && before->isText;) {
        before = dumpLineBefore(m_text, before->begin, m_dumpTo);
        first = before ? before : first;
    }
    for (m_dumpTo = first->begin; m_dumpTo <= line->begin;)
        m_dumpTo = std::max(m_sink.reveal(Encoding::Hexdump, {m_dumpTo, m_text.size()}), m_dumpTo + 1);
}

/// Numbers that are letters: of three digits the small ones, of two digits or two after 0x nearly all.
void EncodedRuns::numberLists(const TextBlock& block, std::size_t at)
{
    const auto digits = block.digits;
    const auto words = block.letters | digits;
    const auto triples = runsOf(words, 3) & digits & digits >> 1 & digits >> 2;
    const auto hex = runsOf(words, 4) & digits & block.letters >> 1;
    const auto pairs = runsOf(words, 2) & digits & digits >> 1;
    const bool isRow = (rowsOf(triples, 4) | rowsOf(triples, 5)) != 0;
    const bool isHex = std::popcount(hex) > 3;
    auto numbers = block.letters == 0 ? triples | pairs : (isRow ? triples : 0) | (isHex ? hex : 0);
    for (; numbers != 0; numbers &= numbers - 1) {
        const auto place = at + static_cast<unsigned>(std::countr_zero(numbers));
        const bool isLarge =
            (triples >> (place - at) & 1U) != 0 && (m_text[place] != '1' || m_text[place + 1] > '2');
        if (!isLarge && place >= m_listTo && numberList(place))
            return;
    }
}

bool EncodedRuns::numberList(std::size_t at)
{
    const auto list = numberListAround(m_text, at, m_listTo);
    m_listTo = at + 1;
    if (list)
        m_listTo = std::max(m_listTo, m_sink.reveal(Encoding::NumberList, *list));
    return list.has_value();
}

void EncodedRuns::gap(std::size_t at)
{
    constexpr std::size_t kManyBlanks = 200;
    constexpr std::ptrdiff_t kManyLines = 20;
    constexpr std::size_t kBehind = 2048;
    const auto middle = at + kLongRun / 2;
    if (at < m_gapTo || middle >= m_text.size() || !isGap(m_text[middle]))
        return;
    const char* const text = m_text.data();
    auto begin = middle;
    while (begin > m_gapTo && isGap(text[begin - 1]))
        --begin;
    auto end = middle;
    while (end < m_text.size() && isGap(text[end]))
        ++end;
    m_gapTo = end;
    if (end - begin <= std::size_t{kManyLines} || end == m_text.size())
        return;
    if (end - begin > kManyBlanks || std::count(text + begin, text + end, '\n') > kManyLines)
        m_sink.reveal(Encoding::Padding, {end, std::min(end + kBehind, m_text.size())});
}

void EncodedRuns::spacedLetters(std::size_t at)
{
    constexpr std::size_t kFewestBytes = 15;
    if (at < m_spacedTo || at + 1 >= m_text.size() || m_text[at + 1] == '\n')
        return;
    const auto begin = spacedLettersBefore(m_text, at, m_spacedTo);
    const auto end = readSpacedLetters(m_text, begin, m_text[at + 1], nullptr);
    m_spacedTo = std::max(end, at + 1);
    if (end > begin && end - begin >= kFewestBytes)
        m_sink.reveal(Encoding::SpacedLetters, {begin, end});
}

/// The line, or what of a long one is near.
void EncodedRuns::leetspeak(std::size_t at)
{
    constexpr std::size_t kBefore = 256;
    constexpr std::size_t kBehind = 1024;
    const auto blockEnd = std::min(at + TextBlock::kBytes, m_text.size());
    at = std::max(at, m_leetTo);
    if (at >= blockEnd)
        return;
    const auto first = std::max(m_leetTo, at > kBefore ? at - kBefore : 0);
    const auto lineBegin = m_text.substr(first, at - first).rfind('\n');
    const auto begin = lineBegin == std::string_view::npos ? first : first + lineBegin + 1;
    const auto behind = m_text.substr(blockEnd, kBehind);
    const auto end = blockEnd + std::min(behind.find('\n'), behind.size());
    m_leetTo = end;
    m_sink.reveal(Encoding::Leetspeak, {begin, end});
}

} // namespace gatehouse::inspect

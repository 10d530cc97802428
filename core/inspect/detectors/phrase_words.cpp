// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/phrase_words.h"

#include "core/inspect/normalise.h"

#include <algorithm>

namespace gatehouse::inspect {
namespace {

// Between two words of one sentence stands no more: a table's padding, an indent.
constexpr std::size_t kWidestGap = 64;

/// What each byte is by itself: asked for every letter around every match.
constexpr auto kIsWordByte = [] {
    std::array<bool, 256> table{};
    for (unsigned byte = 0; byte < table.size(); ++byte)
        table[byte] = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
            (byte >= '0' && byte <= '9') || byte == '_' || byte == '\'' || byte >= 0x80;
    return table;
}();

bool isWordByte(char c)
{
    return kIsWordByte[static_cast<unsigned char>(c)];
}

/// Bytes of a punctuation mark or blank outside ASCII that starts at `at` (general punctuation, Latin-1's,
/// CJK's), else 0.
std::size_t markAt(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    if (at + 1 < text.size() && byte(0) == 0xC2 && byte(1) < 0xC0)
        return 2;
    if (at + 2 >= text.size())
        return 0;
    const bool isApostrophe = byte(0) == 0xE2 && byte(1) == 0x80 && byte(2) == 0x99;
    const bool isGeneral = byte(0) == 0xE2 && (byte(1) == 0x80 || byte(1) == 0x81) && !isApostrophe;
    const bool isCjk = byte(0) == 0xE3 && byte(1) == 0x80;
    return isGeneral || isCjk ? 3 : 0;
}

bool isInForeignWord(std::string_view text, std::size_t at)
{
    for (std::size_t back = 0; back < 3 && back <= at; ++back) {
        const auto bytes = markAt(text, at - back);
        if (bytes > back)
            return false;
    }
    return true;
}

inline bool isInWord(std::string_view text, std::size_t at)
{
    const char c = text[at];
    return isWordByte(c) && (static_cast<unsigned char>(c) < 0x80 || isInForeignWord(text, at));
}

bool isSentenceMark(char c)
{
    return c == '.' || c == '!' || c == '?' || c == ';' || c == '\x1E';
}

/// True where a sentence ends with the byte at `at`: not the dot of a name or number, nor one line's end.
bool endsSentence(std::string_view text, std::size_t at)
{
    if (text[at] == '\n')
        return text.substr(at + 1, 1) == "\n" || text.substr(at + 1, 2) == "\r\n";
    return isSentenceMark(text[at]) && (at + 1 >= text.size() || !isInWord(text, at + 1));
}

Span wordAt(std::string_view text, std::size_t begin)
{
    auto end = begin;
    while (end < text.size() && end - begin < kReach && isInWord(text, end))
        ++end;
    return {begin, end};
}

} // namespace

FoldedWord::FoldedWord(std::string_view word)
{
    while (!word.empty() && (word.front() == '_' || word.front() == '\''))
        word.remove_prefix(1);
    while (!word.empty() && (word.back() == '_' || word.back() == '\''))
        word.remove_suffix(1);
    for (std::size_t i = 0; i < word.size() && m_size < kLongest - 1; ++i) {
        const auto byte = static_cast<unsigned char>(word[i]);
        const auto next = i + 1 < word.size() ? static_cast<unsigned char>(word[i + 1]) : 0U;
        if (byte == '\'')
            continue;
        if (byte == 0xE2 && next == 0x80 && i + 2 < word.size()) { // ’
            i += 2;
        } else if (byte >= 'A' && byte <= 'Z') {
            m_letters[m_size++] = static_cast<char>(byte + 32);
        } else if (byte == 0xD0 && next >= 0x90 && next <= 0xAF) { // А to Я
            const bool isLow = next < 0xA0;
            m_letters[m_size++] = static_cast<char>(isLow ? 0xD0 : 0xD1);
            m_letters[m_size++] = static_cast<char>(isLow ? next + 0x20 : next - 0x20);
            ++i;
        } else {
            m_letters[m_size++] = static_cast<char>(byte);
        }
    }
}

bool startsWord(std::string_view text, std::size_t begin)
{
    auto at = begin;
    while (at > 0 && begin - at < 3 && text[at - 1] == '_')
        --at;
    if (at == 0 || text[at - 1] == '\'' || // l'utilisateur
        !isInWord(text, at - 1))
        return true;
    const auto before = text[at - 1];
    return at >= 2 && text[at - 2] == '\\' && (before == 'n' || before == 'r' || before == 't');
}

bool endsWord(std::string_view text, std::size_t end)
{
    return end >= text.size() || !isInWord(text, end) || text[end] == '_' || text[end] == '\'';
}

std::optional<Span> wordBehind(std::string_view text, std::size_t at)
{
    const auto limit = std::min(text.size(), at + kWidestGap);
    for (; at < limit; ++at) {
        if (isInWord(text, at))
            return wordAt(text, at);
        if (endsSentence(text, at))
            return std::nullopt;
    }
    return std::nullopt;
}

std::optional<Span> wordBefore(std::string_view text, std::size_t at)
{
    const auto limit = at > kWidestGap ? at - kWidestGap : 0;
    for (auto end = at; end > limit; --end) {
        if (endsSentence(text, end - 1))
            return std::nullopt;
        if (!isInWord(text, end - 1))
            continue;
        auto begin = end;
        while (begin > 0 && end - begin < kReach && isInWord(text, begin - 1))
            --begin;
        return Span{begin, end};
    }
    return std::nullopt;
}

std::optional<Span> anyWordBehind(std::string_view text, std::size_t at, std::size_t limit)
{
    limit = std::min(limit, text.size());
    while (at < limit && !isInWord(text, at))
        ++at;
    if (at >= limit)
        return std::nullopt;
    return wordAt(text, at);
}

namespace {

/// Nothing that is searched changes these: nearly all words.
bool isAsSearched(std::string_view text)
{
    return std::ranges::all_of(text,
        [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ' ' || c == '-'; });
}

} // namespace

std::string asSearched(std::string_view text)
{
    if (isAsSearched(text))
        return std::string(text);
    TextCopy copy;
    normalise("\"" + std::string(text) + "\"", 0, copy);
    std::string out;
    std::string_view rest = copy.text;
    while (!rest.empty()) {
        const auto end = std::min(rest.find_first_of(" '\xE2"), rest.size());
        out += FoldedWord(rest.substr(0, end)).text();
        // Between words, and apostrophes (’ has three bytes), everything is as it was.
        const auto bytes = end == rest.size() ? 0U : rest[end] == '\xE2' ? 3U : 1U;
        out += rest.substr(end, bytes);
        rest.remove_prefix(std::min(rest.size(), end + bytes));
    }
    return out;
}

std::string asCompared(std::string_view text)
{
    if (isAsSearched(text))
        return std::string(text);
    const auto searched = asSearched(text);
    std::string out;
    for (std::size_t at = 0; at < searched.size();) {
        const auto end = std::min(searched.find(' ', at), searched.size());
        out += FoldedWord(std::string_view(searched).substr(at, end - at)).text();
        if (end < searched.size())
            out += ' ';
        at = end + 1;
    }
    return out;
}

std::vector<std::string> writtenForms(std::string_view text)
{
    if (isAsSearched(text))
        return {std::string(text)};
    const auto upper = [](std::string_view from, std::size_t letters) {
        std::string out;
        for (std::size_t i = 0; i < from.size(); ++i) {
            const auto byte = static_cast<unsigned char>(from[i]);
            const auto next = i + 1 < from.size() ? static_cast<unsigned char>(from[i + 1]) : 0U;
            const bool isLow = byte == 0xD0 && next >= 0xB0 && next <= 0xBF;
            const bool isHigh = byte == 0xD1 && next >= 0x80 && next <= 0x8F;
            if (letters > 0 && (isLow || isHigh)) {
                out += static_cast<char>(0xD0);
                out += static_cast<char>(isLow ? next - 0x20 : next + 0x20);
                ++i;
                --letters;
            } else {
                out += from[i];
            }
        }
        return out;
    };
    std::vector<std::string> forms{std::string(text), upper(text, 1), upper(text, text.size())};
    std::ranges::sort(forms);
    forms.erase(std::unique(forms.begin(), forms.end()), forms.end());
    return forms;
}

} // namespace gatehouse::inspect

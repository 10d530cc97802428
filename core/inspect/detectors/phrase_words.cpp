// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/phrase_words.h"

#include "core/inspect/normalise.h"

#include <algorithm>
#include <cstdint>

namespace gatehouse::inspect {
namespace {

// Between two words of one sentence stands no more: a table's padding, an indent.
constexpr std::size_t kWidestGap = 64;

/// What each byte is by itself: asked for every letter around every match.
enum class ByteKind : std::uint8_t { Other, Letter, SentenceMark, High };

constexpr auto kByteKinds = [] {
    std::array<ByteKind, 256> kinds{};
    for (unsigned byte = 0; byte < kinds.size(); ++byte) {
        if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
            byte == '_' || byte == '\'')
            kinds[byte] = ByteKind::Letter;
        if (byte >= 0x80)
            kinds[byte] = ByteKind::High;
    }
    for (const char byte : {'.', '!', '?', ';', '\x1E', '\n'})
        kinds[static_cast<unsigned char>(byte)] = ByteKind::SentenceMark;
    return kinds;
}();

ByteKind kindOf(char c)
{
    return kByteKinds[static_cast<unsigned char>(c)];
}

/// What most bytes of a word are compared as; 0 for those that are left out, or changed together with the
/// next.
constexpr auto kFoldedBytes = [] {
    std::array<char, 256> table{};
    for (unsigned byte = 0; byte < table.size(); ++byte)
        table[byte] = static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
    for (const unsigned byte : {unsigned{'\''}, 0xD0U, 0xE2U})
        table[byte] = 0;
    return table;
}();

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
    const auto kind = kindOf(text[at]);
    return kind == ByteKind::Letter || (kind == ByteKind::High && isInForeignWord(text, at));
}

/// True where a sentence ends with the byte at `at`: not the dot of a name or number, nor one line's end.
bool endsSentence(std::string_view text, std::size_t at)
{
    if (text[at] == '\n')
        return text.substr(at + 1, 1) == "\n" || text.substr(at + 1, 2) == "\r\n";
    return kindOf(text[at]) == ByteKind::SentenceMark && (at + 1 >= text.size() || !isInWord(text, at + 1));
}

Span wordAt(std::string_view text, std::size_t begin)
{
    const auto limit = std::min(text.size(), begin + kReach);
    auto end = begin;
    while (end < limit && isInWord(text, end))
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
        if (kFoldedBytes[byte] != 0) {
            m_letters[m_size++] = kFoldedBytes[byte];
            continue;
        }
        const auto next = i + 1 < word.size() ? static_cast<unsigned char>(word[i + 1]) : 0U;
        if (byte == '\'')
            continue;
        if (byte == 0xE2 && next == 0x80 && i + 2 < word.size()) { // ’
            i += 2;
        } else if (byte == 0xD0 && next >= 0x90 && next <= 0xAF) { // А to Я
            const bool isLow = next < 0xA0;
            m_letters[m_size++] = static_cast<char>(isLow ? 0xD0 : 0xD1);
            m_letters[m_size++] = static_cast<char>(isLow ? next + 0x20 : next - 0x20);
            ++i;
        } else if (byte == 0xD0 && next >= 0x80 && next < 0x90) { // І, Є and others of Ukrainian and Serbian
            m_letters[m_size++] = static_cast<char>(0xD1);
            m_letters[m_size++] = static_cast<char>(next + 0x10);
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

std::size_t endOfWord(std::string_view text, std::size_t at)
{
    return wordAt(text, at).end;
}

std::optional<Span> wordBehind(std::string_view text, std::size_t at)
{
    const auto limit = std::min(text.size(), at + kWidestGap);
    for (; at < limit; ++at) {
        const auto kind = kindOf(text[at]);
        if (kind == ByteKind::Other)
            continue;
        if (isInWord(text, at))
            return wordAt(text, at);
        if (kind == ByteKind::SentenceMark && endsSentence(text, at))
            return std::nullopt;
    }
    return std::nullopt;
}

std::optional<Span> wordBefore(std::string_view text, std::size_t at)
{
    const auto limit = at > kWidestGap ? at - kWidestGap : 0;
    for (auto end = at; end > limit; --end) {
        const auto kind = kindOf(text[end - 1]);
        if (kind == ByteKind::SentenceMark && endsSentence(text, end - 1))
            return std::nullopt;
        if (!isInWord(text, end - 1))
            continue;
        const auto farthest = end > kReach ? end - kReach : 0;
        auto begin = end;
        while (begin > farthest && isInWord(text, begin - 1))
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
            } else if (letters > 0 && byte == 0xD1 && next >= 0x90 && next <= 0x9F) {
                out += static_cast<char>(0xD0);
                out += static_cast<char>(next - 0x10);
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

// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/normalise.h"

#include "core/base/lookalikes.h"
#include "core/base/utf8.h"
#include "core/inspect/byte_lanes.h"
#include "core/inspect/normaliser.h"
#include "core/inspect/ordinary_copy.h"
#include "core/inspect/terminal_sequence.h"

#include <algorithm>

namespace gatehouse::inspect {
namespace {

constexpr std::uint32_t kMaxAccents = 3;   // polytonic Greek and phonetic writing have as many
constexpr std::uint32_t kMinWordShown = 4; // shorter mixtures are formulas: μV
constexpr std::uint32_t kDotlessI = 0x131; // read as an i, but Turkish is written with it

constexpr std::size_t kMostBetweenStyled = 8; // other characters
constexpr std::uint32_t kFewestStyled = 16;   // letters: of brands and headings there are fewer

/// As it stands in a token.
bool isPlain(char c)
{
    return c >= ' ' && c < 0x7F && c != '\\' && c != '"';
}

/// By lanes that overlap at the end.
bool areAllPlain(std::string_view text)
{
    if (text.size() < ByteLanes::kBytes)
        return std::ranges::all_of(text, isPlain);
    const auto hasOther = [&text](std::size_t at) {
        const ByteLanes bytes(text.data() + at);
        return (bytes.isControlOrHigh() | bytes.is(0x7F) | bytes.is('\\') | bytes.is('"')).bits() != 0;
    };
    const auto last = text.size() - ByteLanes::kBytes;
    for (std::size_t at = 0; at < last; at += ByteLanes::kBytes) {
        if (hasOther(at))
            return false;
    }
    return !hasOther(last);
}

/// Of what was copied as ordinary: it has two bytes at most.
std::uint32_t lastCharacter(std::string_view text)
{
    const auto last = static_cast<unsigned char>(text.back());
    return last < 0x80 || text.size() < 2 ? last : base::decodeUtf8(text, text.size() - 2).codePoint;
}

} // namespace

void Normaliser::emit(std::uint32_t codePoint, const Character& of)
{
    const auto at = m_copy.text.size();
    if (codePoint == of.codePoint && !of.isEscape)
        m_copy.map.copied(at, of.source.begin);
    else
        m_copy.map.replaced(at, of.source);
    base::appendUtf8(m_copy.text, codePoint);
}

void Normaliser::emitFolded(const Character& c)
{
    std::array<std::uint32_t, kMaxFolded> parts;
    const auto count = fold(c.codePoint, parts);
    if (count == 1 && parts[0] != c.codePoint)
        countStyled(parts[0], c);
    for (std::size_t i = 0; i < count; ++i)
        emit(parts[i], c);
}

/// Letters whose other form is not that of an accent, and what stands between them.
void Normaliser::countStyled(std::uint32_t letter, const Character& c)
{
    constexpr std::uint32_t kFirstStyled = 0x2100;
    if (c.codePoint < kFirstStyled || !isAsciiLetter(letter))
        return;
    if (m_styledLetters++ == 0)
        m_styled.begin = m_copy.text.size();
    m_styled.end = m_copy.text.size() + 1;
}

void Normaliser::endStyled()
{
    if (m_styledLetters >= kFewestStyled)
        m_copy.styled.push_back(m_styled);
    m_styledLetters = 0;
}

/// A character that an invisible one stands for.
void Normaliser::emitCarried(std::uint32_t ascii, const Character& c)
{
    endWord();
    if (ascii >= 0x20 && ascii < 0x7F)
        emit(ascii, c);
}

void Normaliser::hide(Carrier carrier, Span source, std::uint32_t count)
{
    auto& hidden = m_copy.hidden;
    const bool goesOn =
        !hidden.empty() && hidden.back().carrier == carrier && hidden.back().source.end == source.begin;
    if (goesOn) {
        hidden.back().source.end = source.end;
        hidden.back().count += count;
    } else {
        hidden.push_back({carrier, source, count});
    }
}

/// Nearly all of most texts.
void Normaliser::copyOrdinary()
{
    if (m_styledLetters > 0 && isBehindStyled())
        endStyled();
    if (m_styledLetters > 0) {
        copyScripts();
        return;
    }
    for (std::size_t read = 1; read > 0;) {
        read = inspect::copyOrdinary(m_reader.rest(), m_form, m_reader.place(), m_copy.text, m_copy.map);
        if (read > 0) {
            m_reader.skip(read);
            m_previous = lastCharacter(m_copy.text);
            m_accents = 0;
            m_isInFlag = false;
        }
        if (!m_reader.isAtEnd())
            read += copyScripts();
    }
}

/// True where what comes next is too much to stand between styled letters.
bool Normaliser::isBehindStyled() const
{
    const auto next = m_reader.rest().substr(0, kMostBetweenStyled + 1);
    return next.size() > kMostBetweenStyled && std::ranges::all_of(next, isPlain);
}

void Normaliser::step(const Character& c)
{
    const auto code = c.codePoint;
    if (m_command) {
        m_command->end = c.source.end;
        if (endsTerminalCommand(code, m_reader)) {
            m_command->end = place();
            endCommand();
            return;
        }
    }
    const bool isPlain = code >= 0x20 && code < 0x7F;
    if (!isPlain && startsTerminalSequence(code) && terminalSequence(c))
        return;
    const bool isInvisible = !isPlain &&
        (isControl(code) || isZeroWidth(code) || isDirectionMark(code) || isBidiControl(code) ||
            isTag(code) || isVariationSelector(code));
    if (isInvisible)
        invisible(c);
    else if (isAccent(code))
        accent(c);
    else
        visible(c);
    m_previous = code;
}

void Normaliser::visible(const Character& c)
{
    m_accents = 0;
    m_isInFlag = false;
    const char lookalike = base::latinLookalike(c.codePoint);
    if (lookalike != 0 || m_wordLetters > 0)
        addToWord(c, lookalike);
    else if (c.codePoint < 0x80)
        emit(c.codePoint, c);
    else
        emitFolded(c);
}

void Normaliser::accent(const Character& c)
{
    // It is left out: a letter without it is what is searched.
    if (++m_accents > kMaxAccents)
        hide(Carrier::StackedMarks, c.source);
}

/// What of the word was copied before its first lookalike came.
void Normaliser::lookBack()
{
    const auto& text = m_copy.text;
    m_lettersBefore = 0;
    while (m_lettersBefore < kMaxWord && m_lettersBefore < text.size() &&
        isAsciiLetter(static_cast<unsigned char>(text[text.size() - 1 - m_lettersBefore])))
        ++m_lettersBefore;
    const bool isAtStart = m_lettersBefore == text.size();
    m_isOfAnotherScript =
        !isAtStart && static_cast<unsigned char>(text[text.size() - 1 - m_lettersBefore]) >= 0x80;
}

/// Letters from the first lookalike of a word on are held back until the word ends and shows which script it
/// is of.
void Normaliser::addToWord(const Character& c, char lookalike)
{
    const auto code = c.codePoint;
    const bool isLetter = lookalike != 0 || isAsciiLetter(code) || (code >= 0xC0 && code < 0x0530) ||
        (code >= 0x13A0 && code <= 0x13FF) || (code >= 0x1D00 && code <= 0x1FFF);
    if (m_wordLetters == 0)
        lookBack();
    if (!isLetter || m_wordLetters == kMaxWord) {
        endWord();
        visible(c);
        return;
    }
    m_word[m_wordLetters++] = {code, c.isEscape, lookalike, c.source.begin, c.source.end};
}

void Normaliser::endWord()
{
    std::uint32_t latin = m_lettersBefore;
    std::uint32_t lookalikes = 0;
    std::uint32_t foreign = 0; // of them
    std::uint32_t others = 0;
    for (std::size_t i = 0; i < m_wordLetters; ++i) {
        const auto& letter = m_word[i];
        if (letter.lookalike != 0) {
            ++lookalikes;
            foreign += letter.codePoint == kDotlessI ? 0 : 1;
        } else if (isAsciiLetter(letter.codePoint))
            ++latin;
        else
            ++others;
    }
    const bool isLatin = latin > 0 && lookalikes > 0 && others == 0 && !m_isOfAnotherScript;
    for (std::size_t i = 0; i < m_wordLetters; ++i) {
        const auto& letter = m_word[i];
        if (isLatin && letter.lookalike != 0)
            emit(static_cast<unsigned char>(letter.lookalike), letter.character());
        else
            emitFolded(letter.character());
    }
    if (isLatin && foreign > 0 && latin > 1 && latin + lookalikes >= kMinWordShown)
        hide(Carrier::Lookalike, {m_word[0].begin, m_word[m_wordLetters - 1].end}, lookalikes);
    m_wordLetters = 0;
    m_lettersBefore = 0;
}

std::string_view toText(Carrier carrier)
{
    static constexpr std::array kNames{
#define GATEHOUSE_CARRIER(name, text, sentence) std::string_view(text),
#include "core/inspect/carriers.def"
#undef GATEHOUSE_CARRIER
    };
    return kNames[static_cast<std::size_t>(carrier)];
}

void TextCopy::clear()
{
    text.clear();
    map.clear();
    hidden.clear();
    styled.clear();
}

void normalise(std::string_view token, std::size_t offset, TextCopy& copy)
{
    constexpr std::size_t kFew = 64; // bytes; keys and short values
    if (token.size() <= 2)
        return;
    const auto inside = token.substr(1, token.size() - 2);
    if (inside.size() > kFew || !areAllPlain(inside)) {
        Normaliser(token, offset, StringForm::Token, copy).run();
        return;
    }
    copy.map.copied(copy.text.size(), offset + 1);
    copy.text.append(inside);
}

void normaliseText(std::string_view text, std::size_t offset, TextCopy& copy)
{
    if (!text.empty())
        Normaliser(text, offset, StringForm::Plain, copy).run();
}

} // namespace gatehouse::inspect

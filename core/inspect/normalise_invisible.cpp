// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/normaliser.h"
#include "core/inspect/terminal_sequence.h"

#include <utility>

// Characters and sequences that draw nothing: which of them are ordinary where they stand, and what those
// carry that are not.

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kMaxFlagTags = 6;

/// The byte that a variation selector stands for where they carry data; 16 and 240 of them make 256.
std::uint32_t byteOfSelector(std::uint32_t c)
{
    return c >= 0xE0100 ? c - 0xE0100 + 16 : c - 0xFE00;
}

} // namespace

void Normaliser::invisible(const Character& c)
{
    const auto code = c.codePoint;
    if (isTag(code))
        tag(c);
    else if (isVariationSelector(code))
        variationSelector(c);
    else if (isDirectionMark(code) || isBidiControl(code))
        bidi(c);
    else if (isZeroWidth(code))
        zeroWidth(c);
    else if (code == '\f' || code == '\v')
        emitCarried(' ', c);
    else
        hide(Carrier::ControlCharacter, c.source);
}

void Normaliser::zeroWidth(const Character& c)
{
    const auto next = peek();
    const auto isBeside = [&](bool (*is)(std::uint32_t)) { return is(m_previous) || is(next); };
    bool isOrdinary = false;
    switch (c.codePoint) {
    case kZeroWidthJoiner:
        isOrdinary = (isEmojiPart(m_previous) && isEmojiPart(next)) || isBeside(usesJoiners);
        break;
    case kZeroWidthNonJoiner:
        isOrdinary = isBeside(usesJoiners);
        break;
    case kZeroWidthSpace:
        isOrdinary = isBeside(breaksAtZeroWidthSpace);
        break;
    case kByteOrderMark:
        isOrdinary = c.source.begin == m_offset + (m_form == StringForm::Token ? 1 : 0);
        break;
    case 0x00AD: // soft hyphen: where a long word may be parted
        isOrdinary = m_previous != c.codePoint && next != c.codePoint;
        break;
    default:
        isOrdinary = isBeside([](std::uint32_t other) {
            return (other >= 0x1100 && other <= 0x11FF) || (other >= 0x3130 && other <= 0x318F) ||
                (other >= 0xAC00 && other <= 0xD7FF) || (other >= 0x1800 && other <= 0x18AF);
        });
        break;
    }
    if (!isOrdinary)
        hide(Carrier::ZeroWidth, c.source);
}

bool Normaliser::hasRightToLeft()
{
    if (!m_hasRightToLeft) {
        m_hasRightToLeft = false;
        for (StringReader reader(m_text, m_offset, m_form); !reader.isAtEnd() && !*m_hasRightToLeft;)
            m_hasRightToLeft = isRightToLeft(reader.next().codePoint);
    }
    return *m_hasRightToLeft;
}

void Normaliser::bidi(const Character& c)
{
    constexpr std::uint32_t kLeftToRightOverride = 0x202D;
    constexpr std::uint32_t kRightToLeftOverride = 0x202E;
    constexpr std::uint32_t kFirstStrongIsolate =
        0x2068; // programs put it and its end around every name that they insert
    constexpr std::uint32_t kPopIsolate = 0x2069;
    const auto code = c.codePoint;
    const bool isOverride = code == kLeftToRightOverride || code == kRightToLeftOverride;
    const bool isInsertion = code == kFirstStrongIsolate || code == kPopIsolate;
    if (isOverride || (!isInsertion && !hasRightToLeft()))
        hide(Carrier::BidiControl, c.source);
}

/// Behind a black flag: three to six tags of letters or digits, of which `first` is one, and the end.
bool Normaliser::isFlag(std::uint32_t first) const
{
    auto ahead = m_reader;
    auto c = first;
    for (std::size_t count = 0; count <= kMaxFlagTags; ++count) {
        if (c == kCancelTag)
            return count >= 3;
        const bool isLetter = c >= 0xE0061 && c <= 0xE007A;
        const bool isDigit = c >= 0xE0030 && c <= 0xE0039;
        if (!isLetter && !isDigit)
            return false;
        c = ahead.next().codePoint;
    }
    return false;
}

void Normaliser::tag(const Character& c)
{
    if (m_previous == kBlackFlag && isFlag(c.codePoint))
        m_isInFlag = true;
    if (m_isInFlag) {
        m_isInFlag = c.codePoint != kCancelTag;
        return;
    }
    hide(Carrier::TagCharacter, c.source);
    // What the tags spell is what a model reads.
    emitCarried(c.codePoint - 0xE0000, c);
}

void Normaliser::variationSelector(const Character& c)
{
    const bool isInRun = isVariationSelector(m_previous) || isVariationSelector(peek());
    const bool isSloppy = c.codePoint == kEmojiPresentation || c.codePoint == kTextPresentation;
    const bool isMongolian = c.codePoint < 0x2000;
    if (!isInRun && (isSloppy || isMongolian || hasVariants(m_previous)))
        return;
    hide(Carrier::VariationSelector, c.source);
    const auto byte = byteOfSelector(c.codePoint);
    if (isInRun && !isMongolian)
        emitCarried(byte, c);
}

bool Normaliser::terminalSequence(const Character& c)
{
    const auto effect = readTerminalSequence(c.codePoint, m_reader);
    if (effect == TerminalEffect::None)
        return false;
    endWord();
    const Span source{c.source.begin, place()};
    if (effect == TerminalEffect::Command) {
        endCommand();
        m_command = source;
    } else if (effect == TerminalEffect::Conceal) {
        hide(Carrier::TerminalConceal, source);
    } else if (effect == TerminalEffect::Control) {
        hide(Carrier::TerminalControl, source);
    }
    return true;
}

void Normaliser::endCommand()
{
    endWord();
    if (const auto command = std::exchange(m_command, std::nullopt)) {
        m_copy.hidden.push_back({Carrier::TerminalCommand, *command, 1});
        m_copy.map.replaced(m_copy.text.size(), *command);
        m_copy.text.push_back('\n'); // what the command says is no part of the words around it
    }
}

} // namespace gatehouse::inspect

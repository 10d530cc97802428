// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/decode.h"

#include "core/base/utf8.h"
#include "core/inspect/copy_block.h"
#include "core/inspect/decoders/decoders.h"
#include "core/inspect/text_block.h"

#include <algorithm>
#include <array>
#include <bit>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kFewestBytes = 8;     // shorter ones tell nobody what to do
constexpr std::size_t kBytesForOneBad = 16; // one bad byte in so many is borne: so that it hides nothing

using Decoder = std::size_t (*)(std::string_view run, std::size_t offset, DecodedText& out);

std::size_t decodeNone(std::string_view run, std::size_t, DecodedText&)
{
    return run.size();
}

constexpr std::array<Decoder, kEncodings> kDecoders{
    &decodeNone,
#define GATEHOUSE_ENCODING(name, text) &decode##name##Run,
#include "core/inspect/encodings.def"
#undef GATEHOUSE_ENCODING
};

constexpr bool isBadByte(unsigned char byte)
{
    return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f') || byte == 0x7F;
}

/// What each byte is in UTF-8.
enum class ByteKind : std::uint8_t {
    Text, // by itself
    Bad,  // a control character, or none at all
    Zero,
    Continuation,
    Lead,
};

constexpr auto kByteKinds = [] {
    std::array<ByteKind, 256> kinds{};
    for (unsigned byte = 0; byte < kinds.size(); ++byte) {
        const bool isBad =
            isBadByte(static_cast<unsigned char>(byte)) || byte == 0xC0 || byte == 0xC1 || byte > 0xF4;
        kinds[byte] = byte == 0 ? ByteKind::Zero
            : isBad             ? ByteKind::Bad
            : byte < 0x80       ? ByteKind::Text
            : byte < 0xC0       ? ByteKind::Continuation
                                : ByteKind::Lead;
    }
    return kinds;
}();

/// How many bytes are known to be bad where one of a kind stands behind one of another. A table: the bytes of
/// data follow no pattern that a processor could learn.
constexpr auto kBadBehind = [] {
    constexpr std::size_t kKinds = 5;
    std::array<std::array<unsigned char, kKinds>, kKinds> bad{};
    for (std::size_t before = 0; before < kKinds; ++before) {
        for (std::size_t i = 0; i < kKinds; ++i) {
            const auto kind = static_cast<ByteKind>(i);
            const bool isCutBefore =
                static_cast<ByteKind>(before) == ByteKind::Lead && kind != ByteKind::Continuation;
            const bool isLost =
                kind == ByteKind::Continuation && static_cast<ByteKind>(before) <= ByteKind::Bad;
            bad[before][i] =
                static_cast<unsigned char>((isCutBefore ? 1 : 0) + (isLost || kind == ByteKind::Bad ? 1 : 0));
        }
    }
    return bad;
}();

bool isLetterOrDigit(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9');
}

/// How many letters and digits of ASCII stand at the start of `text`, 64 bytes at most, before anything that
/// is not visible ASCII, tab or line end; `length`: how far that is.
std::size_t countLetters(std::string_view text, std::size_t& length)
{
    length = 0;
    if (text.size() < TextBlock::kBytes)
        return 0;
    const auto others = CopyBlock(text.data()).others;
    length = others == 0 ? TextBlock::kBytes : static_cast<std::size_t>(std::countr_zero(others));
    const auto before = others == 0 ? ~std::uint64_t{0} : others ^ (others - 1);
    const TextBlock block(text.data());
    return static_cast<std::size_t>(std::popcount((block.letters | block.digits) & before & ~others));
}

std::size_t countBlanks(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }));
}

/// Turns what is no text from `begin` on into blanks. False where that is too much.
bool makeReadable(std::string& text, std::size_t begin)
{
    constexpr std::size_t kWorthIt = 16;
    std::size_t bad = 0;
    std::size_t letters = 0;
    std::size_t bytewiseTo = begin; // where few bytes in a row are of ASCII
    for (auto at = begin; at < text.size();) {
        std::size_t length = 0;
        if (at >= bytewiseTo) {
            letters += countLetters(std::string_view(text).substr(at), length);
            at += length;
            if (length == TextBlock::kBytes)
                continue;
            bytewiseTo = length < kWorthIt ? at + TextBlock::kBytes : at;
        }
        const auto byte = static_cast<unsigned char>(text[at]);
        length = 1;
        if (byte >= 0x80)
            length = base::decodeUtf8(text, at).length;
        if (length == 0 || isBadByte(byte)) {
            text[at] = ' ';
            ++bad;
            length = 1;
        }
        letters += byte >= 0x80 || isLetterOrDigit(text[at]) ? 1 : 0;
        at += length;
    }
    const auto size = text.size() - begin;
    if (size < kFewestBytes || bad * kBytesForOneBad > size)
        return false;
    // Blanks neither speak for a text nor against it: any number of them may stand around what matters.
    return letters * 4 >= size || letters * 4 >= size - countBlanks(std::string_view(text).substr(begin));
}

/// ASCII letters with a zero byte before or behind each.
bool isWideText(std::string_view bytes)
{
    const auto zero = bytes[0] == 0 ? std::size_t{0} : std::size_t{1};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        if (i % 2 == zero ? byte != 0 : isBadByte(byte) || byte >= 0x80)
            return false;
    }
    return true;
}

/// The same with three zero bytes each.
bool isFourByteText(std::string_view bytes)
{
    constexpr std::size_t kFour = 4;
    const auto first = bytes.find_first_not_of('\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        if (i % kFour == first ? isBadByte(byte) || byte >= 0x80 : byte != 0)
            return false;
    }
    return first < kFour;
}

} // namespace

std::string_view toText(Encoding encoding)
{
    static constexpr std::array<std::string_view, kEncodings> kNames{
        "none",
#define GATEHOUSE_ENCODING(name, text) text,
#include "core/inspect/encodings.def"
#undef GATEHOUSE_ENCODING
    };
    return kNames[static_cast<std::size_t>(encoding)];
}

bool isExact(Encoding encoding)
{
    return encoding != Encoding::Rot13 && encoding != Encoding::SpacedLetters &&
        encoding != Encoding::Leetspeak;
}

void DecodedText::copy(std::string_view bytes, std::size_t source)
{
    if (bytes.empty())
        return;
    map.copied(text.size(), source);
    text += bytes;
}

void DecodedText::replace(std::string_view bytes, Span source)
{
    if (bytes.empty())
        return;
    map.replaced(text.size(), source);
    text += bytes;
}

void DecodedText::replace(std::uint32_t codePoint, Span source)
{
    constexpr std::uint32_t kReplacement = 0xFFFD;
    const bool isCharacter = codePoint < 0x110000 && (codePoint < 0xD800 || codePoint > 0xDFFF);
    map.replaced(text.size(), source);
    base::appendUtf8(text, isCharacter ? codePoint : kReplacement);
}

void DecodedText::clear()
{
    text.clear();
    map.clear();
}

std::size_t decode(Encoding encoding, std::string_view run, std::size_t offset, DecodedText& out)
{
    const auto before = out.text.size();
    const auto taken = kDecoders[static_cast<std::size_t>(encoding)](run, offset, out);
    if (!makeReadable(out.text, before)) {
        out.text.resize(before);
        out.map.cut(before);
    }
    return taken;
}

bool hasBadBytes(std::span<const unsigned char> bytes, unsigned count)
{
    auto before = ByteKind::Continuation; // of a character that is cut
    unsigned found = 0;
    bool hasZero = false;
    for (const auto byte : bytes) {
        const auto kind = kByteKinds[byte];
        found += kBadBehind[static_cast<std::size_t>(before)][static_cast<std::size_t>(kind)];
        hasZero = hasZero || kind == ByteKind::Zero;
        before = kind;
    }
    return found >= count && !hasZero;
}

bool isText(std::string_view bytes, std::size_t bad)
{
    constexpr std::size_t kFewestWide = 6;
    // The mark at the start of a text of two or four bytes a letter.
    if (bytes.starts_with(std::string_view("\0\0\xFE\xFF", 4)))
        bytes.remove_prefix(4);
    else if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
        bytes.remove_prefix(2);
    std::size_t at = 0;
    while (at < bytes.size() && at < 3 && (static_cast<unsigned char>(bytes[at]) & 0xC0U) == 0x80U)
        ++at; // of a character that is cut
    std::size_t found = 0;
    while (at < bytes.size() && found <= bad) {
        const auto byte = static_cast<unsigned char>(bytes[at]);
        std::size_t length = 1;
        if (byte >= 0x80) {
            length = base::decodeUtf8(bytes, at).length;
            const bool isCut = length == 0 && byte >= 0xC2 && at + 3 >= bytes.size();
            length = isCut ? bytes.size() - at : length;
        }
        if (length == 0 || isBadByte(byte))
            ++found;
        at += std::max<std::size_t>(length, 1);
    }
    return found <= bad || (bytes.size() >= kFewestWide && (isWideText(bytes) || isFourByteText(bytes)));
}

} // namespace gatehouse::inspect

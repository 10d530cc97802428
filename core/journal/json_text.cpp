// SPDX-License-Identifier: Apache-2.0
#include "core/journal/json_text.h"

#include "core/base/utf8.h"
#include "core/journal/escape_blocks.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace gatehouse::journal {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";
constexpr auto kHexPairs = [] {
    std::array<std::array<char, 2>, 256> pairs{};
    for (std::size_t byte = 0; byte < pairs.size(); ++byte)
        pairs[byte] = {kDigits[byte >> 4], kDigits[byte & 15]};
    return pairs;
}();
constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; // U+FFFD

constexpr std::array<bool, 256> makePlainTable()
{
    std::array<bool, 256> table{};
    for (std::size_t i = 0x20; i < 0x7F; ++i)
        table[i] = i != '"' && i != '\\';
    return table;
}
/// Bytes that stand for themselves: printable ASCII but quote and backslash.
constexpr auto kPlain = makePlainTable();

bool isPlain(char byte)
{
    return kPlain[static_cast<unsigned char>(byte)];
}

constexpr std::uint64_t kOnes = 0x0101010101010101;
constexpr std::uint64_t kHighBits = 0x8080808080808080;

/// A high bit where a byte of `word` is zero; right for words without high bits.
constexpr std::uint64_t zeroBytes(std::uint64_t word)
{
    return (word - kOnes) & kHighBits;
}

/// Whether all eight bytes are plain: no high bit, nothing below a blank, no DEL, quote or backslash.
bool areEightPlain(const char* at)
{
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    if ((word & kHighBits) != 0)
        return false;
    const auto belowBlank = (word - kOnes * 0x20) & kHighBits;
    return (belowBlank | zeroBytes(word ^ kOnes * 0x7F) | zeroBytes(word ^ kOnes * '"') |
               zeroBytes(word ^ kOnes * '\\')) == 0;
}

void appendUnit(std::string& out, std::uint32_t unit)
{
    const char escape[] = {'\\', 'u', kDigits[(unit >> 12) & 15], kDigits[(unit >> 8) & 15],
        kDigits[(unit >> 4) & 15], kDigits[unit & 15]};
    out.append(escape, sizeof escape);
}

void appendEscape(std::string& out, std::uint32_t codePoint)
{
    if (codePoint < 0x10000) {
        appendUnit(out, codePoint);
        return;
    }
    const auto rest = codePoint - 0x10000;
    appendUnit(out, 0xD800 + (rest >> 10));
    appendUnit(out, 0xDC00 + (rest & 0x3FF));
}

/// Appends the character at `at`, which has no short escape, and returns its length.
std::size_t appendSpecial(std::string& out, std::string_view text, std::size_t at)
{
    const auto decoded = base::decodeUtf8(text, at);
    if (decoded.length == 0) {
        out.append(kReplacement);
        return 1;
    }
    if (base::isInvisible(decoded.codePoint))
        appendEscape(out, decoded.codePoint);
    else
        out.append(text.substr(at, decoded.length));
    return decoded.length;
}

/// The letter of the short escapes that journals use; 0 for other characters.
constexpr auto kShortEscapes = [] {
    std::array<char, 256> letters{};
    letters['"'] = '"';
    letters['\\'] = '\\';
    letters['\n'] = 'n';
    letters['\t'] = 't';
    return letters;
}();

constexpr std::size_t kBlock = 16;

#if defined(__SSE2__)
/// Bit i: byte i is not plain.
unsigned specialsIn(const char* block)
{
    const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block));
    const auto is = [bytes](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
    // Signed: bytes above ASCII are below a blank, too.
    const auto low = _mm_cmplt_epi8(bytes, _mm_set1_epi8(' '));
    return static_cast<unsigned>(
        _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(low, is('\x7F')), _mm_or_si128(is('"'), is('\\')))));
}
#else
unsigned specialsIn(const char* block)
{
    unsigned specials = 0;
    for (unsigned i = 0; i < kBlock; ++i)
        specials |= (isPlain(block[i]) ? 0U : 1U) << i;
    return specials;
}
#endif

/// Gathers what is short: appending it run by run would cost more than copying it.
class Gathered {
public:
    explicit Gathered(std::string& out)
        : m_out(out)
    {
    }
    ~Gathered() { flush(); }
    Gathered(const Gathered&) = delete;
    Gathered& operator=(const Gathered&) = delete;

    void add(char byte)
    {
        keepRoom(1);
        m_bytes[m_used++] = byte;
    }
    /// What is plain at the start of less than a block.
    std::size_t addPlainOf(std::string_view rest)
    {
        keepRoom(kBlock);
        std::size_t count = 0;
        while (count < rest.size() && isPlain(rest[count])) {
            m_bytes[m_used + count] = rest[count];
            ++count;
        }
        m_used += count;
        return count;
    }
    /// A block, up to the first byte that is neither plain nor has a short escape; returns how many bytes. As
    /// many more behind it may be read.
    std::size_t addBlock(const char* block)
    {
        keepRoom(3 * kBlock); // each byte escaped, and what copying writes beyond
        char* to = m_bytes.data() + m_used;
        std::size_t at = 0;
        for (auto specials = specialsIn(block); specials != 0; specials &= specials - 1) {
            const auto next = static_cast<std::size_t>(std::countr_zero(specials));
            std::memcpy(to, block + at, kBlock);
            to += next - at;
            at = next;
            const char letter = kShortEscapes[static_cast<unsigned char>(block[at])];
            if (letter == '\0')
                return endBlock(to, at);
            *to++ = '\\';
            *to++ = letter;
            ++at;
        }
        std::memcpy(to, block + at, kBlock);
        return endBlock(to + (kBlock - at), kBlock);
    }
    /// As many blocks as there is room for, by a way that takes them all at once.
    EscapedBlocks addBlocks(EscapeBlocks escape, std::string_view rest)
    {
        constexpr std::size_t kBeyond = 64;
        constexpr std::size_t kFewest = 64; // of the text
        keepRoom(2 * kFewest + kBeyond);
        const auto room = (m_bytes.size() - m_used - kBeyond) / 2;
        const auto blocks = escape(rest.data(), std::min(rest.size(), room), m_bytes.data() + m_used);
        m_used += blocks.written;
        return blocks;
    }
    void flush()
    {
        m_out.append(m_bytes.data(), m_used);
        m_used = 0;
    }

private:
    std::size_t endBlock(const char* to, std::size_t read)
    {
        m_used = static_cast<std::size_t>(to - m_bytes.data());
        return read;
    }
    void keepRoom(std::size_t bytes)
    {
        if (m_bytes.size() - m_used < bytes)
            flush();
    }

    std::string& m_out;
    std::array<char, 1024> m_bytes;
    std::size_t m_used = 0;
};

/// Adds what is plain or has a short escape from `at` on, and returns where that ends, at the latest before
/// the last bytes.
std::size_t addFrequent(EscapeBlocks escape, Gathered& gathered, std::string_view text, std::size_t at)
{
    while (escape != nullptr && at < text.size()) {
        const auto blocks = gathered.addBlocks(escape, text.substr(at));
        at += blocks.read;
        if (blocks.isStopped)
            return at;
    }
    while (text.size() - at >= 2 * kBlock) {
        const auto read = gathered.addBlock(text.data() + at);
        at += read;
        if (read < kBlock)
            return at;
    }
    return at + gathered.addPlainOf(text.substr(at));
}

} // namespace

namespace {

constexpr std::size_t kShort = 64;

/// As most names, ids and codes are: they are told by a few words that overlap.
bool isShortAndPlain(std::string_view text)
{
    const auto size = text.size();
    if (size > kShort)
        return false;
    if (size < 8)
        return std::all_of(text.begin(), text.end(), isPlain);
    for (std::size_t at = 0; at + 8 < size; at += 8) {
        if (!areEightPlain(text.data() + at))
            return false;
    }
    return areEightPlain(text.data() + size - 8);
}

void appendQuoted(std::string& out, std::string_view text)
{
    std::array<char, kShort + 2> quoted;
    quoted[0] = '"';
    std::copy(text.begin(), text.end(), quoted.begin() + 1);
    quoted[text.size() + 1] = '"';
    out.append(quoted.data(), text.size() + 2);
}

} // namespace

std::size_t plainPrefix(std::string_view text)
{
    std::size_t at = 0;
    while (text.size() - at >= 8 && areEightPlain(text.data() + at))
        at += 8;
    while (at < text.size() && isPlain(text[at]))
        ++at;
    return at;
}

void appendJsonString(std::string& out, std::string_view text)
{
    static const auto kFastest = wideEscapeBlocks();
    appendJsonStringBy(kFastest, out, text);
}

void appendJsonStringBy(EscapeBlocks escape, std::string& out, std::string_view text)
{
    if (isShortAndPlain(text)) {
        appendQuoted(out, text);
        return;
    }
    Gathered gathered(out);
    gathered.add('"');
    for (auto at = addFrequent(escape, gathered, text, 0); at < text.size();
         at = addFrequent(escape, gathered, text, at)) {
        if (const char letter = kShortEscapes[static_cast<unsigned char>(text[at])]; letter != '\0') {
            gathered.add('\\');
            gathered.add(letter);
            ++at;
        } else {
            gathered.flush();
            at += appendSpecial(out, text, at);
        }
    }
    gathered.add('"');
}

void appendHex(std::string& out, std::string_view bytes)
{
    const auto begin = out.size();
    out.resize(begin + 2 * bytes.size());
    char* to = out.data() + begin;
    for (const char byte : bytes) {
        std::memcpy(to, kHexPairs[static_cast<unsigned char>(byte)].data(), 2);
        to += 2;
    }
}

} // namespace gatehouse::journal

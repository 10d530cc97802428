// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/ordinary_copy.h"

#include "core/base/utf8.h"
#include "core/inspect/code_points.h"
#include "core/inspect/copy_block.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kPiece =
    32; // bytes that are moved at once: what stands between two escapes is no longer as a rule
constexpr std::size_t kBlockRoom = CopyBlock::kBytes + kPiece;

/// What the escape with this letter stands for; 0: it is none that is copied here.
constexpr auto kEscapeLetters = [] {
    std::array<char, 256> letters{};
    for (const char same : {'"', '\\', '/'})
        letters[static_cast<unsigned char>(same)] = same;
    letters['n'] = '\n';
    letters['r'] = '\r';
    letters['t'] = '\t';
    return letters;
}();

bool isPrintable(char c)
{
    return c >= ' ' && c < 0x7F;
}

/// May read and write up to kPiece bytes more.
char* move(char* to, const char* from, std::size_t count)
{
    std::memcpy(to, from, kPiece);
    for (std::size_t moved = kPiece; moved < count; moved += kPiece)
        std::memcpy(to + moved, from + moved, kPiece);
    return to + count;
}

/// One block of the text.
struct BlockCopy {
    std::size_t read = 0;
    char* end = nullptr; // of what was written
    bool hasEscapes = false;
    bool isStopped = false; // what follows is to be looked at by others
};

/// From `begin` on of the block up to `stop`, escapes taken for what they stand for.
void moveEscaped(BlockCopy& copy, const char* from, std::uint64_t backslashes, std::size_t stop)
{
    std::size_t begin = 0;
    copy.hasEscapes = backslashes != 0;
    while (backslashes != 0) {
        const auto at = static_cast<unsigned>(std::countr_zero(backslashes));
        const char letter =
            at + 1 < CopyBlock::kBytes ? kEscapeLetters[static_cast<unsigned char>(from[at + 1])] : '\0';
        if (letter == 0) {
            copy.isStopped = at + 1 < CopyBlock::kBytes; // else the next block begins with it
            stop = at;
            break;
        }
        copy.end = move(copy.end, from + begin, at - begin);
        *copy.end++ = letter;
        backslashes &= ~(std::uint64_t{3} << at);
        begin = at + 2;
    }
    copy.end = move(copy.end, from + begin, stop - begin);
    copy.read = stop;
}

/// `from` and `to` have room for kBlockRoom bytes; `size`: of the text from there on.
template <StringForm form>
BlockCopy copyBlock(const char* from, std::size_t size, char* to)
{
    const CopyBlock block(from);
    auto others = block.others;
    std::uint64_t backslashes = 0;
    if constexpr (form == StringForm::Token) {
        others |= block.blanks;
        backslashes = block.backslashes;
    }
    BlockCopy copy{CopyBlock::kBytes, to, false, false};
    if ((others | backslashes) == 0 && size >= CopyBlock::kBytes) {
        std::memcpy(to, from, CopyBlock::kBytes);
        copy.end += CopyBlock::kBytes;
        return copy;
    }
    auto stop = std::min<std::size_t>(size, CopyBlock::kBytes);
    if (others != 0 && static_cast<unsigned>(std::countr_zero(others)) < stop) {
        stop = static_cast<unsigned>(std::countr_zero(others));
        copy.isStopped = true;
    }
    const auto before = stop < CopyBlock::kBytes ? (std::uint64_t{1} << stop) - 1 : ~std::uint64_t{0};
    moveEscaped(copy, from, backslashes & before, stop);
    return copy;
}

/// Writes into the string itself, which is made longer some KB at a time: what it is filled with is still in
/// the cache when it is written over.
template <StringForm form>
class OrdinaryCopy {
public:
    OrdinaryCopy(UnescapeBlocks unescape, std::string_view inside, std::size_t source, std::string& out,
        SourceMap& map)
        : m_unescape(form == StringForm::Token ? unescape : nullptr)
        , m_inside(inside)
        , m_source(source)
        , m_out(out)
        , m_map(map)
        , m_written(out.size())
    {
    }

    std::size_t run()
    {
        while (!m_isStopped && m_inside.size() - m_read >= kBlockRoom) {
            if (m_unescape == nullptr || !takeBlocks())
                take(m_inside.data() + m_read, m_inside.size() - m_read);
            if (m_isStopped)
                m_isStopped = !takeLetters();
        }
        if (!m_isStopped && m_read < m_inside.size())
            takeTail();
        m_out.resize(m_written);
        return m_read;
    }

private:
    /// Some blocks that hold nothing unusual; false where there is none.
    bool takeBlocks()
    {
        if (m_out.size() - m_written < kBlockRoom)
            makeRoom();
        const auto most =
            std::min({SourceMap::kUnescapedTogether, m_inside.size() - m_read, m_out.size() - m_written});
        const auto blocks = m_unescape(m_inside.data() + m_read, most, m_out.data() + m_written);
        if (blocks.read > 0)
            map(blocks.hasEscapes);
        m_written += blocks.written;
        m_read += blocks.read;
        m_isStopped = blocks.isStopped;
        return blocks.read > 0 || blocks.isStopped;
    }

    void take(const char* from, std::size_t size)
    {
        if (m_out.size() - m_written < kBlockRoom)
            makeRoom();
        char* const to = m_out.data() + m_written;
        const auto copy = copyBlock<form>(from, size, to);
        if (copy.read > 0)
            map(copy.hasEscapes);
        m_written += static_cast<std::size_t>(copy.end - to);
        m_read += copy.read;
        m_isStopped = copy.isStopped;
    }

    /// Letters of two bytes between those of ASCII, such as most European languages have: longer runs of
    /// other scripts are not for here, nor what the word around it decides of. False where there are none.
    bool takeLetters()
    {
        const auto count = lettersAhead();
        for (std::size_t i = 0; i < count; ++i) {
            const auto letter = letterAt(m_read);
            if (m_out.size() - m_written < kBlockRoom)
                makeRoom();
            if (letter.simple.codePoint == letter.codePoint)
                takeAsItIs();
            else
                replaceBy(letter.simple.codePoint);
        }
        return count > 0;
    }

    /// How many come before the next printable character; 0 where more do, or others.
    std::size_t lettersAhead() const
    {
        constexpr std::size_t kMost = 4;
        std::size_t count = 0;
        for (auto at = m_read; count < kMost && at + 2 < m_inside.size() && letterAt(at).isTaken(); at += 2) {
            ++count;
            const char next = m_inside[at + 2];
            if (isPrintable(next) && next != '\\')
                return count;
        }
        return 0;
    }

    struct Letter {
        std::uint32_t codePoint = 0;
        SimpleForm simple;

        bool isTaken() const { return simple.codePoint != 0 && !simple.isLookalike; }
    };

    Letter letterAt(std::size_t at) const
    {
        const auto decoded = base::decodeUtf8(m_inside, at);
        return decoded.length == 2 ? Letter{decoded.codePoint, SimpleForms::get().of(decoded.codePoint)}
                                   : Letter();
    }

    void takeAsItIs()
    {
        if (m_read == 0)
            m_map.copied(m_written, m_source);
        std::memcpy(m_out.data() + m_written, m_inside.data() + m_read, 2);
        m_written += 2;
        m_read += 2;
    }

    /// What stands for a letter of two bytes has as many at most.
    void replaceBy(std::uint32_t codePoint)
    {
        const auto place = m_source + m_read;
        m_map.replaced(m_written, {place, place + 2});
        std::string letter;
        base::appendUtf8(letter, codePoint);
        std::memcpy(m_out.data() + m_written, letter.data(), letter.size());
        m_written += letter.size();
        m_read += 2;
        if (m_isEscaped)
            m_map.unescaped(m_written, m_source + m_read);
        else
            m_map.copied(m_written, m_source + m_read);
        m_mapped = m_read;
    }

    /// Text has no escapes, or many: behind the first there is a step every so often.
    void map(bool hasEscapes)
    {
        const bool isFar = m_read - m_mapped >= SourceMap::kUnescapedTogether;
        if (m_isEscaped ? isFar : hasEscapes) {
            m_map.unescaped(m_written, m_source + m_read);
            m_isEscaped = true;
            m_mapped = m_read;
        } else if (m_read == 0) {
            m_map.copied(m_written, m_source);
        }
    }

    /// As much again as has been read: few bytes follow on few.
    void makeRoom()
    {
        constexpr std::size_t kMost = 4096;
        const auto more = std::clamp(m_read, CopyBlock::kBytes, kMost);
        m_out.resize(m_written + kBlockRoom + std::min(more, m_inside.size() - m_read));
    }

    /// What has not enough bytes behind it to be read by blocks.
    void takeTail()
    {
        std::array<char, 2 * kBlockRoom> tail;
        tail.fill(' ');
        const auto size = m_inside.size() - m_read;
        std::memcpy(tail.data(), m_inside.data() + m_read, size);
        for (std::size_t at = 0, begin = m_read; !m_isStopped && at < size; at = m_read - begin)
            take(tail.data() + at, size - at);
    }

    UnescapeBlocks m_unescape;
    std::string_view m_inside;
    std::size_t m_source;
    std::string& m_out;
    SourceMap& m_map;
    std::size_t m_read = 0;
    std::size_t m_written;    // of m_out
    std::size_t m_mapped = 0; // of what was read: where the last step with escapes begins
    bool m_isEscaped = false;
    bool m_isStopped = false;
};

} // namespace

std::size_t copyOrdinary(
    std::string_view inside, StringForm form, std::size_t source, std::string& out, SourceMap& map)
{
    static const auto kFastest =
        unescapeBlocksByAvx512() != nullptr ? unescapeBlocksByAvx512() : unescapeBlocksByAvx2();
    return copyOrdinaryBy(kFastest, inside, form, source, out, map);
}

std::size_t copyOrdinaryBy(UnescapeBlocks unescape, std::string_view inside, StringForm form,
    std::size_t source, std::string& out, SourceMap& map)
{
    return form == StringForm::Token
        ? OrdinaryCopy<StringForm::Token>(unescape, inside, source, out, map).run()
        : OrdinaryCopy<StringForm::Plain>(unescape, inside, source, out, map).run();
}

} // namespace gatehouse::inspect

// SPDX-License-Identifier: Apache-2.0
#include "core/trust/word_diff.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <array>

namespace gatehouse::trust {
namespace {

using In = DiffPart::In;
using Words = std::vector<std::string_view>;

constexpr std::size_t kMaxCells = 400'000; // of the table: some ms, a few hundred words against as many
constexpr std::size_t kContextWords = 6;
constexpr std::string_view kCut = "…";

bool isBlankByte(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

Words splitWords(std::string_view text)
{
    Words words;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
        while (at < text.size() && !isBlankByte(text[at]))
            ++at;
        while (at < text.size() && isBlankByte(text[at]))
            ++at;
        words.push_back(text.substr(begin, at - begin));
        begin = at;
    }
    return words;
}

/// The last word of a text has no blank behind it, and is the same word.
std::string_view bare(std::string_view word)
{
    while (!word.empty() && isBlankByte(word.back()))
        word.remove_suffix(1);
    return word;
}

bool isSame(std::string_view left, std::string_view right)
{
    return left == right || (bare(left) == bare(right) && (bare(left) == left || bare(right) == right));
}

class Differ {
public:
    std::vector<DiffPart> run(const Words& before, const Words& after)
    {
        std::size_t head = 0;
        while (head < before.size() && head < after.size() && isSame(before[head], after[head]))
            add(In::Both, after[head++]);
        std::size_t tail = 0;
        while (tail < before.size() - head && tail < after.size() - head &&
            isSame(before[before.size() - 1 - tail], after[after.size() - 1 - tail]))
            ++tail;
        middle({before.begin() + static_cast<std::ptrdiff_t>(head),
                   before.end() - static_cast<std::ptrdiff_t>(tail)},
            {after.begin() + static_cast<std::ptrdiff_t>(head),
                after.end() - static_cast<std::ptrdiff_t>(tail)});
        for (; tail > 0; --tail)
            add(In::Both, after[after.size() - tail]);
        return std::move(m_parts);
    }

private:
    void add(In in, std::string_view word)
    {
        if (m_parts.empty() || m_parts.back().in != in)
            m_parts.push_back({in, {}});
        m_parts.back().words.push_back(word);
    }

    /// Longest common subsequence, from the end, so that the parts come out from the beginning.
    void middle(const Words& before, const Words& after)
    {
        const auto columns = after.size() + 1;
        std::vector<std::uint32_t> longest;
        const bool isWorth = (before.size() + 1) * columns <= kMaxCells;
        if (isWorth)
            longest.assign((before.size() + 1) * columns, 0);
        const auto cell = [&](std::size_t b, std::size_t a) -> std::uint32_t& {
            return longest[b * columns + a];
        };
        for (std::size_t b = before.size(); isWorth && b-- > 0;) {
            for (std::size_t a = after.size(); a-- > 0;)
                cell(b, a) = isSame(before[b], after[a]) ? cell(b + 1, a + 1) + 1
                                                         : std::max(cell(b + 1, a), cell(b, a + 1));
        }
        std::size_t b = 0;
        std::size_t a = 0;
        while (b < before.size() || a < after.size()) {
            const bool hasBoth = b < before.size() && a < after.size();
            if (isWorth && hasBoth && isSame(before[b], after[a])) {
                add(In::Both, after[a]);
                ++a;
                ++b;
            } else if (b < before.size() &&
                (a == after.size() || !isWorth || cell(b + 1, a) >= cell(b, a + 1))) {
                add(In::Before, before[b++]);
            } else {
                add(In::After, after[a++]);
            }
        }
    }

    std::vector<DiffPart> m_parts;
};

std::string drawn(std::string_view word)
{
    struct Mark {
        std::string_view text;
        std::string_view drawn;
    };
    constexpr std::array<Mark, 4> kMarks{
        {{"[-", "[\\u{2D}"}, {"-]", "-\\u{5D}"}, {"{+", "{\\u{2B}"}, {"+}", "+\\u{7D}"}}};
    auto text = base::printable(word);
    for (const auto& mark : kMarks) {
        for (auto at = text.find(mark.text); at != std::string::npos; at = text.find(mark.text, at))
            text.replace(at, mark.text.size(), mark.drawn);
    }
    return text;
}

std::string joined(const Words& words, std::size_t from, std::size_t to)
{
    std::string text;
    for (auto i = from; i < to; ++i)
        text += drawn(words[i]);
    return text;
}

} // namespace

std::vector<DiffPart> diffWords(std::string_view before, std::string_view after)
{
    return Differ().run(splitWords(before), splitWords(after));
}

std::string drawDiff(const std::vector<DiffPart>& diff, std::size_t maxBytes)
{
    std::string line;
    for (std::size_t i = 0; i < diff.size() && line.size() < maxBytes; ++i) {
        const auto& words = diff[i].words;
        const auto count = words.size();
        if (diff[i].in == In::Before) {
            line.append("[-").append(joined(words, 0, count)).append("-]");
        } else if (diff[i].in == In::After) {
            line.append("{+").append(joined(words, 0, count)).append("+}");
        } else {
            const auto head = i == 0 ? 0 : std::min(count, kContextWords);
            const auto tail = i + 1 == diff.size() ? 0 : std::min(count - head, kContextWords);
            line += joined(words, 0, head);
            if (head + tail < count)
                line.append(kCut);
            line += joined(words, count - tail, count);
        }
    }
    if (line.size() <= maxBytes)
        return line;
    return std::string(base::truncateUtf8(line, maxBytes - kCut.size())).append(kCut);
}

} // namespace gatehouse::trust

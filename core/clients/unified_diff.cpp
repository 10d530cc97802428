// SPDX-License-Identifier: Apache-2.0
#include "core/clients/unified_diff.h"

#include "core/clients/changed_lines.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace gatehouse::clients {
namespace {

constexpr std::ptrdiff_t kContext = 3;
constexpr std::ptrdiff_t kMaxDistance = 1000; ///< above it the middle is shown as replaced as a whole
using Lines = std::vector<std::string_view>;

/// Lines with their LF, so that a missing one at the end is a difference.
Lines linesOf(std::string_view text)
{
    Lines lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto length = end == std::string_view::npos ? text.size() : end + 1;
        lines.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return lines;
}

/// Lines [oldBegin, oldEnd) became [newBegin, newEnd); their numbers are those of the two lists.
struct Change {
    std::ptrdiff_t oldBegin, oldEnd, newBegin, newEnd;
};

/// Myers' greedy algorithm on what lies between the common start and the common end.
class Comparer {
public:
    Comparer(const Lines& before, const Lines& after)
        : m_old(before)
        , m_new(after)
    {
    }

    std::vector<Change> run()
    {
        auto oldEnd = std::ssize(m_old);
        auto newEnd = std::ssize(m_new);
        while (m_start < oldEnd && m_start < newEnd && same(m_start, m_start))
            ++m_start;
        while (oldEnd > m_start && newEnd > m_start && same(oldEnd - 1, newEnd - 1)) {
            --oldEnd;
            --newEnd;
        }
        if (m_start == oldEnd && m_start == newEnd)
            return {};
        if (!search(oldEnd, newEnd))
            return {{m_start, oldEnd, m_start, newEnd}};
        return walkBack(oldEnd, newEnd);
    }

private:
    bool same(std::ptrdiff_t i, std::ptrdiff_t k) const
    {
        return m_old[static_cast<std::size_t>(i)] == m_new[static_cast<std::size_t>(k)];
    }

    /// How far one gets on diagonal k with d edits, from the row of d - 1 edits.
    static std::ptrdiff_t startOn(const std::vector<std::ptrdiff_t>& row, std::ptrdiff_t d, std::ptrdiff_t k)
    {
        const auto at = [&](std::ptrdiff_t diagonal) {
            return row[static_cast<std::size_t>(diagonal + d - 1)];
        };
        if (k == -d || (k != d && at(k - 1) < at(k + 1)))
            return at(k + 1);
        return at(k - 1) + 1;
    }

    /// m_rows[d] holds the furthest old line on each diagonal -d … d.
    bool search(std::ptrdiff_t oldEnd, std::ptrdiff_t newEnd)
    {
        for (std::ptrdiff_t d = 0; d <= kMaxDistance; ++d) {
            std::vector<std::ptrdiff_t> row(static_cast<std::size_t>(2 * d + 1), m_start);
            for (auto k = -d; k <= d; k += 2) {
                auto x = d == 0 ? m_start : startOn(m_rows.back(), d, k);
                while (x < oldEnd && x - k < newEnd && x - k >= m_start && same(x, x - k))
                    ++x;
                row[static_cast<std::size_t>(k + d)] = x;
                if (x >= oldEnd && x - k >= newEnd) {
                    m_rows.push_back(std::move(row));
                    return true;
                }
            }
            m_rows.push_back(std::move(row));
        }
        return false;
    }

    std::vector<Change> walkBack(std::ptrdiff_t oldEnd, std::ptrdiff_t newEnd) const
    {
        std::vector<Change> changes;
        auto x = oldEnd;
        auto y = newEnd;
        for (auto d = std::ssize(m_rows) - 1; d > 0; --d) {
            const auto& row = m_rows[static_cast<std::size_t>(d - 1)];
            const auto k = x - y;
            const auto at = [&](std::ptrdiff_t diagonal) {
                return row[static_cast<std::size_t>(diagonal + d - 1)];
            };
            const bool isInsertion = k == -d || (k != d && at(k - 1) < at(k + 1));
            const auto fromX = isInsertion ? at(k + 1) : at(k - 1);
            const auto fromY = fromX - (isInsertion ? k + 1 : k - 1);
            const Change change{
                fromX, isInsertion ? fromX : fromX + 1, fromY, isInsertion ? fromY + 1 : fromY};
            if (!changes.empty() && changes.back().oldBegin == change.oldEnd &&
                changes.back().newBegin == change.newEnd) {
                changes.back().oldBegin = change.oldBegin;
                changes.back().newBegin = change.newBegin;
            } else {
                changes.push_back(change);
            }
            x = fromX;
            y = fromY;
        }
        std::reverse(changes.begin(), changes.end());
        return changes;
    }

    const Lines& m_old;
    const Lines& m_new;
    std::ptrdiff_t m_start = 0;
    std::vector<std::vector<std::ptrdiff_t>> m_rows;
};

/// Writes the changes of a pair of texts as hunks, one change after the other.
class Printer {
public:
    Printer(std::string_view before, std::string_view after)
        : m_before(before)
        , m_after(after)
    {
    }

    void add(const ChangedRegion& region)
    {
        m_line += countLines(m_before.substr(m_at, region.old.begin - m_at));
        m_at = region.old.begin;
        const auto oldLines = linesOf(m_before.substr(region.old.begin, region.old.size()));
        const auto newLines = linesOf(m_after.substr(region.now.begin, region.now.size()));
        for (const auto& change : Comparer(oldLines, newLines).run())
            add({placeOf(oldLines, change.oldBegin, change.oldEnd, region.old.end, m_before, m_line),
                placeOf(newLines, change.newBegin, change.newEnd, region.now.end, m_after,
                    m_line + m_linesMore)});
        m_linesMore += std::ssize(newLines) - std::ssize(oldLines);
    }

    std::string finish()
    {
        printHunk();
        return std::move(m_out);
    }

private:
    /// Whole lines of a text: their bytes, and how many lines stand in front of them.
    struct Place {
        Span bytes;
        std::ptrdiff_t line = 0;
        std::ptrdiff_t count = 0;
    };
    struct Replaced {
        Place old;
        Place now;
    };

    static std::ptrdiff_t countLines(std::string_view text)
    {
        std::ptrdiff_t count = 0;
        for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
            ++count;
        return count;
    }

    static Place placeOf(const Lines& lines, std::ptrdiff_t begin, std::ptrdiff_t end, std::size_t textEnd,
        std::string_view text, std::ptrdiff_t line)
    {
        const auto offset = [&](std::ptrdiff_t at) {
            return at == std::ssize(lines)
                ? textEnd
                : static_cast<std::size_t>(lines[static_cast<std::size_t>(at)].data() - text.data());
        };
        return {{offset(begin), offset(end)}, line + begin, end - begin};
    }

    void add(const Replaced& change)
    {
        if (!m_hunk.empty() &&
            change.old.line - (m_hunk.back().old.line + m_hunk.back().old.count) > 2 * kContext)
            printHunk();
        m_hunk.push_back(change);
    }

    void print(char mark, std::string_view text)
    {
        while (!text.empty()) {
            const auto end = endOfLine(text, 0);
            m_out.push_back(mark);
            m_out += text.substr(0, end);
            if (m_out.back() != '\n')
                m_out += "\n\\ No newline at end of file\n";
            text.remove_prefix(end);
        }
    }

    /// Up to three lines in front of and behind a hunk, which both texts have.
    Place contextBefore(std::size_t at) const
    {
        Place place{{at, at}};
        for (; place.count < kContext && place.bytes.begin > 0; ++place.count)
            place.bytes.begin = beginOfLine(m_before, place.bytes.begin - 1);
        return place;
    }

    Place contextBehind(std::size_t at) const
    {
        Place place{{at, at}};
        for (; place.count < kContext && place.bytes.end < m_before.size(); ++place.count)
            place.bytes.end = endOfLine(m_before, place.bytes.end);
        return place;
    }

    std::string_view old(Span bytes) const { return m_before.substr(bytes.begin, bytes.size()); }

    static std::string rangeOf(
        const Place& first, const Place& last, std::ptrdiff_t ahead, std::ptrdiff_t behind)
    {
        const auto begin = first.line - ahead;
        const auto count = last.line + last.count + behind - begin;
        const auto number = std::to_string(count == 0 ? begin : begin + 1);
        return count == 1 ? number : number + "," + std::to_string(count);
    }

    void printHunk()
    {
        if (m_hunk.empty())
            return;
        const auto& first = m_hunk.front();
        const auto& last = m_hunk.back();
        const auto ahead = contextBefore(first.old.bytes.begin);
        const auto behind = contextBehind(last.old.bytes.end);
        m_out += "@@ -" + rangeOf(first.old, last.old, ahead.count, behind.count) + " +" +
            rangeOf(first.now, last.now, ahead.count, behind.count) + " @@\n";
        auto at = ahead.bytes.begin;
        for (const auto& change : m_hunk) {
            print(' ', old({at, change.old.bytes.begin}));
            print('-', old(change.old.bytes));
            print('+', m_after.substr(change.now.bytes.begin, change.now.bytes.size()));
            at = change.old.bytes.end;
        }
        print(' ', old(behind.bytes));
        m_hunk.clear();
    }

    std::string_view m_before;
    std::string_view m_after;
    std::size_t m_at = 0;           // in m_before, where a line begins
    std::ptrdiff_t m_line = 0;      // the lines in front of it
    std::ptrdiff_t m_linesMore = 0; // that m_after has up to there
    std::vector<Replaced> m_hunk;   // changes whose context touches
    std::string m_out;
};

std::string diffOf(std::string_view before, std::string_view after, std::string_view path,
    const std::vector<ChangedRegion>& regions)
{
    Printer printer(before, after);
    for (const auto& region : regions)
        printer.add(region);
    auto hunks = printer.finish();
    if (hunks.empty())
        return hunks;
    return "--- " + std::string(path) + "\n+++ " + std::string(path) + "\n" + hunks;
}

} // namespace

std::string unifiedDiff(std::string_view before, std::string_view after, std::string_view path)
{
    return diffOf(before, after, path, changedLines(before, after));
}

std::string unifiedDiff(std::string_view before, std::string_view after, std::string_view path,
    const std::vector<Replacement>& made)
{
    return diffOf(before, after, path, changedLines(before, after, made));
}

} // namespace gatehouse::clients

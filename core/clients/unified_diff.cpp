// SPDX-License-Identifier: Apache-2.0
#include "core/clients/unified_diff.h"

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

/// Lines [oldBegin, oldEnd) became [newBegin, newEnd).
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

void print(std::string& out, char mark, const Lines& lines, std::ptrdiff_t begin, std::ptrdiff_t end)
{
    for (auto i = begin; i < end; ++i) {
        out.push_back(mark);
        out += lines[static_cast<std::size_t>(i)];
        if (out.back() != '\n')
            out += "\n\\ No newline at end of file\n";
    }
}

std::string rangeOf(std::ptrdiff_t begin, std::ptrdiff_t end)
{
    const auto count = end - begin;
    const auto first = std::to_string(count == 0 ? begin : begin + 1);
    return count == 1 ? first : first + "," + std::to_string(count);
}

void printHunk(std::string& out, const Lines& before, const Lines& after, const std::vector<Change>& changes)
{
    const auto oldBegin = std::max<std::ptrdiff_t>(0, changes.front().oldBegin - kContext);
    const auto newBegin = std::max<std::ptrdiff_t>(0, changes.front().newBegin - kContext);
    const auto oldEnd = std::min(std::ssize(before), changes.back().oldEnd + kContext);
    const auto newEnd = std::min(std::ssize(after), changes.back().newEnd + kContext);
    out += "@@ -" + rangeOf(oldBegin, oldEnd) + " +" + rangeOf(newBegin, newEnd) + " @@\n";
    auto at = oldBegin;
    for (const auto& change : changes) {
        print(out, ' ', before, at, change.oldBegin);
        print(out, '-', before, change.oldBegin, change.oldEnd);
        print(out, '+', after, change.newBegin, change.newEnd);
        at = change.oldEnd;
    }
    print(out, ' ', before, at, oldEnd);
}

} // namespace

std::string unifiedDiff(std::string_view before, std::string_view after, std::string_view path)
{
    const auto oldLines = linesOf(before);
    const auto newLines = linesOf(after);
    const auto changes = Comparer(oldLines, newLines).run();
    if (changes.empty())
        return {};
    auto out = "--- " + std::string(path) + "\n+++ " + std::string(path) + "\n";
    std::vector<Change> hunk;
    for (const auto& change : changes) {
        if (!hunk.empty() && change.oldBegin - hunk.back().oldEnd > 2 * kContext) {
            printHunk(out, oldLines, newLines, hunk);
            hunk.clear();
        }
        hunk.push_back(change);
    }
    printHunk(out, oldLines, newLines, hunk);
    return out;
}

} // namespace gatehouse::clients

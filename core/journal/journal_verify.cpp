// SPDX-License-Identifier: Apache-2.0
#include "core/journal/journal_reader.h"
#include "core/journal/line_format.h"
#include "core/journal/line_stream.h"

namespace gatehouse::journal {
namespace {

/// Why this line may not stand after what the report has seen so far; empty: it may.
std::string reasonAgainst(const JournalReport& report, const base::Result<ParsedLine>& line)
{
    if (!line)
        return line.error().detail;
    if (line->event.sequence != report.lines)
        return "sequence " + std::to_string(line->event.sequence) + " where " + std::to_string(report.lines) +
            " is due";
    if (line->previous != report.head)
        return "`prev` is not the hash of the line before: a line was changed, removed or put in";
    return {};
}

void noteBreak(JournalReport& report, std::uint64_t line, std::string reason)
{
    if (report.brokenAtLine)
        return;
    report.brokenAtLine = line;
    report.reason = std::move(reason);
}

} // namespace

base::Result<JournalReport> verifyJournal(
    const std::string& path, const std::optional<base::Sha256>& expectedHead)
{
    auto stream = LineStream::open(path, 0);
    if (!stream)
        return stream.error();
    JournalReport report;
    report.path = path;
    for (;;) {
        std::string_view text;
        const auto step = stream->next(text);
        if (!step)
            return step.error();
        if (*step == LineStream::Step::End)
            break;
        if (*step == LineStream::Step::TooLong)
            noteBreak(report, report.lines + 1, "longer than any line");
        else if (auto reason = reasonAgainst(report, parseLine(text)); !reason.empty())
            noteBreak(report, report.lines + 1, std::move(reason));
        ++report.lines;
        report.head = base::sha256(text);
    }
    report.endsTorn = stream->endsTorn();
    if (expectedHead && *expectedHead != report.head)
        noteBreak(report, report.lines + 1,
            "the last line is not the one that stood there when the journal was sealed");
    return report;
}

} // namespace gatehouse::journal

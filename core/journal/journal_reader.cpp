// SPDX-License-Identifier: Apache-2.0
#include "core/journal/journal_reader.h"

#include "core/journal/line_format.h"
#include "core/journal/line_stream.h"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace gatehouse::journal {
namespace {

/// What does not follow the line before it in a chunk, as one sentence; empty where all does.
std::string breakAfter(const JournalChunk& chunk, std::uint64_t offset, const ParsedLine& line,
    std::optional<std::uint64_t> lastSequence)
{
    const auto& sequence = line.event.sequence;
    if (line.previous != chunk.head)
        return "line with sequence " + std::to_string(sequence) +
            " does not name the hash of the line before it";
    if (lastSequence ? sequence != *lastSequence + 1 : offset == 0 && sequence != 0)
        return "sequence " + std::to_string(sequence) + " does not follow the one before it";
    return {};
}

} // namespace

base::Result<JournalChunk> readJournal(const std::string& path, std::uint64_t offset, std::size_t maxEvents)
{
    auto stream = LineStream::open(path, offset);
    if (!stream)
        return stream.error();
    JournalChunk chunk;
    chunk.nextOffset = offset;
    std::optional<std::uint64_t> lastSequence;
    bool isFirst = true;
    while (chunk.events.size() + chunk.damagedLines.size() < maxEvents) {
        std::string_view text;
        const auto step = stream->next(text);
        if (!step)
            return step.error();
        if (*step == LineStream::Step::End)
            break;
        const auto start = std::exchange(chunk.nextOffset, stream->offset());
        auto line = *step == LineStream::Step::TooLong
            ? base::Result<ParsedLine>(base::Error{base::ErrorCode::JournalBroken, "longer than any line"})
            : parseLine(text);
        if (!line) {
            chunk.damagedLines.push_back(line.error().detail + " (at byte " + std::to_string(start) + ")");
            if (chunk.chainBreak.empty())
                chunk.chainBreak = chunk.damagedLines.back();
        } else {
            if (isFirst) {
                chunk.firstPrevious = line->previous;
                chunk.head = offset == 0 ? base::Sha256{} : line->previous;
            }
            if (chunk.chainBreak.empty())
                chunk.chainBreak = breakAfter(chunk, offset, *line, lastSequence);
            lastSequence = line->event.sequence;
            chunk.events.push_back(std::move(line->event));
        }
        isFirst = false;
        chunk.head = base::sha256(text);
    }
    return chunk;
}

base::Result<std::vector<std::string>> listJournals(const std::string& folder)
{
    std::error_code failure;
    std::filesystem::directory_iterator entries(folder, failure);
    std::vector<std::string> paths;
    if (failure == std::errc::no_such_file_or_directory)
        return paths;
    for (; !failure && entries != std::filesystem::directory_iterator(); entries.increment(failure)) {
        std::error_code ignored;
        if (entries->path().extension() == ".jsonl" &&
            entries->symlink_status(ignored).type() == std::filesystem::file_type::regular)
            paths.push_back(entries->path().string());
    }
    if (failure)
        return base::errnoError(failure.value(), folder);
    std::sort(paths.begin(), paths.end());
    return paths;
}

} // namespace gatehouse::journal

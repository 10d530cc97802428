// SPDX-License-Identifier: Apache-2.0
// Any bytes may stand in a journal and in what is written to one: reading bears them, writing gives one valid
// line.
#include "core/base/utf8.h"
#include "core/journal/line_format.h"
#include "tests/fuzz/fuzz_check.h"

#include <cstdint>
#include <string>
#include <string_view>

using namespace gatehouse;

namespace {

/// What was read of a line must come back when it is written again.
void checkReading(std::string_view line)
{
    const auto parsed = journal::parseLine(line);
    if (!parsed) {
        FUZZ_CHECK(parsed.error().code == base::ErrorCode::JournalBroken && !parsed.error().detail.empty());
        return;
    }
    std::string written;
    journal::appendLine(written, parsed->event, parsed->event.sequence, parsed->previous);
    const auto again = journal::parseLine(written);
    FUZZ_CHECK(again.hasValue());
    std::string twice;
    journal::appendLine(twice, again->event, again->event.sequence, again->previous);
    // Of very many findings the last one counts those that were left out, and does so at each writing.
    FUZZ_CHECK(twice == written || parsed->event.findings.size() > 1000);
}

/// Texts and JSON of a peer in every member that takes some.
void checkWriting(std::string_view bytes)
{
    model::SessionEvent event;
    event.kind = "message";
    event.method = event.id = event.server = event.tool = event.reason = event.excerpt = std::string(bytes);
    event.details = std::string(bytes); // a shape is our own: nothing of a peer is in it
    event.findings = {{std::string(bytes), std::string(bytes), bytes.size(), 1}};
    std::string line;
    journal::appendLine(line, event, 7, {});
    FUZZ_CHECK(base::isValidUtf8(line));
    for (std::size_t at = 0; at < line.size();) {
        const auto character = base::decodeUtf8(line, at);
        FUZZ_CHECK(!base::isInvisible(character.codePoint)); // no newline either: it stays one line
        at += character.length;
    }
    const auto parsed = journal::parseLine(line);
    FUZZ_CHECK(parsed.hasValue());
    FUZZ_CHECK(parsed->event.sequence == 7 && parsed->event.kind == "message");
    FUZZ_CHECK(parsed->event.action == model::Action::Pass && parsed->event.findings.size() == 1);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    checkReading(bytes);
    checkWriting(bytes);
    return 0;
}

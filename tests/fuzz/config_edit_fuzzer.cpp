// SPDX-License-Identifier: Apache-2.0
#include "core/clients/dialect.h"
#include "core/clients/edit_check.h"
#include "core/clients/unified_diff.h"
#include "tests/fuzz/fuzz_check.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

// Any bytes as a client's file: what parses can be routed so that nothing but commands differs, and back
// again.

using namespace gatehouse;
using namespace gatehouse::clients;

namespace {

const Routing kRouting{"/home/u/.local/lib/gatehouse/gatehouse-wrap", "0123456789abcdef"};
const std::vector<ServerContainer> kContainers{{{"s"}, {}, false, {}}, {{"p", "*", "s"}, {}, false, {}},
    {{"a", "b"}, {}, true, {}}, {{"l"}, {}, false, "name"}};

void checkEntry(const std::string& text, const Document& document, const std::vector<EntryText>& entries,
    const EntryText& entry, FileEdit edit)
{
    const auto routed = document.routed(entry, edit.shape, kRouting);
    if (!routed)
        return;
    edit.before = text;
    edit.after = text.substr(0, entry.value.begin) + *routed + text.substr(entry.value.end);
    EntryEdit one;
    one.ref = kRouting.ref;
    one.location.keyPath = entry.keyPath;
    one.newEntry = *routed;
    edit.entries.push_back(one);
    FUZZ_CHECK(checkRouted(edit, document, entries, kContainers, kRouting.wrapper).hasValue());
    FUZZ_CHECK(!unifiedDiff(edit.before, edit.after, "x").empty());

    // A record keeps these bytes and nothing around them.
    const auto alone =
        findDialect(edit.format)->readAlone(text.substr(entry.value.begin, entry.value.size()), edit.shape);
    FUZZ_CHECK(alone && alone->command == entry.command);

    const auto after = findDialect(edit.format)->open(edit.after, edit.tolerance);
    const auto now = (*after)->find(entry.keyPath, edit.shape);
    FUZZ_CHECK(now.has_value());
    for (const bool dropsEmpty : {false, true}) {
        const auto back = (*after)->unrouted(*now, edit.shape, kRouting, dropsEmpty);
        FUZZ_CHECK(back.hasValue());
        const auto restored = edit.after.bytes().substr(0, now->value.begin) + *back +
            edit.after.bytes().substr(now->value.end);
        const auto reopened = findDialect(edit.format)->open(restored, edit.tolerance);
        FUZZ_CHECK(reopened.hasValue());
        const auto last = (*reopened)->find(entry.keyPath, edit.shape);
        // Dropping an `args` that is repeated lets an earlier one show.
        FUZZ_CHECK(last.has_value());
        if (!dropsEmpty) {
            FUZZ_CHECK(last->command == entry.command);
            FUZZ_CHECK(
                (*reopened)->untouchedPart(*last, edit.shape) == document.untouchedPart(entry, edit.shape));
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const auto flags = data[0];
    FileEdit edit;
    constexpr std::array kFormats{"json", "toml", "yaml"};
    edit.format = kFormats[(flags >> 4) % kFormats.size()];
    edit.tolerance = {(flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0};
    if ((flags & 8) != 0)
        edit.shape.form = flags >= 128 ? EntryShape::Form::NestedCommand : EntryShape::Form::CommandArray;
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto document = findDialect(edit.format)->open(text, edit.tolerance);
    if (!document)
        return 0;
    (*document)->keysAt({"p"});
    const auto entries = (*document)->entries(kContainers, edit.shape);
    if (!entries)
        return 0;
    std::size_t done = 0;
    for (const auto& entry : *entries) {
        if (++done > 8)
            break;
        FUZZ_CHECK((*document)->lineAt(entry.keyOffset) >= 1);
        checkEntry(text, **document, *entries, entry, edit);
    }
    return 0;
}

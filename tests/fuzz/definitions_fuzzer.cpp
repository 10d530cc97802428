// SPDX-License-Identifier: Apache-2.0
// Two definitions, or what claims to be some: their canonical forms are fixed points, what differs is
// withheld and what does not is not, what people are shown is harmless, and files of pins give back what was
// written.
#include "core/base/utf8.h"
#include "core/jsonrpc/message.h"
#include "core/trust/canonical.h"
#include "core/trust/pin_book.h"
#include "core/trust/pin_file.h"
#include "tests/fuzz/fuzz_check.h"

#include <cstdint>
#include <optional>
#include <string>

using namespace gatehouse;
using model::DefinitionKind;
using trust::DefinitionStanding;

namespace {

std::optional<std::string> formOf(std::string_view text)
{
    const auto value = jsonrpc::parseValue(text, {});
    if (!value)
        return std::nullopt;
    auto form = trust::canonicalForm(*value);
    const auto again = jsonrpc::parseValue(form, {});
    FUZZ_CHECK(again.hasValue());
    FUZZ_CHECK(trust::canonicalForm(*again) == form);
    return form;
}

void isHarmless(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto decoded = base::decodeUtf8(text, at);
        FUZZ_CHECK(decoded.length > 0);
        FUZZ_CHECK(text[at] == '\n' || !base::isInvisible(decoded.codePoint));
        at += decoded.length;
    }
}

void compare(DefinitionKind kind, const std::string& before, const std::string& after)
{
    trust::PinBook book;
    FUZZ_CHECK(book.judge(kind, "a", before).standing == DefinitionStanding::FirstSeen);
    book.endPage(kind, true);
    const auto read = trust::decodePins(trust::encodePins({"c", "s", "e"}, book.pins(kind)));
    FUZZ_CHECK(read.hasValue() && read->pins == book.pins(kind));
    trust::PinBook later;
    later.load(kind, read->pins);
    const auto verdict = later.judge(kind, "a", after);
    FUZZ_CHECK(verdict.isHidden() == (before != after));
    FUZZ_CHECK(later.judge(kind, "b", before).isHidden());
    if (!verdict.change)
        return;
    FUZZ_CHECK(verdict.change->diff.size() <= 8192);
    FUZZ_CHECK(verdict.change->parts.size() <= 16);
    isHarmless(verdict.change->diff);
    for (const auto& part : verdict.change->parts)
        isHarmless(part.sentence);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto names = trust::decodePinNames(bytes);
    if (const auto file = trust::decodePins(bytes)) {
        FUZZ_CHECK(names.hasValue() && names->owner == file->owner);
        const auto again = trust::decodePins(trust::encodePins(file->owner, file->pins));
        FUZZ_CHECK(again.hasValue() && again->owner == file->owner && again->pins == file->pins);
    }
    const auto end = bytes.find('\n');
    if (end == bytes.npos)
        return 0;
    const auto before = formOf(bytes.substr(0, end));
    const auto after = formOf(bytes.substr(end + 1));
    if (!before || !after)
        return 0;
    for (std::size_t i = 0; i < model::kDefinitionKinds; ++i)
        compare(static_cast<DefinitionKind>(i), *before, *after);
    return 0;
}

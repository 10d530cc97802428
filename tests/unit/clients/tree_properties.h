// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/dialect.h"

#include <QtTest>

#include <string>
#include <vector>

namespace gatehouse::tests {

/// One entry's edit in a dialect: the whole text with it, and the whole text with it taken out again.
struct EditedText {
    std::string reason; ///< why there is none
    std::string after;
    std::string restored;
    bool isUntouchedElsewhere = false;
    bool isReadAlone = false; ///< the record's bytes say the same command
};

inline const clients::Routing kTreeRouting{"/h/o \"m\" e/gatehouse-wrap", "0123456789abcdef"};

inline std::string withBytes(const std::string& text, clients::Span span, const std::string& bytes)
{
    return text.substr(0, span.begin) + bytes + text.substr(span.end);
}

inline EditedText editEntry(const clients::Dialect& dialect, const std::string& text,
    const std::string& keyPath, const clients::EntryShape& shape = {})
{
    EditedText out;
    const auto document = dialect.open(text, {true, true, true});
    const auto entry = document ? (*document)->find(keyPath, shape) : std::nullopt;
    if (!entry) {
        out.reason = document ? "no such entry" : document.error().detail;
        return out;
    }
    const auto routed = (*document)->routed(*entry, shape, kTreeRouting);
    if (!routed) {
        out.reason = routed.error().detail;
        return out;
    }
    out.after = withBytes(text, entry->value, *routed);
    const auto alone = dialect.readAlone(text.substr(entry->value.begin, entry->value.size()), shape);
    out.isReadAlone = alone && alone->command == entry->command && alone->hasArguments == entry->hasArguments;
    const auto reopened = dialect.open(out.after, {true, true, true});
    const auto now = reopened ? (*reopened)->find(keyPath, shape) : std::nullopt;
    if (!now || out.after.substr(now->value.begin, now->value.size()) != *routed)
        return out;
    std::vector<std::string> command{kTreeRouting.wrapper, kTreeRouting.option()};
    command.insert(command.end(), entry->command.begin(), entry->command.end());
    out.isUntouchedElsewhere = now->command == command &&
        (*document)->untouchedPart(*entry, shape) == (*reopened)->untouchedPart(*now, shape);
    if (const auto back = (*reopened)->unrouted(*now, shape, kTreeRouting, !entry->hasArguments))
        out.restored = withBytes(out.after, now->value, *back);
    return out;
}

} // namespace gatehouse::tests

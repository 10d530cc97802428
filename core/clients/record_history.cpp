// SPDX-License-Identifier: Apache-2.0
#include "core/clients/records.h"

namespace gatehouse::clients {

std::string byClient(std::string_view id)
{
    return "client:" + std::string(id);
}

void remember(Record& record, RecordEvent event)
{
    record.history.push_back(std::move(event));
    if (record.history.size() > kMaxHistory)
        record.history.erase(record.history.begin());
}

std::optional<RecordEvent> changedOutside(const Record& record, std::string_view entryNow,
    const std::string& fileHashNow, base::UnixMilliseconds seenAt, std::string by)
{
    if (!record.isActive)
        return std::nullopt; // not ours: whatever stands there is its owner's business
    const auto* const last = record.history.empty() ? nullptr : &record.history.back();
    const bool isToldAlready = last != nullptr && last->what == kChangedOutside;
    const auto& known = isToldAlready ? last->newEntry : record.protectedEntry;
    if (entryNow == known)
        return std::nullopt;
    return RecordEvent{kChangedOutside, seenAt, std::move(by),
        isToldAlready ? last->fileHashAfter : record.fileHashAfter, fileHashNow, known,
        std::string(entryNow)};
}

} // namespace gatehouse::clients

// SPDX-License-Identifier: Apache-2.0
#include "core/clients/record_index.h"

#include "core/clients/protection.h"

#include <algorithm>
#include <set>
#include <utility>

namespace gatehouse::clients {

RecordIndex::RecordIndex(const Records& records)
{
    const auto refs = records.refs();
    for (const auto& ref : refs ? *refs : std::vector<std::string>{}) {
        auto record = records.load(ref);
        if (!record)
            continue;
        for (const auto& event : record->history)
            m_writes.push_back({record->location.file, event});
        if (record->isActive)
            m_active.push_back(std::move(*record));
    }
}

ActiveRefs RecordIndex::activeIn(const std::string& file) const
{
    ActiveRefs refs;
    for (const auto& record : m_active) {
        if (record.location.file == file)
            refs.insert(record.ref);
    }
    return refs;
}

bool RecordIndex::isOurWrite(
    const std::string& file, const std::string& hash, base::UnixMilliseconds since) const
{
    base::UnixMilliseconds newest = since;
    bool isOurs = false;
    for (const auto& write : m_writes) {
        if (write.file != file || write.event.at < newest)
            continue;
        // The entries of one write have the same time and the same hash.
        const bool isLater = write.event.at > newest;
        newest = write.event.at;
        isOurs = (isOurs && !isLater) || write.event.fileHashAfter == hash;
    }
    return isOurs;
}

std::size_t RecordIndex::rewrites(const std::string& file, base::UnixMilliseconds since) const
{
    std::set<std::pair<base::UnixMilliseconds, std::string>> writes;
    for (const auto& write : m_writes) {
        if (write.file == file && write.event.what == kProtectedAgain && write.event.at > since)
            writes.emplace(write.event.at, write.event.fileHashAfter);
    }
    return writes.size();
}

} // namespace gatehouse::clients

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/dialect.h"
#include "core/clients/protection.h"

#include <map>
#include <string>

namespace gatehouse::clients {

/// Puts guarded copies of other files' entries into a planned edit, one behind the other.
class CopyPlanner {
public:
    CopyPlanner(FileEdit& edit, const Records& records, const std::string& wrapper)
        : m_edit(edit)
        , m_records(records)
        , m_wrapper(wrapper)
    {
    }

    /// Leaves the edit as it is after an error. A copy of ours that is there already is renewed.
    base::Result<void> add(const DiscoveredFile& source, const ClientLocation& sourceLocation,
        const DiscoveredEntry& entry, const model::EntryLocation& copy);

private:
    base::Result<Insertion> insert(
        const EntryEdit& entry, const std::string& routed, const std::string& indent);
    base::Result<void> takeOutOldCopy(const EntryEdit& entry);
    int createdLevels(const EntryEdit& entry, const Insertion& insertion);

    FileEdit& m_edit;
    const Records& m_records;
    const std::string& m_wrapper;
    std::map<std::string, int> m_created; // by the key path of the object that holds the copies
};

} // namespace gatehouse::clients

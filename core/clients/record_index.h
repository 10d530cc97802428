// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/entry_diff.h"
#include "core/clients/records.h"

#include <string>
#include <vector>

namespace gatehouse::clients {

/// What all records together say of each file, as they were when it was made. Damaged records are left out:
/// what they protect is nobody's to write again.
class RecordIndex {
public:
    explicit RecordIndex(const Records& records);

    /// The refs of the active records of one file (links resolved).
    ActiveRefs activeIn(const std::string& file) const;
    const std::vector<Record>& active() const { return m_active; }

    /// True where the last thing that we did to the file since `since` left it with these bytes.
    bool isOurWrite(const std::string& file, const std::string& hash, base::UnixMilliseconds since) const;
    /// How often we wrote the file later than `since` to protect in it what a client had unwrapped.
    std::size_t rewrites(const std::string& file, base::UnixMilliseconds since) const;

private:
    std::vector<Record> m_active;
    struct Write {
        std::string file;
        RecordEvent event;
    };
    std::vector<Write> m_writes;
};

} // namespace gatehouse::clients

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"

#include <string>
#include <vector>

namespace gatehouse::wrap {

/// Tells when a name appears in one of a few folders: a file renamed into place, written and closed, or a
/// socket bound. Where the system has no watches left it stays silent; whoever needs to know asks again from
/// time to time.
class FolderWatch {
public:
    FolderWatch();
    /// False where there is no such folder, or nothing can watch it.
    bool add(const std::string& folder);
    /// Tells also what goes, and what only changes owner or mode; the folder's own as ".".
    bool addWithOwners(const std::string& folder);
    bool isOpen() const { return m_watch.isOpen(); }
    int descriptor() const { return m_watch.get(); }
    /// Names that have appeared or changed since the last call, whichever folder they are in. "*" when some
    /// were lost.
    std::vector<std::string> take();

private:
    base::Descriptor m_watch;
};

} // namespace gatehouse::wrap

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/model/launch.h"
#include "core/trust/python_caches.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace gatehouse::wrap {

/// Compiled forms of a server's own python modules. Python runs the file in __pycache__ in the source's place
/// wherever time and size in its head are the source's, whoever wrote it, and a head may even say that
/// nothing has to fit. So none counts but those that python made, of sources that were checked, while a
/// wrapper looked: they are on a record, by their stamps. All others are taken away, and python makes them
/// anew.
class CompiledFiles {
public:
    /// `folder`: where the records are kept.
    explicit CompiledFiles(std::string folder)
        : m_folder(std::move(folder))
    {
    }

    /// Before the start. `caches`: where python looks. Changed, naming it, where one that is not on the
    /// record cannot be taken away, and is not the system's either.
    base::Result<void> clear(const model::LaunchIdentity& identity, const trust::PythonCaches& caches);
    /// True where those on the record are still the same: python has no reason to make one of them anew.
    bool isStill() const;
    /// Before the first byte: what is there by now was on the record, or has been made since.
    void record();

private:
    struct Compiled {
        std::string path;
        std::string line; ///< of the record
    };
    base::Result<std::vector<Compiled>> listed() const;
    std::string recordPath() const;

    std::string m_folder;
    std::vector<std::pair<std::string, std::string>>
        m_caches;                  // a folder of sources, and one of compiled forms
    std::set<std::string> m_known; // lines of the record that still fit
};

} // namespace gatehouse::wrap

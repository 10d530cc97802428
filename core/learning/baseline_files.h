// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/trust/baseline_codec.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::learning {

/// What was learned of servers, a file each, in a folder of their own beside the snapshot. Several programs
/// may use it at once: whoever writes holds a file's lock, reads it anew, and replaces it as a whole, so that
/// a kill at any moment leaves the old or the new one.
class BaselineFiles {
public:
    /// Makes the folder and the key that all marks of this installation are made with, where they are
    /// missing.
    static base::Result<BaselineFiles> open(const std::string& stateFolder);
    /// The same for looking only: NotFound where nothing was ever learned.
    static base::Result<BaselineFiles> openForReading(const std::string& stateFolder);

    const base::ShortHashKey& key() const { return m_key; }
    const std::string& folder() const { return m_folder; }
    std::string pathOf(const std::string& name) const { return m_folder + '/' + name; }

    /// NotFound where nothing is known yet; RecordDamaged as decodeBaseline().
    base::Result<trust::Baseline> load(const std::string& name) const;
    /// Of the files that are whole.
    std::vector<std::string> names() const;

    /// What is in the file and `lessons`, in it from now on; `known`: what the session took for it. The
    /// lessons are dropped where the file was reset since. Locked where another program is at it: try again.
    /// `isLast`: waits a moment for that, and until it is on the disk.
    base::Result<trust::Baseline> learn(const std::string& name, const trust::Baseline& known,
        const std::vector<trust::Lesson>& lessons, bool isLast) const;
    /// Forgets all, for running sessions, too.
    base::Result<void> reset(const std::string& name) const;

private:
    BaselineFiles(std::string folder, const base::ShortHashKey& key)
        : m_folder(std::move(folder))
        , m_key(key)
    {
    }

    std::string m_folder;
    base::ShortHashKey m_key;
};

} // namespace gatehouse::learning

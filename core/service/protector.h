// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/base/result.h"
#include "core/service/protection_service.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace gatehouse::clients {
class KnownTexts;
}

namespace gatehouse::service {

class OwnJournal;

struct ProtectorOptions {
    base::Places places;
    std::string wrapperSource; ///< the gatehouse-wrap beside the calling program; empty: only one that is
                               ///< installed already
    std::string by;            ///< "desktop", "cli": stands in records
    std::shared_ptr<OwnJournal> journal;
    std::vector<std::string>
        projectRoots; ///< folders to look for project files in, beside those that clients list
    /// Publishes a snapshot of the records as they are and returns when wrappers can see it; called in the
    /// thread of apply.
    std::function<base::Result<void>()> publish = {};
    /// What has been read and written of clients' files, shared with who publishes; null: each step reads for
    /// itself.
    std::shared_ptr<clients::KnownTexts> texts = {};
};

/// One look at the machine, and what is worked out from it and written: for who leaves no time between the
/// steps. A file that another program writes meanwhile is left as that program wrote it (Changed).
class ProtectionRun {
public:
    ~ProtectionRun();
    ProtectionRun(ProtectionRun&&) noexcept;
    ProtectionRun& operator=(ProtectionRun&&) = delete;

    Discovery discovery() const;
    /// `isAgreedTo`: nobody will be asked, so the wrapper is put in its place in the meantime.
    base::Result<ProtectionPlan> plan(const PlanOptions& options, bool isAgreedTo = false);
    /// Writes what was planned last.
    base::Result<std::vector<EntryResult>> apply();

private:
    friend class Protector;
    struct State;
    explicit ProtectionRun(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// What the desktop's service and the command line do with clients' files: core/clients with the journal line
/// before every edit, and the snapshot before every file that starts to name the wrapper. Blocks. Every call
/// looks at the files again.
class Protector {
public:
    explicit Protector(ProtectorOptions options);

    base::Result<Discovery> discover(const std::atomic_bool* cancelled = nullptr,
        const std::function<void(int, int)>& progress = {}) const;
    base::Result<ProtectionPlan> plan(const PlanOptions& options) const;
    base::Result<ProtectionRun> begin() const;
    /// `expected`, where given: a file whose diff is another one now is refused with Changed.
    base::Result<std::vector<EntryResult>> apply(
        const PlanOptions& options, const ProtectionPlan* expected) const;
    /// What undoing would write.
    base::Result<ProtectionPlan> planUndo(const std::vector<std::string>& refs) const;
    base::Result<std::vector<EntryResult>> undo(const std::vector<std::string>& refs) const;

private:
    ProtectorOptions m_options;
};

} // namespace gatehouse::service

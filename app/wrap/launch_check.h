// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/wrap/compiled_files.h"
#include "app/wrap/disk_probe.h"
#include "app/wrap/running_check.h"
#include "core/base/clock.h"
#include "core/base/places.h"
#include "core/policy/admission.h"
#include "core/policy/snapshot.h"
#include "core/policy/tool_rules.h"
#include "core/relay/session.h"
#include "core/trust/launch_resolver.h"
#include "core/trust/pin_book.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::wrap {

/// What is known of the launch, and whether it may run.
struct Standing {
    relay::Admission admission = relay::Admission::Pending;
    std::string
        reason; ///< stable code: policy's, or "snapshot-missing", "snapshot-damaged", "snapshot-stale" …
    std::string detail; ///< for people: what is wrong with which file; empty for an ordinary answer
    model::LaunchIdentity identity;
    std::string digest; ///< hexadecimal
    std::string cardId;
    policy::LaunchAdmission decision;  ///< of the snapshot that decided
    std::string onceFolder;            ///< where the keys of that snapshot's decisions of kind Once lie
    std::string grantFolder;           ///< and how late it is for those that end
    base::UnixMilliseconds moment = 0; ///< how late it is for `decision`: never before the clock's
    std::string foundPath;             ///< the command as it was found, links not resolved: what is executed
    policy::Settings settings;
    std::optional<policy::SnapshotEntry> entry;
    std::vector<trust::DefinitionDecision> definitions;  ///< what is decided about definitions of the launch
    std::vector<policy::HeldToolRules> toolRules;        ///< of each snapshot
    model::TrustLevel trust = model::TrustLevel::Normal; ///< in this server
    std::string commandLineProgram; ///< absolute path of gatehouse-cli; empty where no snapshot names it
};

/// Finds out what this launch is and looks it up, again whenever the snapshot may have changed. Where HOME is
/// not the account's home and Gatehouse is set up in the latter too, the stricter of both answers holds: HOME
/// is in the hands of whoever writes the client's file.
class LaunchCheck {
public:
    /// `clientProcess`: who started this program.
    LaunchCheck(base::Places places, std::vector<std::string> argv, std::string entryRef,
        std::optional<model::ProcessInfo> clientProcess);

    /// CommandNotFound and other errors of the resolver: there is nothing that could be started or asked
    /// about.
    base::Result<Standing> check(base::UnixMilliseconds now);
    /// What the snapshots say later, while the launch runs.
    const RunningCheck& running() const { return m_running; }
    /// Where what the launch was first seen to offer is kept: never where only the client's file points to.
    const base::Places& pinPlaces() const { return m_accountPlaces ? *m_accountPlaces : m_places; }
    /// True where resolving once more gives what was approved: scripts and packages are executed by path, and
    /// what lies there may have been exchanged since, and back again. Where a package was approved before it
    /// was there, it is by now: then `approved` becomes what it is, to be learned.
    bool isStill(Standing& approved) const;
    /// The same right after the start: a shell may just be building what it starts, whose sources count
    /// before the first byte.
    bool isStillAtStart(Standing& approved) const;
    /// From here on a package that is not there is one that is found nowhere: what its runner has fetched is
    /// another launch (model::asUntraced), which has to be asked about. As if called where a decision on that
    /// launch is known.
    void takeAsUntraced() { m_isUntraced = true; }
    /// To be called right before the start and right before the first byte (CompiledFiles).
    base::Result<void> clearCompiled(const Standing& standing);
    void recordCompiled() { m_compiled.record(); }
    /// True where the open file of the checked program has not been written to since.
    bool isUnchanged(const Standing& standing) const;
    /// The descriptor of the checked program where it is itself what is executed; -1 where a script is;
    /// nothing where the command leads elsewhere by now.
    std::optional<int> executableOf(const Standing& standing) const;
    /// True for an ELF file; all else has to run by path. To be asked while the file is known to be
    /// unchanged: of one that somebody writes to, the head may be another for a moment.
    static bool runsByDescriptor(int descriptor);
    /// Closes the files that were hashed; to be called when the server runs.
    void forgetFiles() { m_probe.forgetDescriptors(); }
    /// What the policy files say by now, whatever the snapshots were made of: of a message that comes later
    /// must count what the user has written meanwhile. PolicyInvalid as policy::loadSettings().
    base::Result<policy::Settings> currentSettings() const;
    /// The same settings with the patterns of the lists that are imported by now.
    policy::Settings withListRules(policy::Settings settings) const;
    /// Folders whose `snapshot` or `policy.toml` decides.
    std::vector<std::string> watchedFolders() const;
    /// Where an organisation's files lie, whether it is there or not; empty where no snapshot names one.
    std::string organisationFolder() const;
    /// A file that the snapshot was made of is not as it was then.
    bool isStale() const;

private:
    base::Result<Standing> consult(const base::Places& places, base::UnixMilliseconds now);
    base::Result<model::LaunchIdentity> resolve() const;
    base::Result<policy::Snapshot> openFresh(const base::Places& places, Standing& standing);
    /// False where the entry is gone or its file cannot be read any more.
    bool refreshEntry(policy::SnapshotEntry& entry) const;
    void rememberHashes(const policy::Snapshot& snapshot);
    void prepareRequest(const Standing& standing);

    base::Places m_places;
    std::optional<model::ProcessInfo> m_clientProcess;
    std::optional<base::Places> m_accountPlaces; // set where it is another and has a snapshot
    RunningCheck m_running;
    trust::LaunchRequest m_request;
    DiskProbe m_probe;
    CompiledFiles m_compiled;
    std::string m_organisationPolicy; // the file that the snapshot names
    bool m_triedToRebuild = false;
    bool m_isUntraced = false;
};

} // namespace gatehouse::wrap

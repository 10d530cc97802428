// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/places.h"
#include "core/base/result.h"
#include "core/relay/session.h"
#include "core/trust/pin_file.h"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::wrap {

/// What launches were first seen to offer: a file for each launch and kind, made once by the first session
/// that sees it. It can only tighten: what is not in it asks.
class PinFiles {
public:
    /// `identityDigest`: of the launch.
    PinFiles(const base::Places& places, std::string identityDigest);

    const std::string& identityDigest() const { return m_identityDigest; }
    /// Takes over what the same launch offered when less of it was known, as far as it has none of its own.
    void takeOver(const std::string& earlierDigest) const;
    /// All kinds that have a file. One that is damaged holds nothing, so that all of its kind asks; `problem`
    /// then says why.
    std::vector<relay::LaunchDefinitions::Kind> load(std::string& problem) const;
    /// Tools of the other launches of one client, of entries that `isEntry` knows and that are not this one.
    /// From here until keep() no other session of the machine looks or keeps: of two that come at the same
    /// moment the second sees what the first has.
    std::vector<pipeline::OtherTool> otherTools(const trust::PinOwner& own,
        const std::function<bool(const std::string& entryRef)>& isEntry, base::UnixMilliseconds now);
    /// Writes what the session has seen. Where another session has seen the kind before it, nothing is
    /// written and what that one has seen comes back.
    base::Result<std::optional<std::vector<trust::Pin>>> keep(const relay::KeepPins& pins);
    /// Nothing was kept after all.
    void endTurn() { m_turn.close(); }
    const std::string& folder() const { return m_folder; }
    std::string nameOf(model::DefinitionKind kind) const
    {
        return trust::pinFileName(m_identityDigest, kind);
    }

private:
    std::string pathOf(model::DefinitionKind kind) const;
    base::Result<std::optional<std::vector<trust::Pin>>> keepFirst(
        const std::string& path, const std::string& bytes) const;
    base::Result<std::optional<std::vector<trust::Pin>>> keepMore(
        const std::string& path, const std::string& bytes) const;
    void contest(const std::string& bytes) const;
    /// Paths, owners, names and digests of all launches' tools.
    std::vector<std::pair<std::string, trust::PinFile>> toolFiles() const;

    std::string m_folder;
    std::string m_identityDigest;
    base::Descriptor m_turn;               // held from looking at the others until the own is kept
    std::vector<std::string> m_sameMoment; // files of others that were first listed when this one is
    std::set<std::pair<std::string, std::string>> m_namesBefore; // entry and name, of those that are older
};

} // namespace gatehouse::wrap

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/model/approval.h"
#include "core/model/session_event.h"
#include "core/policy/snapshot.h"
#include "tests/integration/wrap_process.h"

#include <QTemporaryDir>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::integration {

/// A HOME of a test's own, with a Gatehouse state that it can fill.
class ScratchHome {
public:
    ScratchHome();

    const base::Places& places() const { return m_places; }
    std::string file(const std::string& name) const { return m_places.home + '/' + name; }
    /// HOME, PATH and `more`.
    std::vector<std::string> environment(std::vector<std::string> more = {}) const;

    /// Replaces the snapshot by one with these decisions; the rest of `content` is kept from call to call.
    /// What is new and of kind Once gets another id, which `content` shows.
    void decide(std::vector<model::RegistryDecision> decisions);
    void writeSnapshot();
    policy::SnapshotContent content;

    /// Every line of every journal, oldest first.
    std::vector<model::SessionEvent> events() const;
    std::vector<model::SessionEvent> events(const std::string& kind) const;

    /// A start of the wrapper in front of `command`.
    WrapStart start(const std::vector<std::string>& command) const;

private:
    QTemporaryDir m_folder;
    base::Places m_places;
    std::set<std::string> m_onceKeys; // of decisions that it has made
};

/// The wrapper that was built.
std::string wrapProgram();
/// The fake server with these arguments.
std::vector<std::string> fakeServer(const std::vector<std::string>& arguments = {});

model::RegistryDecision approvedPattern(const std::vector<std::string>& argv);
model::RegistryDecision deniedPattern(const std::vector<std::string>& argv);
/// The decision that a user makes on a card: on the identity that a journal's "pending" line holds.
model::RegistryDecision approvedIdentity(const model::SessionEvent& pending);

/// The client of the wrappers that a test starts.
model::ProcessInfo thisProcess();
/// The decision on a command as the wrapper itself finds it: asks for it once, unapproved.
model::RegistryDecision approvalOf(ScratchHome& home, const std::vector<std::string>& command);

bool has(const std::optional<std::string>& text, std::string_view part);

std::string request(int id, std::string_view method, std::string_view params = "{}");
std::string initialize(int id);
std::string callTool(int id, std::string_view tool, long number = 0);

} // namespace gatehouse::integration

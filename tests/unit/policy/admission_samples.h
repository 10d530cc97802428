// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy/admission.h"
#include "core/trust/launch_resolver.h"

#include <string>
#include <utility>
#include <vector>

namespace gatehouse::test {

/// A launch of an entry, decisions on it, and what a snapshot of them says.
inline model::LaunchIdentity sample()
{
    model::LaunchIdentity identity;
    identity.entryRef = "ref-a";
    identity.entry = {"cursor", model::EntryScope::User, "/h/.cursor/mcp.json", "/mcpServers/a", "a"};
    identity.argv = {"node", "/s.js"};
    identity.executable = {"/usr/bin/node", base::sha256("node"), {}};
    identity.environment = {{"PATH", base::sha256("/bin")}};
    return identity;
}

inline model::RegistryDecision approve(
    const model::LaunchIdentity& identity, model::Choice choice = model::Choice::Always)
{
    model::RegistryDecision decision;
    decision.id = "approval";
    decision.choice = choice;
    decision.identity = identity;
    decision.identityDigest = trust::identityDigest(identity);
    decision.decidedAt = 10;
    return decision;
}

inline model::RegistryDecision pattern(std::vector<std::string> argv)
{
    model::RegistryDecision decision;
    decision.id = "pattern";
    decision.pattern = std::move(argv);
    return decision;
}

inline policy::LaunchAdmission ask(const std::vector<model::RegistryDecision>& decisions,
    const model::LaunchIdentity& identity, const policy::LaunchContext& context = {})
{
    policy::SnapshotContent content;
    content.decisions = decisions;
    const auto snapshot = policy::Snapshot::fromBytes(policy::encodeSnapshot(content));
    return policy::admit(*snapshot, identity, context);
}

inline const model::ProcessInfo kClient{100, 7, "/usr/bin/cursor", {}};
inline const model::ProcessInfo kReusedPid{100, 8, "/usr/bin/cursor", {}};

} // namespace gatehouse::test

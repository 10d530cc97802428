// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/session_event.h"
#include "core/store/definition_store.h"
#include "core/store/incident_store.h"
#include "core/store/usage_store.h"

#include <map>
#include <string>
#include <tuple>

namespace gatehouse::store {

/// The name of a definition as lists are journalled: what calls of it name is brought into the same form.
std::string catalogName(std::string_view name);

/// Counts what messages of one session use and what is found in them; written once for many messages.
class UsageFold {
public:
    explicit UsageFold(Database& database);

    /// A message between this server and this client, under the name that it gives itself.
    void count(const model::SessionEvent& message, const std::string& serverRef, const std::string& client,
        const std::string& agent);
    /// Writes what was counted. True where it named something that may be new to the server.
    base::Result<bool> write(const std::string& serverRef);

private:
    using UseKey =
        std::tuple<std::string, std::string, std::string, std::string>; // kind, name, client, agent
    using FlowKey =
        std::tuple<std::string, std::string, std::string, std::string, model::Direction, std::string>;

    base::Result<void> writeFlow(const model::FlowRow& flow);

    DefinitionStore m_definitions;
    UsageStore m_usage;
    IncidentStore m_incidents;
    std::map<UseKey, model::UseRow> m_uses;
    std::map<FlowKey, model::FlowRow> m_flows;
};

} // namespace gatehouse::store

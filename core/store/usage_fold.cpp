// SPDX-License-Identifier: Apache-2.0
#include "core/store/usage_fold.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <set>

namespace gatehouse::store {
namespace {

constexpr std::size_t kMaxNameBytes = 128; // what a journal line keeps of a name
constexpr std::size_t kMaxShownBytes = 512;

/// What a message is about; an empty kind: none of what servers define. Only requests name prompts, and what
/// resources are called is the user's data.
std::pair<std::string, std::string> subjectOf(const model::SessionEvent& message)
{
    if (message.method == "tools/call" && !message.tool.empty())
        return {"tool", catalogName(message.tool)};
    if (message.method == "prompts/get")
        return {"prompt", catalogName(message.tool)};
    if (message.method == "resources/read")
        return {"resource", {}};
    return {};
}

bool isPassed(model::Action action)
{
    return action == model::Action::Pass || action == model::Action::Flag;
}

bool isRefused(model::Action action)
{
    return action == model::Action::Block || action == model::Action::Drop;
}

} // namespace

std::string catalogName(std::string_view name)
{
    return std::string(
        base::truncateUtf8(base::printable(base::truncateUtf8(name, kMaxNameBytes)), kMaxShownBytes));
}

UsageFold::UsageFold(Database& database)
    : m_definitions(database)
    , m_usage(database)
    , m_incidents(database)
{
}

void UsageFold::count(const model::SessionEvent& message, const std::string& serverRef,
    const std::string& client, const std::string& agent)
{
    if (!message.direction || serverRef.empty())
        return;
    const auto [kind, name] = subjectOf(message);
    if (*message.direction == model::Direction::ToServer && !kind.empty() &&
        (kind == "resource" || !name.empty())) {
        const auto [place, isFirst] = m_uses.try_emplace({kind, name, client, agent},
            model::UseRow{serverRef, kind, name, client, agent, message.at, message.at});
        auto& use = place->second;
        ++use.calls;
        use.refused += isRefused(message.action) ? 1 : 0;
        use.firstAt = std::min(use.firstAt, message.at);
        use.lastAt = std::max(use.lastAt, message.at);
    }
    std::set<std::string_view> rules; // a message counts once for each
    for (const auto& finding : message.findings) {
        if (!rules.insert(finding.detectorId).second)
            continue;
        const auto [place, isFirst] =
            m_flows.try_emplace({kind, name, client, agent, *message.direction, finding.detectorId},
                model::FlowRow{serverRef, kind, name, client, agent, *message.direction, finding.detectorId,
                    0, 0, message.at, message.at});
        auto& flow = place->second;
        ++(isPassed(message.action) ? flow.told : flow.actedOn);
        flow.firstAt = std::min(flow.firstAt, message.at);
        flow.lastAt = std::max(flow.lastAt, message.at);
    }
}

base::Result<bool> UsageFold::write(const std::string& serverRef)
{
    bool isNamed = false;
    for (const auto& [key, use] : m_uses) {
        if (const auto done = m_usage.used(use); !done)
            return done.error();
        if (use.kind == "resource")
            continue;
        if (const auto done = m_definitions.used(serverRef, use.kind, use.name, use.firstAt); !done)
            return done.error();
        isNamed = true;
    }
    for (const auto& [key, flow] : m_flows) {
        if (const auto done = writeFlow(flow); !done)
            return done.error();
    }
    m_uses.clear();
    m_flows.clear();
    return isNamed;
}

/// What was found in what a server said is its incident, whoever asked.
base::Result<void> UsageFold::writeFlow(const model::FlowRow& flow)
{
    if (const auto done = m_usage.flowed(flow); !done)
        return done;
    return flow.direction == model::Direction::ToClient
        ? m_incidents.saw(flow.serverRef, {flow.rule, flow.actedOn, flow.told, flow.lastAt})
        : base::Result<void>();
}

} // namespace gatehouse::store

// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/client_environment.h"

#include "core/service/process_nodes.h"
#include "core/trust/command_search.h"

#include <algorithm>
#include <string_view>

namespace gatehouse::service {
namespace {

constexpr std::string_view kMark = "<gatehouse-path>";

/// Another home has other files, and what runs there says nothing about this one.
bool isOfHome(const Environment& environment, const std::string& home)
{
    return trust::valueOf(environment, "HOME") == home;
}

} // namespace

const std::vector<std::string_view>& terminalClients()
{
    static const std::vector<std::string_view> kClients{"amazon-q", "amp", "auggie", "claude-code",
        "cline-cli", "codex", "copilot-cli", "crush", "factory-droid", "gemini-cli", "goose", "grok-build",
        "junie", "kimi-cli", "mcporter", "mistral-vibe", "opencode", "pi", "qwen-code"};
    return kClients;
}

ClientEnvironment environmentOf(const std::string& clientId, const std::string& home,
    const std::function<bool(const model::ProcessInfo&)>& isOfClient, const ProcessTree& processes)
{
    // The first that was started: the others are its children.
    auto nodes = processNodes();
    std::ranges::stable_sort(nodes, {}, &ProcessNode::startTime);
    for (const auto& node : nodes) {
        const auto process = processes.process(node.pid);
        if (!process || !isOfClient(*process))
            continue;
        if (auto launch = processes.launchOf(node.pid); launch && isOfHome(launch->environment, home))
            return {"client", std::move(launch->environment)};
    }
    if (std::ranges::find(terminalClients(), clientId) == terminalClients().end()) {
        if (auto session = sessionEnvironment(); isOfHome(session, home))
            return {"session", std::move(session)};
    }
    return {"terminal", environmentOfThisProcess()};
}

Environment parseSessionEnvironment(const std::string& output)
{
    Environment variables;
    for (std::string_view rest = output; !rest.empty();) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        const auto equals = line.find('=');
        if (equals == std::string_view::npos || equals == 0)
            continue;
        auto value = line.substr(equals + 1);
        // Values that a shell would misread are quoted as $'…'; PATH and keys are not.
        if (value.starts_with("$'") && value.ends_with('\'') && value.size() > 2)
            value = value.substr(2, value.size() - 3);
        variables.emplace_back(line.substr(0, equals), value);
    }
    return variables;
}

std::optional<std::string> parseLoginShellPath(const std::string& output)
{
    const auto begin = output.find(kMark);
    const auto end = begin == std::string::npos ? begin : output.find(kMark, begin + kMark.size());
    if (end == std::string::npos)
        return std::nullopt;
    auto path = output.substr(begin + kMark.size(), end - begin - kMark.size());
    return path.empty() ? std::nullopt : std::optional(std::move(path));
}

} // namespace gatehouse::service

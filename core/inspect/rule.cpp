// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/rule.h"

namespace gatehouse::inspect {

Scope scopeOf(model::Channel channel)
{
    using model::Channel;
    switch (channel) {
    case Channel::ServerInfo:
    case Channel::Instructions:
    case Channel::ToolDefinition:
    case Channel::PromptDefinition:
    case Channel::ResourceDefinition:
        return Scope::Definition;
    case Channel::Sampling:
    case Channel::Elicitation:
        return Scope::Question;
    case Channel::Arguments:
    case Channel::ClientInfo:
    case Channel::ClientAnswer:
        return Scope::ToServer;
    default:
        return Scope::Content;
    }
}

Scopes scopesOf(Family family)
{
    switch (family) {
    case Family::Poisoning:
        return bitOf(Scope::Definition);
    case Family::Injection:
        return bitOf(Scope::Content) | bitOf(Scope::Question);
    case Family::Elicitation:
    case Family::Sampling:
        return bitOf(Scope::Question);
    case Family::Argument:
        return bitOf(Scope::ToServer);
    default:
        return kEverywhere;
    }
}

} // namespace gatehouse::inspect

// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/client_knowledge.h"

#include "core/service/client_programs.h"
#include "core/trust/command_search.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace gatehouse::service {
namespace {

using clients::Expansion;

bool fillsIn(const clients::Client& client, Expansion expansion)
{
    return std::ranges::find(*client.expansions, expansion) != client.expansions->end();
}

std::optional<int> numberOf(const std::optional<std::string>& text)
{
    int number = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), number).ec != std::errc{} ||
        number <= 0)
        return std::nullopt;
    return number;
}

int secondsOf(int milliseconds)
{
    constexpr int kMillisecondsInSecond = 1000;
    return std::max(1, milliseconds / kMillisecondsInSecond);
}

} // namespace

std::function<bool(const model::ProcessInfo&)> isOfClient(
    const clients::ClientTable& table, const std::string& clientId)
{
    return [&table, clientId](const model::ProcessInfo& process) {
        const auto* const client = clientRunning(table, process);
        return client != nullptr && client->id == clientId;
    };
}

VariableForms formsOf(const clients::ClientTable& table, const std::string& clientId)
{
    VariableForms forms;
    const auto* const client = clients::findClient(table, clientId);
    if (client == nullptr || !client->expansions) {
        forms.braces = true;
        forms.envColon = true;
        return forms;
    }
    forms.dollar = fillsIn(*client, Expansion::Dollar);
    forms.braces = fillsIn(*client, Expansion::Braces);
    forms.bracesDefault = fillsIn(*client, Expansion::BracesDefault);
    forms.envColon = fillsIn(*client, Expansion::EnvColon);
    forms.braceEnv = fillsIn(*client, Expansion::BraceEnv);
    return forms;
}

bool fillsInMore(const clients::ClientTable& table, const std::string& clientId)
{
    const auto* const client = clients::findClient(table, clientId);
    if (client == nullptr || !client->expansions)
        return true;
    constexpr std::array kOnlyTheClient{
        Expansion::BraceFile, Expansion::Inputs, Expansion::Folders, Expansion::Templates, Expansion::Shell};
    return std::ranges::any_of(kOnlyTheClient, [client](Expansion one) { return fillsIn(*client, one); });
}

int waitsSeconds(const clients::ClientTable& table, const std::string& clientId, std::string_view entry,
    const Environment& environment)
{
    const auto* const client = clients::findClient(table, clientId);
    if (client == nullptr)
        return 0;
    const auto& timeouts = client->timeouts;
    const bool isInSeconds = timeouts.entryUnit == clients::Timeouts::Unit::Seconds;
    if (const auto own =
            timeouts.entryKey.empty() ? std::nullopt : numberOf(textOf(entry, timeouts.entryKey)))
        return isInSeconds ? *own : secondsOf(*own);
    if (const auto own = timeouts.variable.empty() ? std::nullopt
                                                   : numberOf(trust::valueOf(environment, timeouts.variable)))
        return secondsOf(*own);
    return timeouts.startSeconds;
}

} // namespace gatehouse::service

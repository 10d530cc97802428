// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/bounded_run.h"
#include "core/service/doctor/client_environment.h"
#include "core/trust/command_search.h"

#include <pwd.h>
#include <unistd.h>

namespace gatehouse::service {
namespace {

constexpr int kShellMilliseconds = 4000;

std::string userShell(const Environment& environment)
{
    if (auto shell = trust::valueOf(environment, "SHELL"); shell && shell->starts_with('/'))
        return *shell;
    const passwd* const account = ::getpwuid(::geteuid());
    return account != nullptr && account->pw_shell != nullptr ? account->pw_shell : "/bin/sh";
}

} // namespace

std::optional<std::string> loginShellPath()
{
    RunRequest request;
    request.environment = environmentOfThisProcess();
    request.milliseconds = kShellMilliseconds;
    // Interactive as well: nvm and its like are set up by files that only such a shell reads. fish, too,
    // joins PATH in quotes.
    request.argv.push_back(userShell(request.environment));
    for (const std::string_view word :
        {"-l", "-i", "-c", R"(printf '<gatehouse-path>%s<gatehouse-path>' "$PATH")"})
        request.argv.emplace_back(word);
    return parseLoginShellPath(runBounded(request).output);
}

Environment environmentOfThisProcess()
{
    Environment variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const auto equals = text.find('=');
        if (equals != std::string_view::npos)
            variables.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return variables;
}

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/checks.h"

#include <algorithm>
#include <array>

namespace gatehouse::service {
namespace {

bool isBuiltin(std::string_view command)
{
    constexpr std::array<std::string_view, 9> kBuiltins{
        "cd", "source", ".", "export", "alias", "exec", "eval", "set", "ulimit"};
    return std::find(kBuiltins.begin(), kBuiltins.end(), command) != kBuiltins.end();
}

} // namespace

/// Clients start programs, not shells: what only a shell would understand is looked for as a file of that
/// name.
void checkCommandText(const DoctorFacts& facts, Diagnoses& found)
{
    if (facts.server.command.empty())
        return;
    const auto& command = facts.server.command.front();
    const bool isThere = facts.commandFault != CommandFault::Missing;
    if (!isThere && isBuiltin(command))
        found.push_back(about(facts, DiagnosisCode::CommandIsBuiltin, Severity::Fault));
    else if (!isThere && (command.starts_with('~') || command.find('$') != std::string::npos))
        found.push_back(about(facts, DiagnosisCode::CommandNotExpanded, Severity::Fault));
    else if (!isThere && command.find_first_of(" \t|&;<>") != std::string::npos)
        found.push_back(about(facts, DiagnosisCode::CommandIsLine, Severity::Fault));
    else if (!command.starts_with('/') && command.find('$') == std::string::npos &&
        command.find('/') != std::string::npos && !facts.workingFolder)
        found.push_back(about(facts, DiagnosisCode::CommandDependsOnFolder, Severity::Warning));
}

} // namespace gatehouse::service

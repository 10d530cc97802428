// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/service/doctor/checks.h"
#include "core/trust/command_search.h"
#include "core/trust/interpreter.h"

#include <algorithm>
#include <string_view>

namespace gatehouse::service {
namespace {

/// How a package runner comes onto a machine.
struct Runner {
    std::string_view programs; // each between blanks
    std::string_view install;
};

constexpr Runner kRunners[] = {
#define GATEHOUSE_RUNNER(programs, install) {" " programs " ", install},
#include "core/service/doctor/package_runners.def"
#undef GATEHOUSE_RUNNER
};

const Runner* runnerNamed(std::string_view program)
{
    const auto word = " " + std::string(trust::baseName(program)) + " ";
    const auto* const found = std::find_if(std::begin(kRunners), std::end(kRunners),
        [&](const Runner& runner) { return runner.programs.find(word) != std::string_view::npos; });
    return found == std::end(kRunners) ? nullptr : found;
}

void missing(const DoctorFacts& facts, Diagnoses& found)
{
    const auto path = trust::valueOf(facts.environment, "PATH");
    if (!facts.elsewhere.empty()) {
        const auto& place = facts.elsewhere.front();
        auto diagnosis = about(facts, DiagnosisCode::CommandNotOnPath, Severity::Fault);
        diagnosis.values["path"] = path.value_or("");
        diagnosis.values["source"] = facts.environmentSource;
        diagnosis.values["keeper"] = place.keeper;
        diagnosis.values["found"] = place.path;
        // A script that names its interpreter by `env` needs the folder on PATH as well: the full path alone
        // would not do.
        if (place.needsItsFolder)
            diagnosis.values["newPath"] =
                base::folderOf(place.path) + (path ? ":" + *path : ":/usr/local/bin:/usr/bin:/bin");
        found.push_back(std::move(diagnosis));
        return;
    }
    const auto& command = facts.server.command.front();
    const auto* const runner = runnerNamed(command);
    auto diagnosis =
        about(facts, runner != nullptr ? DiagnosisCode::PackageRunnerMissing : DiagnosisCode::CommandNotFound,
            Severity::Fault);
    diagnosis.values["path"] = path.value_or("");
    diagnosis.values["source"] = facts.environmentSource;
    if (runner != nullptr)
        diagnosis.values["install"] = runner->install;
    found.push_back(std::move(diagnosis));
}

} // namespace

/// What the client would find for the command, and where it lies if it is not found.
void checkCommand(const DoctorFacts& facts, Diagnoses& found)
{
    if (facts.server.command.empty())
        return;
    const auto add = [&](DiagnosisCode code) {
        auto diagnosis = about(facts, code, Severity::Fault);
        diagnosis.values["found"] = facts.commandPath;
        diagnosis.values["interpreter"] = facts.interpreter;
        found.push_back(std::move(diagnosis));
    };
    switch (facts.commandFault) {
    case CommandFault::None:
        return;
    case CommandFault::Missing:
        return missing(facts, found);
    case CommandFault::NotExecutable:
        return add(DiagnosisCode::CommandNotExecutable);
    case CommandFault::Folder:
        return add(DiagnosisCode::CommandIsFolder);
    case CommandFault::InterpreterMissing:
        return add(DiagnosisCode::InterpreterMissing);
    }
}

} // namespace gatehouse::service

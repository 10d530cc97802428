// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/doctor_trial.h"

#include "core/clients/entry_reader.h"
#include "core/policy/admission.h"
#include "core/service/doctor/bounded_run.h"
#include "core/service/launch_files.h"
#include "core/trust/command_search.h"

#include <nlohmann/json.hpp>

namespace gatehouse::service {
namespace {

std::string folderFor(const DoctorFacts& facts, const base::Places& places)
{
    return facts.workingFolder && facts.hasWorkingFolder ? *facts.workingFolder : places.home;
}

base::Result<void> checkApproved(const DoctorFacts& facts, const base::Places& places)
{
    if (!facts.isGuarded || facts.wrapper.empty())
        return base::Error{
            base::ErrorCode::InvalidArgument, "it is not guarded, and only what was approved is started"};
    // The wrapper finds its list by HOME, as does this look at what is approved.
    if (trust::valueOf(facts.environment, "HOME") != places.home)
        return base::Error{base::ErrorCode::InvalidArgument,
            "its client, or its entry, sets another HOME than yours, which has approvals of its own"};
    const auto snapshot = policy::Snapshot::open(places.snapshot);
    if (!snapshot)
        return snapshot.error();
    trust::LaunchRequest request;
    request.argv = facts.server.command;
    request.environment = facts.environment;
    request.workingFolder = folderFor(facts, places);
    request.entryRef = facts.server.ref;
    request.entry = facts.server.location;
    if (const auto entry = clients::readEntry(facts.server.location)) {
        request.entryEnvironmentNames = entry->environmentNames;
        request.entrySetsWorkingFolder = entry->setsWorkingFolder;
    }
    const LaunchFiles files;
    const auto identity = trust::resolveLaunch(request, files);
    if (!identity)
        return identity.error();
    const auto admission = policy::admit(*snapshot, *identity, {std::nullopt, base::SystemClock().now(), {}});
    // What was approved in advance is pinned to the surroundings of its first start: those must be the
    // client's.
    if (admission.learnsIdentity)
        return base::Error{
            base::ErrorCode::IdentityChanged, "it was approved in advance and has not been started yet"};
    if (admission.state == policy::AdmissionState::Approved && admission.choice == model::Choice::Always)
        return {};
    std::string changed;
    for (const auto& change : admission.changes)
        changed += (changed.empty() ? "" : ", ") + change.field;
    return base::Error{base::ErrorCode::IdentityChanged,
        changed.empty() ? "it is not approved for good"
                        : "it is not approved as its client would start it now: " + changed + " differs"};
}

std::string helloLine()
{
    const nlohmann::json hello{{"jsonrpc", "2.0"}, {"id", 0}, {"method", "initialize"},
        {"params",
            {{"protocolVersion", "2025-06-18"}, {"capabilities", nlohmann::json::object()},
                {"clientInfo", {{"name", "gatehouse-doctor"}, {"version", GATEHOUSE_VERSION}}}}}};
    return hello.dump() + "\n";
}

/// True for an error that the wrapper gives in the place of a server that has ended: what the server did is
/// in its exit code.
bool isOurs(const nlohmann::json& error)
{
    return error.is_object() && error.contains("data") && error["data"].is_object() &&
        error["data"].contains("gatehouse");
}

/// Takes the answer to `initialize` out of a line. The wrapper never greets the doctor in the server's place
/// (holding_clients.def), so a result is the server's own.
bool takeAnswer(std::string_view line, TrialFact& trial)
{
    const auto message = nlohmann::json::parse(line, nullptr, false);
    if (!message.is_object() || message.value("id", nlohmann::json()) != 0)
        return false;
    trial.hasAnswered = message.contains("result");
    if (trial.hasAnswered || !message.contains("error"))
        return trial.hasAnswered;
    const auto& error = message["error"];
    if (isOurs(error))
        return false;
    const bool hasText = error.is_object() && error.contains("message") && error["message"].is_string();
    trial.errorAnswer = hasText ? error["message"].get<std::string>() : error.dump();
    return true;
}

} // namespace

TrialFact tryServer(const DoctorFacts& facts, const base::Places& places, int milliseconds)
{
    TrialFact trial;
    if (const auto approved = checkApproved(facts, places); !approved) {
        trial.refused = approved.error();
        return trial;
    }
    RunRequest request;
    request.argv = {facts.wrapper, "--entry=" + facts.server.ref};
    request.argv.insert(request.argv.end(), facts.server.command.begin(), facts.server.command.end());
    request.environment = facts.environment;
    request.workingFolder = folderFor(facts, places);
    request.input = helloLine();
    request.milliseconds = milliseconds;
    request.isAwaited = [&trial](std::string_view line) { return takeAnswer(line, trial); };
    auto run = runBounded(request);
    if (!run.hasStarted) {
        trial.refused =
            base::Error{base::ErrorCode::WrapperNotInstalled, facts.wrapper + ": it does not start"};
        return trial;
    }
    trial.hasTimedOut = run.hasTimedOut;
    trial.exitCode = run.exitCode;
    trial.signal = std::move(run.signal);
    trial.milliseconds = run.milliseconds;
    trial.errorLines = std::move(run.errorLines);
    return trial;
}

} // namespace gatehouse::service

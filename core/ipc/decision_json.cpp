// SPDX-License-Identifier: Apache-2.0
#include "core/ipc/json_members.h"
#include "core/ipc/messages.h"
#include "core/ipc/values_json.h"

#include <limits>

namespace gatehouse::ipc {
namespace {

constexpr std::uint64_t kDecisionVersion = 1;
constexpr std::size_t kMaxIdBytes = 128;
constexpr std::size_t kMaxNoteBytes = 4096;

void readCoded(JsonMembers& members, model::RegistryDecision& decision)
{
    if (!model::fromText(members.text("choice", kMaxIdBytes), decision.choice))
        members.fail("choice", "is not known");
    if (!model::fromText(members.text("answeredBy", kMaxIdBytes), decision.answeredBy))
        members.fail("answeredBy", "is not known");
    if (members.has("scope") &&
        !model::fromText(members.text("scope", kMaxIdBytes), decision.scope.emplace()))
        members.fail("scope", "is not known");
}

void readOptionals(JsonMembers& members, model::RegistryDecision& decision)
{
    if (members.has("identity"))
        members.object(
            "identity", [&](const Json& value) { return read(value, decision.identity.emplace()); });
    if (members.has("project"))
        decision.project = members.bytes("project");
    if (members.has("clientProcess"))
        members.object("clientProcess",
            [&](const Json& value) { return read(value, decision.clientProcess.emplace()); });
}

base::Result<void> readDecision(const Json& value, model::RegistryDecision& decision)
{
    JsonMembers members(value, "decision");
    if (members.unsignedNumber("v") != kDecisionVersion)
        members.fail("v", "is a version that this program does not know");
    decision.id = members.text("id", kMaxIdBytes);
    decision.isDenied = members.boolean("isDenied");
    decision.identityDigest = members.text("identityDigest", kMaxIdBytes);
    decision.pattern = members.bytesList("pattern");
    decision.client = members.text("client", kMaxNameBytes);
    decision.decidedAt = members.signedNumber("decidedAt");
    decision.expiresAt = members.signedNumber("expiresAt");
    decision.note = members.text("note", kMaxNoteBytes);
    if (members.has("despite"))
        decision.despite = members.bytesList("despite");
    readCoded(members, decision);
    readOptionals(members, decision);
    return members.finish();
}

} // namespace

Json toJson(const model::ProcessInfo& process)
{
    return {{"pid", process.pid}, {"startTime", process.startTime},
        {"executable", bytesToJson(process.executable)}, {"argv", toJson(process.argv)}};
}

base::Result<void> read(const Json& value, model::ProcessInfo& process)
{
    JsonMembers members(value, "process");
    const auto pid = members.signedNumber("pid");
    if (pid < 0 || pid > std::numeric_limits<int>::max())
        members.fail("pid", "is no process id");
    else
        process.pid = static_cast<int>(pid);
    process.startTime = members.unsignedNumber("startTime");
    process.executable = members.bytes("executable");
    process.argv = members.bytesList("argv");
    return members.finish();
}

std::string processToJson(const model::ProcessInfo& process)
{
    return toText(toJson(process));
}

base::Result<model::ProcessInfo> processFromJson(std::string_view json)
{
    const auto value = parseStrict(json);
    if (!value)
        return value.error();
    model::ProcessInfo process;
    if (const auto done = read(*value, process); !done)
        return done.error();
    return process;
}

std::string decisionToJson(const model::RegistryDecision& decision)
{
    Json value{{"v", kDecisionVersion}, {"id", decision.id}, {"isDenied", decision.isDenied},
        {"choice", model::toText(decision.choice)}, {"identityDigest", decision.identityDigest},
        {"pattern", toJson(decision.pattern)}, {"client", decision.client}, {"decidedAt", decision.decidedAt},
        {"expiresAt", decision.expiresAt}, {"answeredBy", model::toText(decision.answeredBy)},
        {"note", decision.note}};
    if (!decision.project.empty())
        value["project"] = bytesToJson(decision.project);
    if (!decision.despite.empty())
        value["despite"] = toJson(decision.despite);
    if (decision.scope)
        value["scope"] = model::toText(*decision.scope);
    if (decision.identity)
        value["identity"] = toJson(*decision.identity);
    if (decision.clientProcess)
        value["clientProcess"] = toJson(*decision.clientProcess);
    return toText(value);
}

base::Result<model::RegistryDecision> decisionFromJson(std::string_view json)
{
    const auto value = parseStrict(json);
    if (!value)
        return value.error();
    model::RegistryDecision decision;
    if (const auto done = readDecision(*value, decision); !done)
        return done.error();
    return decision;
}

} // namespace gatehouse::ipc

// SPDX-License-Identifier: Apache-2.0
#include "core/ipc/json_members.h"
#include "core/ipc/messages.h"
#include "core/ipc/values_json.h"

#include <array>
#include <limits>

namespace gatehouse::ipc {
namespace {

constexpr std::size_t kMaxTextBytes = 4096;

std::uint32_t readProtocol(JsonMembers& members)
{
    const auto protocol = members.unsignedNumber("protocol");
    if (protocol > std::numeric_limits<std::uint32_t>::max())
        members.fail("protocol", "is too large");
    return static_cast<std::uint32_t>(protocol);
}

Message readHello(JsonMembers& members)
{
    Hello hello;
    hello.protocol = readProtocol(members);
    hello.program = members.text("program", kMaxNameBytes);
    hello.version = members.text("version", kMaxNameBytes);
    hello.sessionId = members.text("sessionId", kMaxNameBytes);
    hello.journal = members.bytes("journal");
    return hello;
}

Message readLaunchPending(JsonMembers& members)
{
    LaunchPending pending;
    pending.cardId = members.text("cardId", kMaxNameBytes);
    members.object("identity", [&](const Json& value) { return read(value, pending.identity); });
    pending.clientName = members.text("clientName", kMaxTextBytes);
    pending.isProbe = members.boolean("isProbe");
    pending.reason = members.text("reason", kMaxNameBytes);
    return pending;
}

Message readLaunchWithdrawn(JsonMembers& members)
{
    return LaunchWithdrawn{members.text("cardId", kMaxNameBytes)};
}

Message readShowWindow(JsonMembers& members)
{
    return ShowWindow{members.text("page", kMaxNameBytes)};
}

Message readAnswerCard(JsonMembers& members)
{
    AnswerCard answer;
    answer.cardId = members.text("cardId", kMaxNameBytes);
    if (!model::fromText(members.text("choice", kMaxNameBytes), answer.choice))
        members.fail("choice", "is not known");
    answer.expiresAt = members.signedNumber("expiresAt");
    answer.note = members.text("note", kMaxTextBytes);
    if (members.has("despite"))
        answer.despite = members.bytesList("despite");
    return answer;
}

Message readImportList(JsonMembers& members)
{
    ImportList import;
    import.path = members.bytes("path");
    import.isTrial = members.boolean("isTrial");
    if (!import.path.starts_with('/'))
        members.fail("path", "is not absolute");
    return import;
}

Message readTrustListKey(JsonMembers& members)
{
    TrustListKey trust;
    trust.key = members.text("key", kMaxNameBytes);
    trust.name = members.text("name", kMaxNameBytes);
    trust.isTrusted = members.boolean("isTrusted");
    return trust;
}

Message readTakeImport(JsonMembers& members)
{
    TakeImport take;
    take.path = members.bytes("path");
    take.digest = members.text("digest", kMaxNameBytes);
    if (!take.path.starts_with('/'))
        members.fail("path", "is not absolute");
    return take;
}

Message readAnswerCandidate(JsonMembers& members)
{
    AnswerCandidate answer;
    answer.id = members.text("id", kMaxNameBytes);
    answer.isDismissed = members.boolean("isDismissed");
    return answer;
}

Message readApprovePattern(JsonMembers& members)
{
    ApprovePattern approve;
    approve.argv = members.bytesList("argv");
    approve.client = members.text("client", kMaxNameBytes);
    approve.scope = members.text("scope", kMaxNameBytes);
    approve.isDenied = members.boolean("isDenied");
    approve.project = members.bytes("project");
    approve.expiresAt = members.signedNumber("expiresAt");
    approve.note = members.text("note", kMaxTextBytes);
    if (approve.argv.empty())
        members.fail("argv", "is empty");
    return approve;
}

Message readRevokeAll(JsonMembers&)
{
    return RevokeAll{};
}

Message readDecideTools(JsonMembers& members)
{
    DecideTools decide;
    members.object("decision", [&](const Json& value) { return read(value, decide.decision); });
    return decide;
}

Message readRefresh(JsonMembers&)
{
    return Refresh{};
}

Message readWelcome(JsonMembers& members)
{
    Welcome welcome;
    welcome.protocol = readProtocol(members);
    welcome.version = members.text("version", kMaxNameBytes);
    welcome.snapshotGeneration = members.unsignedNumber("snapshotGeneration");
    return welcome;
}

Message readDone(JsonMembers& members)
{
    Done done;
    done.isOk = members.boolean("isOk");
    done.errorName = members.text("errorName", kMaxNameBytes);
    done.text = members.text("text", kMaxFrameBytes);
    return done;
}

struct Reader {
    std::string_view type;
    Message (*read)(JsonMembers&);
};

constexpr std::array<Reader, 15> kReaders{
    {{"hello", readHello}, {"launch-pending", readLaunchPending}, {"launch-withdrawn", readLaunchWithdrawn},
        {"show-window", readShowWindow}, {"answer-card", readAnswerCard},
        {"approve-pattern", readApprovePattern}, {"decide-tools", readDecideTools},
        {"revoke-all", readRevokeAll}, {"import-list", readImportList}, {"trust-list-key", readTrustListKey},
        {"take-import", readTakeImport}, {"answer-candidate", readAnswerCandidate}, {"refresh", readRefresh},
        {"welcome", readWelcome}, {"done", readDone}}};

} // namespace

base::Result<Message> decodeBody(std::string_view body)
{
    if (body.size() > kMaxFrameBytes)
        return base::Error{base::ErrorCode::BadMessage, "longer than a frame"};
    const auto value = parseStrict(body);
    if (!value)
        return value.error();
    JsonMembers members(*value, "message");
    const auto type = members.text("type", kMaxNameBytes);
    for (const auto& reader : kReaders) {
        if (reader.type != type)
            continue;
        auto message = reader.read(members);
        if (const auto done = members.finish(); !done)
            return done.error();
        return message;
    }
    if (const auto done = members.finish(); !done && type.empty())
        return done.error();
    return base::Error{base::ErrorCode::BadMessage, "a message of a type that is not known"};
}

} // namespace gatehouse::ipc

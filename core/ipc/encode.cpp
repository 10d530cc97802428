// SPDX-License-Identifier: Apache-2.0
#include "core/ipc/messages.h"
#include "core/ipc/values_json.h"

namespace gatehouse::ipc {
namespace {

Json toJson(const Hello& hello)
{
    return {{"type", "hello"}, {"protocol", hello.protocol}, {"program", hello.program},
        {"version", hello.version}, {"sessionId", hello.sessionId}, {"journal", bytesToJson(hello.journal)}};
}

Json toJson(const LaunchPending& pending)
{
    return {{"type", "launch-pending"}, {"cardId", pending.cardId},
        {"identity", ipc::toJson(pending.identity)}, {"clientName", pending.clientName},
        {"isProbe", pending.isProbe}, {"reason", pending.reason}};
}

Json toJson(const LaunchWithdrawn& withdrawn)
{
    return {{"type", "launch-withdrawn"}, {"cardId", withdrawn.cardId}};
}

Json toJson(const ShowWindow& show)
{
    return {{"type", "show-window"}, {"page", show.page}};
}

Json toJson(const AnswerCard& answer)
{
    Json value{{"type", "answer-card"}, {"cardId", answer.cardId}, {"choice", model::toText(answer.choice)},
        {"expiresAt", answer.expiresAt}, {"note", answer.note}};
    if (!answer.despite.empty())
        value["despite"] = ipc::toJson(answer.despite);
    return value;
}

Json toJson(const ImportList& import)
{
    return {{"type", "import-list"}, {"path", bytesToJson(import.path)}, {"isTrial", import.isTrial}};
}

Json toJson(const TrustListKey& trust)
{
    return {
        {"type", "trust-list-key"}, {"key", trust.key}, {"name", trust.name}, {"isTrusted", trust.isTrusted}};
}

Json toJson(const TakeImport& take)
{
    return {{"type", "take-import"}, {"path", bytesToJson(take.path)}, {"digest", take.digest}};
}

Json toJson(const AnswerCandidate& answer)
{
    return {{"type", "answer-candidate"}, {"id", answer.id}, {"isDismissed", answer.isDismissed}};
}

Json toJson(const ApprovePattern& approve)
{
    return {{"type", "approve-pattern"}, {"argv", ipc::toJson(approve.argv)}, {"client", approve.client},
        {"scope", approve.scope}, {"isDenied", approve.isDenied}, {"project", bytesToJson(approve.project)},
        {"expiresAt", approve.expiresAt}, {"note", approve.note}};
}

Json toJson(const RevokeAll&)
{
    return {{"type", "revoke-all"}};
}

Json toJson(const DecideTools& decide)
{
    return {{"type", "decide-tools"}, {"decision", ipc::toJson(decide.decision)}};
}

Json toJson(const Refresh&)
{
    return {{"type", "refresh"}};
}

Json toJson(const Welcome& welcome)
{
    return {{"type", "welcome"}, {"protocol", welcome.protocol}, {"version", welcome.version},
        {"snapshotGeneration", welcome.snapshotGeneration}};
}

Json toJson(const Done& done)
{
    return {{"type", "done"}, {"isOk", done.isOk}, {"errorName", done.errorName}, {"text", done.text}};
}

} // namespace

std::string encodeFrame(const Message& message)
{
    const auto body = std::visit([](const auto& one) { return toText(toJson(one)); }, message);
    if (body.size() > kMaxFrameBytes)
        return {};
    const auto length = static_cast<std::uint32_t>(body.size());
    std::string frame;
    frame.reserve(body.size() + 4);
    for (unsigned shift = 0; shift < 32; shift += 8)
        frame.push_back(static_cast<char>((length >> shift) & 0xFFU));
    frame += body;
    return frame;
}

} // namespace gatehouse::ipc

// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/holding.h"

#include "core/jsonrpc/error_codes.h"
#include "core/jsonrpc/value.h"
#include "core/mcp/handshake.h"
#include "core/mcp/holding_texts.h"
#include "core/mcp/lines.h"
#include "core/mcp/refusals.h"

#include <iterator>

namespace gatehouse::mcp {
namespace {

using jsonrpc::kInternalError;
using jsonrpc::kMethodNotFound;
using jsonrpc::Message;

constexpr base::MonotonicMicroseconds kSecond = 1'000'000;

enum class NameMatch { Exact, Prefix };
enum class Afterwards { Empty, Fail };
enum class Listing { ListsAgain, ListsOnce };

constexpr HoldingClient makeClient(std::string_view name, NameMatch match, int initializeSeconds,
    int listSeconds, int callSeconds, Afterwards afterwards, Listing listing, std::string_view nextStep)
{
    return {name, match == NameMatch::Prefix, initializeSeconds * kSecond, listSeconds * kSecond,
        callSeconds * kSecond, afterwards == Afterwards::Fail, listing == Listing::ListsAgain, nextStep};
}

constexpr HoldingClient kClients[] = {
#define GATEHOUSE_HOLDING_CLIENT(name, match, initialize, lists, call, afterwards, listing, nextStep)        \
    makeClient(name, NameMatch::match, initialize, lists, call, Afterwards::afterwards, Listing::listing,    \
        nextStep),
#include "core/mcp/holding_clients.def"
#undef GATEHOUSE_HOLDING_CLIENT
};

/// What the answer to one request is made from.
struct Question {
    const Message& message;
    const HoldingClient& client;
    const HoldingContext& context;
    Era era;
};

HeldAnswer result(const Question& question, std::string members)
{
    // A result may be cached by a modern client only where it says so; ours ends with the approval.
    if (question.era == Era::Modern)
        members += std::string(members.empty() ? "" : ",") + R"("resultType":"complete")";
    return {resultLine(question.message.id.raw, "{" + members + "}"), 0, false, false};
}

HeldAnswer cacheableResult(const Question& question, std::string members)
{
    if (question.era == Era::Modern)
        members += R"(,"ttlMs":0,"cacheScope":"private")";
    return result(question, std::move(members));
}

HeldAnswer error(const Question& question, int code, std::string_view text)
{
    return {errorLine(question.message.id.raw, code, text), 0, true, false};
}

HeldAnswer list(const Question& question, std::string_view member)
{
    auto answer = cacheableResult(question, "\"" + std::string(member) + "\":[]");
    if (question.context.state == HoldState::Pending)
        answer.withhold = question.client.withholdLists;
    return answer;
}

HeldAnswer initialize(const Question& question)
{
    const bool isPending = question.context.state == HoldState::Pending;
    HeldAnswer answer;
    if (question.client.failsAfterwards) {
        answer = error(question, kInternalError, holdingText(question.client, question.context));
    } else {
        const auto hello = readInitialize(question.message);
        answer = result(question,
            R"("protocolVersion":")" +
                std::string(negotiate(hello ? hello->protocolVersion : std::string())) +
                R"(","capabilities":)" + holdingCapabilities(question.context.knownCapabilities) +
                R"(,"serverInfo":)" + holdingServerInfo(question.context) + R"(,"instructions":)" +
                jsonrpc::encodeString(holdingInstructions(question.client, question.context)));
    }
    if (isPending)
        answer.withhold = question.client.withholdInitialize;
    return answer;
}

HeldAnswer discover(const Question& question)
{
    // Answering as modern in front of a legacy server breaks the connection for good; refusing costs a client
    // that can do both nothing.
    if (!question.context.isKnownModern)
        return error(question, kMethodNotFound, "Method not found");
    auto modern = question;
    modern.era = Era::Modern;
    return cacheableResult(modern,
        R"("supportedVersions":[")" + std::string(kNewestModern) + R"("],"capabilities":)" +
            holdingCapabilities(question.context.knownCapabilities) + R"(,"instructions":)" +
            jsonrpc::encodeString(holdingInstructions(question.client, question.context)) +
            R"(,"_meta":{"io.modelcontextprotocol/serverInfo":)" + holdingServerInfo(question.context) + "}");
}

HeldAnswer listen(const Question& question)
{
    const auto filter = readListen(question.message);
    std::string kinds;
    const auto add = [&kinds](bool isWanted, std::string_view member, std::string_view value) {
        if (isWanted)
            kinds += (kinds.empty() ? "\"" : ",\"") + std::string(member) + "\":" + std::string(value);
    };
    add(filter.tools, "toolsListChanged", "true");
    add(filter.prompts, "promptsListChanged", "true");
    add(filter.resources, "resourcesListChanged", "true");
    add(!filter.resourceUris.empty(), "resourceSubscriptions", filter.resourceUris);
    const auto params = R"({"_meta":{"io.modelcontextprotocol/subscriptionId":)" +
        std::string(question.message.id.raw) + R"(},"notifications":{)" + kinds + "}}";
    return {notificationLine("notifications/subscriptions/acknowledged", params), 0, false, true};
}

HeldAnswer toolCall(const Question& question)
{
    auto answer = result(question,
        R"("content":[{"type":"text","text":)" +
            jsonrpc::encodeString(holdingText(question.client, question.context)) + R"(}],"isError":true)");
    answer.isRefusal = true;
    return answer;
}

HeldAnswer answerRequest(const Question& question)
{
    switch (methodOf(question.message.method)) {
    case Method::Initialize:
        return initialize(question);
    case Method::ServerDiscover:
        return discover(question);
    case Method::ToolsList:
        return list(question, "tools");
    case Method::PromptsList:
        return list(question, "prompts");
    case Method::ResourcesList:
        return list(question, "resources");
    case Method::ResourceTemplatesList:
        return list(question, "resourceTemplates");
    case Method::TasksList:
        return list(question, "tasks");
    case Method::Ping:
    case Method::LoggingSetLevel:
    case Method::ResourcesSubscribe:
    case Method::ResourcesUnsubscribe:
        return result(question, {});
    case Method::CompletionComplete:
        return result(question, R"("completion":{"values":[]})");
    case Method::ToolsCall:
        return toolCall(question);
    case Method::SubscriptionsListen:
        return question.era == Era::Modern ? listen(question)
                                           : error(question, kMethodNotFound, "Method not found");
    case Method::Unknown:
        return error(question, kMethodNotFound, "Method not found");
    default:
        return error(
            question, refusalErrorCode(question.era), holdingText(question.client, question.context));
    }
}

} // namespace

const HoldingClient& holdingClient(std::string_view clientName)
{
    for (const auto& client : kClients) {
        if (client.isPrefix ? clientName.starts_with(client.name) : clientName == client.name)
            return client;
    }
    return *std::prev(std::end(kClients));
}

HeldAnswer holdingAnswer(const Message& message, const HoldingClient& client, const HoldingContext& context)
{
    if (message.kind != Message::Kind::Request)
        return {};
    return answerRequest({message, client, context, eraOfRequest(message)});
}

bool isProbe(const Message& message)
{
    return methodOf(message.method) == Method::ServerDiscover;
}

} // namespace gatehouse::mcp

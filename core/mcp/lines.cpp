// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/lines.h"

#include "core/jsonrpc/value.h"

namespace gatehouse::mcp {
namespace {

constexpr std::string_view kStart = R"({"jsonrpc":"2.0",)";

std::string concat(std::initializer_list<std::string_view> parts)
{
    std::size_t size = 0;
    for (const auto part : parts)
        size += part.size();
    std::string line;
    line.reserve(size);
    for (const auto part : parts)
        line += part;
    return line;
}

} // namespace

std::string requestLine(std::string_view idRaw, std::string_view method, std::string_view paramsRaw)
{
    return concat({kStart, R"("id":)", idRaw, R"(,"method":)", jsonrpc::encodeString(method),
        paramsRaw.empty() ? "" : R"(,"params":)", paramsRaw, "}"});
}

std::string notificationLine(std::string_view method, std::string_view paramsRaw)
{
    return concat({kStart, R"("method":)", jsonrpc::encodeString(method),
        paramsRaw.empty() ? "" : R"(,"params":)", paramsRaw, "}"});
}

std::string resultLine(std::string_view idRaw, std::string_view resultRaw)
{
    return concat({kStart, R"("id":)", idRaw, R"(,"result":)", resultRaw, "}"});
}

std::string errorLine(std::string_view idRaw, int code, std::string_view message, std::string_view dataRaw)
{
    return concat({kStart, R"("id":)", idRaw, R"(,"error":{"code":)", std::to_string(code), R"(,"message":)",
        jsonrpc::encodeString(message), dataRaw.empty() ? "" : R"(,"data":)", dataRaw, "}}"});
}

std::string listChangedLine(ListKind kind, std::string_view subscriptionIdRaw)
{
    std::string_view method = "notifications/resources/list_changed";
    if (kind == ListKind::Tools)
        method = "notifications/tools/list_changed";
    else if (kind == ListKind::Prompts)
        method = "notifications/prompts/list_changed";
    if (subscriptionIdRaw.empty())
        return notificationLine(method);
    return notificationLine(
        method, concat({R"({"_meta":{"io.modelcontextprotocol/subscriptionId":)", subscriptionIdRaw, "}}"}));
}

std::string cancelledLine(std::string_view requestIdRaw, std::string_view reason)
{
    return notificationLine("notifications/cancelled",
        concat({R"({"requestId":)", requestIdRaw, R"(,"reason":)", jsonrpc::encodeString(reason), "}"}));
}

std::string progressLine(std::string_view tokenRaw, unsigned progress, std::string_view message)
{
    return notificationLine("notifications/progress",
        concat({R"({"progressToken":)", tokenRaw, R"(,"progress":)", std::to_string(progress),
            R"(,"message":)", jsonrpc::encodeString(message), "}"}));
}

} // namespace gatehouse::mcp

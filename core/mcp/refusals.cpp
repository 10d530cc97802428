// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/refusals.h"

#include "core/jsonrpc/error_codes.h"
#include "core/jsonrpc/value.h"
#include "core/mcp/lines.h"

#include <algorithm>

namespace gatehouse::mcp {
namespace {

using jsonrpc::kInternalError;
using jsonrpc::kInvalidRequest;
using jsonrpc::kMethodNotFound;
using jsonrpc::kParseError;

constexpr int kUserRejected = -1; // the specification's own example for a rejected sampling request
// Outside everything that JSON-RPC and the specification reserve, which modern ones ask of private codes.
constexpr int kRefusedOnModern = 1001;

/// `{"gatehouse":"…"}`; empty without a support id. An id with any other character is left out rather than
/// trusted.
std::string supportData(const RefusalNote& note)
{
    const auto isOurs = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
            c == '.' || c == ':';
    };
    if (note.supportId.empty() || !std::all_of(note.supportId.begin(), note.supportId.end(), isOurs))
        return {};
    return R"({"gatehouse":")" + std::string(note.supportId) + "\"}";
}

std::string blockedText(const RefusalNote& note)
{
    const auto text = "Blocked by Gatehouse: " + std::string(note.reason);
    return note.mayBeRepeated ? text : text + " Do not retry.";
}

std::string toolRefusal(std::string_view idRaw, Era era, const RefusalNote& note)
{
    std::string result =
        R"({"content":[{"type":"text","text":)" + jsonrpc::encodeString(blockedText(note)) + "}],";
    if (const auto data = supportData(note); !data.empty())
        result += R"("_meta":)" + data + ",";
    result += era == Era::Modern ? R"("isError":true,"resultType":"complete"})" : R"("isError":true})";
    return resultLine(idRaw, result);
}

} // namespace

int refusalErrorCode(Era era)
{
    return era == Era::Modern ? kRefusedOnModern : kInternalError;
}

std::string refuseToClient(std::string_view idRaw, std::string_view method, Era era, const RefusalNote& note)
{
    switch (methodOf(method)) {
    case Method::ToolsCall:
        return toolRefusal(idRaw, era, note);
    case Method::CompletionComplete:
        return resultLine(idRaw,
            era == Era::Modern ? R"({"completion":{"values":[]},"resultType":"complete"})"
                               : R"({"completion":{"values":[]}})");
    default:
        return errorLine(idRaw, refusalErrorCode(era), blockedText(note), supportData(note));
    }
}

std::string refuseToServer(std::string_view idRaw, std::string_view method, const RefusalNote& note)
{
    switch (methodOf(method)) {
    case Method::SamplingCreateMessage:
        return errorLine(idRaw, kUserRejected, "User rejected sampling request", supportData(note));
    case Method::ElicitationCreate:
        return resultLine(idRaw, R"({"action":"decline"})");
    case Method::RootsList:
        return resultLine(idRaw, R"({"roots":[]})");
    case Method::Ping:
        return resultLine(idRaw, "{}");
    case Method::Unknown:
        return errorLine(idRaw, kMethodNotFound, "Method not found", supportData(note));
    default:
        return errorLine(idRaw, kInternalError, blockedText(note), supportData(note));
    }
}

std::string refuseUnreadable(const base::Error& why, const RefusalNote& note)
{
    // What is no JSON, and what is JSON but no request, have codes of their own in JSON-RPC.
    const bool isJson = why.code == base::ErrorCode::NotAMessage || why.code == base::ErrorCode::InvalidId ||
        why.code == base::ErrorCode::DuplicateKey || why.code == base::ErrorCode::FoldedKey;
    return errorLine("null", isJson ? kInvalidRequest : kParseError, blockedText({sentenceFor(why.code), {}}),
        supportData(note));
}

std::string refuseBatch(const RefusalNote& note)
{
    return errorLine("null", kInvalidRequest,
        blockedText({sentenceFor(base::ErrorCode::BatchNotAllowed), {}}), supportData(note));
}

std::string_view sentenceFor(base::ErrorCode code)
{
    switch (code) {
    case base::ErrorCode::FrameTooLarge:
        return "the message is larger than the limit.";
    case base::ErrorCode::InvalidUtf8:
        return "the message is not valid UTF-8.";
    case base::ErrorCode::ByteOrderMark:
        return "the message starts with a byte order mark.";
    case base::ErrorCode::ControlCharacter:
        return "the message holds a raw control character.";
    case base::ErrorCode::InvalidJson:
        return "the message is not valid JSON.";
    case base::ErrorCode::NumberOverflow:
        return "the message holds a number that no program can represent.";
    case base::ErrorCode::TooDeep:
        return "the message is nested too deeply.";
    case base::ErrorCode::DuplicateKey:
        return "a member of the message appears twice.";
    case base::ErrorCode::FoldedKey:
        return "two members of the message differ only in spelling.";
    case base::ErrorCode::NotAMessage:
        return "the message is not a JSON-RPC 2.0 message.";
    case base::ErrorCode::BatchNotAllowed:
        return "this protocol version has no batches.";
    case base::ErrorCode::InvalidId:
        return "the message has an invalid id.";
    case base::ErrorCode::TooManyOpen:
        return "too many requests are waiting for an answer.";
    case base::ErrorCode::UnsupportedVersion:
        return "the server speaks a protocol version that is not supported.";
    case base::ErrorCode::WrongEra:
        return "the server speaks another protocol version than this connection.";
    default:
        return "the message could not be checked.";
    }
}

} // namespace gatehouse::mcp

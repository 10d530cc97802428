// SPDX-License-Identifier: Apache-2.0
// What can still be told of a line that is refused. Bears any bytes, looks at each once, and takes nothing
// that is not beyond doubt: a member counts only at the top level, and an id only where its token is whole
// and valid.
#include "core/base/utf8.h"
#include "core/jsonrpc/message.h"
#include "core/jsonrpc/skip.h"
#include "core/jsonrpc/tokens.h"

namespace gatehouse::jsonrpc {
namespace {

/// True where `token` is exactly one valid string or number.
bool isWholeToken(std::string_view token)
{
    if (token.empty())
        return false;
    const char* const end = token.data() + token.size();
    bool isPlain = true;
    if (token.front() == '"')
        return skipString(token.data(), end, isPlain).at == end;
    return (token.front() == '-' || isDigit(token.front())) && skipNumber(token.data(), end).at == end;
}

void note(Refusal& refusal, std::string_view key, std::string_view value)
{
    if (key == "\"id\"") {
        // Where there are several, the last is what clients see.
        refusal.idRaw.reset();
        if (value.size() <= kMaxIdBytes && isWholeToken(value))
            refusal.idRaw = std::string(value);
    } else if (key == "\"result\"" || key == "\"error\"") {
        refusal.looksLikeAnswer = true;
    } else if (key == "\"method\"" && value.size() <= kMaxMethodBytes && value.front() == '"' &&
        isWholeToken(value)) {
        refusal.method = decodeString(value);
    }
}

/// The start of the string whose closing quote is the last byte of `text`; npos where none is.
std::size_t openingQuote(std::string_view text)
{
    for (auto at = text.size() - 1; at > 0;) {
        at = text.rfind('"', at - 1);
        if (at == text.npos)
            return at;
        std::size_t backslashes = 0;
        while (backslashes < at && text[at - 1 - backslashes] == '\\')
            ++backslashes;
        if (backslashes % 2 == 0)
            return at;
    }
    return text.npos;
}

void dropBlanksAtEnd(std::string_view& text)
{
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
}

/// Cuts a string or number off the end of `text`; empty where none stands there whole.
std::string_view cutScalar(std::string_view& text)
{
    dropBlanksAtEnd(text);
    std::size_t start = text.npos;
    if (!text.empty() && text.back() == '"') {
        start = openingQuote(text);
    } else {
        const auto before = text.find_last_of(":,{[\" \t\r");
        start = before == text.npos ? text.npos : before + 1;
    }
    if (start == text.npos || !isWholeToken(text.substr(start)))
        return {};
    const auto token = text.substr(start);
    text.remove_suffix(token.size());
    return token;
}

} // namespace

RequestId Refusal::id() const
{
    return idRaw ? readRequestId(*idRaw) : RequestId{};
}

Refusal refuseLine(base::Error error, std::string_view text)
{
    Refusal refusal;
    refusal.error = std::move(error);
    const char* const end = text.data() + text.size();
    const char* at = skipBlanks(text.data(), end);
    if (at == end || *at != '{')
        return refusal;
    ++at;
    while (at != end) {
        // Between members: whatever is no key is passed over.
        if (*at == '}')
            break;
        if (*at == '{' || *at == '[') {
            at = skipValueUnchecked(at, end);
            continue;
        }
        if (*at != '"') {
            ++at;
            continue;
        }
        const char* const key = at;
        at = skipStringUnchecked(at, end);
        const auto keyToken = between(key, at);
        at = skipBlanks(at, end);
        if (at == end || *at != ':')
            continue;
        const char* const value = skipBlanks(at + 1, end);
        at = skipValueUnchecked(value, end);
        // A number that the text ends in may go on behind it.
        if (value != at && (at != end || *value == '"'))
            note(refusal, keyToken, between(value, at));
        else if (value != end)
            note(refusal, keyToken, "?");
    }
    return refusal;
}

Refusal refuseTooLongLine(std::string_view head, std::string_view tail)
{
    auto refusal = refuseLine({base::ErrorCode::FrameTooLarge, "line above the limit"}, head);
    dropBlanksAtEnd(tail);
    if (tail.empty() || tail.back() != '}')
        return refusal;
    tail.remove_suffix(1);
    // Backwards from the end of the envelope, as long as its members are scalars.
    constexpr int kMembersToTry = 4;
    for (int i = 0; i < kMembersToTry; ++i) {
        const auto value = cutScalar(tail);
        dropBlanksAtEnd(tail);
        if (value.empty() || tail.empty() || tail.back() != ':')
            break;
        tail.remove_suffix(1);
        const auto key = cutScalar(tail);
        dropBlanksAtEnd(tail);
        if (key.empty() || tail.empty() || (tail.back() != ',' && tail.back() != '{'))
            break;
        if (key == "\"id\"") {
            refusal.idRaw = std::string(value.substr(0, kMaxIdBytes));
            break;
        }
        if (tail.back() == '{')
            break;
        tail.remove_suffix(1);
    }
    return refusal;
}

} // namespace gatehouse::jsonrpc

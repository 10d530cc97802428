// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/message.h"

#include <optional>
#include <string>

namespace gatehouse::tests {

/// A message and the bytes that it views.
class MessageText {
public:
    explicit MessageText(std::string line)
        : m_line(std::move(line))
        , m_parsed(jsonrpc::parseMessage(m_line, {}))
    {
    }
    MessageText(const MessageText&) = delete;
    MessageText& operator=(const MessageText&) = delete;

    bool isMessage() const { return m_parsed.message.has_value(); }
    const jsonrpc::Message& message() const { return m_parsed.message.value(); }
    const jsonrpc::Value& result() const { return message().result.value(); }
    /// The text of the member at `path` ("result/tools"), as written; empty where there is none.
    std::string at(std::string_view path) const
    {
        std::optional<jsonrpc::Value> value(jsonrpc::Value(message().line));
        while (value && !path.empty()) {
            const auto end = std::min(path.find('/'), path.size());
            const auto step = path.substr(0, end);
            if (value->isArray()) {
                auto it = value->children();
                value = it.next() ? std::optional(it.value()) : std::nullopt; // "0" is all that is asked for
            } else {
                value = value->find(step);
            }
            path.remove_prefix(std::min(end + 1, path.size()));
        }
        return value ? std::string(value->raw()) : std::string();
    }

private:
    std::string m_line;
    jsonrpc::Parsed m_parsed;
};

/// A request with `params` (JSON text), legacy or, with the `_meta` that every modern one has, modern.
inline std::string requestText(const std::string& method, const std::string& params = "{}")
{
    return R"({"jsonrpc":"2.0","id":"r-1","method":")" + method + R"(","params":)" + params + "}";
}

inline std::string modernRequestText(const std::string& method, const std::string& members = "")
{
    return requestText(method,
        R"({"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":)"
        R"({"name":"sdk","version":"2"},"io.modelcontextprotocol/clientCapabilities":{"elicitation":{}}})" +
            (members.empty() ? members : "," + members) + "}");
}

} // namespace gatehouse::tests

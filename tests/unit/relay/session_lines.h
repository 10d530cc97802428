// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/message.h"
#include "tests/support/session_driver.h"

#include <string>
#include <string_view>
#include <vector>

/// Lines that real peers say, and what to look for in answers.
namespace gatehouse::test {

using Lines = std::vector<std::string>;

inline std::string request(std::string_view id, std::string_view method, std::string_view params = "{}")
{
    return "{\"jsonrpc\":\"2.0\",\"id\":" + std::string(id) + ",\"method\":\"" + std::string(method) +
        "\",\"params\":" + std::string(params) + "}";
}

inline std::string notification(std::string_view method, std::string_view params = "{}")
{
    return "{\"jsonrpc\":\"2.0\",\"method\":\"" + std::string(method) +
        "\",\"params\":" + std::string(params) + "}";
}

inline std::string result(std::string_view id, std::string_view value = "{}")
{
    return "{\"result\":" + std::string(value) + ",\"jsonrpc\":\"2.0\",\"id\":" + std::string(id) + "}";
}

inline std::string errorAnswer(std::string_view id, int code)
{
    return "{\"jsonrpc\":\"2.0\",\"id\":" + std::string(id) + ",\"error\":{\"code\":" + std::to_string(code) +
        ",\"message\":\"no\"}}";
}

inline std::string initialize(
    std::string_view id, std::string_view client = "claude-code", std::string_view version = "2025-11-25")
{
    return request(id, "initialize",
        "{\"protocolVersion\":\"" + std::string(version) +
            "\",\"capabilities\":{\"roots\":{}},\"clientInfo\":{\"name\":\"" + std::string(client) +
            "\",\"version\":\"1\"}}");
}

inline std::string initializeResult(std::string_view id, std::string_view version = "2025-11-25",
    std::string_view capabilities =
        R"({"tools":{"listChanged":true},"prompts":{},"resources":{"subscribe":true},"logging":{}})")
{
    return result(id,
        "{\"protocolVersion\":\"" + std::string(version) + "\",\"capabilities\":" +
            std::string(capabilities) + ",\"serverInfo\":{\"name\":\"real\",\"version\":\"3\"}}");
}

inline std::string modernParams(std::string_view members = "", std::string_view client = "some-client")
{
    return R"({"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":")" +
        std::string(client) + R"(","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}})" +
        std::string(members) + "}";
}

inline const std::string kInitialized = notification("notifications/initialized");
inline const std::string kPrivateInit = "\"gatehouse-init-5eed\"";

/// True where one of the lines answers `id` with something that contains `text`.
inline bool answers(const Lines& lines, std::string_view id, std::string_view text)
{
    for (const auto& line : lines) {
        const auto parsed = jsonrpc::parseMessage(line, {});
        if (parsed.message && parsed.message->isAnswer() && parsed.message->id.raw == id &&
            line.find(text) != line.npos)
            return true;
    }
    return false;
}

inline bool contains(const Lines& lines, std::string_view text)
{
    for (const auto& line : lines) {
        if (line.find(text) != line.npos)
            return true;
    }
    return false;
}

/// An approved session whose server has answered initialize and whose streams are empty.
inline SessionDriver relayingSession(std::string_view version = "2025-11-25",
    relay::SessionOptions options = SessionDriver::defaultOptions(), std::string_view client = "claude-code")
{
    SessionDriver driver(relay::Admission::Approved, std::move(options));
    driver.serverStarts();
    driver.client(initialize("0", client, version));
    driver.server(initializeResult("0", version));
    driver.client(kInitialized);
    driver.takeClientBytes();
    driver.takeServerBytes();
    return driver;
}

} // namespace gatehouse::test

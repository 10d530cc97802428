// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/unit/relay/session_lines.h"

#include <string>
#include <string_view>
#include <vector>

/// Messages in which something is found, and policies about them.
namespace gatehouse::test {

// Written in two parts, so that no scanner of this repository takes it for what it is made to look like.
inline const std::string kToken = "ghp_" + std::string("q7Rz2LxV9mKt4WbY8cHn3JpD6sFg1TqE5uXa");

inline std::string call(std::string_view id, std::string_view arguments, std::string_view tool = "read")
{
    return request(id, "tools/call",
        R"({"name":")" + std::string(tool) + R"(","arguments":)" + std::string(arguments) + "}");
}

inline std::string textResult(std::string_view id, std::string_view text)
{
    return result(id, R"({"content":[{"type":"text","text":")" + std::string(text) + R"("}]})");
}

/// The first token of a redacted value in a line.
inline std::string tokenIn(const std::string& line)
{
    const auto begin = line.find("‹");
    const auto end = line.find("›", begin);
    return begin == std::string::npos || end == std::string::npos ? std::string()
                                                                  : line.substr(begin, end + 3 - begin);
}

/// The user's answer to what was asked last.
inline void answerCall(SessionDriver& driver, relay::CallAnswer answer)
{
    driver.answerCall(driver.commands<relay::AskAboutCall>().back().cardId, answer);
}

inline relay::SessionOptions withRules(std::vector<policy::InspectionRule> rules)
{
    auto options = SessionDriver::defaultOptions();
    options.inspection.push_back({std::move(rules), false});
    return options;
}

inline policy::InspectionRule familyRule(model::Family family, model::Treatment treatment)
{
    policy::InspectionRule rule;
    rule.family = family;
    rule.treatment = treatment;
    rule.from = model::Confidence::Medium;
    return rule;
}

} // namespace gatehouse::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/exit_code.h"
#include "core/base/result.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace gatehouse::cli {

using Json = nlohmann::ordered_json;

enum class Style { Plain, Strong, Good, Warning, Bad, Added, Removed };

/// Where a command's words go. For people: plain lines on stdout, colours only on a terminal and without
/// NO_COLOR. With `--json`: exactly one object on stdout, {"v":1,"command":…,"ok":…, …}, or one per line
/// where a command follows something. Errors for people go to stderr. Everything that did not originate here
/// passes base::printable.
class Console {
public:
    explicit Console(std::string command, bool json);

    bool isJson() const { return m_isJson; }
    bool isTerminal() const { return m_isTerminal; }

    /// A line for people; nothing with `--json`.
    void line(std::string_view text = {}, Style style = Style::Plain);
    void warn(std::string_view text);
    /// The one answer of a command with `--json`; nothing without.
    void answer(Json object, bool ok = true);
    /// One object of many, each on a line of its own.
    void item(const Json& object);
    /// Says what went wrong, in the form that was asked for, and gives the code that belongs to it.
    ExitCode fail(const base::Error& error);
    /// False where the user does not answer yes, or there is no terminal to ask on.
    bool confirm(std::string_view question);

    std::string styled(std::string_view text, Style style) const;

private:
    std::string m_command;
    bool m_isJson;
    bool m_isTerminal;
    bool m_hasColour;
};

/// Text of unknown origin, safe for a terminal and for JSON: no control characters, valid UTF-8.
std::string safe(std::string_view text);
/// Lines of unknown origin: newlines stay, everything else is made safe.
std::string safeLines(std::string_view text);
/// An argv as a shell would take it, safe to show.
std::string commandLine(const std::vector<std::string>& argv);
/// Local time, "2026-11-22 20:51:03".
std::string localTime(std::int64_t unixMs);

Json toJson(const base::Error& error);

} // namespace gatehouse::cli

// SPDX-License-Identifier: Apache-2.0
#include "app/cli/console.h"

#include "core/base/utf8.h"
#include "ui/text/error_text.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <unistd.h>

namespace gatehouse::cli {
namespace {

constexpr int kJsonVersion = 1;

std::string_view colourOf(Style style)
{
    switch (style) {
    case Style::Strong:
        return "\033[1m";
    case Style::Good:
    case Style::Added:
        return "\033[32m";
    case Style::Warning:
        return "\033[33m";
    case Style::Bad:
    case Style::Removed:
        return "\033[31m";
    case Style::Plain:
        break;
    }
    return {};
}

ExitCode exitCodeOf(base::ErrorCode code)
{
    switch (code) {
    case base::ErrorCode::NotPending:
    case base::ErrorCode::NotFound:
    case base::ErrorCode::EntryNotFound:
        return ExitCode::NothingToDo;
    case base::ErrorCode::ApproverRefused:
    case base::ErrorCode::PeerNotTrusted:
    case base::ErrorCode::TrackedByGit:
    case base::ErrorCode::DangerousEnvironment:
        return ExitCode::Refused;
    case base::ErrorCode::Locked:
        return ExitCode::Busy;
    case base::ErrorCode::InvalidArgument:
        return ExitCode::Usage;
    default:
        return ExitCode::Failed;
    }
}

bool isPlainWord(std::string_view word)
{
    constexpr std::string_view kPlain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,";
    return !word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos;
}

} // namespace

Console::Console(std::string command, bool json)
    : m_command(std::move(command))
    , m_isJson(json)
    , m_isTerminal(::isatty(STDOUT_FILENO) == 1)
{
    // no-color.org: set and not empty.
    const char* const noColour = std::getenv("NO_COLOR");
    const char* const terminal = std::getenv("TERM");
    m_hasColour = m_isTerminal && (noColour == nullptr || *noColour == '\0') &&
        (terminal == nullptr || std::string_view(terminal) != "dumb");
}

std::string Console::styled(std::string_view text, Style style) const
{
    const auto colour = colourOf(style);
    if (!m_hasColour || colour.empty())
        return std::string(text);
    return std::string(colour) + std::string(text) + "\033[0m";
}

void Console::line(std::string_view text, Style style)
{
    if (!m_isJson)
        std::cout << styled(text, style) << '\n';
}

void Console::warn(std::string_view text)
{
    if (!m_isJson)
        std::cerr << "gatehouse-cli: " << text << '\n';
}

void Console::answer(Json object, bool ok)
{
    if (!m_isJson)
        return;
    Json whole{{"v", kJsonVersion}, {"command", m_command}, {"ok", ok}};
    whole.update(object);
    std::cout << whole.dump(2, ' ', false, Json::error_handler_t::replace) << std::endl;
}

void Console::item(const Json& object)
{
    if (m_isJson)
        std::cout << object.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

ExitCode Console::fail(const base::Error& error)
{
    if (m_isJson)
        answer({{"error", toJson(error)}}, false);
    else
        std::cerr << "gatehouse-cli " << m_command << ": " << text::errorText(error).toStdString() << '\n';
    return exitCodeOf(error.code);
}

bool Console::confirm(std::string_view question)
{
    if (m_isJson || ::isatty(STDIN_FILENO) != 1)
        return false;
    std::cout << question << " [y/N] " << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

std::string safe(std::string_view text)
{
    return base::printable(text);
}

std::string safeLines(std::string_view text)
{
    std::string lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines += base::printable(text.substr(0, end));
        if (end == std::string_view::npos)
            break;
        lines.push_back('\n');
        text.remove_prefix(end + 1);
    }
    return lines;
}

std::string commandLine(const std::vector<std::string>& argv)
{
    std::string line;
    for (const auto& word : argv) {
        if (!line.empty())
            line.push_back(' ');
        if (isPlainWord(word)) {
            line += word;
            continue;
        }
        line.push_back('\'');
        for (const char one : word)
            line += one == '\'' ? std::string("'\\''") : std::string(1, one);
        line.push_back('\'');
    }
    return base::printable(line);
}

std::string localTime(std::int64_t unixMs)
{
    const auto seconds = static_cast<std::time_t>(unixMs / 1000);
    std::tm parts{};
    std::array<char, 32> text{};
    if (::localtime_r(&seconds, &parts) == nullptr ||
        std::strftime(text.data(), text.size(), "%F %T", &parts) == 0)
        return "?";
    return text.data();
}

Json toJson(const base::Error& error)
{
    return {{"name", base::errorName(error.code)}, {"text", text::errorSentence(error.code).toStdString()},
        {"detail", safe(error.detail)}};
}

} // namespace gatehouse::cli

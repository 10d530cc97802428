// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"
#include "core/clients/file_text.h"
#include "core/service/own_journal.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <QCoreApplication>
#include <array>
#include <climits>
#include <csignal>
#include <iostream>
#include <unistd.h>
#include <vector>

namespace {

using namespace gatehouse;

constexpr const char* kFooter =
    R"(Exit codes: 0 done · 1 failed · 2 wrong usage · 3 nothing found or nothing to do · 4 refused · 5 busy · 6 done in part
Every command takes --json for scripts ({"v":1,…}) and obeys NO_COLOR.)";

std::vector<std::unique_ptr<cli::Command>> allCommands()
{
    std::vector<std::unique_ptr<cli::Command>> commands;
#define GATEHOUSE_COMMAND(Name) commands.push_back(cli::make##Name##Command());
#include "app/cli/commands/commands.def"
#undef GATEHOUSE_COMMAND
    return commands;
}

std::string ownPath()
{
    std::array<char, PATH_MAX> path{};
    const auto length = ::readlink("/proc/self/exe", path.data(), path.size());
    return length > 0 ? std::string(path.data(), static_cast<std::size_t>(length)) : std::string();
}

/// A server's command line stands behind `--` and must reach us as it is: the parser of our own options never
/// sees it.
struct Arguments {
    std::vector<std::string> own; ///< reversed, as CLI11 takes them
    std::vector<std::string> command;
    bool hasCommand = false;
};

Arguments splitArguments(int argc, char** argv)
{
    Arguments arguments;
    for (int at = 1; at < argc; ++at) {
        const std::string word = argv[at];
        if (arguments.hasCommand)
            arguments.command.push_back(word);
        else if (word == "--")
            arguments.hasCommand = true;
        else
            arguments.own.insert(arguments.own.begin(), word);
    }
    return arguments;
}

int runCommand(cli::Command& command, bool json, Arguments arguments)
{
    cli::Console console(command.name(), json);
    const auto places = base::placesOfThisProcess();
    if (!places)
        return static_cast<int>(console.fail(places.error()));
    cli::Surroundings surroundings{*places, ownPath(), std::move(arguments.command), arguments.hasCommand,
        std::make_shared<service::OwnJournal>(places->journalFolder, "cli"),
        std::make_shared<clients::KnownTexts>()};
    return static_cast<int>(command.run(surroundings, console));
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    // A reader that went away (`log | head`) is told by write errors, and ends the program as it ends others.
    std::signal(SIGPIPE, SIG_DFL);
    CLI::App app{"Guards the MCP servers that AI clients start.", "gatehouse-cli"};
    app.set_version_flag("--version", "gatehouse-cli " GATEHOUSE_VERSION);
    app.require_subcommand(1);
    app.footer(kFooter);
    auto arguments = splitArguments(argc, argv);
    const auto commands = allCommands();
    bool json = false;
    for (const auto& command : commands) {
        auto* const sub = app.add_subcommand(command->name(), command->summary());
        if (!command->otherName().empty())
            sub->alias(command->otherName());
        sub->add_flag("--json", json, "One JSON object instead of text");
        command->declare(*sub);
    }
    try {
        app.parse(arguments.own);
    } catch (const CLI::ParseError& error) {
        // CLI11 reports by exception; help and version are no failures.
        const int code = app.exit(error);
        return static_cast<int>(code == 0 ? cli::ExitCode::Ok : cli::ExitCode::Usage);
    }
    for (const auto& command : commands) {
        if (app.got_subcommand(command->name()))
            return runCommand(*command, json, std::move(arguments));
    }
    return static_cast<int>(cli::ExitCode::Usage);
}

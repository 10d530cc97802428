// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/console.h"
#include "app/cli/exit_code.h"
#include "core/base/places.h"

#include <CLI/App.hpp>
#include <memory>
#include <string>
#include <vector>

namespace gatehouse::clients {
class KnownTexts;
}

namespace gatehouse::service {
class OwnJournal;
}

namespace gatehouse::cli {

/// What every command is given.
struct Surroundings {
    base::Places places;
    std::string program; ///< this program's own path, links resolved
    /// What stood behind `--`: a server's command line or its tools' names, never options of ours.
    std::vector<std::string> command;
    bool hasCommand = false;
    std::shared_ptr<service::OwnJournal> journal; ///< of what this run does
    std::shared_ptr<clients::KnownTexts> texts;   ///< what this run has read and written of clients' files
};

/// One command of gatehouse-cli: one file in commands/ and one line in commands.def.
class Command {
public:
    virtual ~Command() = default;
    virtual std::string name() const = 0;
    virtual std::string otherName() const { return {}; }
    virtual std::string summary() const = 0;
    /// Adds its options. `--json` is every command's and is there already.
    virtual void declare(CLI::App& app) = 0;
    virtual ExitCode run(const Surroundings& surroundings, Console& console) = 0;
};

#define GATEHOUSE_COMMAND(Name) std::unique_ptr<Command> make##Name##Command();
#include "app/cli/commands/commands.def"
#undef GATEHOUSE_COMMAND

} // namespace gatehouse::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/launch.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// What a launch through npx, npm exec, pnpm dlx, yarn dlx, bunx, uvx, uv tool run, pipx run or docker/podman
/// run would fetch and run, as far as the arguments say. Nothing where argv[0] is none of them.
std::optional<model::PackageRun> packageRunOf(const std::vector<std::string>& argv);

/// The arguments of such a runner taken apart.
struct RunnerWords {
    std::vector<std::string> packages; ///< as written, "@x/y@1.2.3"
    bool byOption = false;             ///< -p, --package, --from, --spec name them, and not the first word
    bool runsLine = false;             ///< `npx -c LINE`
    std::string word;                  ///< the first word that is no option: a package or a program of one
};
RunnerWords runnerWordsOf(const std::vector<std::string>& argv);

/// The arguments of `uv run` taken apart; nothing for any other command.
struct UvRunWords {
    std::vector<std::string> command; ///< what it starts, with its arguments
    std::string folder;               ///< --directory
    std::string project;              ///< --project
    std::vector<std::string> environmentFiles;
    bool isModule = false;
    bool isScript = false;
    bool addsPackages = false; ///< --with and its like
    bool isIsolated = false;   ///< --isolated: in an environment that is made for this one start
    bool isActive = false;     ///< --active: in the one that VIRTUAL_ENV names
    bool hasNoProject = false; ///< --no-project
};
std::optional<UvRunWords> uvRunWords(const std::vector<std::string>& argv);

/// True for a command whose own files say what it starts in the end (`npm start`, `make`, `poetry run`), or
/// that starts it elsewhere (`ssh`): nothing here tells.
bool hidesWhatItStarts(const std::vector<std::string>& argv);

/// The value of `--name VALUE` or `--name=VALUE` before the first `--`; empty where there is none.
std::string optionValue(const std::vector<std::string>& argv, std::string_view name);

} // namespace gatehouse::trust

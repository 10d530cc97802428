// SPDX-License-Identifier: Apache-2.0
// Scripts that a package is given to run: `npx tsx server.ts`, `mcp run server.py:app`.
#include "core/base/file.h"
#include "core/trust/command_search.h"
#include "core/trust/launch_facts.h"
#include "core/trust/package_files.h"
#include "core/trust/source_names.h"

namespace gatehouse::trust {
namespace {

constexpr std::size_t kMaxScripts = 4; // of one command

/// The word, or what stands behind `--option=`; empty for an option without.
std::string_view valueOfWord(std::string_view word)
{
    if (!word.starts_with('-'))
        return word;
    const auto equals = word.find('=');
    return equals == std::string_view::npos ? std::string_view() : word.substr(equals + 1);
}

/// The source file that a word names, as it stands or without what `:` names in it; empty where it names
/// none.
std::string fileNamedBy(std::string_view word, const LaunchRequest& command, const FileProbe& probe)
{
    for (const auto one : {word, word.substr(0, word.rfind(':'))}) {
        if (one.empty() || !isSourceName(one))
            continue;
        if (const auto real = probe.realPath(absoluteBelow(command.workingFolder, std::string(one))))
            return *real;
    }
    return {};
}

/// Of a package that counts as one.
bool isInstalled(const std::string& path)
{
    return !npmFolderOf(path).empty() || path.find("/site-packages/") != std::string::npos ||
        path.find("/dist-packages/") != std::string::npos;
}

} // namespace

void gatherNamedScripts(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
{
    std::size_t found = 0;
    for (std::size_t at = 1; at < command.argv.size(); ++at) {
        const auto word = valueOfWord(command.argv[at]);
        const auto path = fileNamedBy(word, command, probe);
        if (path.empty() || isInstalled(path))
            continue;
        if (found++ == kMaxScripts)
            return facts.doubt(model::unknowns::kSourcesPartly);
        if (!facts.add(model::FileRole::Script, path, probe))
            continue;
        facts.usedWorkingFolder = facts.usedWorkingFolder || !word.starts_with('/');
        facts.doubt(model::unknowns::kScriptLoads);
        gatherSources(base::folderOf(path), command, probe, facts);
    }
}

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
#include "core/trust/program_files.h"

#include "core/trust/command_search.h"
#include "core/trust/interpreter.h"

namespace gatehouse::trust {
namespace {

base::Result<std::string> interpreterOf(
    const Shebang& shebang, const LaunchRequest& request, const FileProbe& files, bool& usedWorkingFolder)
{
    if (baseName(shebang.interpreter) != "env")
        return absoluteBelow(request.workingFolder, shebang.interpreter);
    // `#!/usr/bin/env NAME`: env looks for NAME along PATH; assignments and options may stand before it.
    for (const auto& argument : shebang.arguments) {
        if (argument.starts_with('-') || argument.find('=') != std::string::npos)
            continue;
        const auto found = findCommand(argument, request, files);
        if (!found)
            return found.error();
        usedWorkingFolder = usedWorkingFolder || found->usedWorkingFolder;
        return found->path;
    }
    return absoluteBelow(request.workingFolder, shebang.interpreter);
}

} // namespace

base::Result<ProgramFiles> programFiles(const LaunchRequest& request, const FileProbe& files)
{
    const auto found = findCommand(request.argv.front(), request, files);
    if (!found)
        return found.error();
    ProgramFiles result;
    result.foundPath = found->path;
    result.usedWorkingFolder = found->usedWorkingFolder;
    auto path = found->path;
    for (int depth = 0; depth <= kMaxInterpreters; ++depth) {
        auto real = files.realPath(path);
        if (!real)
            return real.error();
        const auto shebang = parseShebang(files.head(*real, kShebangBytes));
        auto hashed = files.hash(*real);
        if (!hashed)
            return hashed.error();
        if (!shebang) {
            result.executable = std::move(*hashed);
            return result;
        }
        if (!result.script)
            result.script = std::move(*hashed);
        auto next = interpreterOf(*shebang, request, files, result.usedWorkingFolder);
        if (!next)
            return next.error();
        path = std::move(*next);
        result.interpreterPath = path;
    }
    return base::Error{base::ErrorCode::CommandNotFound, path + ": too many interpreters in a row"};
}

std::optional<model::HashedFile> scriptFile(
    const LaunchRequest& request, const FileProbe& files, bool& usedWorkingFolder)
{
    if (!isInterpreter(request.argv.front()))
        return std::nullopt;
    const auto index = scriptArgument(request.argv.front(), request.argv);
    if (!index)
        return std::nullopt;
    const auto& argument = request.argv[*index];
    if (argument.find("://") != std::string::npos)
        return std::nullopt; // deno and bun run addresses; nothing on this disk to hash
    usedWorkingFolder = usedWorkingFolder || !argument.starts_with('/');
    const auto real = files.realPath(absoluteBelow(request.workingFolder, argument));
    if (!real)
        return std::nullopt;
    auto hashed = files.hash(*real);
    return hashed ? std::optional(std::move(*hashed)) : std::nullopt;
}

} // namespace gatehouse::trust

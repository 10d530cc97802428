// SPDX-License-Identifier: Apache-2.0
#include "core/trust/launch_resolver.h"

#include "core/trust/command_search.h"
#include "core/trust/interpreter.h"
#include "core/trust/package_runner.h"
#include "core/trust/relevant_environment.h"

#include <algorithm>

namespace gatehouse::trust {
namespace {

/// The state of one resolution.
class Resolution {
public:
    Resolution(const LaunchRequest& request, const FileProbe& files)
        : m_request(request)
        , m_files(files)
    {
    }

    base::Result<model::LaunchIdentity> run()
    {
        const auto found = findCommand(m_request.argv.front(), m_request, m_files);
        if (!found)
            return found.error();
        m_usedWorkingFolder = found->usedWorkingFolder;
        if (const auto program = resolveProgram(found->path); !program)
            return program.error();
        if (const auto script = resolveScriptArgument(); !script)
            return script.error();
        fillTheRest();
        return std::move(m_identity);
    }

private:
    /// Follows #! lines down to a program; the first script met is the script of the launch.
    base::Result<void> resolveProgram(std::string path)
    {
        for (int depth = 0; depth <= kMaxInterpreters; ++depth) {
            auto real = m_files.realPath(path);
            if (!real)
                return real.error();
            const auto shebang = parseShebang(m_files.head(*real, kShebangBytes));
            auto hashed = m_files.hash(*real);
            if (!hashed)
                return hashed.error();
            if (!shebang) {
                m_identity.executable = std::move(*hashed);
                return {};
            }
            if (!m_identity.script)
                m_identity.script = std::move(*hashed);
            auto next = interpreterOf(*shebang);
            if (!next)
                return next.error();
            path = std::move(*next);
        }
        return base::Error{base::ErrorCode::CommandNotFound, path + ": too many interpreters in a row"};
    }

    base::Result<std::string> interpreterOf(const Shebang& shebang)
    {
        if (baseName(shebang.interpreter) != "env")
            return absoluteBelow(m_request.workingFolder, shebang.interpreter);
        // `#!/usr/bin/env NAME`: env looks for NAME along PATH; assignments and options may stand before it.
        for (const auto& argument : shebang.arguments) {
            if (argument.starts_with('-') || argument.find('=') != std::string::npos)
                continue;
            const auto found = findCommand(argument, m_request, m_files);
            if (!found)
                return found.error();
            m_usedWorkingFolder = m_usedWorkingFolder || found->usedWorkingFolder;
            return found->path;
        }
        return absoluteBelow(m_request.workingFolder, shebang.interpreter);
    }

    /// `node server.js`: the file is what is approved, not node.
    base::Result<void> resolveScriptArgument()
    {
        if (m_identity.script || !isInterpreter(m_request.argv.front()))
            return {};
        const auto index = scriptArgument(m_request.argv.front(), m_request.argv);
        if (!index)
            return {};
        const auto& argument = m_request.argv[*index];
        if (argument.find("://") != std::string::npos)
            return {}; // deno and bun run addresses; nothing on this disk to hash
        m_usedWorkingFolder = m_usedWorkingFolder || !argument.starts_with('/');
        const auto real = m_files.realPath(absoluteBelow(m_request.workingFolder, argument));
        if (!real)
            return {}; // a module name or a mistake: the interpreter will say so itself; argv counts anyway
        auto hashed = m_files.hash(*real);
        if (hashed)
            m_identity.script = std::move(*hashed);
        return {};
    }

    void fillTheRest()
    {
        m_identity.entryRef = m_request.entryRef;
        m_identity.entry = m_request.entry.value_or(model::EntryLocation{});
        m_identity.argv = m_request.argv;
        m_identity.commandAsGiven = m_request.argv.front();
        m_identity.package = packageRunOf(m_request.argv);
        m_identity.environmentNames = m_request.entryEnvironmentNames;
        std::sort(m_identity.environmentNames.begin(), m_identity.environmentNames.end());
        m_identity.environment = digestRelevant(m_request.environment);
        if (m_usedWorkingFolder || m_request.entrySetsWorkingFolder)
            m_identity.workingFolder = m_request.workingFolder;
    }

    const LaunchRequest& m_request;
    const FileProbe& m_files;
    model::LaunchIdentity m_identity;
    bool m_usedWorkingFolder = false;
};

} // namespace

base::Result<model::LaunchIdentity> resolveLaunch(const LaunchRequest& request, const FileProbe& files)
{
    if (request.argv.empty())
        return base::Error{base::ErrorCode::InvalidArgument, "no command was given"};
    return Resolution(request, files).run();
}

} // namespace gatehouse::trust

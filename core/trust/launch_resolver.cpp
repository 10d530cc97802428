// SPDX-License-Identifier: Apache-2.0
#include "core/trust/launch_resolver.h"

#include "core/trust/command_chain.h"
#include "core/trust/command_wrapper.h"
#include "core/trust/compiled_code.h"
#include "core/trust/container_words.h"
#include "core/trust/launch_facts.h"
#include "core/trust/package_files.h"
#include "core/trust/package_runner.h"
#include "core/trust/program_files.h"
#include "core/trust/relevant_environment.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;

constexpr int kMaxCommands = 8; // one inside the other; who stacks more of them hides something

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
        auto program = programFiles(m_request, m_files);
        if (!program)
            return program.error();
        m_facts.usedWorkingFolder = program->usedWorkingFolder;
        m_identity.executable = program->executable;
        m_identity.script = program->script;
        // `node server.js`: the file is what is approved, not node.
        if (!m_identity.script)
            m_identity.script = scriptFile(m_request, m_files, m_facts.usedWorkingFolder);
        followInwards(std::move(*program));
        // What starts them is not known, or is nowhere yet: `uv run --with mcp mcp run server.py`.
        if (isHidden())
            gatherNamed(m_request);
        fillTheRest();
        return std::move(m_identity);
    }

private:
    /// From command to command: through shims, and through env, shells and their like.
    void followInwards(ProgramFiles program)
    {
        auto command = asStarted();
        for (int depth = 0;; ++depth) {
            auto inner = behindShim(command, program, m_files, m_facts);
            const bool isShim = inner.has_value();
            if (!isShim) {
                gatherOf(command, program);
                inner = behindWrapper(command);
            }
            if (!inner)
                return;
            if (depth == kMaxCommands)
                return m_facts.doubt(unknowns::kTooDeep);
            command = std::move(*inner);
            auto next = programFiles(command, m_files);
            if (!next)
                return m_facts.doubt(unknowns::kInnerNotFound);
            program = std::move(*next);
            m_facts.usedWorkingFolder = m_facts.usedWorkingFolder || program.usedWorkingFolder;
            m_facts.add(isShim ? model::FileRole::Shim : model::FileRole::Program, program.executable);
            if (program.script)
                m_facts.add(model::FileRole::Script, *program.script);
        }
    }

    /// With what the wrapper sets for it.
    LaunchRequest asStarted() const
    {
        auto command = m_request;
        const auto variables = variablesAgainstCompiledCode(m_request.environment, "");
        dropNamesOf(variables, command);
        command.environment.insert(command.environment.end(), variables.begin(), variables.end());
        return command;
    }

    using Variables = std::vector<std::pair<std::string, std::string>>;
    static void dropNamesOf(const Variables& variables, LaunchRequest& command)
    {
        std::erase_if(command.environment, [&](const auto& one) {
            return std::any_of(variables.begin(), variables.end(),
                [&](const auto& variable) { return variable.first == one.first; });
        });
    }

    std::optional<LaunchRequest> behindWrapper(const LaunchRequest& command)
    {
        auto opened = unwrap(command);
        if (!opened)
            return behindLauncher(command);
        if (!opened->doubt.empty())
            m_facts.doubt(opened->doubt);
        return std::move(opened->inner);
    }

    /// uv run, and the launchers, guards and proxies that are known to start the command behind them.
    std::optional<LaunchRequest> behindLauncher(const LaunchRequest& command)
    {
        if (auto inner = behindUvRun(command, m_files, m_facts))
            return inner;
        if (hidesWhatItStarts(command.argv))
            m_facts.doubt(unknowns::kInnerHidden);
        const auto chain = chainOf(command.argv);
        if (chain.links.empty() || chain.inner.empty())
            return std::nullopt;
        // There is one package to a launch, and it is the outer one.
        if (m_facts.package) {
            m_facts.doubt(unknowns::kInnerHidden);
            return std::nullopt;
        }
        auto inner = command;
        inner.argv = chain.inner;
        // Their settings may let variables through; that they do is not known.
        if (std::any_of(chain.links.begin(), chain.links.end(), [](const ChainLink& link) {
                return link.name == "sudo" || link.name == "doas" || link.name == "systemd-run";
            })) {
            dropNamesOf(variablesAgainstCompiledCode({}, ""), inner);
            // Whose images, and whose engine: those of another user.
            if (containerWordsOf(inner.argv))
                std::erase_if(inner.environment, [](const auto& one) { return one.first == "HOME"; });
        }
        return inner;
    }

    void gatherOf(const LaunchRequest& command, const ProgramFiles& program)
    {
        const auto script = scriptFile(command, m_files, m_facts.usedWorkingFolder);
        if (script && (!m_identity.script || script->path != m_identity.script->path))
            m_facts.add(model::FileRole::Script, *script);
        if (looksIntoCaches(command.argv.front(), command.environment))
            m_facts.doubt(unknowns::kCompiledKept);
        gatherLoaded(command, m_files, m_facts);
        if (auto run = packageRunOf(command.argv)) {
            m_facts.package = std::move(run);
            gatherPackage(command, program, m_files, m_facts);
            if (!isContainer())
                gatherNamed(command);
            return;
        }
        gatherPython(command, program, m_files, m_facts);
        const auto& run = script ? script : program.script;
        if (!m_facts.package)
            gatherInstalledPackage(run);
        if (!m_facts.importFolder.empty())
            gatherSources(std::exchange(m_facts.importFolder, {}), command, m_files, m_facts);
        else if (run && !m_facts.package)
            gatherSources(base::folderOf(run->path), command, m_files, m_facts);
        if (m_facts.package && !isContainer())
            gatherNamedScripts(command, m_files, m_facts);
    }

    void gatherNamed(const LaunchRequest& command)
    {
        gatherNamedScripts(command, m_files, m_facts);
        gatherNamedModules(command, {}, m_files, m_facts);
    }

    /// The words behind an image name files in it.
    bool isContainer() const
    {
        return m_facts.package &&
            (m_facts.package->runner == "docker" || m_facts.package->runner == "podman");
    }

    bool isHidden() const
    {
        return !isContainer() &&
            std::any_of(m_facts.unknown.begin(), m_facts.unknown.end(), [](const std::string& code) {
                return code == unknowns::kInnerHidden || code == unknowns::kInnerNotFound;
            });
    }

    /// A script of an installed package: `node …/node_modules/@x/y/dist/index.js`, or the command that npm
    /// made of it.
    void gatherInstalledPackage(const std::optional<model::HashedFile>& script)
    {
        const auto folder = script ? npmFolderOf(script->path) : std::string();
        if (folder.empty())
            return;
        constexpr std::string_view kModules = "/node_modules/";
        m_facts.package =
            model::PackageRun{"node", folder.substr(folder.rfind(kModules) + kModules.size()), {}, true};
        const auto entry = script->path.substr(folder.size() + 1);
        if (!addNpmPackage({folder, "installed", {}, entry}, m_files, m_facts))
            m_facts.package.reset();
    }

    void fillTheRest()
    {
        m_identity.entryRef = m_request.entryRef;
        m_identity.entry = m_request.entry.value_or(model::EntryLocation{});
        m_identity.argv = m_request.argv;
        m_identity.commandAsGiven = m_request.argv.front();
        if (runsScriptAlone())
            m_facts.doubt(unknowns::kScriptLoads);
        m_identity.package = std::move(m_facts.package);
        m_identity.environmentNames = m_request.entryEnvironmentNames;
        std::sort(m_identity.environmentNames.begin(), m_identity.environmentNames.end());
        m_identity.environment = digestRelevant(m_request.environment);
        if (m_facts.usedWorkingFolder || m_request.entrySetsWorkingFolder)
            m_identity.workingFolder = m_request.workingFolder;
        m_identity.files = std::move(m_facts.files);
        m_identity.moduleFolders = std::move(m_facts.moduleFolders);
        sortFiles();
        auto& unknown = m_identity.unknown = std::move(m_facts.unknown);
        std::sort(unknown.begin(), unknown.end());
        unknown.erase(std::unique(unknown.begin(), unknown.end()), unknown.end());
        if (model::mayLoadSources(m_identity))
            m_identity.form = model::LaunchIdentity::kNewestForm;
    }

    /// Two scripts of one folder have the same sources, and a script is none of its own.
    void sortFiles()
    {
        auto& files = m_identity.files;
        const auto keyOf = [](const model::LaunchFile& one) { return std::tie(one.role, one.file.path); };
        std::sort(files.begin(), files.end(),
            [&](const auto& left, const auto& right) { return keyOf(left) < keyOf(right); });
        files.erase(std::unique(files.begin(), files.end(),
                        [&](const auto& left, const auto& right) {
                            return left.role == model::FileRole::Source && keyOf(left) == keyOf(right);
                        }),
            files.end());
        if (m_identity.script)
            std::erase_if(files, [&](const model::LaunchFile& one) {
                return one.role == model::FileRole::Source && one.file.path == m_identity.script->path;
            });
    }

    /// A script of no package that is looked at: what it loads or starts is in no list. A shim's is no such.
    bool runsScriptAlone() const
    {
        bool hasScript = m_identity.script.has_value();
        for (const auto& one : m_facts.files)
            hasScript = hasScript && one.role != model::FileRole::Shim;
        for (const auto& one : m_facts.files)
            hasScript =
                hasScript || one.role == model::FileRole::Script || one.role == model::FileRole::Module;
        return hasScript && !m_facts.package;
    }

    const LaunchRequest& m_request;
    const FileProbe& m_files;
    model::LaunchIdentity m_identity;
    LaunchFacts m_facts;
};

} // namespace

base::Result<model::LaunchIdentity> resolveLaunch(const LaunchRequest& request, const FileProbe& files)
{
    if (request.argv.empty())
        return base::Error{base::ErrorCode::InvalidArgument, "no command was given"};
    return Resolution(request, files).run();
}

} // namespace gatehouse::trust

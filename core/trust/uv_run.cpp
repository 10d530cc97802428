// SPDX-License-Identifier: Apache-2.0
// Follows uv's `run` (0.4 to 0.9): which environment it takes and what it starts in it.
#include "core/trust/command_search.h"
#include "core/trust/launch_facts.h"
#include "core/trust/package_runner.h"
#include "core/trust/python_settings.h"
#include "core/trust/word_list.h"

#include <algorithm>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;
using model::FileRole;

constexpr std::string_view kInlineMetadata = "# /// script";
constexpr std::string_view kWorkspace = "[tool.uv.workspace]";

class UvRun {
public:
    UvRun(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
        : m_inner(command)
        , m_probe(probe)
        , m_facts(facts)
        , m_words(uvRunWords(command.argv))
    {
    }

    bool isIt() const { return m_words.has_value(); }

    std::optional<LaunchRequest> open()
    {
        auto folder = m_words->folder;
        for (const auto* const variable : {"UV_WORKING_DIR", "UV_WORKING_DIRECTORY"}) {
            if (folder.empty())
                folder = valueOf(m_inner.environment, variable).value_or("");
        }
        // Without one the project is looked for from where it is started.
        m_facts.usedWorkingFolder = m_facts.usedWorkingFolder || !folder.starts_with('/');
        if (!folder.empty())
            m_inner.workingFolder = absoluteBelow(m_inner.workingFolder, folder);
        if (m_words->command.empty() || m_words->command.front() == "-")
            return hidden(unknowns::kInnerHidden);
        if (m_words->command.front().find("://") != std::string::npos)
            return hidden(unknowns::kAddress);
        findProject();
        for (const auto& file : m_words->environmentFiles)
            addFile(FileRole::Settings, file);
        addNamedFiles();
        uvSettings(m_inner, m_probe, m_facts);
        if (m_words->addsPackages)
            m_facts.doubt(unknowns::kDependenciesUnchecked);
        return inEnvironment();
    }

private:
    std::optional<LaunchRequest> hidden(std::string_view code)
    {
        m_facts.doubt(code);
        return std::nullopt;
    }

    bool addFile(FileRole role, const std::string& path)
    {
        return m_facts.add(role, absoluteBelow(m_inner.workingFolder, path), m_probe);
    }

    /// UV_ENV_FILE: paths, with blanks between them.
    void addNamedFiles()
    {
        const auto files = valueOf(m_inner.environment, "UV_ENV_FILE").value_or("");
        for (const auto file : wordsOf(files))
            addFile(FileRole::Settings, std::string(file));
    }

    /// The nearest folder with a pyproject.toml; its lock names what uv puts into the environment before it
    /// starts anything. A member of a workspace has the lock and the environment of that.
    void findProject()
    {
        m_project = m_inner.workingFolder;
        auto from = m_words->project;
        if (from.empty())
            from = valueOf(m_inner.environment, "UV_PROJECT").value_or("");
        bool isFound = m_words->hasNoProject;
        for (const auto& folder : upwards(absoluteBelow(m_project, from.empty() ? m_project : from))) {
            const auto description = folder + "/pyproject.toml";
            const bool isWorkspace = settingsText(description, m_probe).find(kWorkspace) != std::string::npos;
            if ((isFound && (!isWorkspace || m_words->hasNoProject)) ||
                !m_facts.add(FileRole::Settings, description, m_probe))
                continue;
            sayIndexOf(description);
            takeProject(folder, isFound);
            isFound = true;
            if (isWorkspace)
                break;
        }
        for (const auto* const name : {"/uv.toml", "/.python-version"})
            m_facts.add(FileRole::Settings, m_project + name, m_probe);
        sayIndexOf(m_project + "/uv.toml");
    }

    /// Of a project that the command names it is the user's; one that lies where the client works a clone may
    /// have brought.
    void sayIndexOf(const std::string& file)
    {
        if (namesPythonIndex(settingsText(file, m_probe)))
            m_facts.doubt(
                m_facts.usedWorkingFolder ? unknowns::kRegistryOfProject : unknowns::kRegistryOfUser);
    }

    /// `isAbove`: a workspace around the project that was found. Which of its folders it leaves out is not
    /// looked at, so that of two environments either may be the one.
    void takeProject(const std::string& folder, bool isAbove)
    {
        constexpr std::string_view kEnvironment = "/.venv/pyvenv.cfg";
        const bool hasOwn = isAbove && m_probe.realPath(m_project + std::string(kEnvironment));
        const bool hasAbove = m_probe.realPath(folder + std::string(kEnvironment)).hasValue();
        if (hasOwn && hasAbove)
            m_facts.doubt(unknowns::kInnerHidden);
        m_facts.add(FileRole::Lock, folder + "/uv.lock", m_probe);
        if (!hasOwn || hasAbove)
            m_project = folder;
    }

    std::optional<LaunchRequest> inEnvironment()
    {
        auto environment =
            valueOf(m_inner.environment, m_words->isActive ? "VIRTUAL_ENV" : "UV_PROJECT_ENVIRONMENT")
                .value_or("");
        if (environment.empty())
            environment = ".venv";
        environment = absoluteBelow(m_project, environment);
        // It is made for this one start, in a folder of no certain name.
        if (m_words->isIsolated)
            m_facts.doubt(isScript(m_words->command.front()) ? unknowns::kDependenciesUnchecked
                                                             : unknowns::kInnerHidden);
        const auto bin = environment + "/bin";
        const auto& first = m_words->command.front();
        auto argv = m_words->command;
        if (m_words->isModule) {
            argv.insert(argv.begin(), {bin + "/python", "-m"});
        } else if (isScript(first)) {
            if (m_facts.package == std::nullopt && hasInlineMetadata(first)) {
                // uv makes an environment for this script alone, out of what stands in it.
                addFile(FileRole::Script, first);
                return hidden(unknowns::kDependenciesUnchecked);
            }
            addFile(FileRole::Script, first); // also where there is no environment yet
            argv.front() = absoluteBelow(m_inner.workingFolder, first);
            argv.insert(argv.begin(), bin + "/python");
        }
        auto path = valueOf(m_inner.environment, "PATH").value_or("/usr/bin:/bin");
        std::erase_if(m_inner.environment,
            [](const auto& one) { return one.first == "PATH" || one.first == "VIRTUAL_ENV"; });
        m_inner.environment.emplace_back("PATH", bin + ':' + path);
        m_inner.environment.emplace_back("VIRTUAL_ENV", environment);
        m_inner.argv = std::move(argv);
        return std::move(m_inner);
    }

    bool isScript(const std::string& word) const
    {
        return m_words->isScript || word.ends_with(".py") || word.ends_with(".pyw") || word.ends_with(".pyz");
    }

    bool hasInlineMetadata(const std::string& script) const
    {
        return settingsText(absoluteBelow(m_inner.workingFolder, script), m_probe).find(kInlineMetadata) !=
            std::string::npos;
    }

    LaunchRequest m_inner;
    const FileProbe& m_probe;
    LaunchFacts& m_facts;
    std::optional<UvRunWords> m_words;
    std::string m_project;
};

} // namespace

std::optional<LaunchRequest> behindUvRun(
    const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
{
    UvRun run(command, probe, facts);
    return run.isIt() ? run.open() : std::nullopt;
}

} // namespace gatehouse::trust

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
        if (!m_words->folder.empty()) {
            m_facts.usedWorkingFolder = m_facts.usedWorkingFolder || !m_words->folder.starts_with('/');
            m_inner.workingFolder = absoluteBelow(m_inner.workingFolder, m_words->folder);
        } else {
            m_facts.usedWorkingFolder = true; // the project is looked for from there
        }
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
    /// starts anything.
    void findProject()
    {
        m_project = m_inner.workingFolder;
        const auto from =
            m_words->project.empty() ? m_project : absoluteBelow(m_inner.workingFolder, m_words->project);
        for (const auto& folder : upwards(from)) {
            if (!m_facts.add(FileRole::Settings, folder + "/pyproject.toml", m_probe))
                continue;
            m_project = folder;
            m_facts.add(FileRole::Lock, folder + "/uv.lock", m_probe);
            break;
        }
        for (const auto* const name : {"/uv.toml", "/.python-version"})
            m_facts.add(FileRole::Settings, m_project + name, m_probe);
    }

    std::optional<LaunchRequest> inEnvironment()
    {
        auto environment = valueOf(m_inner.environment, "UV_PROJECT_ENVIRONMENT").value_or("");
        if (environment.empty())
            environment = ".venv";
        environment = absoluteBelow(m_project, environment);
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

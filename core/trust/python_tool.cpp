// SPDX-License-Identifier: Apache-2.0
// Follows uv's `tool run` (0.6 to 0.9) and pipx's `run` (1.1 to 1.8): where they keep what they have fetched,
// and what they take instead.
#include "core/trust/command_search.h"
#include "core/trust/interpreter.h"
#include "core/trust/package_copies.h"
#include "core/trust/package_files.h"
#include "core/trust/package_runner.h"
#include "core/trust/python_environment.h"
#include "core/trust/python_settings.h"
#include "core/trust/word_list.h"

#include <algorithm>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;
using model::FileRole;

constexpr std::size_t kMaxEnvironments = 128; // that one cache may hold before it is not looked through
constexpr std::size_t kMaxPythons = 16;       // of python, with packages of their own in one folder

std::string pipxUserHome(const LaunchRequest& command)
{
    return valueOf(command.environment, "HOME").value_or("");
}

/// A folder, an address or a repository.
bool isAddressOrFolder(std::string_view text)
{
    return text.find_first_of("/:") != std::string_view::npos;
}

class PythonTool {
public:
    PythonTool(
        const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts)
        : m_command(command)
        , m_runner(program)
        , m_probe(probe)
        , m_facts(facts)
        , m_words(runnerWordsOf(command.argv))
    {
    }

    void gather()
    {
        const auto& run = *m_facts.package;
        const bool isPipx = run.runner == "pipx";
        std::vector<std::string> places;
        std::string label;
        bool keepsNothing = false;
        if (isPipx) {
            gatherPipSettings(m_command, m_probe, m_facts);
            places = pipxCaches();
            label = places.front();
        } else {
            gatherUv();
            const auto settings = uvSettings(m_command, m_probe, m_facts);
            keepsNothing = settings.keepsNothing;
            label = settings.cache + "/environments-v2";
            places = uvCaches(settings.cache);
            if (mayUseInstalled())
                m_installed = settings.tools + '/' + run.name;
        }
        // `uvx python …` is a python with the packages of --with, and no package of that name.
        if (run.name.empty() || (!isPipx && !m_words.byOption && isInterpreter(run.name)))
            return m_facts.doubt(unknowns::kPackageHidden);
        if (isPipx && !m_words.byOption && isScript(run.name))
            return; // it counts as a script that the command names
        if (isAddressOrFolder(run.name) || isAddressOrFolder(run.version))
            return m_facts.doubt(unknowns::kPackageElsewhere);
        const bool isOfFolder = isPipx && takesFromFolder();
        if (keepsNothing)
            return m_facts.doubt(unknowns::kPackageElsewhere);
        gatherStartModules();
        lookAt(m_installed);
        const bool hasInstalled = !m_copies.empty();
        for (const auto& place : places) {
            if (!lookThrough(place))
                return m_facts.doubt(unknowns::kPackageElsewhere);
        }
        const bool isInstalledAlone = hasInstalled && m_copies.size() == 1;
        addPackageCopies(std::move(m_copies), label, "__pycache__", m_probe, m_facts);
        addWhatCopiesNeed(label);
        if (isInstalledAlone && !m_facts.package->origin.empty())
            m_facts.package->origin = "tool";
        if (isOfFolder)
            m_facts.package->origin = "project";
    }

private:
    /// uvx is a small program that starts the uv which lies beside it, and either reads .env files where it
    /// is told to.
    void gatherUv()
    {
        if (m_facts.package->runner == "uvx")
            m_facts.add(FileRole::Program, base::folderOf(m_runner.foundPath) + "/uv", m_probe);
        auto files = optionValue(m_command.argv, "--env-file");
        if (files.empty())
            files = valueOf(m_command.environment, "UV_ENV_FILE").value_or("");
        for (const auto file : wordsOf(files))
            m_facts.add(
                FileRole::Settings, absoluteBelow(m_command.workingFolder, std::string(file)), m_probe);
    }

    /// Where PYTHONPATH leads to, python looks before it looks anywhere else, and runs these at its start.
    void gatherStartModules()
    {
        auto folders = valueOf(m_command.environment, "PYTHONPATH").value_or("");
        if (!folders.empty())
            m_facts.doubt(unknowns::kDependenciesUnchecked);
        std::replace(folders.begin(), folders.end(), ':', ' ');
        for (const auto folder : wordsOf(folders)) {
            const auto path = absoluteBelow(m_command.workingFolder, std::string(folder));
            for (const auto* const name :
                {"/sitecustomize.py", "/sitecustomize/__init__.py", "/usercustomize.py"})
                m_facts.add(FileRole::Loaded, path + name, m_probe);
        }
    }

    /// Whether uv takes what `uv tool install` has put there depends on its version, on the options that it
    /// was installed with, and on what else is asked for.
    bool mayUseInstalled() const
    {
        return m_facts.package->version != "latest" &&
            std::find(m_command.argv.begin(), m_command.argv.end(), "--isolated") == m_command.argv.end();
    }

    /// By python, and of any version of it: an environment lies two folders below the cache, or one.
    std::vector<std::string> uvCaches(const std::string& cache) const
    {
        constexpr std::string_view kBucket = "environments-v";
        std::vector<std::string> folders;
        const auto buckets = m_probe.names(cache, kMaxEnvironments);
        for (const auto& bucket : buckets ? *buckets : std::vector<std::string>()) {
            if (!bucket.starts_with(kBucket))
                continue;
            folders.push_back(cache + '/' + bucket);
            const auto pythons = m_probe.names(folders.back(), kMaxEnvironments);
            for (const auto& python : pythons ? *pythons : std::vector<std::string>())
                folders.push_back(cache + '/' + bucket + '/' + python);
        }
        return folders;
    }

    /// Before 1.3 below its home, which was ~/.local/pipx; since then in the user's cache, unless that home
    /// is there or PIPX_HOME names one.
    std::vector<std::string> pipxCaches() const
    {
        const auto home = pipxUserHome(m_command);
        const auto named = valueOf(m_command.environment, "PIPX_HOME").value_or("");
        if (!named.empty())
            return {absoluteBelow(m_command.workingFolder, named) + "/.cache"};
        const auto caches = valueOf(m_command.environment, "XDG_CACHE_HOME").value_or("");
        return {(caches.empty() ? home + "/.cache" : caches) + "/pipx", home + "/.local/pipx/.cache"};
    }

    /// The script that pipx runs where a file of that name is there, whatever it ends in.
    bool isScript(const std::string& name) const
    {
        const auto path = absoluteBelow(m_command.workingFolder, name);
        return name.ends_with(".py") && m_probe.realPath(path) && !m_probe.names(path, kMaxEnvironments);
    }

    /// What pipx takes before any package, without a word: a program in `__pypackages__` of the folder that
    /// the client works in, and since 1.5 a file that has the name of the package.
    bool takesFromFolder()
    {
        const auto& name = m_words.byOption ? m_words.word : m_facts.package->name;
        bool isThere = false;
        const auto packages = m_command.workingFolder + "/__pypackages__";
        const auto versions = m_probe.names(packages, kMaxPythons);
        for (const auto& version : versions ? *versions : std::vector<std::string>()) {
            const auto lib = packages + '/' + version + "/lib";
            if (!m_probe.realPath(lib + "/bin/" + name))
                continue;
            isThere = true;
            m_facts.add(FileRole::Script, lib + "/bin/" + name, m_probe);
            gatherSources(lib, m_command, m_probe, m_facts);
        }
        if (!m_words.byOption &&
            m_facts.add(FileRole::Script, m_command.workingFolder + '/' + name, m_probe)) {
            isThere = true;
            gatherSources(m_command.workingFolder, m_command, m_probe, m_facts);
        }
        m_facts.usedWorkingFolder = m_facts.usedWorkingFolder || isThere;
        return isThere;
    }

    void lookAt(const std::string& folder)
    {
        const auto root = folder.empty() ? base::Result<std::string>(folder) : m_probe.realPath(folder);
        const auto site = root && !root->empty() ? sitePackagesOf(*root, m_probe) : std::string();
        if (site.empty())
            return;
        PythonEnvironment environment(*root, site, m_probe);
        if (!environment.has(m_facts.package->name))
            return;
        PackageCopy copy{*root, environment.distribution(), environment.version()};
        FileGroup own;
        const auto& program = m_words.byOption ? m_words.word : m_facts.package->name;
        if (!environment.addOwn(program, own))
            m_facts.doubt(unknowns::kPackagePartly);
        if (auto whole = own.whole(copy.name + '-' + copy.version, m_probe))
            copy.whole = std::move(*whole);
        else
            copy.folder.clear();
        m_copies.push_back(std::move(copy));
        m_environments.push_back(std::move(environment));
        m_own.push_back(std::move(own));
    }

    /// False where the cache holds more than is looked at. One that is not there holds nothing.
    bool lookThrough(const std::string& folder)
    {
        const auto names = m_probe.names(folder, kMaxEnvironments);
        if (!names)
            return names.error().code != base::ErrorCode::TooLarge;
        m_seen += names->size();
        if (m_seen > kMaxEnvironments)
            return false;
        for (const auto& name : *names)
            lookAt(folder + '/' + name);
        return true;
    }

    /// Of the copies that may run: what else is in their environments, and the python of each.
    void addWhatCopiesNeed(const std::string& label)
    {
        const auto& run = *m_facts.package;
        for (std::size_t at = 0; at < m_environments.size(); ++at) {
            auto& environment = m_environments[at];
            if (run.isPinned && !isSameVersion(environment.version(), run.version))
                continue;
            m_own[at].addFoldersTo(m_facts);
            addPythonDependencies(environment, label, m_probe, m_facts);
            if (environment.reachesOutside())
                m_facts.doubt(unknowns::kDependenciesUnchecked);
            // uv then starts whatever has this name in PATH.
            if (m_words.byOption && run.runner != "pipx" && !environment.hasProgram(m_words.word))
                m_facts.doubt(unknowns::kInnerNotFound);
            if (!m_facts.add(FileRole::Program, environment.root() + "/bin/python", m_probe))
                m_facts.doubt(unknowns::kInnerNotFound);
        }
    }

    const LaunchRequest& m_command;
    const ProgramFiles& m_runner;
    const FileProbe& m_probe;
    LaunchFacts& m_facts;
    RunnerWords m_words;
    std::string m_installed; // the environment of `uv tool install`
    std::vector<PackageCopy> m_copies;
    std::vector<PythonEnvironment> m_environments; // of each copy
    std::vector<FileGroup> m_own;                  // likewise
    std::size_t m_seen = 0;
};

} // namespace

void gatherPythonTool(
    const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts)
{
    PythonTool(command, program, probe, facts).gather();
}

void gatherPackage(
    const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts)
{
    const auto& runner = facts.package->runner;
    if (runner == "uvx" || runner == "uv" || runner == "pipx") {
        gatherPythonTool(command, program, probe, facts);
    } else if (runner == "docker" || runner == "podman") {
        gatherContainer(command, program, probe, facts);
    } else {
        gatherNpm(command, program, probe, facts);
    }
}

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
// Follows npm's libnpmexec (lib/index.js of 10.2): what it looks at, in its order.
#include "core/trust/command_search.h"
#include "core/trust/interpreter.h"
#include "core/trust/npm_copies.h"
#include "core/trust/npm_settings.h"
#include "core/trust/package_files.h"
#include "core/trust/package_runner.h"

#include <algorithm>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;
using model::FileRole;

constexpr std::size_t kHashDigits = 16;
constexpr std::size_t kMaxLinks = 16; // of one package; who has more does not run them all

std::string below(const std::string& folder, std::string_view path)
{
    return (folder == "/" ? std::string() : folder) + '/' + std::string(path);
}

class NpmPackage {
public:
    NpmPackage(
        const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts)
        : m_command(command)
        , m_probe(probe)
        , m_facts(facts)
        , m_words(runnerWordsOf(command.argv))
        , m_settings(npmSettings(command, program, probe, facts))
    {
    }

    void gather()
    {
        addProgramsOfProjects();
        addWhatRunsIt();
        if (m_facts.package->name.empty() || m_words.runsLine || m_settings.hidesPackage)
            return m_facts.doubt(unknowns::kPackageHidden);
        if (isPath(m_words.packages.front()))
            return gatherPath();
        if (!m_words.byOption && (isProjectItself() || isProgramOfProjects() || isGlobalProgram()))
            return;
        if (isBelow(m_settings.localPrefix, "project"))
            return;
        if (!m_words.byOption && isBelow(below(m_settings.globalPrefix, "lib"), "global"))
            return;
        if (!isInCache())
            m_facts.doubt(unknowns::kPackageNotHere);
    }

private:
    static bool isPath(std::string_view spec)
    {
        return spec.starts_with('.') || spec.starts_with('/') || spec.starts_with("file:") ||
            spec.find("://") != std::string_view::npos || spec.starts_with("git");
    }

    /// npm puts node_modules/.bin of the folder and of all above it in front of PATH: a node or a shell that
    /// lies there is what runs everything.
    void addProgramsOfProjects()
    {
        for (const auto& folder : upwards(m_settings.localPrefix)) {
            for (const auto* const name : {"node", "sh"})
                m_facts.add(FileRole::Program, below(folder, "node_modules/.bin/") + name, m_probe);
        }
    }

    /// The shell that npm runs every package with, and what it has node load first.
    void addWhatRunsIt()
    {
        if (!m_settings.shell.empty()) {
            const auto shell = findCommand(m_settings.shell, m_command, m_probe);
            if (!shell || !m_facts.add(FileRole::Program, shell->path, m_probe))
                m_facts.doubt(unknowns::kInnerNotFound);
        }
        if (!m_settings.nodeOptions.empty())
            gatherNodeOptions(m_settings.nodeOptions, m_command, m_probe, m_facts);
    }

    /// What npm really starts is `sh -c NAME` with this folder in front of PATH: who exchanges a link in it,
    /// or lays a node or a shell there, runs without touching the package. Part of the package, for they come
    /// and go with it.
    void addLinks(const std::string& modules, const PackageJson& json)
    {
        for (const auto* const name : {"node", "sh"})
            addLink(modules + "/.bin/" + name);
        if (json.bins.size() > kMaxLinks)
            m_facts.doubt(unknowns::kPackagePartly);
        std::size_t links = 0;
        for (auto bin = json.bins.begin(); bin != json.bins.end() && links < kMaxLinks; ++bin, ++links)
            addLink(modules + "/.bin/" + bin->first);
        // Of several packages the word may be a program of another one.
        if (m_words.byOption)
            addLink(modules + "/.bin/" + m_words.word);
    }

    /// By the name of the link: the same file behind another one is another command.
    void addLink(const std::string& path)
    {
        const auto real = m_probe.realPath(path);
        auto hashed = real ? m_probe.hash(*real) : base::Result<model::HashedFile>(real.error());
        if (!hashed)
            return;
        hashed->path = path;
        m_facts.add(FileRole::Package, std::move(*hashed));
    }

    void gatherPath()
    {
        auto path = m_words.packages.front();
        if (path.starts_with("file:"))
            path.erase(0, std::string_view("file:").size());
        const auto real = m_probe.realPath(absoluteBelow(m_command.workingFolder, path));
        if (!real || !addNpmPackage({*real, "project", {}, {}}, m_probe, m_facts))
            m_facts.doubt(unknowns::kPackageElsewhere);
    }

    /// The project of the working folder may be the package, or claim to be.
    bool isProjectItself()
    {
        for (const auto& folder : {m_command.workingFolder, m_settings.localPrefix}) {
            const auto json = parsePackageJson(settingsText(below(folder, "package.json"), m_probe));
            const auto bin = json.bins.find(m_words.word);
            if (bin == json.bins.end())
                continue;
            const auto real = m_probe.realPath(folder);
            return real && addNpmPackage({*real, "project", {}, bin->second}, m_probe, m_facts);
        }
        return false;
    }

    /// `npx NAME` runs any program of that name that lies in node_modules/.bin here or further up, whatever
    /// package it is of.
    bool isProgramOfProjects()
    {
        for (const auto& folder : upwards(m_settings.localPrefix)) {
            if (isProgram(below(folder, "node_modules/.bin/") + m_words.word, "project"))
                return true;
        }
        return false;
    }

    bool isGlobalProgram()
    {
        return isProgram(below(m_settings.globalPrefix, "bin/") + m_words.word, "global");
    }

    bool isProgram(const std::string& path, const std::string& origin)
    {
        const auto real = m_probe.realPath(path);
        if (!real || m_probe.head(*real, 1).empty())
            return false;
        m_facts.add(FileRole::Script, *real, m_probe);
        // No package need stand behind it: a file that was laid there runs as well.
        const auto folder = npmFolderOf(*real);
        if (folder.empty() || !addNpmPackage({folder, origin, {}, {}}, m_probe, m_facts))
            m_facts.package->origin = origin;
        return true;
    }

    /// By name alone any version that is installed will do; a version must be that one. A range or a tag is
    /// npm's to compare: what lies there may run.
    bool isBelow(const std::string& folder, const std::string& origin)
    {
        const auto& run = *m_facts.package;
        const auto real = m_probe.realPath(below(folder, "node_modules/" + run.name));
        if (!real)
            return false;
        const auto json = parsePackageJson(settingsText(*real + "/package.json", m_probe));
        if (json.version.empty() || (run.isPinned && json.version != run.version))
            return false;
        if (!run.isPinned && !run.version.empty())
            m_facts.doubt(unknowns::kPackageChoice);
        const auto modules = below(folder, "node_modules");
        addLinks(modules, json);
        return addNpmPackage({*real, origin, modules + "/.package-lock.json", {}, modules}, m_probe, m_facts);
    }

    bool isInCache()
    {
        auto packages = m_words.packages;
        std::sort(packages.begin(), packages.end());
        std::string all;
        for (const auto& one : packages)
            all += (all.empty() ? "" : "\n") + one;
        const auto folder = below(m_settings.cache, "_npx/") + base::sha512Hex(all).substr(0, kHashDigits);
        const auto& run = *m_facts.package;
        const auto real = m_probe.realPath(folder + "/node_modules/" + run.name);
        if (!real)
            return false;
        const auto json = parsePackageJson(settingsText(*real + "/package.json", m_probe));
        if (run.isPinned && json.version != run.version)
            return false;
        const auto modules = folder + "/node_modules";
        addLinks(modules, json);
        return addNpmPackage({*real, "cache", folder + "/package-lock.json", {}, modules}, m_probe, m_facts);
    }

    const LaunchRequest& m_command;
    const FileProbe& m_probe;
    LaunchFacts& m_facts;
    RunnerWords m_words;
    NpmSettings m_settings;
};

} // namespace

void gatherNpm(
    const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts)
{
    const auto& runner = facts.package->runner;
    if (facts.package->name.empty())
        return facts.doubt(unknowns::kPackageHidden);
    if (runner == "npx" || runner == "npm")
        return NpmPackage(command, program, probe, facts).gather();
    if (runner.starts_with("yarn"))
        return gatherYarnDlx(command, probe, facts);
    // They read npm's settings as well: where packages come from stands there.
    static_cast<void>(npmSettings(command, program, probe, facts));
    if (runner.starts_with("bun"))
        gatherBunx(command, probe, facts);
    else
        gatherPnpmDlx(command, probe, facts);
}

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
#include "core/trust/command_search.h"
#include "core/trust/package_copies.h"
#include "core/trust/package_files.h"
#include "core/trust/package_runner.h"

#include <algorithm>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;

constexpr std::size_t kMaxEnvironments = 128; // that one cache may hold before it is not looked through

std::string valueOr(const LaunchRequest& command, std::string_view name, std::string fallback)
{
    const auto value = valueOf(command.environment, name);
    if (value && !value->empty())
        return *value;
    return fallback;
}

std::string homeOf(const LaunchRequest& command)
{
    return valueOf(command.environment, "HOME").value_or("");
}

class PythonTool {
public:
    PythonTool(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
        : m_command(command)
        , m_probe(probe)
        , m_facts(facts)
        , m_words(runnerWordsOf(command.argv))
    {
    }

    void gather()
    {
        const auto& name = m_facts.package->name;
        if (name.empty())
            return m_facts.doubt(unknowns::kPackageHidden);
        if (name.find('/') != std::string::npos || name.find(':') != std::string::npos)
            return m_facts.doubt(unknowns::kPackageElsewhere); // a folder, an address or a repository
        const bool isPipx = m_facts.package->runner == "pipx";
        if (!isPipx && mayUseInstalled() && takes(installedTool(), "tool"))
            return;
        const auto cache = isPipx ? pipxCache() : uvCache();
        if (!(isPipx ? lookThrough(cache) : lookThroughNested(cache)))
            return m_facts.doubt(unknowns::kPackageElsewhere);
        addPackageCopies(std::move(m_copies), cache, "__pycache__", m_probe, m_facts);
    }

private:
    /// uv runs what `uv tool install` put there unless it is told otherwise.
    bool mayUseInstalled() const
    {
        const auto& run = *m_facts.package;
        return !m_words.byOption && run.version.empty() &&
            std::find(m_command.argv.begin(), m_command.argv.end(), "--isolated") == m_command.argv.end();
    }

    std::string installedTool() const
    {
        const auto data = valueOr(m_command, "XDG_DATA_HOME", homeOf(m_command) + "/.local/share");
        return valueOr(m_command, "UV_TOOL_DIR", data + "/uv/tools") + '/' + m_facts.package->name;
    }

    std::string cacheFolder() const
    {
        return valueOr(m_command, "XDG_CACHE_HOME", homeOf(m_command) + "/.cache");
    }

    std::string uvCache() const
    {
        auto cache = optionValue(m_command.argv, "--cache-dir");
        if (cache.empty())
            cache = valueOr(m_command, "UV_CACHE_DIR", cacheFolder() + "/uv");
        return absoluteBelow(m_command.workingFolder, cache) + "/environments-v2";
    }

    std::string pipxCache() const
    {
        const auto home = valueOf(m_command.environment, "PIPX_HOME");
        return home && !home->empty() ? *home + "/.cache" : cacheFolder() + "/pipx";
    }

    bool takes(const std::string& environment, std::string_view origin)
    {
        const auto site = sitePackagesOf(environment, m_probe);
        if (site.empty())
            return false;
        addPythonPackage(m_facts.package->name, site, origin, m_probe, m_facts);
        return true;
    }

    /// False where the cache holds more than is looked at. One that is not there holds nothing.
    bool lookThrough(const std::string& folder)
    {
        const auto names = m_probe.names(folder, kMaxEnvironments);
        if (!names)
            return names.error().code != base::ErrorCode::TooLarge;
        for (const auto& name : *names) {
            if (++m_seen > kMaxEnvironments)
                return false;
            const auto site = sitePackagesOf(folder + '/' + name, m_probe);
            if (site.empty())
                continue;
            if (auto found = distributionOf(m_facts.package->name, site, m_probe))
                m_copies.push_back({packageFolder(m_facts.package->name, site, m_probe),
                    std::move(found->name), std::move(found->version), hasOtherDistributions(site, m_probe)});
        }
        return true;
    }

    /// uv: interpreter by interpreter, environment by environment.
    bool lookThroughNested(const std::string& folder)
    {
        const auto names = m_probe.names(folder, kMaxEnvironments);
        if (!names)
            return names.error().code != base::ErrorCode::TooLarge;
        return std::all_of(names->begin(), names->end(),
            [&](const std::string& name) { return lookThrough(folder + '/' + name); });
    }

    const LaunchRequest& m_command;
    const FileProbe& m_probe;
    LaunchFacts& m_facts;
    RunnerWords m_words;
    std::vector<PackageCopy> m_copies;
    std::size_t m_seen = 0;
};

} // namespace

void gatherPythonTool(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
{
    PythonTool(command, probe, facts).gather();
}

void gatherPackage(
    const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts)
{
    const auto& runner = facts.package->runner;
    if (runner == "uvx" || runner == "uv" || runner == "pipx") {
        gatherPythonTool(command, probe, facts);
    } else if (runner == "docker" || runner == "podman") {
        gatherContainer(command, program, probe, facts);
    } else {
        gatherNpm(command, program, probe, facts);
    }
}

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
#include "core/trust/command_search.h"
#include "core/trust/launch_facts.h"
#include "core/trust/source_names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;
using model::FileRole;

constexpr std::size_t kMaxLevels = 8; // above a script; projects are not deeper
/// Who has one of these calls it his project.
constexpr std::array<std::string_view, 7> kProjectMarks{
    {"package.json", "pyproject.toml", "deno.json", "deno.jsonc", "setup.py", "setup.cfg", ".git"}};

/// `inner` is `folder` or lies below it.
bool isAtOrBelow(std::string_view inner, std::string_view folder)
{
    return inner.starts_with(folder) &&
        (inner.size() == folder.size() || folder == "/" || inner[folder.size()] == '/');
}

class Sources {
public:
    Sources(
        const std::string& folder, const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
        : m_folder(folder)
        , m_command(command)
        , m_probe(probe)
        , m_facts(facts)
        , m_home(homeOf(command))
    {
    }

    void gather()
    {
        const auto project = projectFolder();
        if (project.empty() && isOfPrograms())
            return m_facts.doubt(unknowns::kSourcesUnchecked);
        const auto& root = project.empty() ? m_folder : project;
        addDescriptionAbove(root);
        const bool isEverything = isAtOrBelow(m_home, root);
        if (!isEverything && (addBelow(root, false) || (root != m_folder && addNearest())))
            return;
        m_facts.doubt(unknowns::kSourcesPartly);
        if (!addBelow(m_folder, true))
            m_facts.doubt(unknowns::kSourcesUnchecked);
    }

private:
    /// With its links as they are on the way to a script whose own are resolved.
    std::string homeOf(const LaunchRequest& command) const
    {
        const auto home = valueOf(command.environment, "HOME").value_or("");
        const auto real = home.empty() ? base::Result<std::string>(home) : m_probe.realPath(home);
        return real ? *real : home;
    }

    /// The nearest folder with a mark of a project; empty where there is none below the user's own.
    std::string projectFolder() const
    {
        std::size_t levels = 0;
        for (const auto& folder : upwards(m_folder)) {
            if (isAtOrBelow(m_home, folder) || folder == "/" || ++levels > kMaxLevels)
                break;
            for (const auto mark : kProjectMarks) {
                if (m_probe.realPath(folder + '/' + std::string(mark)))
                    return folder;
            }
        }
        return {};
    }

    /// Among the programs that PATH names, a script's neighbours are none of its own.
    bool isOfPrograms() const
    {
        auto path = std::string_view();
        const auto value = valueOf(m_command.environment, "PATH").value_or("");
        for (path = value; !path.empty();) {
            const auto one = path.substr(0, path.find(':'));
            if (one.starts_with('/')) {
                const auto real = m_probe.realPath(std::string(one));
                if (real && *real == m_folder)
                    return true;
            }
            path = one.size() == path.size() ? std::string_view() : path.substr(one.size() + 1);
        }
        return false;
    }

    /// node reads the nearest package.json of all: whether files are modules, and what #names mean.
    void addDescriptionAbove(const std::string& root)
    {
        if (m_probe.realPath(root + "/package.json"))
            return;
        for (const auto& folder : upwards(root)) {
            if (m_facts.add(FileRole::Source, folder + "/package.json", m_probe))
                return;
        }
    }

    bool addNearest()
    {
        if (!addBelow(m_folder, false))
            return false;
        m_facts.doubt(unknowns::kSourcesPartly);
        return true;
    }

    bool addBelow(const std::string& folder, bool isFlat)
    {
        auto choice = sourceChoice();
        choice.isFlat = isFlat;
        const auto files = m_probe.chosenBelow(folder, choice);
        if (!files)
            return false;
        for (const auto& [name, stamp] : *files) {
            auto path = folder + '/' + name;
            if (!isCounted(path))
                m_facts.files.push_back({FileRole::Source, {path, hashOf(path, stamp), stamp}});
        }
        return true;
    }

    /// As the script itself, or with a package.
    bool isCounted(const std::string& path) const
    {
        return std::any_of(m_facts.files.begin(), m_facts.files.end(), [&](const model::LaunchFile& one) {
            if (one.role == FileRole::Package)
                return isAtOrBelow(path, one.file.path);
            return (one.role == FileRole::Script || one.role == FileRole::Module) && one.file.path == path;
        });
    }

    /// Of zeros where it cannot be read: nor can the server read it then.
    base::Sha256 hashOf(const std::string& path, const base::FileStamp& stamp) const
    {
        if (const auto known = m_probe.remembered(stamp))
            return *known;
        const auto real = m_probe.realPath(path);
        const auto hashed = real ? m_probe.hash(*real) : base::Result<model::HashedFile>(real.error());
        return hashed ? hashed->hash : base::Sha256{};
    }

    const std::string& m_folder;
    const LaunchRequest& m_command;
    const FileProbe& m_probe;
    LaunchFacts& m_facts;
    std::string m_home;
};

} // namespace

void gatherSources(
    const std::string& folder, const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
{
    Sources(folder, command, probe, facts).gather();
}

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
// `docker run`, `podman run`: which image it is, what of this machine it is given, and which scripts of it it
// runs.
#include "core/base/file.h"
#include "core/trust/command_search.h"
#include "core/trust/command_wrapper.h"
#include "core/trust/container_engine.h"
#include "core/trust/interpreter.h"
#include "core/trust/package_files.h"
#include "core/trust/package_runner.h"
#include "core/trust/place.h"
#include "core/trust/source_names.h"
#include "core/trust/word_list.h"

#include <algorithm>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;

constexpr std::size_t kMostScripts = 4; // of one command
constexpr int kMostWrappers = 4;        // around the command in the container

/// A folder or file of this machine that the container sees.
struct Mount {
    std::string source; ///< absolute, links resolved where it is there
    std::string target; ///< where the container has it
};

/// "type=bind,source=/a,target=/b"
std::string fieldOf(std::string_view text, std::string_view names)
{
    while (!text.empty()) {
        const auto field = text.substr(0, text.find(','));
        text.remove_prefix(std::min(field.size() + 1, text.size()));
        const auto equals = field.find('=');
        if (equals != std::string_view::npos && holdsWord(names, field.substr(0, equals)))
            return std::string(field.substr(equals + 1));
    }
    return {};
}

class ContainerRun {
public:
    ContainerRun(
        const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts)
        : m_command(command)
        , m_probe(probe)
        , m_facts(facts)
        , m_words(containerWordsOf(command.argv).value_or(ContainerWords{}))
        , m_home(valueOf(command.environment, "HOME").value_or(""))
    {
        if (const auto real = probe.realPath(m_home); real && !m_home.empty())
            m_realHome = *real;
        // A link, and Debian's podman-docker, call podman docker.
        m_isPodman = facts.package->runner == "podman" || baseName(program.executable.path) == "podman" ||
            (program.script &&
                probe.head(program.script->path, kMaxReadBytes).find("/podman") != std::string::npos);
    }

    void gather()
    {
        m_engine = engineOf(m_command, m_words, m_isPodman, m_probe, m_facts);
        lookForImage();
        readMounts();
        sayWhatItIsGiven();
        addVariables();
        sayWhatItFetches();
        addScripts();
    }

private:
    void lookForImage()
    {
        auto& run = *m_facts.package;
        if (m_engine.kind == ContainerEngine::Kind::Remote)
            m_facts.doubt(unknowns::kEngineRemote);
        if (m_words.has("rootfs"))
            return m_facts.doubt(unknowns::kPackageElsewhere);
        if (m_words.hasUnknownOption || m_words.image.empty())
            return m_facts.doubt(unknowns::kPackageHidden);
        if (run.isPinned)
            return;
        if (fetchesFirst())
            m_facts.doubt(unknowns::kFetchedAnew);
        const auto look = imagesCalled(m_words.image, m_engine, m_probe);
        if (!look.isKnown) {
            m_facts.doubt(unknowns::kImageByTag);
            if (m_engine.kind != ContainerEngine::Kind::Remote)
                m_facts.doubt(unknowns::kEngineSilent);
        } else if (look.ids.empty()) {
            m_facts.doubt(unknowns::kPackageNotHere);
        } else {
            run.origin = "engine";
            for (const auto& id : look.ids)
                run.found += (run.found.empty() ? "" : ", ") + id;
            if (look.ids.size() > 1)
                m_facts.doubt(unknowns::kPackageChoice);
        }
    }

    bool fetchesFirst() const
    {
        const auto pull = m_words.last("pull").value_or("");
        return pull == "always" || pull == "newer" || pull == "true";
    }

    void addMount(const std::string& source, const std::string& target)
    {
        // A bare name is one of the engine's own volumes.
        if (source.find('/') == std::string::npos && source != "." && source != "..")
            return;
        m_facts.usedWorkingFolder = m_facts.usedWorkingFolder || !source.starts_with('/');
        const auto path = absoluteBelow(m_command.workingFolder, source);
        const auto real = m_probe.realPath(path);
        m_mounts.push_back({real ? *real : path, target});
        sayMount(path);
        sayMount(m_mounts.back().source);
    }

    void readMounts()
    {
        for (const auto& [name, value] : m_words.options) {
            if (name == "volume") {
                const auto colon = value.find(':');
                if (colon != std::string::npos)
                    addMount(value.substr(0, colon),
                        value.substr(colon + 1, value.find(':', colon + 1) - colon - 1));
            } else if (name == "mount") {
                const auto type = fieldOf(value, "type");
                if (type.empty() || type == "bind")
                    addMount(fieldOf(value, "source src"), fieldOf(value, "target destination dst"));
            }
        }
    }

    void sayMount(std::string path)
    {
        while (path.size() > 1 && path.back() == '/')
            path.pop_back();
        const auto name = path.substr(path.rfind('/') + 1);
        constexpr std::string_view kSockets =
            "docker.sock podman.sock containerd.sock crio.sock buildkitd.sock";
        if (holdsWord(kSockets, name) || std::ranges::find(m_engine.places, path) != m_engine.places.end())
            return m_facts.doubt(unknowns::kContainerEngine);
        constexpr std::string_view kWide = "/ /bin /boot /dev /etc /home /lib /lib64 /media /mnt /opt /proc "
                                           "/root /run /sbin /srv /sys /usr /var "
                                           "/var/lib /var/lib/docker /var/lib/containers /var/run /Users";
        const auto place = PlaceReader(m_home).placeOf(path);
        const auto holds = [&](const std::string& home) {
            return !home.empty() && (home == path || home.starts_with(path + '/'));
        };
        if (holdsWord(kWide, path) || holds(m_home) || holds(m_realHome) || (place && place->sensitive != 0))
            m_facts.doubt(unknowns::kContainerFiles);
    }

    void sayWhatItIsGiven()
    {
        const auto isHost = [this](std::string_view name) { return m_words.last(name) == "host"; };
        bool isUnconfined = m_words.has("privileged") || m_words.has("cap-add") || m_words.has("device") ||
            m_words.has("device-cgroup-rule") || isHost("pid") || isHost("ipc") || isHost("uts") ||
            isHost("userns") || isHost("cgroupns");
        for (const auto& [name, value] : m_words.options)
            isUnconfined = isUnconfined || (name == "security-opt" && loosens(value));
        if (isUnconfined)
            m_facts.doubt(unknowns::kContainerUnconfined);
        if (m_words.has("use-api-socket"))
            m_facts.doubt(unknowns::kContainerEngine);
        if (isHost("network"))
            m_facts.doubt(unknowns::kContainerNetwork);
        if (m_words.has("entrypoint"))
            m_facts.doubt(unknowns::kContainerEntry);
    }

    /// "seccomp=unconfined", "apparmor:unconfined", "label=disable"; a profile of their own may allow
    /// anything.
    static bool loosens(std::string_view option)
    {
        constexpr std::string_view kTightens =
            "no-new-privileges no-new-privileges=true no-new-privileges:true";
        return !holdsWord(kTightens, option);
    }

    void addVariables()
    {
        for (const auto& [name, value] : m_words.options) {
            if (name == "env")
                sayVariable(value);
            if (name != "env-file")
                continue;
            const auto path = absoluteBelow(m_command.workingFolder, value);
            m_facts.usedWorkingFolder = m_facts.usedWorkingFolder || !value.starts_with('/');
            if (!m_facts.add(model::FileRole::Settings, path, m_probe)) {
                m_facts.doubt(unknowns::kLoadedNotFound);
                continue;
            }
            auto lines = settingsText(path, m_probe);
            for (std::string_view rest = lines; !rest.empty();) {
                const auto line = rest.substr(0, rest.find('\n'));
                rest.remove_prefix(std::min(line.size() + 1, rest.size()));
                sayVariable(line.substr(std::min(line.find_first_not_of(" \t"), line.size())));
            }
        }
    }

    /// What it names lies in the container, where nobody looks.
    void sayVariable(std::string_view assignment)
    {
        constexpr std::string_view kLoading = "LD_PRELOAD LD_AUDIT NODE_OPTIONS BUN_OPTIONS "
                                              "BUN_INSPECT_PRELOAD JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS "
                                              "_JAVA_OPTIONS RUBYOPT PERL5OPT BASH_ENV ENV PYTHONSTARTUP";
        if (holdsWord(kLoading, assignment.substr(0, assignment.find('='))))
            m_facts.doubt(unknowns::kLoadedNotFound);
    }

    /// `docker run node npx -y pkg`: the image is known, and what runs is no part of it.
    void sayWhatItFetches()
    {
        auto inner = m_command;
        inner.argv = m_words.command;
        if (const auto entry = m_words.last("entrypoint"); entry && !entry->empty())
            inner.argv.insert(inner.argv.begin(), *entry);
        for (int depth = 0; depth < kMostWrappers && !inner.argv.empty(); ++depth) {
            if (const auto run = packageRunOf(inner.argv))
                m_facts.doubt(run->isPinned ? unknowns::kDependenciesUnchecked : unknowns::kPackageElsewhere);
            const auto script = scriptArgument(inner.argv.front(), inner.argv);
            if (script && inner.argv[*script].find(':') != std::string::npos)
                sayAddress(inner.argv[*script]);
            const auto opened = unwrap(inner);
            if (opened && opened->doubt == unknowns::kShellScript)
                m_facts.doubt(unknowns::kShellScript);
            inner.argv = opened && opened->inner ? opened->inner->argv : std::vector<std::string>();
        }
    }

    /// Its caches are not those of this machine.
    void sayAddress(std::string_view script)
    {
        for (const std::string_view scheme : {"http://", "https://", "npm:", "jsr:"}) {
            if (script.starts_with(scheme))
                m_facts.doubt(unknowns::kAddress);
        }
    }

    /// A file of this machine that is mounted, and those that the words behind the image name in what is
    /// mounted.
    void addScripts()
    {
        for (const auto& mount : m_mounts) {
            if (isSourceName(mount.source))
                addScript(mount.source, false);
        }
        for (const auto& word : m_words.command) {
            for (const auto& mount : m_mounts) {
                const auto path = isSourceName(word) ? inMount(word, mount) : std::string();
                if (!path.empty())
                    addScript(path, true);
            }
        }
    }

    /// A relative word is looked for in all of them: which folder the image works in is not known.
    std::string inMount(const std::string& word, const Mount& mount) const
    {
        if (mount.target.empty())
            return {};
        auto target = mount.target;
        while (target.size() > 1 && target.back() == '/')
            target.pop_back();
        const auto folder = m_words.last("workdir").value_or("");
        auto below = word;
        if (word.starts_with('/') || folder.starts_with('/')) {
            const auto path = absoluteBelow(folder, word);
            if (!path.starts_with(target == "/" ? target : target + '/'))
                return {};
            below = path.substr(target == "/" ? 1 : target.size() + 1);
        }
        const auto real = m_probe.realPath(mount.source + '/' + below);
        // A link that leads out of the folder leads elsewhere in the container.
        return real && real->starts_with(mount.source + '/') ? *real : std::string();
    }

    void addScript(const std::string& path, bool withSources)
    {
        if (m_scripts == kMostScripts)
            return m_facts.doubt(unknowns::kSourcesPartly);
        if (!npmFolderOf(path).empty() || !m_facts.add(model::FileRole::Script, path, m_probe))
            return;
        ++m_scripts;
        m_facts.doubt(unknowns::kScriptLoads);
        if (withSources)
            gatherSources(base::folderOf(path), m_command, m_probe, m_facts);
    }

    const LaunchRequest& m_command;
    const FileProbe& m_probe;
    LaunchFacts& m_facts;
    ContainerWords m_words;
    std::string m_home;
    std::string m_realHome;
    bool m_isPodman = false;
    ContainerEngine m_engine;
    std::vector<Mount> m_mounts;
    std::size_t m_scripts = 0;
};

} // namespace

void gatherContainer(
    const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts)
{
    ContainerRun(command, program, probe, facts).gather();
}

} // namespace gatehouse::trust

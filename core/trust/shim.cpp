// SPDX-License-Identifier: Apache-2.0
#include "core/trust/command_search.h"
#include "core/trust/interpreter.h"
#include "core/trust/launch_facts.h"
#include "core/trust/package_json.h"
#include "core/trust/word_list.h"

#include <algorithm>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;
using model::FileRole;

constexpr std::size_t kShimHeadBytes = 4096;
constexpr std::size_t kMaxVersions = 256;

/// Which tool of mise and asdf brings a program.
constexpr std::pair<std::string_view, std::string_view> kTools[] = {
    {"node", "node npm npx corepack"},
    {"python", "python python3 pip pip3"},
    {"bun", "bun bunx"},
    {"deno", "deno"},
    {"uv", "uv uvx"},
    {"ruby", "ruby gem bundle"},
};

std::vector<std::string> linesOf(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text = line.size() == text.size() ? std::string_view{} : text.substr(line.size() + 1);
        auto end = line.substr(0, line.find('#'));
        while (!end.empty() && (end.back() == ' ' || end.back() == '\r' || end.back() == '\t'))
            end.remove_suffix(1);
        if (!end.empty())
            lines.emplace_back(end);
    }
    return lines;
}

class Shim {
public:
    Shim(
        const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts)
        : m_command(command)
        , m_program(program)
        , m_probe(probe)
        , m_facts(facts)
        , m_name(baseName(command.argv.front()))
        , m_home(valueOf(command.environment, "HOME").value_or(""))
    {
    }

    std::optional<LaunchRequest> behind()
    {
        std::optional<std::string> target;
        if (m_program.script && m_program.foundPath.find("/shims/") != std::string::npos) {
            const auto head = m_probe.head(m_program.script->path, kShimHeadBytes);
            if (const auto root = rootOf(head); !root.empty())
                target = behindEnv(root);
            else if (head.find("asdf exec") != std::string::npos)
                target = behindAsdf(head);
            else
                return std::nullopt;
        } else if (baseName(m_program.executable.path) == "volta-shim") {
            target = behindVolta();
        } else if (baseName(m_program.executable.path) == "mise" && m_name != "mise") {
            target = behindMise();
        } else {
            return std::nullopt;
        }
        if (!target) {
            m_facts.doubt(unknowns::kShimTarget);
            return std::nullopt;
        }
        auto inner = m_command;
        inner.argv.front() = *target;
        prependToPath(inner, base::folderOf(*target));
        return inner;
    }

private:
    /// As all of them do, so that `#!/usr/bin/env node` of npx finds the node beside it and not a shim.
    static void prependToPath(LaunchRequest& request, const std::string& folder)
    {
        const auto path = folder + ':' + valueOf(request.environment, "PATH").value_or("");
        std::erase_if(request.environment, [](const auto& one) { return one.first == "PATH"; });
        request.environment.emplace_back("PATH", path);
    }

    std::optional<std::string> existing(const std::string& path) const
    {
        return m_probe.isExecutable(path) ? std::optional(path) : std::nullopt;
    }

    /// The first of these files here or further up, as its lines.
    std::vector<std::string> nearest(std::string_view name) const
    {
        for (const auto& folder : upwards(m_command.workingFolder)) {
            const auto path = (folder == "/" ? std::string() : folder) + '/' + std::string(name);
            if (m_facts.add(FileRole::Settings, path, m_probe))
                return linesOf(settingsText(path, m_probe));
        }
        return {};
    }

    /// `export PYENV_ROOT="…/.pyenv"` in the shims of pyenv, rbenv, nodenv, goenv …: their family.
    std::string rootOf(std::string_view head)
    {
        constexpr std::string_view kEnding = "ENV_ROOT=\"";
        const auto at = head.find(kEnding);
        const auto start = at == std::string_view::npos ? at : head.rfind(' ', at);
        if (start == std::string_view::npos)
            return {};
        m_family = head.substr(start + 1, at - start - 1); // "PY", "RB", "NOD"
        const auto value = head.substr(at + kEnding.size());
        return std::string(value.substr(0, value.find('"')));
    }

    std::optional<std::string> behindEnv(const std::string& root)
    {
        const auto chosen = valueOf(m_command.environment, m_family + "ENV_VERSION");
        std::vector<std::string> versions;
        if (chosen && !chosen->empty()) {
            for (std::string_view rest = *chosen; !rest.empty();) {
                const auto colon = rest.find(':');
                versions.emplace_back(rest.substr(0, colon));
                rest = colon == std::string_view::npos ? std::string_view{} : rest.substr(colon + 1);
            }
        } else {
            const std::pair<std::string_view, std::string_view> files[] = {{"PY", ".python-version"},
                {"RB", ".ruby-version"}, {"NOD", ".node-version"}, {"GO", ".go-version"}};
            for (const auto& [family, file] : files) {
                if (family == m_family)
                    versions = nearest(file);
            }
            if (versions.empty() && m_facts.add(FileRole::Settings, root + "/version", m_probe))
                versions = linesOf(settingsText(root + "/version", m_probe));
            if (versions.empty())
                versions.emplace_back("system");
        }
        for (const auto& version : versions) {
            if (auto target = inVersion(root, version))
                return target;
        }
        return std::nullopt;
    }

    std::optional<std::string> inVersion(const std::string& root, const std::string& version) const
    {
        if (version == "system")
            return withoutFolder(root + "/shims");
        const auto below = [&](const std::string& name) {
            return existing(root + "/versions/" + name + "/bin/" + m_name);
        };
        if (auto exact = below(version))
            return exact;
        // "3.11" means the newest 3.11.x; of several it is not ours to compare.
        std::optional<std::string> only;
        const auto names = m_probe.names(root + "/versions", kMaxVersions);
        for (const auto& name : names ? *names : std::vector<std::string>()) {
            if (!name.starts_with(version + "."))
                continue;
            if (only)
                return std::nullopt;
            only = below(name);
        }
        return only;
    }

    /// What PATH gives where the shims are left out.
    std::optional<std::string> withoutFolder(const std::string& shims) const
    {
        auto request = m_command;
        std::string path;
        const auto whole = valueOf(m_command.environment, "PATH").value_or("");
        for (std::string_view rest = whole; !rest.empty();) {
            const auto folder = rest.substr(0, rest.find(':'));
            if (folder != shims)
                path += (path.empty() ? "" : ":") + std::string(folder);
            rest = folder.size() == rest.size() ? std::string_view{} : rest.substr(folder.size() + 1);
        }
        std::erase_if(request.environment, [](const auto& one) { return one.first == "PATH"; });
        request.environment.emplace_back("PATH", path);
        const auto found = findCommand(m_name, request, m_probe);
        return found ? std::optional(found->path) : std::nullopt;
    }

    /// Lines such as "nodejs 20.1.0 18.3.0".
    std::vector<std::string> toolVersions(std::string_view tool) const
    {
        for (const auto& line : nearest(".tool-versions")) {
            const auto words = wordsOf(line);
            if (!words.empty() && words.front() == tool)
                return {words.begin() + 1, words.end()};
        }
        const auto own = m_home + "/.tool-versions";
        if (m_facts.add(FileRole::Settings, own, m_probe)) {
            for (const auto& line : linesOf(settingsText(own, m_probe))) {
                const auto words = wordsOf(line);
                if (!words.empty() && words.front() == tool)
                    return {words.begin() + 1, words.end()};
            }
        }
        return {};
    }

    /// The shim names its plug-in: "# asdf-plugin: nodejs 20.1.0".
    std::optional<std::string> behindAsdf(const std::string& head) const
    {
        constexpr std::string_view kPlugin = "# asdf-plugin: ";
        const auto at = head.find(kPlugin);
        if (at == std::string::npos)
            return std::nullopt;
        const auto rest = std::string_view(head).substr(at + kPlugin.size());
        const auto plugin = std::string(rest.substr(0, rest.find_first_of(" \n")));
        auto data = valueOf(m_command.environment, "ASDF_DATA_DIR").value_or("");
        if (data.empty())
            data = m_home + "/.asdf";
        auto upper = plugin;
        std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) {
            return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c == '-' ? '_' : c;
        });
        const auto chosen = valueOf(m_command.environment, "ASDF_" + upper + "_VERSION");
        const auto versions = chosen ? std::vector<std::string>{*chosen} : toolVersions(plugin);
        return firstIn(data + "/installs/" + plugin, versions);
    }

    std::optional<std::string> firstIn(
        const std::string& folder, const std::vector<std::string>& versions) const
    {
        for (const auto& version : versions) {
            if (version == "system")
                return withoutFolder(base::folderOf(m_program.foundPath));
            if (auto target = existing(folder + '/' + version + "/bin/" + m_name))
                return target;
        }
        return std::nullopt;
    }

    std::optional<std::string> behindVolta() const
    {
        auto root = valueOf(m_command.environment, "VOLTA_HOME").value_or("");
        if (root.empty())
            root = m_home + "/.volta";
        const auto own = root + "/tools/user/bins/" + m_name + ".json";
        if (m_facts.add(FileRole::Settings, own, m_probe)) {
            const auto package = jsonText(settingsText(own, m_probe), "/package");
            return existing(root + "/tools/image/packages/" + package + "/bin/" + m_name);
        }
        auto version = pinnedNode();
        const auto platform = root + "/tools/user/platform.json";
        if (version.empty() && m_facts.add(FileRole::Settings, platform, m_probe))
            version = jsonText(settingsText(platform, m_probe), "/node/runtime");
        return version.empty() ? std::nullopt
                               : existing(root + "/tools/image/node/" + version + "/bin/" + m_name);
    }

    /// The nearest package.json decides for volta, whether or not it pins a node. Only its line counts.
    std::string pinnedNode() const
    {
        for (const auto& folder : upwards(m_command.workingFolder)) {
            const auto text = settingsText(folder + "/package.json", m_probe);
            if (!text.empty())
                return parsePackageJson(text).voltaNode;
        }
        return {};
    }

    std::optional<std::string> behindMise() const
    {
        std::string_view tool;
        for (const auto& [name, programs] : kTools) {
            if (holdsWord(programs, m_name))
                tool = name;
        }
        if (tool.empty())
            return std::nullopt;
        auto versions = toolVersions(tool);
        for (const auto* const file : {"mise.toml", ".mise.toml"}) {
            if (versions.empty())
                versions = tomlVersions(nearest(file), tool);
        }
        const auto own = m_home + "/.config/mise/config.toml";
        if (versions.empty() && m_facts.add(FileRole::Settings, own, m_probe))
            versions = tomlVersions(linesOf(settingsText(own, m_probe)), tool);
        auto data = valueOf(m_command.environment, "MISE_DATA_DIR").value_or("");
        if (data.empty())
            data = m_home + "/.local/share/mise";
        return firstIn(data + "/installs/" + std::string(tool), versions);
    }

    /// `node = "22"` alone; whatever is written in another way is not followed.
    static std::vector<std::string> tomlVersions(const std::vector<std::string>& lines, std::string_view tool)
    {
        for (const auto& line : lines) {
            const auto equals = line.find('=');
            const auto open = line.find('"', equals == std::string::npos ? line.size() : equals);
            const auto close = open == std::string::npos ? open : line.find('"', open + 1);
            const auto words = wordsOf(std::string_view(line).substr(0, equals));
            if (close != std::string::npos && words.size() == 1 && words.front() == tool)
                return {line.substr(open + 1, close - open - 1)};
        }
        return {};
    }

    const LaunchRequest& m_command;
    const ProgramFiles& m_program;
    const FileProbe& m_probe;
    LaunchFacts& m_facts;
    std::string m_name;
    std::string m_home;
    std::string m_family;
};

} // namespace

std::optional<LaunchRequest> behindShim(
    const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts)
{
    return Shim(command, program, probe, facts).behind();
}

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
#include "core/trust/command_search.h"
#include "core/trust/command_wrapper.h"
#include "core/trust/interpreter.h"
#include "core/trust/launch_facts.h"
#include "core/trust/package_files.h"
#include "core/trust/word_list.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;
using model::FileRole;

/// Options of one interpreter that name files, parted by blanks.
struct Loading {
    std::string_view program;
    std::string_view code;     // loaded before the script
    std::string_view settings; // may set options and variables
    std::string_view found;    // settings that are found by themselves, here or further up
    std::string_view here;     // the same, in the working folder alone
};

constexpr std::array<Loading, 7> kLoading{{
    {"node", "-r --require --import --loader --experimental-loader",
        "--env-file --env-file-if-exists --experimental-config-file --openssl-config --snapshot-blob", "",
        ""},
    {"bun", "-r --preload --require --import", "-c --config --env-file", "bunfig.toml",
        ".env .env.local .env.development .env.production .env.test"},
    {"deno", "--preload --import --require", "-c --config --import-map --env-file --lock",
        "deno.json deno.jsonc", ""},
    {"ruby", "-r", "", "", ""},
    {"perl", "-M -m", "", "", ""},
    {"php", "", "-c", "", ""},
    {"java", "-javaagent -agentpath -cp -classpath --class-path -jar", "", "", ""},
}};

/// Variables that hold options of an interpreter.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kOptionVariables{
    {{"NODE_OPTIONS", "node"}, {"BUN_OPTIONS", "bun"}, {"RUBYOPT", "ruby"}, {"PERL5OPT", "perl"},
        {"JAVA_TOOL_OPTIONS", "java"}, {"JDK_JAVA_OPTIONS", "java"}, {"_JAVA_OPTIONS", "java"}}};

const Loading* loadingOf(std::string_view program)
{
    for (const auto& one : kLoading) {
        const auto name = baseName(program);
        const auto rest = name.starts_with(one.program) ? name.substr(one.program.size()) : "?";
        if (rest.find_first_not_of("0123456789.-") == std::string_view::npos ||
            (one.program == "node" && name == "nodejs"))
            return &one;
    }
    return nullptr;
}

class LoadedCode {
public:
    LoadedCode(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
        : m_command(command)
        , m_probe(probe)
        , m_facts(facts)
    {
    }

    void gather()
    {
        gatherVariables();
        gatherStartFiles();
        const auto* const loading = loadingOf(m_command.argv.front());
        if (loading == nullptr)
            return;
        const auto script = scriptArgument(m_command.argv.front(), m_command.argv);
        gatherOptions(*loading, m_command.argv, 1, script.value_or(m_command.argv.size()));
        gatherFoundSettings(*loading);
        if (script)
            gatherAddress(m_command.argv[*script], m_command, m_probe, m_facts);
    }

    void gatherOptionsFor(std::string_view program, std::string_view line)
    {
        if (const auto words = simpleWords(line))
            gatherOptions(*loadingOf(program), *words, 0, words->size());
        else
            m_facts.doubt(unknowns::kLoadedNotFound);
    }

private:
    void gatherFoundSettings(const Loading& loading)
    {
        for (const auto name : wordsOf(loading.here))
            addIfThere(m_command.workingFolder + '/' + std::string(name));
        if (loading.program == "bun")
            addIfThere(valueOf(m_command.environment, "HOME").value_or("") + "/.bunfig.toml");
        for (const auto& folder : upwards(m_command.workingFolder)) {
            for (const auto name : wordsOf(loading.found)) {
                if (addIfThere(folder + '/' + std::string(name)))
                    return;
            }
        }
    }

    bool addIfThere(const std::string& path)
    {
        if (!m_facts.add(FileRole::Settings, path, m_probe))
            return false;
        lookInto(path);
        return true;
    }

    /// What a shell or python reads before anything else, whatever it is told to run.
    void gatherStartFiles()
    {
        const auto program = baseName(m_command.argv.front());
        const auto home = valueOf(m_command.environment, "HOME").value_or("");
        if (program == "zsh")
            m_facts.add(FileRole::Loaded,
                valueOf(m_command.environment, "ZDOTDIR").value_or(home) + "/.zshenv", m_probe);
        if (program == "fish")
            m_facts.doubt(unknowns::kLoginShell); // config.fish, conf.d and what these load
        const auto start = valueOf(m_command.environment, "PYTHONSTARTUP");
        if (program.starts_with("python") && start && !start->empty())
            addFile(*start);
    }

    void gatherVariables()
    {
        for (const auto* const name : {"LD_PRELOAD", "LD_AUDIT", "DYLD_INSERT_LIBRARIES"})
            gatherLibraries(valueOf(m_command.environment, name).value_or(""));
        for (const auto* const name : {"BASH_ENV", "BUN_INSPECT_PRELOAD"}) {
            if (const auto start = valueOf(m_command.environment, name); start && !start->empty())
                addFile(*start);
        }
        if (const auto settings = valueOf(m_command.environment, "OPENSSL_CONF");
            settings && !settings->empty())
            addSettings(*settings);
        for (const auto& [variable, program] : kOptionVariables) {
            if (const auto value = valueOf(m_command.environment, variable))
                gatherOptionsFor(program, *value);
        }
    }

    /// Names without a slash are the loader's to find.
    void gatherLibraries(std::string_view list)
    {
        for (const auto one : partsOf(list, ": ")) {
            if (one.find('/') != std::string_view::npos)
                addFile(std::string(one));
            else
                m_facts.doubt(unknowns::kLoadedNotFound);
        }
    }

    static std::vector<std::string_view> partsOf(std::string_view list, std::string_view separators)
    {
        std::vector<std::string_view> parts;
        while (!list.empty()) {
            const auto end = list.find_first_of(separators);
            if (end != 0)
                parts.push_back(list.substr(0, end));
            list = end == std::string_view::npos ? std::string_view{} : list.substr(end + 1);
        }
        return parts;
    }

    void gatherOptions(
        const Loading& loading, const std::vector<std::string>& words, std::size_t first, std::size_t end)
    {
        for (std::size_t at = first; at < end; ++at) {
            const std::string_view word = words[at];
            if (word == "--")
                return;
            const auto separator = word.find_first_of("=:");
            const auto name = word.substr(0, separator);
            const bool hasValue = separator != std::string_view::npos;
            const auto value = [&]() -> std::string {
                if (hasValue)
                    return std::string(word.substr(separator + 1));
                return at + 1 < words.size() ? words[at + 1] : std::string();
            };
            if (holdsWord(loading.code, name))
                addCode(loading, value());
            else if (holdsWord(loading.settings, name))
                addSettings(value());
            else if (isGlued(loading, word))
                addCode(loading, std::string(word.substr(2)));
        }
    }

    /// `-rfile`, `-Mmodule`: letter and value in one word.
    static bool isGlued(const Loading& loading, std::string_view word)
    {
        return word.size() > 2 && word[0] == '-' && word[1] != '-' && word != "-javaagent" &&
            loading.program != "java" && holdsWord(loading.code, word.substr(0, 2));
    }

    void addCode(const Loading& loading, std::string value)
    {
        if (value.empty() || value.starts_with("node:"))
            return;
        if (value.starts_with("data:"))
            return; // stands in the command itself
        if (loading.program == "java") {
            for (const auto one : partsOf(std::string_view(value).substr(0, value.find('=')), ":"))
                addFile(std::string(one));
            return;
        }
        if (value.starts_with("file://"))
            value.erase(0, std::string_view("file://").size());
        const bool isPath = value.starts_with('/') || value.starts_with("./") || value.starts_with("../");
        if (isPath || loading.program == "bun")
            return addFile(value);
        if (loading.program == "node" && addModule(value))
            return;
        m_facts.doubt(unknowns::kLoadedNotFound);
    }

    void addFile(const std::string& value)
    {
        const auto path = absoluteBelow(m_command.workingFolder, value);
        for (const auto* const ending : {"", ".js", ".cjs", ".mjs", ".json", ".node", ".rb", "/index.js"}) {
            if (m_facts.add(FileRole::Loaded, path + ending, m_probe))
                return;
        }
        m_facts.doubt(unknowns::kLoadedNotFound);
    }

    void addSettings(const std::string& value)
    {
        if (!addIfThere(absoluteBelow(m_command.workingFolder, value)))
            m_facts.doubt(unknowns::kLoadedNotFound);
    }

    /// Variables of an .env file count as any: node takes its options from there, too. What settings of bun
    /// and node have loaded first is theirs to write in many ways.
    void lookInto(const std::string& path)
    {
        const auto text = settingsText(path, m_probe);
        if (!isVariables(path)) {
            if (text.find("preload") != std::string::npos || text.find("\"import\"") != std::string::npos)
                m_facts.doubt(unknowns::kLoadedNotFound);
            return;
        }
        for (const auto& [variable, program] : kOptionVariables) {
            for (auto at = text.find(variable); at != std::string::npos; at = text.find(variable, at + 1)) {
                const auto end = std::min(text.find_first_of("\r\n", at), text.size());
                const auto equals = text.find('=', at);
                if (equals < end)
                    gatherOptionsFor(
                        program, unquoted(std::string_view(text).substr(equals + 1, end - equals - 1)));
            }
        }
    }

    static bool isVariables(std::string_view path)
    {
        return path.find(".env") != std::string_view::npos ||
            (!path.ends_with(".toml") && !path.ends_with(".json") && !path.ends_with(".jsonc"));
    }

    static std::string_view unquoted(std::string_view text)
    {
        while (text.starts_with(' ') || text.starts_with('\t'))
            text.remove_prefix(1);
        const bool isQuoted = text.size() > 1 && (text.front() == '"' || text.front() == '\'');
        const auto end = isQuoted ? text.find(text.front(), 1) : std::string_view::npos;
        return end == std::string_view::npos ? text : text.substr(1, end - 1);
    }

    /// `--import tsx`: a package of the working folder or of one above it.
    bool addModule(const std::string& name)
    {
        auto package = name.substr(0, name.find('/'));
        if (name.starts_with('@'))
            package = name.substr(0, name.find('/', package.size() + 1));
        for (const auto& folder : upwards(m_command.workingFolder)) {
            const auto real = m_probe.realPath(folder + "/node_modules/" + package);
            if (!real)
                continue;
            if (parsePackageJson(settingsText(*real + "/package.json", m_probe)).hasDependencies)
                m_facts.doubt(unknowns::kDependenciesUnchecked);
            auto tree = hashTree(*real, "node_modules", m_probe);
            if (tree) {
                m_facts.add(FileRole::Loaded, std::move(*tree));
                return true;
            }
            m_facts.doubt(unknowns::kPackagePartly);
            return m_facts.add(FileRole::Loaded, *real + "/package.json", m_probe);
        }
        return false;
    }

    const LaunchRequest& m_command;
    const FileProbe& m_probe;
    LaunchFacts& m_facts;
};

} // namespace

void gatherNodeOptions(
    std::string_view options, const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
{
    LoadedCode(command, probe, facts).gatherOptionsFor("node", options);
}

void gatherLoaded(const LaunchRequest& command, const FileProbe& probe, LaunchFacts& facts)
{
    LoadedCode(command, probe, facts).gather();
}

} // namespace gatehouse::trust

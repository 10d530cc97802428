// SPDX-License-Identifier: Apache-2.0
// Modules that a server of python is told to serve: `uvicorn app:server`, `flask --app app run`.
#include "core/trust/command_search.h"
#include "core/trust/interpreter.h"
#include "core/trust/launch_facts.h"
#include "core/trust/package_runner.h"
#include "core/trust/word_list.h"

#include <algorithm>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;
using model::FileRole;

/// They import the module that a word names with an object in it, "package.module:object".
constexpr std::string_view kServers = "uvicorn gunicorn hypercorn granian daphne waitress-serve quart flask";
/// These take a file as a rule, and a module in some versions.
constexpr std::string_view kFileServers = "fastmcp mcp";
/// Options whose value is the folder that modules are looked for in.
constexpr std::string_view kFolderOptions = "--app-dir --chdir --pythonpath --working-dir";

/// Letters, digits and underscores, none of them a digit first; parted by dots.
bool isDottedName(std::string_view text)
{
    bool isFirst = true;
    for (const char c : text) {
        const bool isDigit = c >= '0' && c <= '9';
        const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (c == '.' ? isFirst : !(isLetter || (isDigit && !isFirst)))
            return false;
        isFirst = c == '.';
    }
    return !isFirst;
}

/// What stands before the colon of "module:object", "module:make()"; empty for any other word.
std::string moduleOf(std::string_view word)
{
    const auto colon = word.find(':');
    if (colon == std::string_view::npos || !isDottedName(word.substr(0, colon)))
        return {};
    const auto object = word.substr(colon + 1);
    return isDottedName(object.substr(0, object.find('('))) ? std::string(word.substr(0, colon))
                                                            : std::string();
}

class NamedModules {
public:
    NamedModules(const LaunchRequest& command, const std::vector<std::string>& folders,
        const FileProbe& probe, LaunchFacts& facts)
        : m_command(command)
        , m_probe(probe)
        , m_facts(facts)
        , m_folder(command.workingFolder)
    {
        if (const auto words = uvRunWords(command.argv); words && !words->folder.empty())
            m_folder = absoluteBelow(m_folder, words->folder);
        findServer();
        findFolders(folders);
    }

    void gather()
    {
        if (m_server.empty())
            return;
        // What they read by themselves.
        const auto settings = holdsWord("flask quart", m_server) ? "/.flaskenv /.env" : "";
        for (const auto file : wordsOf(settings))
            m_facts.add(FileRole::Settings, m_folder + std::string(file), m_probe);
        if (m_server == "gunicorn")
            m_facts.add(FileRole::Loaded, m_folder + "/gunicorn.conf.py", m_probe);
        const bool isFlask = holdsWord("flask quart", m_server);
        const bool isCertain = holdsWord(kServers, m_server);
        auto modules = isFlask ? flasks() : named();
        for (const auto& module : modules) {
            if (!add(module) && isCertain)
                m_facts.doubt(unknowns::kModuleNotFound);
        }
        if (isFlask && modules.empty() && !add("wsgi"))
            add("app");
    }

private:
    /// The first word that is one of them, with a version or not: what runs in the end may stand behind a
    /// runner and its options.
    void findServer()
    {
        for (std::size_t at = 0; at < m_command.argv.size(); ++at) {
            const auto name = baseName(m_command.argv[at]);
            const auto bare = name.substr(0, name.find_first_of("@=<>~![ "));
            if (!holdsWord(kServers, bare) && !holdsWord(kFileServers, bare))
                continue;
            m_server = bare;
            m_behind = at + 1;
            return;
        }
    }

    void findFolders(const std::vector<std::string>& folders)
    {
        for (std::size_t at = m_behind; at < m_command.argv.size(); ++at) {
            const std::string_view word = m_command.argv[at];
            const auto equals = word.find('=');
            if (!holdsWord(kFolderOptions, word.substr(0, equals)))
                continue;
            if (equals != std::string_view::npos)
                m_folders.push_back(absoluteBelow(m_folder, std::string(word.substr(equals + 1))));
            else if (at + 1 < m_command.argv.size())
                m_folders.push_back(absoluteBelow(m_folder, m_command.argv[at + 1]));
        }
        m_folders.push_back(m_folder);
        auto paths = valueOf(m_command.environment, "PYTHONPATH").value_or("");
        std::replace(paths.begin(), paths.end(), ':', ' ');
        for (const auto path : wordsOf(paths))
            m_folders.push_back(absoluteBelow(m_folder, std::string(path)));
        m_folders.insert(m_folders.end(), folders.begin(), folders.end());
    }

    std::vector<std::string> named() const
    {
        std::vector<std::string> modules;
        for (std::size_t at = m_behind; at < m_command.argv.size(); ++at) {
            if (auto module = moduleOf(m_command.argv[at]); !module.empty())
                modules.push_back(std::move(module));
        }
        return modules;
    }

    /// `--app NAME`, `--app NAME:OBJECT`, `--app FILE.py`, or the variable.
    std::vector<std::string> flasks() const
    {
        auto app = optionValue(m_command.argv, "--app");
        if (app.empty())
            app = optionValue(m_command.argv, "-A");
        if (app.empty())
            app =
                valueOf(m_command.environment, m_server == "flask" ? "FLASK_APP" : "QUART_APP").value_or("");
        app = app.substr(0, app.find(':'));
        constexpr std::string_view kFile = ".py";
        if (app.ends_with(kFile))
            app.resize(app.size() - kFile.size());
        return app.empty() ? std::vector<std::string>() : std::vector<std::string>{std::move(app)};
    }

    bool add(std::string module)
    {
        if (isDottedName(module))
            std::replace(module.begin(), module.end(), '.', '/');
        for (const auto& folder : m_folders) {
            const auto path = absoluteBelow(folder, module);
            for (const auto* const form : {"/__init__.py", ".py"}) {
                const auto real = m_probe.realPath(path + form);
                if (!real || !m_facts.add(FileRole::Module, path + form, m_probe))
                    continue;
                if (folder.ends_with("-packages"))
                    return true; // it counts as what is installed there does
                m_facts.usedWorkingFolder = true;
                m_facts.doubt(unknowns::kScriptLoads);
                gatherSources(base::folderOf(*real), m_command, m_probe, m_facts);
                return true;
            }
        }
        return false;
    }

    const LaunchRequest& m_command;
    const FileProbe& m_probe;
    LaunchFacts& m_facts;
    std::string m_folder; // that it runs in
    std::string m_server;
    std::size_t m_behind = 0; // the first word behind it
    std::vector<std::string> m_folders;
};

} // namespace

void gatherNamedModules(const LaunchRequest& command, const std::vector<std::string>& folders,
    const FileProbe& probe, LaunchFacts& facts)
{
    NamedModules(command, folders, probe, facts).gather();
}

} // namespace gatehouse::trust

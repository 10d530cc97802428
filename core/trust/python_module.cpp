// SPDX-License-Identifier: Apache-2.0
#include "core/trust/command_search.h"
#include "core/trust/interpreter.h"
#include "core/trust/package_files.h"
#include "core/trust/python_environment.h"
#include "core/trust/word_list.h"

#include <algorithm>
#include <functional>
#include <set>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;
using model::FileRole;

constexpr std::size_t kMaxSiteNames = 4096;
constexpr std::size_t kMaxPathFiles = 16; // *.pth of one site-packages
constexpr std::size_t kScriptHeadBytes = 4096;

bool isPython(std::string_view program)
{
    const auto name = baseName(program);
    return name.starts_with("python") || name.starts_with("pypy");
}

/// How python is called, as far as it changes where modules come from.
struct PythonCall {
    std::string module;    ///< of -m
    bool isSafe = false;   ///< -P, -I: the working folder is not searched
    bool isLonely = false; ///< -E, -I: no PYTHON… variable counts
    bool hasNoUserSite = false;
};

PythonCall readCall(const std::vector<std::string>& argv)
{
    PythonCall call;
    for (std::size_t at = 1; at < argv.size(); ++at) {
        const std::string_view word = argv[at];
        if (word.size() < 2 || word.front() != '-' || word == "--")
            break;
        if (word.starts_with("--")) {
            at += word == "--check-hash-based-pycs" ? 1 : 0;
            continue;
        }
        for (std::size_t i = 1; i < word.size(); ++i) {
            const char letter = word[i];
            const bool isLast = i + 1 == word.size();
            call.isSafe = call.isSafe || letter == 'P' || letter == 'I';
            call.isLonely = call.isLonely || letter == 'E' || letter == 'I';
            call.hasNoUserSite = call.hasNoUserSite || letter == 's' || letter == 'I';
            if (letter == 'c')
                return call;
            if (letter == 'm') {
                call.module = isLast ? (at + 1 < argv.size() ? argv[at + 1] : "") : word.substr(i + 1);
                return call;
            }
            if (letter == 'W' || letter == 'X') {
                at += isLast ? 1 : 0;
                break;
            }
        }
    }
    return call;
}

class Python {
public:
    Python(
        const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts)
        : m_command(command)
        , m_program(program)
        , m_probe(probe)
        , m_facts(facts)
    {
    }

    void gather()
    {
        lookBehindShell();
        findEnvironment();
        if (!isPython(program()))
            return;
        if (isPython(m_command.argv.front()))
            m_call = readCall(m_command.argv);
        m_folders = searchPath();
        gatherStartFiles();
        if (!isPython(m_command.argv.front()))
            gatherConsoleScript();
        else if (!m_call.module.empty())
            gatherModule();
        if (m_facts.package)
            gatherNamedModules(m_command, m_folders, m_probe, m_facts);
    }

private:
    /// The python that runs, links not resolved: where it lies tells its environment.
    const std::string& program() const
    {
        if (!m_behindShell.empty())
            return m_behindShell;
        return m_program.interpreterPath.empty() ? m_program.foundPath : m_program.interpreterPath;
    }

    std::string realProgram() const
    {
        const auto real = m_behindShell.empty() ? base::Result<std::string>(m_program.executable.path)
                                                : m_probe.realPath(m_behindShell);
        return real ? *real : std::string();
    }

    /// A path that no #! line can hold, for its blanks or its length, and environments that can be moved:
    /// there sh hands over to a python which takes the lines for sh as a text.
    void lookBehindShell()
    {
        constexpr std::string_view kStart = "#!/bin/sh\n'''exec' ";
        constexpr std::string_view kBeside = "\"$(dirname"; // … of the script, links resolved
        if (!m_program.script)
            return;
        const auto head = m_probe.head(m_program.script->path, kScriptHeadBytes);
        if (!head.starts_with(kStart))
            return;
        const auto line = std::string_view(head).substr(kStart.size());
        if (line.starts_with(kBeside)) {
            m_behindShell = base::folderOf(m_program.script->path) + "/python";
        } else {
            const bool isQuoted = line.starts_with('"') || line.starts_with('\'');
            m_behindShell = isQuoted ? line.substr(1, line.find(line.front(), 1) - 1)
                                     : line.substr(0, line.find_first_of(" \n"));
        }
        if (!m_facts.add(FileRole::Program, m_behindShell, m_probe))
            m_facts.doubt(unknowns::kInnerNotFound);
    }

    void findEnvironment()
    {
        if (!isPython(program()))
            return;
        const auto folder = base::folderOf(program());
        for (const auto& candidate : {base::folderOf(folder), folder}) {
            if (!m_facts.add(FileRole::Settings, candidate + "/pyvenv.cfg", m_probe))
                continue;
            m_environment = candidate;
            return;
        }
    }

    /// What every python that starts here runs first: sitecustomize and usercustomize, and the lines of code
    /// in .pth files.
    void gatherStartFiles()
    {
        for (const auto& folder : m_folders) {
            if (folder == m_command.workingFolder)
                continue; // site.py has run before that is added
            for (const auto* const name : {"/sitecustomize", "/usercustomize"})
                addStartModule(folder + name);
        }
        for (const auto& path : m_codePaths) {
            m_facts.add(FileRole::Loaded, path, m_probe);
            for (const auto& name : modulesOfPathFile(settingsText(path, m_probe)))
                addStartModule(base::folderOf(path) + '/' + name);
        }
    }

    /// Of several python takes the first; each counts.
    void addStartModule(const std::string& path)
    {
        for (const auto* const form : {"/__init__.py", ".py", ".pyc"})
            m_facts.add(FileRole::Loaded, path + form, m_probe);
    }

    void gatherModule()
    {
        auto path = m_call.module;
        std::replace(path.begin(), path.end(), '.', '/');
        const auto top = m_call.module.substr(0, m_call.module.find('.'));
        const auto& folders = m_folders;
        for (std::size_t at = 0; at < folders.size(); ++at) {
            if (m_facts.add(FileRole::Module, folders[at] + '/' + path + "/__main__.py", m_probe) ||
                m_facts.add(FileRole::Module, folders[at] + '/' + path + ".py", m_probe)) {
                const bool isShadow = std::any_of(folders.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                    folders.end(), [&](const std::string& later) { return holds(later, path); });
                if (folders[at] != m_command.workingFolder)
                    gatherShadows(); // else they are sources of it
                addPackage(top, folders[at], isShadow);
                return;
            }
        }
        m_facts.doubt(unknowns::kModuleNotFound);
    }

    /// With -m python looks into the working folder first, for its own modules and for what is installed:
    /// files there that have such a name run in their place.
    void gatherShadows()
    {
        if (m_folders.empty() || m_folders.front() != m_command.workingFolder)
            return;
        std::set<std::string, std::less<>> known;
        for (const auto& folder : m_folders) {
            if (folder != m_standardLibrary && !folder.ends_with("-packages"))
                continue;
            const auto names = m_probe.names(folder, kMaxSiteNames);
            for (const auto& name : names ? *names : std::vector<std::string>())
                known.emplace(moduleStem(name));
        }
        const auto start = m_command.workingFolder.size() + 1;
        for (const auto& path : importedFrom(m_command.workingFolder, true, m_probe)) {
            const auto name = std::string_view(path).substr(start);
            if (known.contains(moduleStem(name.substr(0, name.find('/')))))
                m_facts.add(FileRole::Loaded, path, m_probe);
        }
    }

    bool holds(const std::string& folder, const std::string& path) const
    {
        return m_probe.realPath(folder + '/' + path) || m_probe.realPath(folder + '/' + path + ".py");
    }

    /// `isShadow`: it takes the place of one that is found elsewhere, which is what a clone would do. A
    /// module that lies in the working folder alone is simply there.
    void addPackage(const std::string& top, const std::string& folder, bool isShadow)
    {
        const bool isInstalled = folder.ends_with("-packages");
        // The standard library comes with the interpreter.
        if (!isInstalled && folder != m_standardLibrary) {
            const auto real = m_probe.realPath(folder);
            m_facts.importFolder = real ? *real : folder;
        }
        if (!isInstalled && folder != m_command.workingFolder)
            return;
        m_facts.package = model::PackageRun{"python -m", top, {}, true};
        addPythonPackage(
            top, folder, isInstalled ? "installed" : (isShadow ? "project" : "folder"), m_probe, m_facts);
    }

    /// As site.py builds it, without what only running it can tell (finders of editable installs).
    std::vector<std::string> searchPath()
    {
        std::vector<std::string> folders;
        const auto isSet = [&](std::string_view name) {
            const auto value = valueOf(m_command.environment, name);
            return !m_call.isLonely && value && !value->empty();
        };
        if (!m_call.isSafe && !isSet("PYTHONSAFEPATH"))
            folders.push_back(m_command.workingFolder);
        if (isSet("PYTHONPATH"))
            addList(folders, *valueOf(m_command.environment, "PYTHONPATH"));
        const auto real = realProgram();
        const auto prefix = base::folderOf(base::folderOf(real));
        const auto version = std::string(baseName(real));
        m_standardLibrary = prefix + "/lib/" + version;
        folders.push_back(m_standardLibrary);
        if (!m_environment.empty()) {
            addSite(folders, sitePackagesOf(m_environment, m_probe));
            return folders;
        }
        const auto home = valueOf(m_command.environment, "HOME").value_or("");
        if (!m_call.hasNoUserSite && !isSet("PYTHONNOUSERSITE"))
            addSite(folders, home + "/.local/lib/" + version + "/site-packages");
        addSite(folders, prefix + "/lib/" + version + "/site-packages");
        addSite(folders, "/usr/local/lib/" + version + "/dist-packages");
        addSite(folders, prefix + "/lib/python3/dist-packages");
        return folders;
    }

    void addList(std::vector<std::string>& folders, std::string_view list) const
    {
        while (!list.empty()) {
            const auto colon = list.find(':');
            if (colon != 0)
                folders.push_back(absoluteBelow(m_command.workingFolder, std::string(list.substr(0, colon))));
            list = colon == std::string_view::npos ? std::string_view{} : list.substr(colon + 1);
        }
    }

    /// The folder, and those that its .pth files name: editable installs.
    void addSite(std::vector<std::string>& folders, const std::string& site)
    {
        const auto names = m_probe.names(site, kMaxSiteNames);
        if (!names)
            return;
        folders.push_back(site);
        std::size_t read = 0;
        for (const auto& name : *names) {
            if (!name.ends_with(".pth") || ++read > kMaxPathFiles)
                continue;
            std::string_view text;
            const auto content = settingsText(site + '/' + name, m_probe);
            for (text = content; !text.empty();) {
                const auto line = text.substr(0, text.find('\n'));
                if (line.starts_with('/'))
                    folders.emplace_back(line.substr(0, line.find('\r')));
                else if (line.starts_with("import ") || line.starts_with("import\t"))
                    m_codePaths.push_back(site + '/' + name);
                text = line.size() == text.size() ? std::string_view{} : text.substr(line.size() + 1);
            }
        }
    }

    /// What pip, pipx and uv make of an entry point: a few lines that import the module which does the work.
    void gatherConsoleScript()
    {
        if (!m_program.script)
            return;
        const auto head = m_probe.head(m_program.script->path, kScriptHeadBytes);
        const auto at = head.find("\nfrom ");
        const auto import = at == std::string::npos ? at : head.find(" import ", at);
        if (import == std::string::npos)
            return;
        const auto module = head.substr(at + 6, import - at - 6);
        const auto top = module.substr(0, module.find('.'));
        if (top.empty() || top.find_first_of(" /\n") != std::string::npos)
            return;
        m_facts.package = model::PackageRun{std::string(baseName(m_command.argv.front())), top, {}, true};
        // Python looks beside it first.
        for (const auto& path :
            importedFrom(base::folderOf(m_program.script->path), !m_environment.empty(), m_probe))
            m_facts.add(FileRole::Loaded, path, m_probe);
        const auto site = sitePackagesOf(m_environment, m_probe);
        if (!site.empty())
            addPythonPackage(top, site, "installed", m_probe, m_facts);
        if (!site.empty() && !packageFolder(top, site, m_probe).empty())
            return;
        // An editable install, or a single file.
        for (const auto& folder : m_folders) {
            if (folder == m_command.workingFolder)
                continue; // python looks beside the script, not there
            if (m_facts.add(FileRole::Module, folder + '/' + top + ".py", m_probe))
                return;
            if (folder != site && !packageFolder(top, folder, m_probe).empty())
                return addPythonPackage(top, folder, "installed", m_probe, m_facts);
        }
        m_facts.doubt(unknowns::kModuleNotFound);
    }

    const LaunchRequest& m_command;
    const ProgramFiles& m_program;
    const FileProbe& m_probe;
    LaunchFacts& m_facts;
    PythonCall m_call;
    std::string m_behindShell; // the python that a script's lines for sh name
    std::string m_environment;
    std::string m_standardLibrary;
    std::vector<std::string> m_folders;   // where modules are looked for
    std::vector<std::string> m_codePaths; // .pth files with code in them
};

} // namespace

void gatherPython(
    const LaunchRequest& command, const ProgramFiles& program, const FileProbe& probe, LaunchFacts& facts)
{
    Python(command, program, probe, facts).gather();
}

} // namespace gatehouse::trust

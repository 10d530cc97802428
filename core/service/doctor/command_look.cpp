// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/command_look.h"

#include "core/clients/path_search.h"
#include "core/trust/command_search.h"
#include "core/trust/interpreter.h"

#include <algorithm>
#include <filesystem>

namespace gatehouse::service {
namespace {

constexpr std::size_t kHeadBytes = 256;
constexpr std::size_t kMaxFolders = 2000; // versions that a manager keeps

struct ToolFolder {
    const char* keeper;
    const char* folder;
};

constexpr ToolFolder kToolFolders[] = {
#define GATEHOUSE_TOOL_FOLDER(keeper, folder) {keeper, folder},
#include "core/service/doctor/tool_folders.def"
#undef GATEHOUSE_TOOL_FOLDER
};

std::vector<std::string> foldersOf(std::string_view path)
{
    std::vector<std::string> folders;
    for (;;) {
        const auto colon = path.find(':');
        folders.emplace_back(path.substr(0, colon));
        if (colon == std::string_view::npos)
            return folders;
        path.remove_prefix(colon + 1);
    }
}

/// One look, with what it needs.
class Look {
public:
    Look(DoctorFacts& facts, const trust::FileProbe& files)
        : m_facts(facts)
        , m_files(files)
    {
        m_request.argv = facts.server.command;
        m_request.environment = facts.environment;
        m_request.workingFolder = facts.workingFolder.value_or("/");
    }

    void run(const std::string& home, const std::optional<std::string>& loginPath)
    {
        const auto& command = m_facts.server.command.front();
        if (const auto found = trust::findCommand(command, m_request, m_files)) {
            m_facts.commandPath = found->path;
            if (const auto missing = missingInterpreter(found->path))
                setFault(CommandFault::InterpreterMissing, found->path, *missing);
            return;
        }
        if (command.find('/') != std::string::npos) {
            judge(trust::absoluteBelow(m_request.workingFolder, command));
            return;
        }
        const auto path = trust::valueOf(m_facts.environment, "PATH").value_or("/bin:/usr/bin");
        for (const auto& folder : foldersOf(path)) {
            judge(trust::absoluteBelow(trust::absoluteBelow(m_request.workingFolder, folder), command));
            // A folder of that name on PATH is ordinary, and said nothing of.
            if (m_facts.commandFault != CommandFault::Missing && m_facts.commandFault != CommandFault::Folder)
                return;
        }
        setFault(CommandFault::Missing, {}, {});
        lookElsewhere(command, home, loginPath);
    }

private:
    void setFault(CommandFault fault, const std::string& path, const std::string& interpreter)
    {
        m_facts.commandFault = fault;
        m_facts.commandPath = path;
        m_facts.interpreter = interpreter;
    }

    /// Why the file at `path` is not what execvp takes.
    void judge(const std::string& path)
    {
        std::error_code failure;
        const auto status = std::filesystem::status(path, failure);
        if (std::filesystem::is_directory(status))
            return setFault(CommandFault::Folder, path, {});
        if (!std::filesystem::is_regular_file(status))
            return setFault(CommandFault::Missing, path, {});
        if (!m_files.isExecutable(path))
            return setFault(CommandFault::NotExecutable, path, {});
        setFault(CommandFault::InterpreterMissing, path, missingInterpreter(path).value_or(""));
    }

    /// The interpreter that the #! line of the file names and that the client would not find.
    std::optional<std::string> missingInterpreter(const std::string& path) const
    {
        const auto real = m_files.realPath(path);
        const auto shebang = real ? trust::parseShebang(m_files.head(*real, kHeadBytes)) : std::nullopt;
        if (!shebang)
            return std::nullopt;
        if (!m_files.isExecutable(trust::absoluteBelow(m_request.workingFolder, shebang->interpreter)))
            return shebang->interpreter;
        if (trust::baseName(shebang->interpreter) != "env")
            return std::nullopt;
        for (const auto& word : shebang->arguments) {
            if (word.starts_with('-') || word.find('=') != std::string::npos)
                continue;
            return trust::findCommand(word, m_request, m_files) ? std::nullopt : std::optional(word);
        }
        return std::nullopt;
    }

    void lookElsewhere(
        const std::string& command, const std::string& home, const std::optional<std::string>& loginPath)
    {
        const auto offer = [&](const std::string& keeper, const std::string& path) {
            const bool isKnown = std::ranges::any_of(
                m_facts.elsewhere, [&](const CommandPlace& place) { return place.path == path; });
            if (!isKnown && m_files.isExecutable(path))
                m_facts.elsewhere.push_back({keeper, path, missingInterpreter(path).has_value()});
        };
        clients::SearchBounds bounds;
        bounds.foldersLeft = kMaxFolders;
        if (loginPath) {
            for (const auto& folder : foldersOf(*loginPath)) {
                if (folder.starts_with('/'))
                    offer("your login shell", folder + "/" + command);
            }
        }
        for (const auto& tool : kToolFolders) {
            std::string folder = tool.folder;
            if (folder.starts_with('~'))
                folder.replace(0, 1, home);
            const auto files = clients::findFiles(folder + "/" + command, bounds);
            if (!files.empty())
                offer(tool.keeper, files.back());
        }
    }

    DoctorFacts& m_facts;
    const trust::FileProbe& m_files;
    trust::LaunchRequest m_request;
};

} // namespace

void lookForCommand(DoctorFacts& facts, const trust::FileProbe& files, const std::string& home,
    const std::optional<std::string>& loginPath)
{
    if (!facts.server.command.empty() && !facts.server.command.front().empty())
        Look(facts, files).run(home, loginPath);
}

} // namespace gatehouse::service

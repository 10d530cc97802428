// SPDX-License-Identifier: Apache-2.0
// What pip, pipx and uv lay into a virtual environment (PEP 376, PEP 405, site.py), and what of it runs.
#include "core/trust/python_environment.h"

#include "core/trust/package_files.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;

constexpr std::size_t kMaxSiteEntries = 4096; // of a site-packages folder
constexpr std::size_t kMaxDistributions = 24; // beside the package itself, where their files are looked at
constexpr std::array<std::string_view, 3> kInstallers{{"pip-", "setuptools-", "wheel-"}};
constexpr std::string_view kInfoEnding = ".dist-info";
constexpr std::string_view kCompiledFolder = "__pycache__";
constexpr std::string_view kPathFile = ".pth";

/// pip and its like are in an environment for themselves.
bool isInstaller(std::string_view infoFolder)
{
    return std::any_of(kInstallers.begin(), kInstallers.end(),
        [&](const std::string_view one) { return infoFolder.starts_with(one); });
}

/// The rows of a RECORD: a path, and behind a comma what it holds. A path with a comma is quoted.
std::vector<std::string_view> pathsOfRecord(std::string_view text)
{
    std::vector<std::string_view> paths;
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const bool isQuoted = line.starts_with('"');
        line.remove_prefix(isQuoted ? 1 : 0);
        line = line.substr(0, line.find(isQuoted ? '"' : ','));
        if (!line.empty())
            paths.push_back(line);
    }
    return paths;
}

bool spendOn(FileBudget& budget, const std::vector<base::TreeFile>& files)
{
    for (const auto& one : files) {
        if (budget.files == 0 || budget.bytes < one.stamp.size)
            return false;
        --budget.files;
        budget.bytes -= one.stamp.size;
    }
    return true;
}

bool wantsEveryFile(const std::vector<std::string>& /*names*/, std::string_view /*name*/)
{
    return true;
}

/// The files of one folder, those below it left out.
std::vector<base::TreeFile> filesIn(const std::string& folder, const FileProbe& probe)
{
    base::TreeChoice choice;
    choice.files = kMaxSiteEntries;
    choice.bytes = ~std::uint64_t{0};
    choice.folders = 1;
    choice.names = kMaxSiteEntries;
    choice.isFlat = true;
    choice.wants = &wantsEveryFile;
    auto files = probe.chosenBelow(folder, choice);
    return files ? std::move(*files) : std::vector<base::TreeFile>();
}

/// A line of a .pth file that is neither code nor a remark is a folder.
bool namesFolder(std::string_view text)
{
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.find_first_not_of(" \t\r") != std::string_view::npos && line.front() != '#' &&
            !line.starts_with("import ") && !line.starts_with("import\t"))
            return true;
    }
    return false;
}

/// The lines of pyvenv.cfg that change what is imported. Others name the tool that made it.
std::string decidingLines(std::string_view text)
{
    std::string lines;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const auto key = line.substr(0, line.find_first_of(" ="));
        if (key == "home" || key == "include-system-site-packages")
            lines += std::string(line) + '\n';
    }
    return lines;
}

} // namespace

void FileGroup::add(std::string name, std::string path, const base::FileStamp& stamp)
{
    const auto isThere =
        std::any_of(members.begin(), members.end(), [&](const Member& one) { return one.name == name; });
    if (!isThere)
        members.push_back({std::move(name), std::move(path), stamp});
}

base::Result<model::HashedFile> FileGroup::whole(const std::string& name, const FileProbe& probe) const
{
    std::vector<base::TreeFile> files;
    std::map<std::string_view, std::string_view> paths;
    for (const auto& one : members) {
        files.push_back({one.name, one.stamp});
        paths[one.name] = one.path;
    }
    std::sort(files.begin(), files.end(),
        [](const base::TreeFile& left, const base::TreeFile& right) { return left.name < right.name; });
    return hashFiles(
        name, files, text, [&](const std::string& file) { return std::string(paths.at(file)); }, probe);
}

void FileGroup::addFoldersTo(LaunchFacts& facts) const
{
    for (const auto& one : members) {
        auto folder = base::folderOf(one.path);
        const auto& known = facts.moduleFolders;
        if (one.path.ends_with(".py") && std::find(known.begin(), known.end(), folder) == known.end())
            facts.moduleFolders.push_back(std::move(folder));
    }
}

PythonEnvironment::PythonEnvironment(std::string root, std::string site, const FileProbe& probe)
    : m_root(std::move(root))
    , m_site(std::move(site))
    , m_probe(probe)
{
    if (auto names = m_probe.names(m_site, kMaxSiteEntries))
        m_names = std::move(*names);
    readStartFiles();
}

bool PythonEnvironment::has(std::string_view distribution)
{
    const auto found = distributionOf(distribution, m_site, m_probe);
    if (!found)
        return false;
    m_name = found->name;
    m_version = found->version;
    m_info = found->name + '-' + found->version + std::string(kInfoEnding);
    m_own = contentsOf(m_info);
    return true;
}

PythonEnvironment::Contents PythonEnvironment::contentsOf(const std::string& infoFolder) const
{
    constexpr std::string_view kPrograms = "../../../bin/";
    Contents contents;
    const auto text = settingsText(m_site + '/' + infoFolder + "/RECORD", m_probe);
    for (const auto path : pathsOfRecord(text)) {
        if (path.starts_with(kPrograms)) {
            contents.programs.emplace(path.substr(kPrograms.size()));
            continue;
        }
        const auto first = path.substr(0, path.find('/'));
        if (!first.empty() && first.front() != '.' && first != kCompiledFolder &&
            !first.ends_with(kInfoEnding))
            contents.modules.emplace(moduleStem(first));
    }
    // A RECORD may leave out what it likes; by its name the package is found all the same.
    contents.modules.emplace(normalisedName(infoFolder.substr(0, infoFolder.find('-'))));
    return contents;
}

bool PythonEnvironment::addModules(const Contents& contents, FileBudget& budget, FileGroup& group) const
{
    std::vector<base::TreeFile> single;
    for (const auto& name : m_names) {
        if (name == kCompiledFolder || name.ends_with(kInfoEnding) ||
            !contents.modules.contains(moduleStem(name)))
            continue;
        const auto path = m_site + '/' + name;
        if (!m_probe.names(path, kMaxSiteEntries)) {
            single.push_back({name, {}});
            continue;
        }
        const auto files = m_probe.filesBelow(path, {budget.files, budget.bytes, kCompiledFolder});
        if (!files || !spendOn(budget, *files))
            return false;
        for (const auto& [file, stamp] : *files)
            group.add(name + '/' + file, path + '/' + file, stamp);
    }
    if (single.empty())
        return true;
    std::vector<base::TreeFile> found;
    for (auto& file : filesIn(m_site, m_probe)) {
        if (std::any_of(single.begin(), single.end(), [&](const auto& one) { return one.name == file.name; }))
            found.push_back(std::move(file));
    }
    for (const auto& [file, stamp] : found)
        group.add(file, m_site + '/' + file, stamp);
    return spendOn(budget, found);
}

/// They run whatever is imported, those of what it depends on, too.
void PythonEnvironment::readStartFiles()
{
    for (const auto& name : m_names) {
        if (isStartName(name))
            m_started.modules.emplace(moduleStem(name));
        if (!name.ends_with(kPathFile))
            continue;
        const auto text = settingsText(m_site + '/' + name, m_probe);
        m_reachesOutside = m_reachesOutside || namesFolder(text);
        for (auto& module : modulesOfPathFile(text))
            m_started.modules.insert(std::move(module));
    }
}

void PythonEnvironment::addStartFiles(FileGroup& group) const
{
    for (const auto& [file, stamp] : filesIn(m_site, m_probe)) {
        if (file.ends_with(kPathFile))
            group.add(file, m_site + '/' + file, stamp);
    }
    FileBudget budget{kMaxPackageFiles, kMaxPackageBytes};
    addModules(m_started, budget, group);
}

/// Python looks beside a program for what it imports, before it looks anywhere else.
void PythonEnvironment::addBesidePrograms(FileGroup& group) const
{
    const auto bin = m_root + "/bin";
    for (const auto& path : importedFrom(bin, true, m_probe)) {
        const auto folder = base::folderOf(path);
        for (const auto& [file, stamp] : filesIn(folder, m_probe)) {
            if (folder + '/' + file == path)
                group.add(path.substr(m_root.size() + 1), path, stamp);
        }
    }
}

bool PythonEnvironment::addOwn(std::string_view program, FileGroup& group)
{
    auto contents = m_own;
    contents.programs.emplace(program);
    FileBudget budget{kMaxPackageFiles, kMaxPackageBytes};
    const bool isWhole = addModules(contents, budget, group);
    if (!isWhole)
        group = {};
    for (const auto& [file, stamp] : filesIn(m_root + "/bin", m_probe)) {
        if (contents.programs.contains(file))
            group.add("bin/" + file, m_root + "/bin/" + file, stamp);
    }
    addBesidePrograms(group);
    if (!isWhole) {
        for (const auto& [file, stamp] : filesIn(m_site + '/' + m_info, m_probe)) {
            if (file == "RECORD")
                group.add(m_info + '/' + file, m_site + '/' + m_info + '/' + file, stamp);
        }
    }
    addStartFiles(group);
    group.text += decidingLines(settingsText(m_root + "/pyvenv.cfg", m_probe));
    return isWhole;
}

bool PythonEnvironment::reachesOutside() const
{
    if (decidingLines(settingsText(m_root + "/pyvenv.cfg", m_probe)).find("site-packages = true") !=
        std::string::npos)
        return true;
    return m_reachesOutside;
}

bool PythonEnvironment::hasProgram(const std::string& name) const
{
    return m_probe.realPath(m_root + "/bin/" + name).hasValue();
}

std::optional<std::vector<PythonEnvironment::Dependency>> PythonEnvironment::dependencies() const
{
    std::vector<std::string> others;
    for (const auto& name : m_names) {
        if (name.ends_with(kInfoEnding) && name != m_info && !isInstaller(name))
            others.push_back(name);
    }
    if (others.size() > kMaxDistributions)
        return std::nullopt;
    std::vector<Dependency> dependencies;
    FileBudget budget{kMaxPackageFiles, kMaxPackageBytes};
    auto owned = m_own.modules;
    for (const auto& other : others) {
        const auto contents = contentsOf(other);
        Dependency one{other.substr(0, other.size() - kInfoEnding.size()), {}};
        if (!addModules(contents, budget, one.files) || one.files.members.empty())
            return std::nullopt;
        owned.insert(contents.modules.begin(), contents.modules.end());
        dependencies.push_back(std::move(one));
    }
    owned.insert(m_started.modules.begin(), m_started.modules.end()); // they count with the package
    Contents nobodys;
    for (const auto& name : m_names) {
        const bool isOfInstaller = name.starts_with("pip") || name.starts_with("setuptools") ||
            name.starts_with("pkg_resources") || name.starts_with("_distutils_hack");
        if (!name.ends_with(kInfoEnding) && !name.ends_with(kPathFile) && name != kCompiledFolder &&
            !isOfInstaller && !owned.contains(moduleStem(name)))
            nobodys.modules.emplace(moduleStem(name));
    }
    Dependency rest{"", {}};
    if (!addModules(nobodys, budget, rest.files))
        return std::nullopt;
    if (!rest.files.members.empty())
        dependencies.push_back(std::move(rest));
    return dependencies;
}

std::vector<std::string> modulesOfPathFile(std::string_view text)
{
    constexpr std::string_view kNameEnds = " \t\r,;.";
    std::vector<std::string> modules;
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!line.starts_with("import ") && !line.starts_with("import\t"))
            continue;
        // "import a, b; from c import d": each word may be one, and what is none is not there.
        while (!line.empty()) {
            const auto word = line.substr(0, line.find_first_of(kNameEnds));
            line.remove_prefix(std::min(line.size(), word.size() + 1));
            if (!word.empty() && word != "import" && word != "from")
                modules.emplace_back(word);
        }
    }
    return modules;
}

bool isStartName(std::string_view name)
{
    const auto stem = moduleStem(name);
    return stem == "sitecustomize" || stem == "usercustomize";
}

std::string_view moduleStem(std::string_view name)
{
    return name.substr(0, name.find('.'));
}

std::vector<std::string> importedFrom(const std::string& folder, bool hasPackages, const FileProbe& probe)
{
    constexpr std::string_view kOfEnvironments =
        "activate_this.py"; // another one of each uv; nothing imports it
    std::vector<std::string> files;
    const auto names = probe.names(folder, kMaxSiteEntries);
    for (const auto& name : names ? *names : std::vector<std::string>()) {
        if (name != kOfEnvironments &&
            (name.ends_with(".py") || name.ends_with(".pyc") || name.ends_with(".so")))
            files.push_back(folder + '/' + name);
        if (!hasPackages || name.find('.') != std::string::npos || name == kCompiledFolder)
            continue;
        const auto inner = probe.names(folder + '/' + name, kMaxSiteEntries);
        for (const auto& file : inner ? *inner : std::vector<std::string>()) {
            if (file.starts_with("__init__."))
                files.push_back(folder + '/' + name + '/' + file);
        }
    }
    return files;
}

void addPythonDependencies(
    PythonEnvironment& environment, const std::string& label, const FileProbe& probe, LaunchFacts& facts)
{
    const auto dependencies = environment.dependencies();
    if (!dependencies)
        return facts.doubt(unknowns::kDependenciesUnchecked);
    for (const auto& one : *dependencies) {
        const auto whole = one.files.whole(label + '/' + (one.name.empty() ? "others" : one.name), probe);
        if (!whole)
            return facts.doubt(unknowns::kDependenciesUnchecked);
        one.files.addFoldersTo(facts);
        const auto isKnown = [&](const model::LaunchFile& known) {
            return known.role == model::FileRole::Lock && known.file.path == whole->path &&
                known.file.hash == whole->hash;
        };
        if (std::none_of(facts.files.begin(), facts.files.end(), isKnown))
            facts.files.push_back({model::FileRole::Lock, *whole});
    }
}

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/launch_facts.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// Files that count as one.
struct FileGroup {
    struct Member {
        std::string name; ///< as it is compared; nothing of the folder that the group lies in
        std::string path;
        base::FileStamp stamp;
    };
    std::vector<Member> members;
    std::string text; ///< settings of which some lines count

    void add(std::string name, std::string path, const base::FileStamp& stamp);
    /// Of everything in it, under the path `name`. A remembered hash saves reading them, as that of a folder.
    base::Result<model::HashedFile> whole(const std::string& name, const FileProbe& probe) const;
    /// The folders of its python sources.
    void addFoldersTo(LaunchFacts& facts) const;
};

/// What is not looked at any more: of a package that is said, of what it depends on as well.
struct FileBudget {
    std::size_t files;
    std::uint64_t bytes;
};

/// A virtual environment, or a folder of python packages alone, as far as it matters to a package in it.
class PythonEnvironment {
public:
    /// `root`: links resolved. `site`: its site-packages.
    PythonEnvironment(std::string root, std::string site, const FileProbe& probe);

    /// The distribution of this name; nothing where it is not installed here.
    bool has(std::string_view distribution);
    const std::string& root() const { return m_root; }
    const std::string& version() const { return m_version; }
    const std::string& distribution() const { return m_name; }

    /// The package with what runs before it: its modules and programs, start files, the lines of pyvenv.cfg
    /// that say where python's own modules are. `program`: what is started of it. False where it holds too
    /// much: then its RECORD, its programs and the start files are in `group`.
    bool addOwn(std::string_view program, FileGroup& group);

    /// True where a .pth file or pyvenv.cfg has python look into other folders as well.
    bool reachesOutside() const;
    bool hasProgram(const std::string& name) const;

    /// What else is installed here, each with its version; and what belongs to nobody. Nothing where that is
    /// much: then it is not checked.
    struct Dependency {
        std::string name; ///< "example_words-1.0"
        FileGroup files;
    };
    std::optional<std::vector<Dependency>> dependencies() const;

private:
    struct Contents {
        std::set<std::string, std::less<>> modules;  ///< the first names of what can be imported
        std::set<std::string, std::less<>> programs; ///< in bin
    };
    Contents contentsOf(const std::string& infoFolder) const;
    bool addModules(const Contents& contents, FileBudget& budget, FileGroup& group) const;
    void readStartFiles();
    void addStartFiles(FileGroup& group) const;
    void addBesidePrograms(FileGroup& group) const;

    std::string m_root;
    std::string m_site;
    const FileProbe& m_probe;
    std::vector<std::string> m_names; // in m_site
    Contents m_started;               // what runs before anything is imported
    bool m_reachesOutside = false;    // .pth files name folders
    std::string m_info;               // "x-1.0.dist-info" of the package
    Contents m_own;                   // of the package
    std::string m_name;
    std::string m_version;
};

/// The modules that a .pth file imports before anything else runs: "import x; x.y()".
std::vector<std::string> modulesOfPathFile(std::string_view text);

/// Python's own hooks, which run first: sitecustomize and usercustomize, in each form that can be imported.
bool isStartName(std::string_view name);

/// What an import finds in a folder: files of modules, and of packages the first one that runs. Python looks
/// beside a program first, and with -m in the working folder, before its own modules. `hasPackages`: folders
/// in it are looked into.
std::vector<std::string> importedFrom(const std::string& folder, bool hasPackages, const FileProbe& probe);

/// What comes before the first dot: "six" of six.py, "fast" of fast.cpython-311-x86_64-linux-gnu.so.
std::string_view moduleStem(std::string_view name);

/// What is installed beside the package of this name, where it is little; else it is said that it is not
/// checked. `label`: the folder that is named for it.
void addPythonDependencies(
    PythonEnvironment& environment, const std::string& label, const FileProbe& probe, LaunchFacts& facts);

} // namespace gatehouse::trust

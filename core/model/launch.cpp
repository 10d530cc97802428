// SPDX-License-Identifier: Apache-2.0
#include "core/model/launch.h"

#include <algorithm>

namespace gatehouse::model {
namespace {

bool isOfPackage(const LaunchFile& file)
{
    return file.role == FileRole::Package || file.role == FileRole::Lock;
}

bool isAboutPackageFiles(const std::string& code)
{
    return code == unknowns::kPackageNotHere || code == unknowns::kPackagePartly ||
        code == unknowns::kPackageChoice || code == unknowns::kDependenciesByLock ||
        code == unknowns::kDependenciesUnchecked || code == unknowns::kImageByTag ||
        code == unknowns::kEngineSilent;
}

/// The stamps say nothing about what a file is.
void dropStamps(LaunchIdentity& identity)
{
    identity.executable.stamp = {};
    if (identity.script)
        identity.script->stamp = {};
    for (auto& one : identity.files)
        one.file.stamp = {};
    identity.moduleFolders.clear();
}

/// What is left where nobody has looked for the package. The name of the entry is for people alone.
LaunchIdentity withoutPackageFiles(LaunchIdentity identity)
{
    dropStamps(identity);
    identity.entry.name.clear();
    std::erase_if(identity.files, isOfPackage);
    std::erase_if(identity.unknown, isAboutPackageFiles);
    if (identity.package) {
        identity.package->found.clear();
        identity.package->origin.clear();
    }
    return identity;
}

/// As form 2 knew it, without what is no part of what it is.
LaunchIdentity asKnown(const LaunchIdentity& identity)
{
    auto known = withoutSources(identity);
    dropStamps(known);
    known.entry.name.clear();
    return known;
}

/// What would run is not there yet, or nobody said what it is.
bool lacksPackage(const LaunchIdentity& identity)
{
    return identity.isUnknown(unknowns::kPackageNotHere) || identity.isUnknown(unknowns::kImageByTag);
}

/// Which interpreter a runner takes for a package is known once its environment is there.
LaunchIdentity withoutNewPrograms(LaunchIdentity complete, const LaunchIdentity& open)
{
    const auto& runner = open.package ? open.package->runner : std::string();
    if (runner != "uvx" && runner != "uv" && runner != "pipx")
        return complete;
    std::erase_if(complete.files, [&](const LaunchFile& one) {
        return one.role == FileRole::Program &&
            std::none_of(open.files.begin(), open.files.end(), [&](const LaunchFile& known) {
                return known.role == FileRole::Program && known.file.path == one.file.path;
            });
    });
    return complete;
}

LaunchIdentity inFirstForm(LaunchIdentity identity)
{
    identity = withoutPackageFiles(std::move(identity));
    identity.form = 1;
    identity.files.clear();
    identity.unknown.clear();
    identity.package.reset(); // the words of the command say it, and they are there
    std::erase_if(identity.environment,
        [](const EnvironmentDigest& variable) { return variable.name.starts_with("BASH_FUNC_"); });
    return identity;
}

} // namespace

bool LaunchIdentity::isUnknown(std::string_view code) const
{
    return std::find(unknown.begin(), unknown.end(), code) != unknown.end();
}

bool mayLoadSources(const LaunchIdentity& identity)
{
    if (identity.isUnknown(unknowns::kScriptLoads))
        return true;
    if (!identity.package)
        return false;
    const auto& origin = identity.package->origin;
    return identity.package->runner == "python -m" && (origin == "folder" || origin == "project");
}

LaunchIdentity withoutSources(LaunchIdentity identity)
{
    if (identity.form > LaunchIdentity::kSecondForm)
        identity.form = LaunchIdentity::kSecondForm;
    std::erase_if(identity.files, [](const LaunchFile& one) { return one.role == FileRole::Source; });
    std::erase_if(identity.unknown, [](const std::string& code) {
        return code == unknowns::kSourcesPartly || code == unknowns::kSourcesUnchecked;
    });
    return identity;
}

bool isOpen(const LaunchIdentity& identity)
{
    if (identity.call)
        return false;
    return identity.form == 1 || lacksPackage(identity) ||
        (identity.form == LaunchIdentity::kSecondForm && mayLoadSources(identity));
}

LaunchIdentity asUntraced(LaunchIdentity open)
{
    if (!open.isUnknown(unknowns::kPackageNotHere))
        return open;
    std::erase(open.unknown, unknowns::kPackageNotHere);
    if (!open.isUnknown(unknowns::kPackageElsewhere))
        open.unknown.emplace_back(unknowns::kPackageElsewhere);
    std::sort(open.unknown.begin(), open.unknown.end());
    return open;
}

bool isCompletion(const LaunchIdentity& open, const LaunchIdentity& complete)
{
    if (!isOpen(open) || complete.call || complete.form < LaunchIdentity::kSecondForm)
        return false;
    if (open.form == 1)
        return inFirstForm(open) == inFirstForm(complete);
    if (lacksPackage(open))
        return complete.form == open.form && !lacksPackage(complete) &&
            withoutPackageFiles(open) == withoutPackageFiles(withoutNewPrograms(complete, open));
    return complete.form > open.form && asKnown(open) == asKnown(complete);
}

} // namespace gatehouse::model

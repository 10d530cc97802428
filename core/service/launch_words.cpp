// SPDX-License-Identifier: Apache-2.0
#include "core/service/launch_words.h"

#include <algorithm>
#include <array>
#include <map>

namespace gatehouse::service {
namespace {

namespace unknowns = model::unknowns;

constexpr std::string_view kImageOrigin = "engine";

struct UnknownWords {
    std::string_view code;
    bool isDangerous;
    std::string_view sentence;
};

constexpr UnknownWords kWords[] = {
    {unknowns::kPackageNotHere, false,
        "The package is not on this machine yet. What the runner fetches at the first start is what you "
        "allow; any other version asks."},
    {unknowns::kPackagePartly, false,
        "The package is large: its description and its entry are checked, its other files are not."},
    {unknowns::kPackageChoice, false,
        "Several copies of the package would do, and the runner chooses when it starts."},
    {unknowns::kDependenciesByLock, false,
        "Other packages that it loads are checked by the lock that names them, not by their files."},
    {unknowns::kDependenciesUnchecked, false,
        "Other packages that it loads are not checked: they may change without asking again."},
    {unknowns::kScriptLoads, false,
        "Packages and programs that the script loads from outside its own folder are not checked, and may "
        "change without asking again."},
    {unknowns::kSourcesPartly, false,
        "The script's folder holds more than is looked at: the source files nearest to it are checked, those "
        "farther away are not, and may change without asking again."},
    {unknowns::kSourcesUnchecked, false,
        "The script is checked, its folder is not: source files that it loads from there may change without "
        "asking again."},
    {unknowns::kRegistryOfUser, false,
        "Packages come from another registry than the public one: your settings or the command name it."},
    {unknowns::kRegistryOfProject, true,
        "The folder that the client works in names another registry for packages, as a clone can do: the "
        "package may be another one of the same name."},
    {unknowns::kPackageHidden, true, "Which package runs cannot be told from the command."},
    {unknowns::kPackageElsewhere, true,
        "The runner keeps this package where it cannot be checked: what runs may change at any time, without "
        "asking again."},
    {unknowns::kImageByTag, true,
        "The image is not named by its digest, and which one its name leads to is not known: what runs may "
        "change at any time, without asking again."},
    {unknowns::kFetchedAnew, false,
        "It is fetched anew at each start. Where that is another one nothing of it is relayed, and the next "
        "start asks."},
    {unknowns::kEngineSilent, false,
        "The container engine does not answer here, so it could not be asked which image it would start. It "
        "may not be running, or you may not use its socket."},
    {unknowns::kEngineRemote, true,
        "The container runs on another machine, which is not asked about it: what happens there is not seen "
        "here."},
    {unknowns::kContainerEngine, true,
        "The container is given the engine's own socket: it can start others with any rights, and so do "
        "everything on this machine."},
    {unknowns::kContainerFiles, true,
        "The container is given a whole system folder, your home folder, or a place where keys and passwords "
        "lie."},
    {unknowns::kContainerUnconfined, true,
        "The container is not kept apart from this machine as others are: the command gives it devices, "
        "rights or processes of this machine."},
    {unknowns::kContainerNetwork, false,
        "The container uses this machine's own network: it reaches what listens for this machine alone."},
    {unknowns::kContainerEntry, false,
        "The command has another program of the image run than the image says."},
    {unknowns::kShellScript, true,
        "A shell runs a script that stands in the command: its text is checked, the programs that it starts "
        "are not."},
    {unknowns::kLoginShell, true,
        "The shell reads your start-up files first, which may change what runs in the end."},
    {unknowns::kInnerNotFound, true,
        "A program that the command starts was not found, so it is not checked."},
    {unknowns::kInnerHidden, true, "Which program runs in the end cannot be told from the command."},
    {unknowns::kTooDeep, true,
        "So many commands stand inside one another that what runs in the end was not looked at."},
    {unknowns::kAddress, true,
        "The code comes from an address: what runs may change at any time, without asking again."},
    {unknowns::kAddressKept, true,
        "The code comes from an address. What was fetched from there is checked, with the modules that it "
        "names; what it loads besides while it runs is not."},
    {unknowns::kModuleNotFound, true, "The module was not found, so its code is not checked."},
    {unknowns::kLoadedNotFound, true, "It loads code that was not found, so that code is not checked."},
    {unknowns::kCompiledKept, false,
        "The command takes away variables by which the runtime would compile what was checked: what somebody "
        "else has compiled may run instead."},
    {unknowns::kShimTarget, true,
        "Which program the version manager starts was not found, so it is not checked."},
};

const UnknownWords* wordsFor(std::string_view code)
{
    const auto* const found = std::ranges::find(kWords, code, &UnknownWords::code);
    return found == std::end(kWords) ? nullptr : found;
}

using FileHashes = std::map<std::string, base::Sha256>;

/// What a server that is no package is made of, by path.
FileHashes ownFiles(const model::LaunchIdentity& identity)
{
    FileHashes files;
    if (identity.script)
        files[identity.script->path] = identity.script->hash;
    for (const auto& [role, file] : identity.files) {
        if (role == model::FileRole::Source || role == model::FileRole::Script ||
            role == model::FileRole::Module)
            files[file.path] = file.hash;
    }
    return files;
}

/// The folder that all of them lie in, with its slash.
std::string commonFolder(const FileHashes& before, const FileHashes& after)
{
    std::optional<std::string> folder;
    for (const auto* const files : {&before, &after}) {
        for (const auto& [path, ignored] : *files) {
            if (!folder)
                folder = path;
            const auto same = std::mismatch(folder->begin(), folder->end(), path.begin(), path.end()).first;
            folder->erase(same, folder->end());
            folder->resize(folder->rfind('/') + 1);
        }
    }
    return folder.value_or("");
}

/// The names that differ, those that are new and those that are gone named as such.
std::vector<std::string> differing(const FileHashes& before, const FileHashes& after)
{
    const auto folder = commonFolder(before, after).size();
    std::vector<std::string> names;
    for (const auto& [path, hash] : after) {
        const auto was = before.find(path);
        if (was == before.end())
            names.push_back(path.substr(folder) + " (new)");
        else if (was->second != hash)
            names.push_back(path.substr(folder));
    }
    for (const auto& [path, ignored] : before) {
        if (!after.contains(path))
            names.push_back(path.substr(folder) + " (gone)");
    }
    return names;
}

} // namespace

std::string unknownSentence(std::string_view code)
{
    const auto* const words = wordsFor(code);
    return words == nullptr ? "Something about it is not known." : std::string(words->sentence);
}

bool isDangerousUnknown(std::string_view code)
{
    const auto* const words = wordsFor(code);
    return words == nullptr || words->isDangerous;
}

std::string packagePlace(const model::PackageRun& package)
{
    if (package.origin == "cache")
        return "from the cache of " + package.runner;
    if (package.origin == "project")
        return "from the folder that the client works in";
    if (package.origin == "global")
        return "installed for all projects";
    if (package.origin == kImageOrigin)
        return "as " + package.runner + " holds it";
    if (package.origin == "folder")
        return "from its working folder";
    if (package.origin == "tool" || package.origin == "installed")
        return "installed";
    return {};
}

std::string shownVersion(const model::PackageRun& package)
{
    constexpr std::size_t kShown = std::string_view("sha256:").size() + 12; // as docker shows them
    if (package.origin != kImageOrigin || package.found.find(',') != std::string::npos)
        return package.found;
    return package.found.substr(0, kShown);
}

std::string shownName(const model::PackageRun& package)
{
    const bool hasTag = package.origin == kImageOrigin && !package.version.empty();
    return hasTag ? package.name + ':' + package.version : package.name;
}

bool isPackageWatched(const model::LaunchIdentity& identity)
{
    if (!identity.package || identity.package->isPinned)
        return true;
    return !identity.package->found.empty() || identity.isUnknown(unknowns::kPackageNotHere);
}

std::optional<PackageUpgrade> upgradeOf(const model::ApprovalCard& card)
{
    if (!card.approvedBefore || card.changes.size() != 1 || card.changes.front().field != "package")
        return std::nullopt;
    const auto& before = card.approvedBefore->package;
    const auto& after = card.identity.package;
    if (!before || !after || before->name != after->name || before->found.empty() || after->found.empty() ||
        before->found == after->found || before->origin != after->origin)
        return std::nullopt;
    return PackageUpgrade{
        shownName(*after), shownVersion(*before), shownVersion(*after), after->origin == kImageOrigin};
}

std::string sourceSummary(const model::LaunchIdentity& identity)
{
    constexpr std::size_t kNamed = 12;
    const auto folder = commonFolder(ownFiles(identity), {});
    std::string text;
    std::size_t count = 0;
    for (const auto& [role, file] : identity.files) {
        if (role != model::FileRole::Source || ++count > kNamed)
            continue;
        const auto isBelow = file.path.starts_with(folder);
        text += (count == 1 ? "" : ", ") + file.path.substr(isBelow ? folder.size() : 0);
    }
    if (count > kNamed)
        text += " and " + std::to_string(count - kNamed) + " more";
    return count == 0 ? text : text + ", below " + folder;
}

std::string sourceSentence(const model::ApprovalCard& card)
{
    constexpr std::size_t kNamed = 6;
    constexpr std::array<std::string_view, 5> kOwn{
        {"sources", "script", "file:script", "file:module", "package-files"}};
    const bool isOfFiles = std::ranges::all_of(card.changes, [&](const model::IdentityChange& change) {
        return std::ranges::find(kOwn, change.field) != kOwn.end();
    });
    if (!card.approvedBefore || card.changes.empty() || !isOfFiles || !model::mayLoadSources(card.identity) ||
        !model::mayLoadSources(*card.approvedBefore))
        return {};
    const bool haveSources = card.approvedBefore->form == card.identity.form;
    const auto after = ownFiles(haveSources ? card.identity : model::withoutSources(card.identity));
    const auto names = differing(ownFiles(*card.approvedBefore), after);
    if (names.empty())
        return {};
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), kNamed); ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > kNamed)
        text += " and " + std::to_string(names.size() - kNamed) + " more";
    if (!haveSources || after.size() < 2)
        return "The server's own file changed since you allowed it: " + text + '.';
    return std::to_string(names.size()) + " of " + std::to_string(after.size()) +
        " files of this server changed since you allowed it: " + text + '.';
}

std::vector<std::string> packageDangers(const model::ApprovalCard& card)
{
    std::vector<std::string> dangers;
    const auto& identity = card.identity;
    if (identity.package && identity.package->origin == "project")
        dangers.emplace_back(
            "The package comes from the folder that the client works in, as a clone does, and "
            "takes the place of the one that " +
            identity.package->runner + " would run elsewhere.");
    if (std::ranges::find(card.changes, "package-files", &model::IdentityChange::field) != card.changes.end())
        dangers.emplace_back("The package's files are others than those that you allowed, and its version is "
                             "still the same. An upgrade does not look like this.");
    return dangers;
}

} // namespace gatehouse::service

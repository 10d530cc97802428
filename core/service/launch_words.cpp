// SPDX-License-Identifier: Apache-2.0
#include "core/service/launch_words.h"

#include <algorithm>

namespace gatehouse::service {
namespace {

namespace unknowns = model::unknowns;

struct UnknownWords {
    std::string_view code;
    bool isDangerous;
    std::string_view sentence;
};

constexpr UnknownWords kWords[] = {
    {unknowns::kPackageNotHere, false,
        "The package is not on this disk yet. What the runner fetches at the first start is what you allow; "
        "any other version asks."},
    {unknowns::kPackagePartly, false,
        "The package is large: its description and its entry are checked, its other files are not."},
    {unknowns::kPackageChoice, false,
        "Several copies of the package would do, and the runner chooses when it starts."},
    {unknowns::kDependenciesByLock, false,
        "Other packages that it loads are checked by the lock that names them, not by their files."},
    {unknowns::kDependenciesUnchecked, false,
        "Other packages that it loads are not checked: they may change without asking again."},
    {unknowns::kScriptLoads, false,
        "The script is checked. What it loads by itself is not, and may change without asking again."},
    {unknowns::kRegistryOfUser, false,
        "Packages come from another registry than npm's: your settings or the command name it."},
    {unknowns::kRegistryOfProject, true,
        "The folder that the client works in names another registry for packages, as a clone can do: the "
        "package may be another one of the same name."},
    {unknowns::kPackageHidden, true, "Which package runs cannot be told from the command."},
    {unknowns::kPackageElsewhere, true,
        "The runner keeps this package where it cannot be checked: what runs may change at any time, without "
        "asking again."},
    {unknowns::kImageByTag, true,
        "The image is not named by its digest: what runs may change at any time, without asking again."},
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
    {unknowns::kModuleNotFound, true, "The module was not found, so its code is not checked."},
    {unknowns::kLoadedNotFound, true, "It loads code that was not found, so that code is not checked."},
    {unknowns::kShimTarget, true,
        "Which program the version manager starts was not found, so it is not checked."},
};

const UnknownWords* wordsFor(std::string_view code)
{
    const auto* const found = std::ranges::find(kWords, code, &UnknownWords::code);
    return found == std::end(kWords) ? nullptr : found;
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
    if (package.origin == "folder")
        return "from its working folder";
    if (package.origin == "tool" || package.origin == "installed")
        return "installed";
    return {};
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
    return PackageUpgrade{after->name, before->found, after->found};
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

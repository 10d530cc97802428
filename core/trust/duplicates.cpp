// SPDX-License-Identifier: Apache-2.0
#include "core/trust/duplicates.h"

#include "core/trust/command_chain.h"
#include "core/trust/package_runner.h"

#include <map>
#include <optional>

namespace gatehouse::trust {
namespace {

std::string joined(std::vector<std::string>::const_iterator from, std::vector<std::string>::const_iterator to)
{
    std::string text;
    for (; from != to; ++from)
        text += std::to_string(from->size()) + ':' + *from; // so that no argument can look like two
    return text;
}

/// Which package store a runner takes from: the same name elsewhere is another package.
std::string storeOf(const std::string& runner)
{
    if (runner == "uvx" || runner == "uv" || runner == "pipx")
        return "pypi";
    return runner == "docker" || runner == "podman" ? "oci" : "npm";
}

struct Likeness {
    std::string group;     ///< launches of other groups are never alike
    std::string version;   ///< of a package
    std::string arguments; ///< of the server
};

std::optional<Likeness> likenessOf(const DeclaredLaunch& launch)
{
    const auto& argv = launch.argv;
    if (argv.empty())
        return launch.addressKey.empty() ? std::nullopt
                                         : std::optional(Likeness{"address:" + launch.addressKey, {}, {}});
    const auto package = packageRunOf(argv);
    if (!package || package->name.empty())
        return Likeness{"command:" + joined(argv.begin(), argv.end()), {}, {}};
    // What stands before the name is options of the runner.
    const auto behind = static_cast<std::vector<std::string>::difference_type>(behindPackage(argv));
    const bool isKnown = !package->isPinned && !launch.foundVersion.empty();
    const auto store = storeOf(package->runner);
    // What a container may reach is said by the runner's own options.
    return Likeness{store + ':' + package->name, isKnown ? launch.foundVersion : package->version,
        joined(store == "oci" ? argv.begin() + 1 : argv.begin() + behind, argv.end())};
}

} // namespace

std::vector<std::vector<LikeLaunch>> likeLaunches(const std::vector<DeclaredLaunch>& launches)
{
    std::vector<std::optional<Likeness>> likenesses;
    std::map<std::string, std::vector<std::size_t>> groups;
    for (std::size_t at = 0; at < launches.size(); ++at) {
        likenesses.push_back(likenessOf(launches[at]));
        if (likenesses.back())
            groups[likenesses.back()->group].push_back(at);
    }
    std::vector<std::vector<LikeLaunch>> like(launches.size());
    for (const auto& [name, members] : groups) {
        for (const auto at : members) {
            for (const auto other : members) {
                if (like[at].size() >= kMaxLikeLaunches)
                    break;
                const bool isOtherVersion = likenesses[at]->version != likenesses[other]->version;
                if (other != at &&
                    (isOtherVersion || likenesses[at]->arguments == likenesses[other]->arguments))
                    like[at].push_back({other, isOtherVersion});
            }
        }
    }
    return like;
}

} // namespace gatehouse::trust

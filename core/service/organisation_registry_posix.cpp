// SPDX-License-Identifier: Apache-2.0
#include "core/service/organisation_registry.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/policy/admission.h"
#include "core/trust/launch_resolver.h"
#include "core/trust/package_runner.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::service {
namespace {

constexpr std::size_t kIdDigits = 16;

bool isSafe(const struct stat& status, uid_t owner)
{
    return status.st_uid == owner && (status.st_mode & 022) == 0;
}

base::Error invalidRegistry(const std::string& path, const std::string& why)
{
    return {base::ErrorCode::PolicyInvalid, path + ": " + why};
}

/// The same item has the same id on every compilation, so that what was learned of it is found again.
std::string idOf(const RegistryItem& item)
{
    base::Sha256Stream hash;
    const auto add = [&](std::string_view text) {
        hash.update(std::to_string(text.size()));
        hash.update(":");
        hash.update(text);
    };
    for (const auto& word : item.argv)
        add(word);
    add(item.client);
    add(item.scope ? model::toText(*item.scope) : std::string_view());
    add(item.project);
    add(item.isDenied ? "deny" : "allow");
    return std::string(kOrganisationId) + base::toHex(hash.finish()).substr(0, kIdDigits);
}

model::RegistryDecision decisionOf(const RegistryItem& item)
{
    model::RegistryDecision decision;
    decision.id = idOf(item);
    decision.isDenied = item.isDenied;
    decision.choice = item.isDenied ? model::Choice::Deny : model::Choice::Always;
    decision.pattern = item.argv;
    decision.client = item.client;
    decision.scope = item.scope;
    decision.project = item.project;
    decision.expiresAt = item.expiresAt;
    decision.note = item.note;
    return decision;
}

/// Without a hash: another owner or mode of the same bytes counts, too.
policy::SourceFile watchedSource(const std::string& path)
{
    policy::SourceFile source;
    source.path = path;
    if (const auto stamp = base::stampOf(path)) {
        source.exists = true;
        source.stamp = *stamp;
    }
    return source;
}

} // namespace

OrganisationWord wordOn(const OrganisationRegistry& registry, const std::vector<std::string>& argv,
    const model::EntryLocation& entry, base::UnixMilliseconds now)
{
    const auto package = trust::packageRunOf(argv);
    if (package && !package->name.empty() &&
        std::ranges::find(registry.forbiddenPackages, package->name) != registry.forbiddenPackages.end())
        return OrganisationWord::Forbids;
    bool isAllowed = false;
    for (const auto& item : registry.items) {
        const bool isOver = item.expiresAt != 0 && item.expiresAt <= now;
        if (item.argv != argv || isOver || (!item.isDenied && !registry.isTrusted) ||
            !policy::isMeantByPattern(decisionOf(item), argv, entry))
            continue;
        if (item.isDenied)
            return OrganisationWord::Forbids;
        isAllowed = true;
    }
    if (isAllowed)
        return OrganisationWord::Allows;
    return registry.requiresListing ? OrganisationWord::Forbids : OrganisationWord::Nothing;
}

std::string organisationRegistryPath(const std::string& organisationPolicy)
{
    return base::folderOf(organisationPolicy) + "/registry.json";
}

base::Result<ReadOrganisation> readOrganisationRegistry(const std::string& path, uid_t owner)
{
    ReadOrganisation read;
    read.sources = {watchedSource(path), watchedSource(base::folderOf(path))};
    const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.isOpen()) {
        if (errno == ENOENT || errno == ENOTDIR)
            return read;
        return invalidRegistry(path, base::errnoError(errno, "it cannot be read").detail);
    }
    struct stat status {};
    struct stat folder {};
    if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
        ::stat(base::folderOf(path).c_str(), &folder) != 0)
        return invalidRegistry(path, "it is no file");
    const auto stamp = base::stampOf(file.get());
    // By its descriptor: what was looked at is what is read.
    const auto bytes = base::readFile("/proc/self/fd/" + std::to_string(file.get()), kMaxRegistryBytes);
    if (!stamp || !bytes)
        return invalidRegistry(path, "it cannot be read, or is larger than 8 MiB");
    read.sources.front().exists = true;
    read.sources.front().stamp = *stamp;
    auto registry = decodeOrganisationRegistry(*bytes);
    if (!registry)
        return invalidRegistry(path, registry.error().detail);
    read.registry = std::move(*registry);
    read.registry.isTrusted = isSafe(status, owner) && isSafe(folder, owner);
    if (!read.registry.isTrusted)
        read.registry.why = path +
            " or its folder can be written by others than its owner, or is not root's: "
            "what it allows is ignored, what it forbids holds";
    return read;
}

base::Result<void> applyOrganisation(
    const OrganisationRegistry& registry, store::RegistryStore& store, policy::SnapshotContent& content)
{
    for (const auto& item : registry.items) {
        if (!item.isDenied && !registry.isTrusted)
            continue;
        store::StoredDecision stored{decisionOf(item), 0, 0, {}};
        auto& decision = stored.decision;
        if (!item.isDenied) {
            if (const auto learned = store.addLearning(stored); !learned)
                return learned;
            // As of the user's own: a digest that is not its identity's names nothing.
            if (decision.identity && trust::identityDigest(*decision.identity) != decision.identityDigest)
                continue;
        }
        content.decisions.push_back(std::move(decision));
    }
    content.settings.requiresListing = registry.requiresListing;
    content.settings.forbiddenPackages = registry.forbiddenPackages;
    return {};
}

} // namespace gatehouse::service

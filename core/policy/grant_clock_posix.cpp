// SPDX-License-Identifier: Apache-2.0
#include "core/policy/grant_clock.h"

#include "core/base/file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sstream>
#include <utility>

namespace gatehouse::policy {
namespace {

constexpr std::size_t kMaxMarkBytes = 256;
constexpr std::size_t kMaxIdLength = 64;

bool isPlainId(const std::string& id)
{
    return !id.empty() && id.size() <= kMaxIdLength &&
        id.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz-") == std::string::npos;
}

std::optional<GrantMark> readMark(const std::string& path)
{
    const auto text = base::readFile(path, kMaxMarkBytes);
    if (!text)
        return std::nullopt;
    std::istringstream in(*text);
    GrantMark mark;
    base::BootMoment seen;
    if (!(in >> mark.latest))
        return std::nullopt;
    if (in >> seen.boot >> seen.milliseconds)
        mark.seen = std::move(seen);
    return mark;
}

/// Of thousands at once the disk is not waited for. What a power cut takes of them is no mark, and ends its
/// decision.
base::Result<void> writeUnsynced(const base::FileContent& file)
{
    const base::Descriptor opened(
        ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    return opened.isOpen() ? base::writeAll(opened.get(), file.bytes)
                           : base::Result<void>(base::errnoError(errno, file.path));
}

base::Error noSuchId()
{
    return {base::ErrorCode::InvalidArgument, "no decision has such an id"};
}

std::string textOf(const GrantMark& mark)
{
    auto text = std::to_string(mark.latest);
    if (mark.seen)
        text += ' ' + mark.seen->boot + ' ' + std::to_string(mark.seen->milliseconds);
    return text + '\n';
}

} // namespace

base::UnixMilliseconds momentFor(
    const GrantMark& mark, base::UnixMilliseconds now, const std::optional<base::BootMoment>& boot)
{
    auto moment = mark.latest;
    if (boot && mark.seen && boot->boot == mark.seen->boot)
        moment += std::max<std::int64_t>(0, boot->milliseconds - mark.seen->milliseconds);
    return std::max(moment, now);
}

std::string grantsFolder(const base::Places& places)
{
    return places.stateFolder + "/grants";
}

std::optional<base::UnixMilliseconds> grantMoment(const std::string& folder, const std::string& grantId,
    base::UnixMilliseconds now, const std::optional<base::BootMoment>& boot)
{
    const auto mark = isPlainId(grantId) ? readMark(folder + '/' + grantId) : std::nullopt;
    return mark ? std::optional(momentFor(*mark, now, boot)) : std::nullopt;
}

GrantMoments grantMomentsIn(
    std::string folder, base::UnixMilliseconds now, const std::optional<base::BootMoment>& boot)
{
    return [folder = std::move(folder), now, boot](
               const std::string& grantId) { return grantMoment(folder, grantId, now, boot); };
}

bool isGrantOver(const std::string& grantId, base::UnixMilliseconds expiresAt, base::UnixMilliseconds now,
    const GrantMoments& moments)
{
    if (expiresAt == 0)
        return false;
    if (expiresAt <= now || !moments)
        return expiresAt <= now;
    const auto moment = moments(grantId);
    return !moment || expiresAt <= *moment;
}

std::string toolGrantId(
    std::string_view serverRef, const base::Sha256& command, base::UnixMilliseconds expiresAt)
{
    constexpr std::size_t kIdDigits = 32;
    base::Sha256Stream hash;
    hash.update("gatehouse tools grant\n" + base::toHex(command) + '\n' + std::to_string(expiresAt) + '\n');
    hash.update(serverRef);
    return "tools-" + base::toHex(hash.finish()).substr(0, kIdDigits);
}

base::Result<void> beginGrant(const std::string& folder, const std::string& grantId,
    base::UnixMilliseconds moment, const std::optional<base::BootMoment>& boot)
{
    return beginGrants(folder, {{grantId, moment}}, boot);
}

base::Result<void> beginGrants(const std::string& folder, const std::vector<NewGrant>& grants,
    const std::optional<base::BootMoment>& boot)
{
    constexpr std::size_t kFew = 20;
    if (grants.empty())
        return {};
    if (const auto made = base::makePrivateFolder(folder); !made)
        return made;
    std::vector<base::FileContent> files;
    for (const auto& one : grants) {
        if (!isPlainId(one.id))
            return noSuchId();
        const auto path = folder + '/' + one.id;
        const auto known = readMark(path);
        files.push_back({path, textOf({known ? momentFor(*known, one.moment, boot) : one.moment, boot})});
    }
    if (files.size() <= kFew)
        return base::replaceFiles(files, 0600);
    for (const auto& file : files) {
        if (const auto written = writeUnsynced(file); !written)
            return written;
    }
    return {};
}

base::Result<void> keepGrantMoment(const std::string& folder, const std::string& grantId,
    base::UnixMilliseconds moment, const std::optional<base::BootMoment>& boot)
{
    if (!isPlainId(grantId))
        return noSuchId();
    const auto path = folder + '/' + grantId;
    const auto known = readMark(path);
    if (!known)
        return {};
    const GrantMark mark{momentFor(*known, moment, boot), boot};
    return base::replaceFile(path, textOf(mark), 0600);
}

std::vector<std::string> grantMarks(const std::string& folder)
{
    std::vector<std::string> ids;
    std::error_code failure;
    for (std::filesystem::directory_iterator at(folder, failure), end; !failure && at != end;
         at.increment(failure)) {
        if (auto id = at->path().filename().string(); isPlainId(id))
            ids.push_back(std::move(id));
    }
    return ids;
}

void forgetGrant(const std::string& folder, const std::string& grantId)
{
    std::error_code failure;
    if (isPlainId(grantId))
        std::filesystem::remove(folder + '/' + grantId, failure);
}

} // namespace gatehouse::policy

// SPDX-License-Identifier: Apache-2.0
#include "core/policy/grant_clock.h"

#include "core/base/file.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace gatehouse::policy {
namespace {

constexpr std::size_t kMaxMarkBytes = 256;
constexpr std::size_t kMaxMarks = 10'000;
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

std::map<std::string, base::UnixMilliseconds> grantMoments(
    const std::string& folder, base::UnixMilliseconds now, const std::optional<base::BootMoment>& boot)
{
    std::map<std::string, base::UnixMilliseconds> moments;
    std::error_code failure;
    for (std::filesystem::directory_iterator at(folder, failure), end; !failure && at != end;
         at.increment(failure)) {
        if (moments.size() >= kMaxMarks)
            break;
        const auto id = at->path().filename().string();
        const auto mark = isPlainId(id) ? readMark(at->path().string()) : std::nullopt;
        if (mark)
            moments.emplace(id, momentFor(*mark, now, boot));
    }
    return moments;
}

base::Result<void> keepGrantMoment(const std::string& folder, const std::string& decisionId,
    base::UnixMilliseconds moment, const std::optional<base::BootMoment>& boot)
{
    if (!isPlainId(decisionId))
        return base::Error{base::ErrorCode::InvalidArgument, "no decision has such an id"};
    if (const auto made = base::makePrivateFolder(folder); !made)
        return made;
    const auto path = folder + '/' + decisionId;
    const auto known = readMark(path);
    const GrantMark mark{known ? momentFor(*known, moment, boot) : moment, boot};
    return base::replaceFile(path, textOf(mark), 0600);
}

void forgetGrant(const std::string& folder, const std::string& decisionId)
{
    std::error_code failure;
    if (isPlainId(decisionId))
        std::filesystem::remove(folder + '/' + decisionId, failure);
}

} // namespace gatehouse::policy

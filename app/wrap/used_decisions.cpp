// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/used_decisions.h"

#include "core/base/file.h"

#include <fcntl.h>
#include <filesystem>

namespace gatehouse::wrap {
namespace {

constexpr std::size_t kMaxIdLength = 64;

bool isPlainName(const std::string& id)
{
    return !id.empty() && id.size() <= kMaxIdLength &&
        id.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz-") == std::string::npos;
}

} // namespace

std::string usedDecisionsFolder(const base::Places& places)
{
    return places.stateFolder + "/used";
}

std::vector<std::string> usedDecisions(const std::string& folder)
{
    std::vector<std::string> ids;
    std::error_code failure;
    for (std::filesystem::directory_iterator at(folder, failure), end; !failure && at != end;
         at.increment(failure))
        ids.push_back(at->path().filename().string());
    return ids;
}

std::string markPath(const std::string& folder, const std::string& decisionId)
{
    if (!isPlainName(decisionId) || !base::makePrivateFolder(folder))
        return {};
    return folder + '/' + decisionId;
}

bool useUp(const std::string& folder, const std::string& decisionId)
{
    const auto path = markPath(folder, decisionId);
    if (path.empty())
        return false;
    // Of several that try at once one succeeds.
    const base::Descriptor mark(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    return mark.get() >= 0;
}

} // namespace gatehouse::wrap

// SPDX-License-Identifier: Apache-2.0
#include "core/policy/once_keys.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/ids.h"

#include <filesystem>
#include <string_view>
#include <unistd.h>

namespace gatehouse::policy {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kMaxKeyBytes = 256;
constexpr std::size_t kIdDigits = 16;

std::string idOf(std::string_view secret)
{
    return base::toHex(base::sha256("gatehouse once\n" + std::string(secret))).substr(0, kIdDigits);
}

bool isPlainId(const std::string& id)
{
    return id.size() == kIdDigits && id.find_first_not_of("0123456789abcdef") == std::string::npos;
}

} // namespace

OnceKey newOnceKey()
{
    auto secret = base::randomHex(kSecretBytes);
    return {idOf(secret), std::move(secret)};
}

std::string onceFolder(const base::Places& places)
{
    return places.stateFolder + "/once";
}

base::Result<void> keepOnceKey(const std::string& folder, const OnceKey& key)
{
    if (const auto made = base::makePrivateFolder(folder); !made)
        return made;
    return base::replaceFile(folder + '/' + key.decisionId, key.secret, 0600);
}

bool isOnceOpen(const std::string& folder, const std::string& decisionId)
{
    if (!isPlainId(decisionId))
        return false;
    const auto secret = base::readFile(folder + '/' + decisionId, kMaxKeyBytes);
    return secret && idOf(*secret) == decisionId;
}

std::string onceKeyPath(const std::string& folder, const std::string& decisionId)
{
    const bool mayRemove = isPlainId(decisionId) && ::access(folder.c_str(), W_OK | X_OK) == 0;
    return mayRemove ? folder + '/' + decisionId : std::string();
}

bool useUpOnce(const std::string& folder, const std::string& decisionId)
{
    return isOnceOpen(folder, decisionId) && ::unlink((folder + '/' + decisionId).c_str()) == 0;
}

std::vector<std::string> onceKeys(const std::string& folder)
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

void forgetOnceKey(const std::string& folder, const std::string& decisionId)
{
    if (isPlainId(decisionId))
        ::unlink((folder + '/' + decisionId).c_str());
}

} // namespace gatehouse::policy

// SPDX-License-Identifier: Apache-2.0
#include "core/service/list_files.h"

#include "core/base/file.h"

namespace gatehouse::service {
namespace {

constexpr std::size_t kMaxKeysBytes = std::size_t{64} << 10;

std::string folderOf(const base::Places& places)
{
    return places.dataFolder + "/lists";
}

} // namespace

std::string keptListPath(const base::Places& places, const base::Sha256& keyId)
{
    return folderOf(places) + '/' + base::toHex(keyId) + ".list";
}

base::Result<void> keepList(const base::Places& places, const base::Sha256& keyId, std::string_view bytes)
{
    if (const auto made = base::makePrivateFolder(folderOf(places)); !made)
        return made;
    return base::replaceFile(keptListPath(places, keyId), bytes, 0600);
}

std::string organisationListPath(const std::string& folder)
{
    return folder + "/lists.bundle";
}

std::string organisationKeysPath(const std::string& folder)
{
    return folder + "/lists.keys";
}

base::Result<std::vector<intelligence::PublicKey>> organisationKeys(const std::string& folder)
{
    std::vector<intelligence::PublicKey> keys;
    const auto path = organisationKeysPath(folder);
    const auto bytes = base::readFile(path, kMaxKeysBytes);
    if (!bytes && bytes.error().code == base::ErrorCode::NotFound)
        return keys;
    if (!bytes)
        return bytes.error();
    std::string_view rest = *bytes;
    for (int line = 1; !rest.empty(); ++line) {
        const auto end = rest.find('\n');
        auto text = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        text = text.substr(0, text.find('#'));
        if (text.find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        const auto key = intelligence::publicKeyFromText(text);
        if (!key)
            return base::Error{base::ErrorCode::InvalidArgument,
                path + ", line " + std::to_string(line) + ": " + key.error().detail};
        keys.push_back(*key);
    }
    return keys;
}

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#include "core/service/trusted_keys.h"

#include "core/base/file.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <sstream>

namespace gatehouse::service {
namespace {

constexpr std::size_t kMaxKeysBytes = std::size_t{1} << 20;
constexpr std::size_t kMaxKeyName = 200;
constexpr std::size_t kKeyDigits = 64;

base::Result<void> writeKeys(const std::string& path, const std::vector<TrustedKey>& keys)
{
    std::string text = "# Keys whose registries may be imported. gatehouse-cli registry trust, distrust\n";
    for (const auto& one : keys)
        text += base::toHex(one.key) + " " + one.name + "\n";
    return base::replaceFile(path, text, 0600);
}

} // namespace

base::Result<std::vector<TrustedKey>> readTrustedKeys(const std::string& path)
{
    const auto text = base::readFile(path, kMaxKeysBytes);
    if (!text && text.error().code == base::ErrorCode::NotFound)
        return std::vector<TrustedKey>();
    if (!text)
        return text.error();
    std::vector<TrustedKey> keys;
    std::istringstream lines(*text);
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (line.empty() || line.front() == '#')
            continue;
        const auto key = base::publicKeyFromHex(std::string_view(line).substr(0, kKeyDigits));
        if (!key || (line.size() > kKeyDigits && line[kKeyDigits] != ' '))
            return base::Error{
                base::ErrorCode::FileDoesNotParse, path + ":" + std::to_string(number) + ": this is no key"};
        keys.push_back({*key, line.size() > kKeyDigits ? line.substr(kKeyDigits + 1) : std::string()});
    }
    return keys;
}

base::Result<void> trustKey(const std::string& path, const TrustedKey& key)
{
    const bool isPlain = std::none_of(key.name.begin(), key.name.end(),
        [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
    if (!isPlain || key.name.size() > kMaxKeyName || !base::isValidUtf8(key.name))
        return base::Error{base::ErrorCode::InvalidArgument, "the name is one short line"};
    auto keys = readTrustedKeys(path);
    if (!keys)
        return keys.error();
    const auto known = std::ranges::find(*keys, key.key, &TrustedKey::key);
    if (known == keys->end())
        keys->push_back(key);
    else
        known->name = key.name;
    return writeKeys(path, *keys);
}

base::Result<void> distrustKey(const std::string& path, const base::PublicKey& key)
{
    auto keys = readTrustedKeys(path);
    if (!keys)
        return keys.error();
    if (std::erase_if(*keys, [&](const TrustedKey& one) { return one.key == key; }) == 0)
        return base::Error{base::ErrorCode::NotFound, "this key is not trusted"};
    return writeKeys(path, *keys);
}

} // namespace gatehouse::service

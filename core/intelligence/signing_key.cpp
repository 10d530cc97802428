// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/signing_key.h"

#include <array>

namespace gatehouse::intelligence {
namespace {

constexpr std::size_t kGroup = 4;
constexpr std::size_t kFingerprintDigits = 32;

std::string_view viewOf(const auto& bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\r\n";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

int digitOf(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

template <std::size_t Count>
bool readHex(std::string_view hex, std::array<unsigned char, Count>& out)
{
    if (hex.size() != 2 * Count)
        return false;
    for (std::size_t at = 0; at < Count; ++at) {
        const int high = digitOf(hex[2 * at]);
        const int low = digitOf(hex[2 * at + 1]);
        if (high < 0 || low < 0)
            return false;
        out.at(at) = static_cast<unsigned char>(16 * high + low);
    }
    return true;
}

} // namespace

base::Sha256 idOfKey(const PublicKey& key)
{
    return base::sha256(viewOf(key));
}

std::string toText(const PublicKey& key)
{
    return std::string(kPublicKeyPrefix) + base::toHex(viewOf(key));
}

std::string toText(const SecretKey& key)
{
    return std::string(kSecretKeyPrefix) + base::toHex(viewOf(key.bytes()));
}

base::Result<PublicKey> publicKeyFromText(std::string_view text)
{
    text = trimmed(text);
    if (text.starts_with(kSecretKeyPrefix))
        return base::Error{base::ErrorCode::InvalidArgument,
            "that is the secret key; give the public one, and keep this to yourself"};
    PublicKey key;
    if (!text.starts_with(kPublicKeyPrefix) || !readHex(text.substr(kPublicKeyPrefix.size()), key))
        return base::Error{base::ErrorCode::InvalidArgument,
            "no key of a list; it looks like " + std::string(kPublicKeyPrefix) + "64 hexadecimal digits"};
    return key;
}

base::Result<SecretKey> secretKeyFromText(std::string_view text)
{
    text = trimmed(text);
    SecretKey::Bytes bytes{};
    if (!text.starts_with(kSecretKeyPrefix) || !readHex(text.substr(kSecretKeyPrefix.size()), bytes))
        return base::Error{base::ErrorCode::InvalidArgument, "no secret key of a list"};
    SecretKey key(bytes);
    base::eraseBytes(bytes.data(), bytes.size());
    return key;
}

std::string fingerprint(const base::Sha256& keyId)
{
    const auto hex = base::toHex(keyId);
    std::string text;
    for (std::size_t at = 0; at < kFingerprintDigits; at += kGroup)
        text.append(text.empty() ? "" : " ").append(hex, at, kGroup);
    return text;
}

} // namespace gatehouse::intelligence

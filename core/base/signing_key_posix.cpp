// SPDX-License-Identifier: Apache-2.0
#include "core/base/signing_key.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/ids.h"

#include <sodium/utils.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::base {
namespace {

constexpr std::size_t kSeedDigits = 2 * SecretKey::kSeedBytes;
constexpr std::size_t kFingerprintBytes = 16;
constexpr std::size_t kNameBytes = 8;

/// False where it is not exactly the hexadecimal digits of all of `bytes`.
bool fromHexDigits(std::string_view hex, unsigned char* bytes, std::size_t count)
{
    std::size_t written = 0;
    const char* end = nullptr;
    return hex.size() == 2 * count &&
        ::sodium_hex2bin(bytes, count, hex.data(), hex.size(), nullptr, &written, &end) == 0 &&
        written == count && end == hex.data() + hex.size();
}

} // namespace

Result<PublicKey> publicKeyFromHex(std::string_view hex)
{
    PublicKey key{};
    if (!fromHexDigits(hex, key.data(), key.size()) || toHex(key) != hex)
        return Error{ErrorCode::InvalidArgument, "a key is 64 hexadecimal digits"};
    return key;
}

std::string fingerprintOf(const PublicKey& key)
{
    constexpr std::size_t kGroup = 4;
    const auto hash = sha256("gatehouse-key-1:" + toHex(key));
    const auto digits =
        toHex(std::string_view(reinterpret_cast<const char*>(hash.data()), kFingerprintBytes));
    std::string groups;
    for (std::size_t at = 0; at < digits.size(); at += kGroup)
        groups += (at == 0 ? "" : "-") + digits.substr(at, kGroup);
    return groups;
}

bool isSignedInHex(const PublicKey& key, std::string_view message, std::string_view digits)
{
    Signature bytes{};
    return fromHexDigits(digits, bytes.data(), bytes.size()) &&
        isSignedBy(key, message, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

Result<SigningKey> SigningKey::read(const std::string& path)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file.isOpen())
        return errnoError(errno, path);
    struct stat status {};
    if (::fstat(file.get(), &status) != 0)
        return errnoError(errno, path);
    if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid() || (status.st_mode & 077) != 0)
        return Error{ErrorCode::UnsafeOwner, path + ": must be a file that nobody but this user can read"};
    std::array<char, kSeedDigits + 2> text{};
    const auto length = ::read(file.get(), text.data(), text.size());
    SecretKey::Seed seed{};
    const bool isKey = length == static_cast<ssize_t>(kSeedDigits + 1) && text[kSeedDigits] == '\n' &&
        fromHexDigits({text.data(), kSeedDigits}, seed.data(), seed.size());
    const SecretKey secret(seed);
    eraseBytes(text.data(), text.size());
    eraseBytes(seed.data(), seed.size());
    if (!isKey)
        return Error{ErrorCode::FileDoesNotParse, path + ": is no key; nothing is signed with it"};
    return SigningKey(secret);
}

Result<SigningKey> SigningKey::open(const std::string& path)
{
    auto key = read(path);
    if (key || key.error().code != ErrorCode::NotFound)
        return key;
    const auto unfinished = path + "." + randomHex(kNameBytes);
    const auto written = replaceFile(unfinished, randomHex(SecretKey::kSeedBytes) + "\n", 0600);
    if (!written)
        return written.error();
    const int failure = ::link(unfinished.c_str(), path.c_str()) == 0 ? 0 : errno;
    ::unlink(unfinished.c_str());
    if (failure != 0 && failure != EEXIST)
        return errnoError(failure, path);
    return read(path);
}

std::string SigningKey::sign(std::string_view message) const
{
    const auto signature = m_secret.sign(message);
    return toHex(std::string_view(reinterpret_cast<const char*>(signature.data()), signature.size()));
}

} // namespace gatehouse::base

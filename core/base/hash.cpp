// SPDX-License-Identifier: Apache-2.0
#include "core/base/hash.h"

#include <sodium/crypto_hash_sha256.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <unistd.h>
#include <vector>

namespace gatehouse::base {
namespace {

static_assert(sizeof(crypto_hash_sha256_state) <= 128);
constexpr std::size_t kReadChunk = std::size_t{1} << 18; // large enough that read(2) is not what costs

crypto_hash_sha256_state* stateIn(std::array<unsigned char, 128>& room)
{
    return std::launder(reinterpret_cast<crypto_hash_sha256_state*>(room.data()));
}

const unsigned char* bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

int digitValue(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

} // namespace

Sha256 sha256(std::string_view bytes)
{
    Sha256 digest;
    crypto_hash_sha256(digest.data(), bytesOf(bytes), bytes.size());
    return digest;
}

Sha256Stream::Sha256Stream()
    : m_state{}
{
    new (m_state.data()) crypto_hash_sha256_state;
    crypto_hash_sha256_init(stateIn(m_state));
}

void Sha256Stream::update(std::string_view bytes)
{
    crypto_hash_sha256_update(stateIn(m_state), bytesOf(bytes), bytes.size());
}

Sha256 Sha256Stream::finish()
{
    Sha256 digest;
    crypto_hash_sha256_final(stateIn(m_state), digest.data());
    return digest;
}

Result<Sha256> sha256OfDescriptor(int descriptor)
{
    if (::lseek(descriptor, 0, SEEK_SET) < 0)
        return Error{ErrorCode::IoFailed, std::string("lseek: ") + std::strerror(errno)};
    Sha256Stream stream;
    std::vector<char> chunk(kReadChunk);
    for (;;) {
        const auto got = ::read(descriptor, chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return Error{ErrorCode::IoFailed, std::string("read: ") + std::strerror(errno)};
        if (got == 0)
            return stream.finish();
        stream.update({chunk.data(), static_cast<std::size_t>(got)});
    }
}

std::string toHex(std::string_view bytes)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        hex.push_back(kDigits[value >> 4]);
        hex.push_back(kDigits[value & 15]);
    }
    return hex;
}

std::string toHex(const Sha256& digest)
{
    return toHex(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

Result<Sha256> sha256FromHex(std::string_view hex)
{
    Sha256 digest;
    if (hex.size() != digest.size() * 2)
        return Error{ErrorCode::InvalidArgument, "a SHA-256 digest has 64 hexadecimal digits"};
    for (std::size_t i = 0; i < digest.size(); ++i) {
        const int high = digitValue(hex[2 * i]);
        const int low = digitValue(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return Error{ErrorCode::InvalidArgument, "a SHA-256 digest has hexadecimal digits only"};
        digest[i] = static_cast<unsigned char>(high * 16 + low);
    }
    return digest;
}

} // namespace gatehouse::base

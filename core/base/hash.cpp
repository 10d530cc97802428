// SPDX-License-Identifier: Apache-2.0
#include "core/base/hash.h"

#include "core/base/sha256_blocks.h"

#include <sodium/crypto_hash_sha256.h>
#include <sodium/crypto_hash_sha512.h>
#include <sodium/crypto_shorthash.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <tuple>
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

/// SHA-256 with the processor's own instructions; libsodium has none of them.
class FastSha256 {
public:
    void update(std::string_view bytes)
    {
        if (bytes.empty())
            return; // its address may be null, which memcpy must not be given
        m_total += bytes.size();
        if (m_pending > 0) {
            const auto taken = std::min(bytes.size(), m_block.size() - m_pending);
            std::memcpy(m_block.data() + m_pending, bytes.data(), taken);
            m_pending += taken;
            bytes.remove_prefix(taken);
            if (m_pending < m_block.size())
                return;
            foldSha256Blocks(m_state, m_block.data(), 1);
            m_pending = 0;
        }
        const auto whole = bytes.size() / m_block.size();
        if (whole > 0)
            foldSha256Blocks(m_state, bytesOf(bytes), whole);
        bytes.remove_prefix(whole * m_block.size());
        if (!bytes.empty())
            std::memcpy(m_block.data(), bytes.data(), bytes.size());
        m_pending = bytes.size();
    }

    Sha256 finish()
    {
        const std::uint64_t bits = m_total * 8;
        m_block[m_pending++] = 0x80;
        if (m_pending > kLengthAt) {
            std::fill(m_block.begin() + static_cast<std::ptrdiff_t>(m_pending), m_block.end(),
                static_cast<unsigned char>(0));
            foldSha256Blocks(m_state, m_block.data(), 1);
            m_pending = 0;
        }
        std::fill(m_block.begin() + static_cast<std::ptrdiff_t>(m_pending), m_block.end(),
            static_cast<unsigned char>(0));
        for (std::size_t i = 0; i < 8; ++i)
            m_block[kLengthAt + i] = static_cast<unsigned char>(bits >> (56 - 8 * i));
        foldSha256Blocks(m_state, m_block.data(), 1);
        Sha256 digest;
        for (std::size_t i = 0; i < digest.size(); ++i)
            digest[i] = static_cast<unsigned char>(m_state[i / 4] >> (24 - 8 * (i % 4)));
        return digest;
    }

private:
    static constexpr std::size_t kLengthAt = 56;

    Sha256State m_state{
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::uint64_t m_total = 0;
    std::size_t m_pending = 0;
    std::array<unsigned char, 64> m_block; // its first m_pending bytes wait for the rest of their block
};
static_assert(sizeof(FastSha256) <= 128);

FastSha256* fastIn(std::array<unsigned char, 128>& room)
{
    return std::launder(reinterpret_cast<FastSha256*>(room.data()));
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
    if (hasSha256Instructions()) {
        FastSha256 fast;
        fast.update(bytes);
        return fast.finish();
    }
    Sha256 digest;
    crypto_hash_sha256(digest.data(), bytesOf(bytes), bytes.size());
    return digest;
}

Sha256Stream::Sha256Stream()
    : m_state{}
{
    if (hasSha256Instructions()) {
        new (m_state.data()) FastSha256;
        return;
    }
    new (m_state.data()) crypto_hash_sha256_state;
    crypto_hash_sha256_init(stateIn(m_state));
}

void Sha256Stream::update(std::string_view bytes)
{
    if (hasSha256Instructions())
        fastIn(m_state)->update(bytes);
    else
        crypto_hash_sha256_update(stateIn(m_state), bytesOf(bytes), bytes.size());
}

Sha256 Sha256Stream::finish()
{
    if (hasSha256Instructions())
        return fastIn(m_state)->finish();
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

std::string sha512Hex(std::string_view bytes)
{
    std::array<unsigned char, crypto_hash_sha512_BYTES> digest{};
    crypto_hash_sha512(digest.data(), bytesOf(bytes), bytes.size());
    return toHex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::uint64_t shortHash(const ShortHashKey& key, std::string_view bytes)
{
    static_assert(crypto_shorthash_KEYBYTES == std::tuple_size_v<ShortHashKey>);
    std::array<unsigned char, crypto_shorthash_BYTES> out{};
    crypto_shorthash(out.data(), bytesOf(bytes), bytes.size(), key.data());
    std::uint64_t value = 0;
    for (std::size_t i = out.size(); i-- > 0;)
        value = value << 8 | out[i];
    return value;
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

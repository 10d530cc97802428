// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace gatehouse::base {

/// Signatures by Ed25519 (RFC 8032), as libsodium makes and checks them.
using PublicKey = std::array<unsigned char, 32>;
using Signature = std::array<unsigned char, 64>;

/// Half of its bytes are the public key. Overwrites itself when it goes.
class SecretKey {
public:
    static constexpr std::size_t kSeedBytes = 32;
    using Bytes = std::array<unsigned char, 64>;
    using Seed = std::array<unsigned char, kSeedBytes>;

    SecretKey() = default;
    explicit SecretKey(const Bytes& bytes)
        : m_bytes(bytes)
    {
    }
    explicit SecretKey(const Seed& seed);
    ~SecretKey();
    SecretKey(const SecretKey&) = default;
    SecretKey& operator=(const SecretKey&) = default;

    PublicKey publicKey() const;
    Signature sign(std::string_view message) const;
    const Bytes& bytes() const { return m_bytes; }

private:
    Bytes m_bytes{};
};

/// Of the system's randomness; ends the program where there is none.
SecretKey makeSecretKey();

/// `signature`: its 64 bytes. False for whatever is none of this message by this key; keys of small order
/// and signatures that are not in their one form are refused.
bool isSignedBy(const PublicKey& key, std::string_view message, std::string_view signature);

/// Overwrites what shall not stay in memory, also where a compiler sees no more use of it.
void eraseBytes(void* bytes, std::size_t count);

} // namespace gatehouse::base

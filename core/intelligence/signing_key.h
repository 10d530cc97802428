// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"
#include "core/base/result.h"

#include <array>
#include <string>
#include <string_view>

namespace gatehouse::intelligence {

/// An Ed25519 key (RFC 8032) that signs bundles.
struct PublicKey {
    std::array<unsigned char, 32> bytes{};

    base::Sha256 id() const; ///< what bundles name it by
    bool operator==(const PublicKey&) const = default;
};

/// Overwrites itself when it goes.
class SecretKey {
public:
    SecretKey() = default;
    explicit SecretKey(const std::array<unsigned char, 64>& bytes)
        : m_bytes(bytes)
    {
    }
    ~SecretKey();
    SecretKey(const SecretKey&) = default;
    SecretKey& operator=(const SecretKey&) = default;
    SecretKey(SecretKey&&) = default;
    SecretKey& operator=(SecretKey&&) = default;

    PublicKey publicKey() const;
    std::array<unsigned char, 64> sign(std::string_view message) const;
    const std::array<unsigned char, 64>& bytes() const { return m_bytes; }

private:
    std::array<unsigned char, 64> m_bytes{};
};

SecretKey makeSecretKey();

bool isSignedBy(std::string_view message, std::string_view signature, const PublicKey& key);

// As text: one line, so that it can be mailed, pasted and compared.
inline constexpr std::string_view kPublicKeyPrefix = "gatehouse-list-key-1:";
inline constexpr std::string_view kSecretKeyPrefix = "gatehouse-list-secret-key-1:";
std::string toText(const PublicKey& key);
std::string toText(const SecretKey& key);
/// InvalidArgument for anything else; says where it is the secret key that was given.
base::Result<PublicKey> publicKeyFromText(std::string_view text);
base::Result<SecretKey> secretKeyFromText(std::string_view text);

/// The key's id in groups, for people to compare: "9f3a 0c21 …" of 128 bits.
std::string fingerprint(const base::Sha256& keyId);

} // namespace gatehouse::intelligence

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/ed25519.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace gatehouse::base {

/// Of what toHex() gives: 64 lower-case hexadecimal digits; InvalidArgument.
Result<PublicKey> publicKeyFromHex(std::string_view hex);
/// Eight groups of four digits, from a hash of the key: short enough for two people to compare by voice.
std::string fingerprintOf(const PublicKey& key);

/// As isSignedBy(), with the signature's 128 hexadecimal digits.
bool isSignedInHex(const PublicKey& key, std::string_view message, std::string_view digits);

/// This account's own key.
class SigningKey {
public:
    /// From the file, or new where there is none: made under another name and linked into place, so that of
    /// two programs that make one at once both get the same. UnsafeOwner where another user could have read
    /// or written it; FileDoesNotParse where it is no key.
    static Result<SigningKey> open(const std::string& path);

    PublicKey publicKey() const { return m_secret.publicKey(); }
    std::string sign(std::string_view message) const; ///< hexadecimal

private:
    explicit SigningKey(const SecretKey& secret)
        : m_secret(secret)
    {
    }

    static Result<SigningKey> read(const std::string& path);

    SecretKey m_secret;
};

} // namespace gatehouse::base

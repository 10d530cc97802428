// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <array>
#include <string>
#include <string_view>

namespace gatehouse::base {

/// An Ed25519 key that signatures are checked with.
using PublicKey = std::array<unsigned char, 32>;

/// 64 lower-case hexadecimal digits, and back; InvalidArgument.
std::string toHex(const PublicKey& key);
Result<PublicKey> publicKeyFromHex(std::string_view hex);
/// Eight groups of four digits, from a hash of the key: short enough for two people to compare by voice.
std::string fingerprintOf(const PublicKey& key);

/// `signature`: 128 hexadecimal digits. False for whatever is none of this message by this key; keys of small
/// order and signatures that are not in their one form are refused.
bool isSignedBy(const PublicKey& key, std::string_view message, std::string_view signature);

/// This account's own key. The secret half is erased from memory when it goes.
class SigningKey {
public:
    /// From the file, or new where there is none: made under another name and linked into place, so that of
    /// two programs that make one at once both get the same. UnsafeOwner where another user could have read
    /// or written it; FileDoesNotParse where it is no key.
    static Result<SigningKey> open(const std::string& path);
    ~SigningKey();
    SigningKey(SigningKey&& other) noexcept;
    SigningKey& operator=(SigningKey&&) = delete;

    const PublicKey& publicKey() const { return m_public; }
    std::string sign(std::string_view message) const; ///< hexadecimal

private:
    SigningKey() = default;

    static Result<SigningKey> read(const std::string& path);

    PublicKey m_public{};
    std::array<unsigned char, 64> m_secret{};
};

} // namespace gatehouse::base

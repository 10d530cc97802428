// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/ed25519.h"
#include "core/base/hash.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace gatehouse::intelligence {

using base::makeSecretKey;
using base::PublicKey;
using base::SecretKey;

/// What bundles name a key by.
base::Sha256 idOfKey(const PublicKey& key);

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

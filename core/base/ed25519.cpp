// SPDX-License-Identifier: Apache-2.0
#include "core/base/ed25519.h"

#include <sodium/core.h>
#include <sodium/crypto_sign.h>
#include <sodium/utils.h>

#include <cstdlib>
#include <tuple>

namespace gatehouse::base {
namespace {

static_assert(std::tuple_size_v<PublicKey> == crypto_sign_PUBLICKEYBYTES);
static_assert(std::tuple_size_v<Signature> == crypto_sign_BYTES);
static_assert(std::tuple_size_v<SecretKey::Bytes> == crypto_sign_SECRETKEYBYTES);
static_assert(SecretKey::kSeedBytes == crypto_sign_SEEDBYTES);

const unsigned char* unsignedBytes(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace

SecretKey::SecretKey(const Seed& seed)
{
    PublicKey ignored{};
    ::crypto_sign_seed_keypair(ignored.data(), m_bytes.data(), seed.data());
}

SecretKey::~SecretKey()
{
    eraseBytes(m_bytes.data(), m_bytes.size());
}

PublicKey SecretKey::publicKey() const
{
    PublicKey key{};
    ::crypto_sign_ed25519_sk_to_pk(key.data(), m_bytes.data());
    return key;
}

Signature SecretKey::sign(std::string_view message) const
{
    Signature signature{};
    ::crypto_sign_detached(signature.data(), nullptr, unsignedBytes(message), message.size(), m_bytes.data());
    return signature;
}

SecretKey makeSecretKey()
{
    if (::sodium_init() < 0) // again is harmless
        std::abort();        // no randomness: no key may be made
    PublicKey ignored{};
    SecretKey::Bytes bytes{};
    ::crypto_sign_keypair(ignored.data(), bytes.data());
    SecretKey key(bytes);
    eraseBytes(bytes.data(), bytes.size());
    return key;
}

bool isSignedBy(const PublicKey& key, std::string_view message, std::string_view signature)
{
    return signature.size() == crypto_sign_BYTES &&
        ::crypto_sign_verify_detached(
            unsignedBytes(signature), unsignedBytes(message), message.size(), key.data()) == 0;
}

void eraseBytes(void* bytes, std::size_t count)
{
    ::sodium_memzero(bytes, count);
}

} // namespace gatehouse::base

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::base {

/// SHA-256 (FIPS 180-4), 32 bytes.
using Sha256 = std::array<unsigned char, 32>;

/// Hash of one piece of memory.
Sha256 sha256(std::string_view bytes);

/// Hash over pieces that come one after the other. `finish` may be called once.
class Sha256Stream {
public:
    Sha256Stream();
    void update(std::string_view bytes);
    Sha256 finish();

private:
    alignas(
        16) std::array<unsigned char, 128> m_state; // libsodium's state, or ours where the processor helps
};

/// Hash of everything that can be read from `descriptor`, from its start; its offset is left at the end.
Result<Sha256> sha256OfDescriptor(int descriptor);

/// SHA-512 in lower-case hexadecimal: npm names the folders of its npx cache by it.
std::string sha512Hex(std::string_view bytes);

/// A short keyed hash (SipHash-2-4): whoever does not have the key cannot tell what was hashed, nor make two
/// texts of one hash. For tables in memory and files, not for proofs.
using ShortHashKey = std::array<unsigned char, 16>;
std::uint64_t shortHash(const ShortHashKey& key, std::string_view bytes);

/// Lower-case hexadecimal.
std::string toHex(std::string_view bytes);
std::string toHex(const Sha256& digest);
/// The digest, or InvalidArgument where `hex` is not 64 hexadecimal digits.
Result<Sha256> sha256FromHex(std::string_view hex);

} // namespace gatehouse::base

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/result.h"
#include "core/intelligence/advisory.h"
#include "core/intelligence/signing_key.h"
#include "core/policy/data_classes.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::intelligence {

// A bundle is one file (resources/docs/intelligence.md):
//   magic (8) · format (4, little-endian) · key id (32) · Ed25519 signature (64) over all that follows
//   · JSON lines: the head, then one object for each thing that the list holds.
// The head repeats what the signature must cover: what it is, the key's id, and how many lines follow.
inline constexpr std::string_view kBundleMagic = "GHINTEL\n";
inline constexpr std::uint32_t kBundleFormat = 1;
inline constexpr std::size_t kBundleHeaderBytes = 8 + 4 + 32 + 64;
inline constexpr std::size_t kMaxBundleBytes = std::size_t{64} << 20;
inline constexpr std::size_t kMaxBundleLineBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMaxBundleLines = 1'000'000;
inline constexpr std::size_t kMaxBundleRules = 100;

struct BundleHead {
    std::string title;
    std::uint64_t sequence = 0;         ///< grows with every bundle of a key; never 0
    base::UnixMilliseconds issued = 0;  ///< when it was built
    base::UnixMilliseconds expires = 0; ///< 0: never; an old list warns and goes on counting
    std::uint64_t lines = 0;            ///< behind the head

    bool operator==(const BundleHead&) const = default;
};

/// A file that must not run, whatever it calls itself.
struct DeniedHash {
    base::Sha256 hash{}; ///< of a program, a script, or the tree of a package
    std::string id;
    std::string why;

    bool operator==(const DeniedHash&) const = default;
};

/// A package that others imitate.
struct PopularName {
    Ecosystem ecosystem = Ecosystem::Npm;
    std::string name; ///< normalised

    bool operator==(const PopularName&) const = default;
};

struct BundleContent {
    BundleHead head;
    std::vector<Advisory> advisories;
    std::vector<DeniedHash> hashes;
    std::vector<PopularName> names;
    std::vector<policy::DataClass> rules; ///< of the family `business`: what they find is told, never stopped

    bool operator==(const BundleContent&) const = default;
};

/// The id of the key that a bundle says it was signed with; nothing of it is proved. IntelligenceFormat where
/// it is no bundle, or one of another format.
base::Result<base::Sha256> keyIdOf(std::string_view bundle);

/// Checks the signature, then every line. The bundle is taken as a whole or not at all:
/// IntelligenceFormat (no bundle, other format), IntelligenceSignature, IntelligenceInvalid (names the line).
base::Result<BundleContent> openBundle(std::string_view bundle, const PublicKey& key);

/// What `openBundle` reads again. `head.lines` is counted here. TooLarge where a line or the whole would be.
base::Result<std::string> sealBundle(const BundleContent& content, const SecretKey& key);

} // namespace gatehouse::intelligence

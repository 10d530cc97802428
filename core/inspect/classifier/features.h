// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/classifier/folding.h"
#include "core/inspect/classifier/windows.h"
#include "core/inspect/detectors/addressed_words.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace gatehouse::inspect {

/// Features are hashed into this many buckets. Weights are of these very hashes: whatever changes what
/// readFeatures() gives needs another kFeatureVersion and a new training.
inline constexpr unsigned kBucketBits = 18;
inline constexpr std::size_t kBucketCount = std::size_t{1} << kBucketBits;
inline constexpr std::uint32_t kFeatureVersion = 2;

static_assert(std::endian::native == std::endian::little, "features are hashed from words of memory");

/// The steps of hashing, one after the other.
class FeatureHash {
public:
    static constexpr std::uint64_t combine(std::uint64_t hash, std::uint64_t next)
    {
        hash = (std::rotl(hash, 23) ^ next) * 0x9E3779B97F4A7C15U;
        return hash ^ (hash >> 32);
    }
    /// Reads up to seven bytes behind the end, which are not part of what it gives.
    static std::uint64_t ofBytes(const char* bytes, std::size_t size)
    {
        std::uint64_t hash = size;
        for (; size >= 8; size -= 8, bytes += 8)
            hash = combine(hash, word(bytes));
        return size == 0 ? hash : combine(hash, word(bytes) & lowBytes(size));
    }
    static constexpr std::uint32_t bucket(std::uint64_t hash)
    {
        return static_cast<std::uint32_t>((hash * 0xD6E8FEB86659FD93U) >> (64 - kBucketBits));
    }
    static std::uint64_t word(const char* bytes)
    {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes, sizeof word);
        return word;
    }
    static constexpr std::uint64_t lowBytes(std::size_t count)
    {
        return (std::uint64_t{1} << (8 * count)) - 1;
    }
};

/// Which features a window has had. Two that share a bit count as one: rare, and the same wherever the window
/// is read, so that training and scoring agree.
class SeenFeatures {
public:
    SeenFeatures()
    {
        // As a call: where the size is known GCC clears by `rep stos`, which takes longer than all else that
        // a short text costs.
        std::size_t bytes = sizeof m_bits;
        asm("" : "+r"(bytes));
        std::memset(m_bits.data(), 0, bytes);
    }
    bool add(std::uint32_t bucket)
    {
        auto& bits = m_bits[(bucket % kBits) / 64];
        const auto bit = std::uint64_t{1} << (bucket % 64);
        const bool isNew = (bits & bit) == 0;
        bits |= bit;
        return isNew;
    }

private:
    static constexpr std::size_t kBits = 32768; // in the first-level cache, and some ten times a window's
    std::array<std::uint64_t, kBits / 64> m_bits;
};

inline constexpr std::uint64_t kStemSalt = 0xA24BAED4963EE407U; ///< the stem "ignor" is no word "ignor"

inline constexpr std::uint64_t kGapSalt = 0x9FB21C651E98DF25U; ///< "not … user" is no "not user"
inline constexpr std::uint64_t kKindSalt = 0xC2B2AE3D27D4EB4FU;

/// The start of a word that stands for its forms: five letters, of scripts with two bytes a letter too.
constexpr std::size_t stemSize(char first)
{
    return static_cast<unsigned char>(first) < 0x80 ? 5 : 10;
}

/// Of a word that is longer than its stem.
inline std::uint64_t stemHash(std::string_view word)
{
    return FeatureHash::ofBytes(word.data(), stemSize(word.front())) + kStemSalt;
}

/// Which heads count a feature.
enum class FeatureKind : std::uint8_t {
    Words, ///< both
    Deeds  ///< Head::Order
};

/// What the words of a text do (addressed_order_words.def), in pairs: "send … contacts", "envía … contactos"
/// and "not … tell … user" are the same in every language, whatever words stand between.
class DeedPairs {
public:
    /// Gives `tell` the hashes of the pairs that `word` makes with the words before it.
    template <typename Tell>
    void add(std::string_view word, Tell&& tell)
    {
        if (word.size() == 1 && (word[0] < 'a' || word[0] > 'z'))
            return; // a mark or a number, which is looked up longer than a word
        const auto kinds = kindsOf(word);
        const auto bits = kinds.always.bits() | kinds.asOrder.bits();
        if (bits == 0)
            return;
        for (const auto before : m_before) {
            for (auto first = before; first != 0; first &= first - 1) {
                for (auto second = bits; second != 0; second &= second - 1)
                    tell(FeatureHash::combine(kKindSalt, numberOf(second) * 64 + numberOf(first)));
            }
        }
        m_before = {bits, m_before[0], m_before[1]};
    }

private:
    static std::uint64_t numberOf(std::uint32_t bits)
    {
        return static_cast<std::uint64_t>(std::countr_zero(bits)) + 1;
    }
    std::array<std::uint32_t, 3> m_before{}; // kinds of the last words that have any, the nearest first
};

/// Gives `take` the bucket of every feature of a window of kWindowBytes at most, whether it is the first
/// time, and its FeatureKind: runs of one, two and three words (a mark of punctuation and an ideograph are
/// words too), two words with one between, the stems of words, and DeedPairs, all of the folded text.
/// Allocates nothing; linear.
template <typename Take>
void readFeatures(std::string_view window, Take&& take)
{
    static_assert(kWindowBytes <= FoldedText::kMost);
    const FoldedText text(window.substr(0, kWindowBytes));
    SeenFeatures seen;
    const auto tell = [&](std::uint64_t hash) {
        const auto bucket = FeatureHash::bucket(hash);
        take(bucket, seen.add(bucket), FeatureKind::Words);
    };
    DeedPairs deeds;
    const auto tellDeeds = [&](std::uint64_t hash) {
        const auto bucket = FeatureHash::bucket(hash);
        take(bucket, seen.add(bucket), FeatureKind::Deeds);
    };
    std::uint64_t last = 0;
    std::uint64_t lastTwo = 0;
    std::uint64_t lastButOne = 0;
    for (std::size_t i = 0; i < text.wordCount(); ++i) {
        const auto bytes = text.word(i);
        const auto word = FeatureHash::ofBytes(bytes.data(), bytes.size());
        const auto two = FeatureHash::combine(last, word);
        const auto stemBytes = stemSize(bytes.front());
        const auto stem = stemHash(bytes);
        tell(word);
        tell(two);
        tell(FeatureHash::combine(lastTwo, word));
        // A short word has no stem; it is told again instead, which does not count. Chosen without a jump,
        // which would be guessed wrong once for every third word.
        const auto hasStem = std::uint64_t{0} - static_cast<std::uint64_t>(bytes.size() > stemBytes);
        tell((stem & hasStem) | (word & ~hasStem));
        tell(FeatureHash::combine(lastButOne, word) + kGapSalt);
        deeds.add(bytes, tellDeeds);
        lastButOne = last;
        last = word;
        lastTwo = two;
    }
}

} // namespace gatehouse::inspect

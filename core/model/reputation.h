// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/inspection.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::model {

/// Rows of reputation_reasons.def.
enum class ReputationReason : std::uint8_t {
#define GATEHOUSE_REPUTATION_REASON(name, text) name,
#include "core/model/reputation_reasons.def"
#undef GATEHOUSE_REPUTATION_REASON
};

std::string_view toText(ReputationReason reason); ///< stable, "age" …

/// One reason for a score. Holds nothing that a server said.
struct ReputationPart {
    ReputationReason reason{};
    int points = 0;          ///< that it adds, or takes where negative
    std::uint64_t count = 0; ///< of what, reputation_reasons.def says
    std::uint64_t days = 0;
    std::uint64_t calls = 0;
    Family family{};                     ///< of Incidents
    std::vector<std::string> names = {}; ///< ids of advisories, names of lists and of entries; at most 8

    bool operator==(const ReputationPart&) const = default;
};

inline constexpr int kUnknownReputation = 50;

/// 0 to 100: kUnknownReputation and its parts, added up and cut at both ends, so that every score can be
/// unfolded. resources/docs/reputation.md has the formula.
struct Reputation {
    int score = kUnknownReputation;
    TrustLevel level = TrustLevel::Normal;
    std::vector<ReputationPart> parts; ///< those that count

    bool operator==(const Reputation&) const = default;
};

} // namespace gatehouse::model

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/behaviour.h"
#include "core/model/inspection.h"
#include "core/trust/baseline.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// One thing in which a call is not as calls of its server usually are: a part by itself, with what it was
/// compared with. There is no sum of them.
struct Deviation {
    model::BehaviourRule rule{};
    model::Confidence confidence = model::Confidence::Medium;
    std::string sentence;   ///< "first time outside ~/src"; never quotes an argument
    std::string_view token; ///< what of the line it is about; empty: the call as a whole
    std::uint64_t is = 0;   ///< the number that deviates; 0: it is none
    std::uint64_t usual = 0;
    std::uint32_t calls = 0; ///< that it was compared with
    std::uint16_t days = 0;
    std::uint64_t told = 0; ///< the same deviation has the same number
};

/// What the session knows of a call beside what is in it.
struct CallMoment {
    base::UnixMilliseconds at = 0;
    std::uint32_t inMinute = 0; ///< as in Lesson
    unsigned fastRun = 0;       ///< calls in a row that each came far faster than usual, see isFastGap()
    Mark before = 0;
    std::string_view beforeName;
    std::string_view toolName;
    bool isDestructive = false; ///< the tool says so of itself
    unsigned failed = 0;        ///< of the session's last kOutcomes answers of this tool
    unsigned answered = 0;
};
inline constexpr unsigned kOutcomes = 16;

/// Why the call deviates from what is usual; nothing while the baseline learns. Pure.
std::vector<Deviation> judgeCall(
    const Baseline& baseline, const CallFeatures& features, const CallMoment& moment);
/// The same for its answer.
std::vector<Deviation> judgeAnswer(
    const Baseline& baseline, Mark tool, std::uint64_t bytes, bool isError, const CallMoment& moment);

/// What of a server changes so often that one change more is not told.
struct Changeable {
    bool tools = false;
    bool places = false;
    bool hosts = false;
};
Changeable changeableOf(const Baseline& baseline);

/// True where gaps like this one are far below what this tool is called with.
bool isFastGap(const Baseline& baseline, Mark tool, std::int64_t gapMs);

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/digit_run.h"

namespace gatehouse::inspect {

inline constexpr std::size_t kFewestPhoneDigits = 7;
inline constexpr std::size_t kMostPhoneDigits = 15; // E.164

/// A run of digits and what stands before it.
struct PhoneText {
    DigitRun run;
    bool hasPlus = false;
    bool isInParentheses = false; ///< "(212) …"
};

/// Behind a plus: a calling code, and as many digits as its country has.
bool isInternational(const PhoneText& phone);

/// Of a form that only phone numbers have: 212-555-2368, (212) 555-2368, 06 12 34 56 78, 0049 30 1234567,
/// 020 7946 0958.
bool isDistinct(const PhoneText& phone);

/// May be one where a word says so.
bool mayBeSpoken(const PhoneText& phone);

/// A date, fraction, address or version.
bool isOtherNumber(const DigitRun& run);

} // namespace gatehouse::inspect

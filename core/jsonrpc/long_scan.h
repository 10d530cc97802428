// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gatehouse::jsonrpc {

/// Ways to go over strings of some hundred bytes and more. The fastest needs a processor that has it.
struct LongScan {
    /// Goes over what skipEscapedText() of scan.h goes over, and, as far as the way is made for it, over
    /// well-formed UTF-8. Stops where a character or an escape begins, at the first that is neither at the
    /// latest.
    const char* (*skipText)(const char* at, const char* end) = nullptr;
    /// findStringEnd() of scan.h
    const char* (*findStringEnd)(const char* at, const char* end) = nullptr;
};

/// What is left of a text must be as long as this for choosing the way to pay.
inline constexpr int kLongText = 128;

/// On any processor.
LongScan plainLongScan();
/// 64 bytes at once, characters of two and three bytes among them; null where this processor (x86 with AVX2)
/// cannot.
LongScan wideLongScan();
/// The fastest that there is here.
const LongScan& longScan();

} // namespace gatehouse::jsonrpc

// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gatehouse::jsonrpc {

/// Ways to go over strings of some hundred bytes and more: skipEscapedText() and findStringEnd() of scan.h,
/// with the same answers. The fastest needs a processor that has it.
struct LongScan {
    const char* (*skipEscapedText)(const char* at, const char* end) = nullptr;
    const char* (*findStringEnd)(const char* at, const char* end) = nullptr;
};

/// What is left of a text must be as long as this for choosing the way to pay.
inline constexpr int kLongText = 128;

/// On any processor.
LongScan plainLongScan();
/// 64 bytes at once; null where this processor (x86 with AVX-512) cannot.
LongScan wideLongScan();
/// The fastest that there is here.
const LongScan& longScan();

} // namespace gatehouse::jsonrpc

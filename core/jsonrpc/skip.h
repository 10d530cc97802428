// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gatehouse::jsonrpc {

// These find where a token of accepted text ends. They check nothing, bear any bytes, and never go beyond
// `end`.

/// Behind the closing quote of the string whose opening quote stands at `at`.
const char* skipStringUnchecked(const char* at, const char* end);
/// Behind the value that starts at `at`; containers are counted, so that depth costs nothing.
const char* skipValueUnchecked(const char* at, const char* end);

} // namespace gatehouse::jsonrpc

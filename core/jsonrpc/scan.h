// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one place that chooses how bytes are skipped; each file gives the same two functions, pure and bounded
// by `end`.
#if defined(__SSE2__) && !defined(GATEHOUSE_PORTABLE_SCAN)
#include "core/jsonrpc/scan_sse2.h"
#elif defined(__ARM_NEON) && defined(__aarch64__) && !defined(GATEHOUSE_PORTABLE_SCAN)
#include "core/jsonrpc/scan_neon.h"
#else
#include "core/jsonrpc/scan_portable.h"
#endif

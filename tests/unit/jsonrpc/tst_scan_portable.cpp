// SPDX-License-Identifier: Apache-2.0
// The same for machines without SSE2 or NEON. A program of its own: it must not meet the other functions of
// these names.
#define GATEHOUSE_PORTABLE_SCAN
#include "tests/unit/jsonrpc/scan_test.h"

QTEST_APPLESS_MAIN(TestScan)
#include "moc_scan_test.cpp"

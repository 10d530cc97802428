// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/jsonrpc/scan_test.h"

QTEST_APPLESS_MAIN(TestScan)
#include "moc_scan_test.cpp"

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/relay/session.h"
#include "tests/unit/relay/session_lines.h"

namespace gatehouse::test {

using relay::Admission;

inline constexpr base::MonotonicMicroseconds kSecond = 1'000'000;

/// Held, initialised, approved, and the server runs; the server has the session's own initialize.
inline SessionDriver approvedSession(std::string_view client = "claude-code")
{
    SessionDriver driver(Admission::Pending);
    driver.client(initialize("0", client));
    driver.client(kInitialized);
    driver.takeClientBytes();
    driver.admit(Admission::Approved);
    driver.serverStarts();
    return driver;
}

/// Of a server that was found to speak the version without a handshake.
inline relay::SessionOptions modernOptions()
{
    auto options = SessionDriver::defaultOptions();
    options.isKnownModern = true;
    return options;
}

} // namespace gatehouse::test

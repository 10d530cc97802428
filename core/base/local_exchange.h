// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace gatehouse::base {

/// How long, and for how much, one is waited for who may be slow, or may not want to be understood.
struct ExchangeLimits {
    int milliseconds = 0; ///< from the first step to the last byte
    std::size_t answerBytes = 0;
};

/// Sends `request` to whoever listens at the unix socket `path`, and gives what comes back until the other
/// side ends. NotConnected where nobody listens, this user may not connect or the time is over; TooLarge
/// where more comes back. Blocks for `limits.milliseconds` at most.
Result<std::string> exchangeLocally(
    const std::string& path, std::string_view request, const ExchangeLimits& limits);

} // namespace gatehouse::base

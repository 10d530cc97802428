// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::fake {

/// What the fake server needs of a line. It reads only what tests write, so that searching is enough for it.
struct Request {
    std::string_view id; ///< as written; empty for a notification
    std::string_view method;
    std::string_view tool;
    long number = 0; ///< argument "n"
};

Request readRequest(std::string_view line);

} // namespace gatehouse::fake

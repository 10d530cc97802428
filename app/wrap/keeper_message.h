// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <climits>
#include <cstddef>

namespace gatehouse::wrap {

/// What wrapper and keeper say to each other, one per packet; of `text` only what is used is sent.
struct KeeperMessage {
    enum Kind : int {
        Started, ///< value: pid of the server
        Failed,  ///< value: errno of execve
        Ended,   ///< value: status as waitpid gives it
        Signal,  ///< value: signal for the server's process group
        Remove,  ///< text: path of a file to be removed at the end
    };
    int kind = Started;
    int value = 0;
    std::array<char, PATH_MAX> text{};
};

inline constexpr std::size_t kKeeperMessageHead = offsetof(KeeperMessage, text);

} // namespace gatehouse::wrap

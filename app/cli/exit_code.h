// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gatehouse::cli {

/// What scripts may rely on. The numbers are documented in the manual page and never change.
enum class ExitCode {
    Ok = 0,
    Failed = 1,      ///< an error that the text names
    Usage = 2,       ///< the command line makes no sense
    NothingToDo = 3, ///< nothing was found, or nothing had to be changed
    Refused = 4,     ///< not allowed from here, or the user said no
    Busy = 5,        ///< another program holds the books; try again
    Incomplete = 6   ///< some of it was done, some of it was not; the text says which
};

} // namespace gatehouse::cli

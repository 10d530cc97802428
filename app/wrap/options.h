// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <string>
#include <vector>

namespace gatehouse::wrap {

/// What the command line asks for. The wrapper takes no place from its arguments: they stand in files that
/// others write.
struct Options {
    bool wantsVersion = false;
    bool wantsHelp = false;
    std::string entryRef;             ///< of --entry; 16 hexadecimal digits or empty
    std::vector<std::string> command; ///< the server's argv, command first, as it came
};

/// Options end at the first word that is not one, or behind `--`; all the rest is the server's, whatever it
/// looks like.
base::Result<Options> parseOptions(int argc, char** argv);

extern const char* const kHelpText;

} // namespace gatehouse::wrap

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <string>
#include <vector>

namespace gatehouse::restore {

/// What the command line asked for.
struct Options {
    std::vector<std::string> refs; ///< 16 hexadecimal digits each; empty: everything that is guarded
    bool isDryRun = false;
    bool wantsHelp = false;
    bool wantsVersion = false;
};

extern const char* const kHelpText;

/// InvalidArgument names the word that is not understood.
base::Result<Options> parseOptions(const std::vector<std::string>& words);

} // namespace gatehouse::restore

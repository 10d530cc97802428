// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace gatehouse::desktop {

struct Options {
    enum class Wish { Run, Version, Help, Wrong };

    Wish wish = Wish::Run;
    bool isBackground = false; ///< show no window at the start: the tray and the cards only
    std::string page;          ///< "review", "catalog", "timeline"; empty: the last one
    std::string wrongWord;     ///< the argument that makes no sense, for Wrong
};

/// Reads the arguments without the program's name. Qt's own options are passed over.
Options parseOptions(const std::vector<std::string>& arguments);

const char* usageText();

} // namespace gatehouse::desktop

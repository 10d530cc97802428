// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/chosen_files.h"

#include <string_view>

namespace gatehouse::trust {

/// What of a folder a script could load: source files of any language, what is compiled of them, and the
/// descriptions that decide which of them is meant. Data, logs and texts are none.
base::TreeChoice sourceChoice();
/// True for the path of what could be one, as its name says.
bool isSourceName(std::string_view path);

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/chosen_files.h"

namespace gatehouse::trust {

/// What of a folder a script could load: source files of any language, what is compiled of them, and the
/// descriptions that decide which of them is meant. Data, logs and texts are none.
base::TreeChoice sourceChoice();

} // namespace gatehouse::trust

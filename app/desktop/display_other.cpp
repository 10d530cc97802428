// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/display.h"

namespace gatehouse::desktop {

std::string whyNoDisplay()
{
    return {};
}

} // namespace gatehouse::desktop

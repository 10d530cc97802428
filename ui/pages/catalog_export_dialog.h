// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/pages/page.h"

#include <QString>

#include <functional>

namespace gatehouse::pages {

/// Asks where the catalog is to be written and in which form, and writes it there. `say` is told how it
/// ended; never called where the user asks for nothing.
void exportCatalog(
    QWidget* parent, const PageActions& actions, const std::function<void(const QString&)>& say);

} // namespace gatehouse::pages

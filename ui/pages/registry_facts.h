// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/registry_exchange.h"
#include "ui/widgets/fact_view.h"

namespace gatehouse::pages {

/// What the organisation says and whose files are believed.
void showRegistryStanding(widgets::FactView& view, const service::RegistryStanding& standing);
/// What a file would change, what it would not, and why not.
void showImportPreview(widgets::FactView& view, const service::ImportPreview& preview);

} // namespace gatehouse::pages

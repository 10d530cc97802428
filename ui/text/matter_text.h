// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace gatehouse::service {
struct Matter;
}

namespace gatehouse::text {

/// "Cursor: “notes” is new and not guarded."
QString matterTitle(const service::Matter& matter);
/// What happened, where, and what it means.
QString matterSentence(const service::Matter& matter);

} // namespace gatehouse::text

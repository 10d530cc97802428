// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/reputation.h"

#include <QString>

namespace gatehouse::text {

/// "72 of 100, trusted as usual"
QString reputationSummary(const model::Reputation& reputation);

/// One reason as a sentence: "You approved it for good."
QString reputationText(const model::ReputationPart& part);

/// What the points of its parts are added to: "50", and why.
QString startPointsText();
QString startText();

/// "+15", "−10", "±0": with a true minus, which lines up.
QString pointsText(int points);

} // namespace gatehouse::text

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detector.h"
#include "core/inspect/detectors/number_topics.h"

namespace gatehouse::inspect {

/// What the key, up to 48 bytes before `place` and the 24 behind it say. Words in front of another long
/// number speak of that one, and those behind count, unless there are no others. The first call for a
/// sighting costs some 30 ns, the others next to nothing.
NumberTopics topicsNear(const Look& look, const Sighting& sighting, Span place);

/// What topicsNear() may say of a number that ends at `end` or behind it: everything where what follows
/// might be words for it. Tells which rules are not worth to be looked at.
NumberTopics topicsPossible(const Look& look, const Sighting& sighting, std::size_t end);

} // namespace gatehouse::inspect

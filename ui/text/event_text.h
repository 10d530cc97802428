// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/session_event.h"

#include <QString>

#include <string>

namespace gatehouse::text {

/// What was done with a message, in one word: "passed", "blocked" …
QString actionText(model::Action action);

/// What happened, for the timeline: the method, or a life-cycle kind in words.
QString eventTitle(const model::SessionEvent& event);

/// Why it was done, from the stable reason code; empty for an ordinary pass.
QString eventReasonText(const std::string& code);

/// The whole line as one sentence, as a screen reader says it.
QString eventSentence(const model::SessionEvent& event);

} // namespace gatehouse::text

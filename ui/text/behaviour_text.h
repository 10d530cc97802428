// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/session_event.h"
#include "core/trust/learned_behaviour.h"

#include <QString>
#include <QStringList>

namespace gatehouse::text {

/// "Learned from 412 calls on 9 days." or that it is too early to tell anything.
QString learnedSummary(const trust::LearnedBehaviour& learned);
/// What is usual of the server, a sentence each: where it works, with whom, when.
QStringList learnedSentences(const trust::LearnedBehaviour& learned);
/// What is usual of one of its tools: "120 calls on 9 days, 2 failed; up to 300 bytes in, 12 KB out, 14 a
/// minute".
QString learnedToolText(const trust::LearnedTool& tool);

/// In what a message deviates, from its journal line: "First time outside ~/src (compared with 412 calls on 9
/// days)".
QStringList deviationTexts(const model::SessionEvent& event);

} // namespace gatehouse::text

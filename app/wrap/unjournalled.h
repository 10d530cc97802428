// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/wrap/signals.h"
#include "core/base/result.h"

namespace gatehouse::wrap {

/// For a session that could not begin to journal: answers the client's first requests with the reason, so
/// that its user reads it in the client instead of "connection closed". Starts nothing and passes nothing on.
/// Returns once something was answered and has gone, the client or a signal ends it, or the client has said
/// nothing for ten seconds.
void answerUnjournalled(const base::Error& why, SignalPipe& signals);

} // namespace gatehouse::wrap

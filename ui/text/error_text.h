// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <QString>

namespace gatehouse::text {

/// One sentence for people: what went wrong and, where something can be done, what. Never empty.
QString errorSentence(base::ErrorCode code);

/// The sentence, and behind it the detail made safe to show.
QString errorText(const base::Error& error);

} // namespace gatehouse::text

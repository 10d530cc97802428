// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/rows.h"

#include <QString>

namespace gatehouse::text {

/// One or two words: "Unguarded", "Seen, not guarded" …
QString serverStateText(model::ServerState state);

/// One sentence: what the state means for this server, and why it is so.
QString serverStateSentence(const model::ServerRow& row);

/// Why an entry is seen but not guarded; the code itself where it is not known.
QString notGuardedReason(const std::string& code);

/// What the user can do about it, in one sentence; empty where there is nothing to do.
QString notGuardedAdvice(const std::string& code);

/// Why a folder was not searched for projects, by the code of service::UnsearchedFolder.
QString notSearchedReason(const std::string& code);

} // namespace gatehouse::text

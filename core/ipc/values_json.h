// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ipc/strict_json.h"
#include "core/model/approval.h"
#include "core/model/tool_rule.h"

namespace gatehouse::ipc {

// The same as identityToJson and its kin, before they become text; for use inside other values.
Json toJson(const model::LaunchIdentity& identity);
base::Result<void> read(const Json& value, model::LaunchIdentity& identity);
Json toJson(const model::ProcessInfo& process);
base::Result<void> read(const Json& value, model::ProcessInfo& process);
Json toJson(const std::vector<std::string>& bytesList);
Json toJson(const model::ToolsDecision& decision);
base::Result<void> read(const Json& value, model::ToolsDecision& decision);

} // namespace gatehouse::ipc

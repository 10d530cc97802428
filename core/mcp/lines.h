// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/mcp/versions.h"

#include <string>
#include <string_view>

namespace gatehouse::mcp {

/// Whole messages as lines without newline. `…Raw` are valid JSON texts and are put in byte by byte; empty
/// params are left out.
std::string requestLine(std::string_view idRaw, std::string_view method, std::string_view paramsRaw = {});
std::string notificationLine(std::string_view method, std::string_view paramsRaw = {});
std::string resultLine(std::string_view idRaw, std::string_view resultRaw);
/// `message` is plain text; `dataRaw` is left out where empty.
std::string errorLine(
    std::string_view idRaw, int code, std::string_view message, std::string_view dataRaw = {});

/// The lists that a server can announce as changed.
enum class ListKind { Tools, Prompts, Resources };
/// `subscriptionIdRaw`: the id of the client's open subscriptions/listen as written; empty on legacy.
std::string listChangedLine(ListKind kind, std::string_view subscriptionIdRaw = {});

/// notifications/cancelled for a request of ours or one that we give up.
std::string cancelledLine(std::string_view requestIdRaw, std::string_view reason);
/// notifications/progress, so that a request which waits does not time out.
std::string progressLine(std::string_view tokenRaw, unsigned progress, std::string_view message);

} // namespace gatehouse::mcp

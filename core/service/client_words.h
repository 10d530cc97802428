// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::service {

/// The client's name for people, by its id in the client table; empty where the table has no such client.
std::string clientTitle(std::string_view clientId);

/// What the user does in a client after approving, so that it sees the server's tools: plain English, the end
/// of a sentence. By what the client calls itself (clientInfo.name), from the same rows that the wrapper's
/// own answers are made from.
std::string nextStepInClient(std::string_view clientName);

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/relay/traffic.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::relay {

inline constexpr std::size_t kMaxAskedCalls = 64; ///< more are refused at once
inline constexpr std::size_t kMaxAskedBytes = std::size_t{8} << 20;

/// Keeps the request, as long as its client bears (mcp::HoldingClient), and tells the program to ask. The
/// message must be one that the pipeline asks about.
void askAbout(Shared& shared, const Incoming& incoming, const pipeline::Passage& passage, const Input& input);

/// The same for the client's answer to a request of the server's: it goes on, or the server gets a refusal in
/// its place.
void askAboutAnswer(
    Shared& shared, const Incoming& incoming, const pipeline::Passage& passage, const Input& input);
/// The server has given up the request with this id, as it wrote it.
void forgetAskedAnswer(Shared& shared, std::string_view idRaw, const Input& input);

/// The answer has come: the calls that wait under this card go on to the server, or are refused.
void answerCalls(Shared& shared, std::string_view cardId, CallAnswer answer, const Input& input);

/// What the user wants of tools has changed: calls that wait only because their tool asked go on if it asks
/// no more, and those of a tool that is denied by now are refused.
void reconsiderAskedTools(Shared& shared, const Input& input);

/// Refuses what has waited too long; what waits for an answer may be called again.
void endOverdueCalls(Shared& shared, const Input& input);

/// The client gave the call up. False where it is none that waits here.
bool cancelAsked(Shared& shared, const Incoming& cancellation, const Input& input);

} // namespace gatehouse::relay

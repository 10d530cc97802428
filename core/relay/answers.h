// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/relay/shared.h"

#include <string_view>

namespace gatehouse::relay {

/// Our own sentence for a refusal with this stable reason, for the model or the user.
std::string_view sentenceOf(std::string_view reason);

/// Appends one line to what goes to the client or the server.
void say(std::string& stream, std::string_view line);

/// Sends a message on that was admitted: as it was rewritten, or as it came. A long line is not copied: its
/// buffer becomes the stream. The message's views stay valid as long as nothing is appended to the stream.
void pass(const Shared& shared, std::string& stream, const Incoming& incoming);

/// Answers an open request in the place of the peer that will not, and journals that. `towards` is where the
/// answer goes.
void refuseOpen(Shared& shared, const jsonrpc::OpenRequest& request, model::Direction towards,
    std::string_view reason, std::string_view sentence, const Input& input);

/// Answers a request that comes from the client and goes no further; drops what is no request. Journals
/// either.
void refuseMessage(Shared& shared, const Incoming& incoming, std::string_view reason, const Input& input);

/// Answers everything that the client waits for, oldest first.
void refuseOpenRequests(Shared& shared, std::string_view reason, const Input& input);
void refuseOpenRequests(
    Shared& shared, std::string_view reason, std::string_view sentence, const Input& input);

/// Answers the requests whose answers stand in `lines` and cannot be delivered. Of each only the id is taken,
/// as a value.
void refuseUndelivered(Shared& shared, std::string_view lines, std::string_view reason,
    std::string_view sentence, const Input& input);

} // namespace gatehouse::relay

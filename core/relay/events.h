// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/mcp/handshake.h"
#include "core/model/session_event.h"
#include "core/relay/shared.h"

#include <string>
#include <string_view>

namespace gatehouse::relay {

/// An event about the session itself.
model::SessionEvent lifeEvent(const Shared& shared, std::string_view kind, const Input& input);

/// An event about a message that travels in `direction`.
model::SessionEvent messageEvent(
    const Shared& shared, const Incoming& incoming, model::Direction direction, const Input& input);

/// An event about the answer to an open request: its method, tool and id, and how long it took.
model::SessionEvent answerEvent(const Shared& shared, const jsonrpc::OpenRequest& request,
    model::Direction direction, const Input& input);

/// Journals that a message goes no further, and why.
void journalDrop(const Shared& shared, const Incoming& incoming, model::Direction direction,
    std::string_view reason, const Input& input);

/// `{"name":…,"version":…,"protocol":…}`; every value is a claim and capped.
std::string clientDetails(const mcp::ClientHello& hello);
/// The name of a definition as calls of it are journalled: its start, harmless to show.
std::string definitionName(std::string_view name);

/// An id as the journal keeps it, whether or not anybody has looked into its message: as it is written where
/// it is what ids are (a number, a few letters, a UUID), so that it can be found again in a client's own log;
/// else a token, the same for the request and its answer, since it may hold a secret.
std::string journalledId(const Shared& shared, std::string_view idRaw);

/// `text`, capped, as a JSON string that is valid UTF-8 whatever the peer wrote.
std::string detailString(std::string_view text);

} // namespace gatehouse::relay

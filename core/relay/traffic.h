// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/relay/shared.h"

namespace gatehouse::relay {

/// What happens to messages between a client and a server that runs. Both functions inspect, keep the tables,
/// journal, and answer what is refused. True: the message may travel, as `shared.rewritten` where that is set
/// and else as the bytes that it came in; the caller sends them.
/// `isApproved`: the user has allowed this very message.
bool admitToServer(Shared& shared, const Incoming& incoming, const Input& input, bool isApproved = false);
bool admitToClient(Shared& shared, const Incoming& incoming, const Input& input);

/// The client gave a request up that waits here: forgets it in `waiting`. False where it is no such request.
bool cancelWaiting(Shared& shared, const jsonrpc::Message& notification, std::string& idRaw);

/// The entry of a table for this request of the client.
jsonrpc::OpenRequest openRequestOf(const Incoming& incoming, const Input& input);

/// True where the client has an open request that an answer with this id would also match.
bool isIdTaken(const Shared& shared, const jsonrpc::RequestId& id);

} // namespace gatehouse::relay

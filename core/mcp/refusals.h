// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/message.h"
#include "core/jsonrpc/open_requests.h"
#include "core/mcp/methods.h"

#include <string>
#include <string_view>

namespace gatehouse::mcp {

/// Why a request is not relayed, or its answer is not.
struct RefusalNote {
    /// One of our own sentences for the model or the user. Never text from a peer: it would speak with our
    /// voice.
    std::string_view reason;
    /// Names the journal line, for support; our own characters only (letters, digits, '-', '.', ':').
    std::string_view supportId;
    bool mayBeRepeated = false; ///< the same request may pass later
};

/// The line (without newline) that answers a request of the client which is not relayed, or whose answer is
/// not, in the shape that callers of `method` handle: tools/call gets a result with isError, completion empty
/// values, everything else an error with a code of the era. `idRaw` is put back byte by byte and must be a
/// valid id token.
std::string refuseToClient(std::string_view idRaw, std::string_view method, Era era, const RefusalNote& note);

/// The line that answers a request of the server which is not relayed to the client: sampling is rejected by
/// the user, elicitation declined, roots are empty, ping is answered, everything else gets an error. The
/// server goes on running.
std::string refuseToServer(std::string_view idRaw, std::string_view method, const RefusalNote& note);

/// The line that answers the open request `open` towards the peer that sent it.
inline std::string refuseToClient(const jsonrpc::OpenRequest& open, Era era, const RefusalNote& note)
{
    return refuseToClient(open.idRaw, open.method, era, note);
}

/// An error answer with id null, for a line from which no id could be taken; only a legacy client may get
/// one.
std::string refuseUnreadable(const base::Error& why, const RefusalNote& note);

/// Answers a batch that the version in use does not have (-32600, id null).
std::string refuseBatch(const RefusalNote& note);

/// The sentence for a refused line: our own words for `code`, for RefusalNote::reason.
std::string_view sentenceFor(base::ErrorCode code);

/// The error code that a refusal which is no protocol error carries: 1001 on modern, -32603 on legacy.
int refusalErrorCode(Era era);

} // namespace gatehouse::mcp

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/approval.h"
#include "core/model/finding.h"
#include "core/store/definition_store.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::store {

// What the `details` of life-cycle lines hold; resources/docs/journal.md names their members. A member that
// is missing or of another type is empty: the line stays in the timeline, and only what it should have led to
// does not happen.
struct StartDetails {
    std::string program; ///< a journal whose first line names none is a wrapper's: the side that may less
    std::string identityDigest;
    std::optional<model::LaunchIdentity> identity;
    std::string ancestry; ///< JSON array; empty: it says nothing
};
StartDetails startDetails(std::string_view json);

struct PendingDetails {
    std::string cardId;
    std::string identityDigest;
    std::string clientName;
    std::string reason;
    bool isProbe = false;
    std::optional<model::LaunchIdentity> identity;
};
PendingDetails pendingDetails(std::string_view json);

/// Of "approved", "denied", "revoked", and of "learned" where a pattern was.
struct DecisionReference {
    std::string cardId;
    std::string decisionId;
    std::string why;
    std::string identityDigest;
    std::optional<model::LaunchIdentity> identity;
};
DecisionReference decisionReference(std::string_view json);

struct HandshakeDetails {
    std::string protocolVersion;
    std::string era;
    std::string serverName;
    std::string capabilities; ///< JSON
};
/// Of "learned" where it is about what the server said of itself.
HandshakeDetails handshakeDetails(std::string_view json);

/// Of "client": what the client says of itself.
struct ClientDetails {
    std::string name;
    std::string version;
    std::string protocol;
};
ClientDetails clientDetails(std::string_view json);

/// Of "client-file-change": the file's path.
std::string clientFile(std::string_view json);

/// Of "list-key": a key that lists are, or are no longer, believed from.
struct ListKeyDetails {
    std::string keyId; ///< hexadecimal
    std::string publicKey;
    std::string name;
    bool isTrusted = false;
};
ListKeyDetails listKeyDetails(std::string_view json);

/// Of "list-imported".
struct ListDetails {
    std::string keyId;
    std::uint64_t sequence = 0;
    std::string digest;
};
ListDetails listDetails(std::string_view json);

/// Of "definitions-listed". Without a kind it is nothing.
ListedPage listedPage(std::string_view json);
/// Of "tools-listed", which Gatehouse 0.1 wrote: its digests are of another form, and say nothing of
/// versions.
std::vector<ListedDefinition> listedTools(std::string_view json);
/// Of "definition-accepted".
VersionRemark acceptedVersion(std::string_view json);
/// Of "definitions-pinned".
std::vector<VersionRemark> pinnedVersions(std::string_view json);

/// What a server is called: its entry's ref, or, where no entry names the launch, a name made of its digest.
/// Empty where neither is known.
std::string serverRefOf(const std::string& entryRef, const std::string& identityDigest);

/// The processes of `ancestry`; those that say no number are left out.
std::vector<model::ProcessInfo> processesFromJson(std::string_view json);

/// Empty text where there are none.
std::string findingsToJson(const std::vector<model::Finding>& findings);
bool findingsFromJson(std::string_view json, std::vector<model::Finding>& findings);

} // namespace gatehouse::store

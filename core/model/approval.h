// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/model/known_issue.h"
#include "core/model/launch.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::model {

/// What a person may answer to a card. NotNow is no decision: the card stays in the inbox.
enum class Choice { Once, Session, Always, Deny, NotNow };

std::string_view toText(Choice choice); // "once" …
bool fromText(std::string_view text, Choice& choice);

/// How an answer was given; kept with the decision.
enum class AnsweredBy { Pointer, Keyboard, Accessibility, Synthetic, CommandLine };

std::string_view toText(AnsweredBy by); // "pointer" …
bool fromText(std::string_view text, AnsweredBy& by);

/// One question to the user: may this launch start? One per entry, however many processes wait for it.
struct ApprovalCard {
    std::string id; ///< 8 lower-case letters and digits that are easy to type; stable for entry and identity
    LaunchIdentity identity;
    std::string identityDigest; ///< hexadecimal
    std::string clientName;     ///< what the protocol says of itself (clientInfo.name); a claim, may be empty
    std::vector<ProcessInfo>
        ancestry; ///< the wrapper's parents as the desktop itself reads them, nearest first
    std::optional<LaunchIdentity>
        approvedBefore;                  ///< what was approved for this entry, when it was another launch
    std::vector<IdentityChange> changes; ///< from approvedBefore to identity
    base::UnixMilliseconds firstAsked = 0;
    base::UnixMilliseconds lastAsked = 0;
    int waiting = 0;                    ///< live sessions that wait for the answer; 0: in the inbox only
    bool isProbe = false;               ///< only disposable probes asked so far: an inbox item, no card
    int entryLine = 0;                  ///< line of the entry in its file, 1-based; 0: unknown
    std::vector<KnownIssue> known = {}; ///< what imported lists say of it, the worst first

    bool operator==(const ApprovalCard&) const = default;
};

/// A launch that was decided on. The registry's row and the snapshot's.
struct RegistryDecision {
    std::string id; ///< random, hexadecimal
    bool isDenied = false;
    Choice choice = Choice::Always;         ///< how long it holds: Once, Session or Always; Deny where denied
    std::string identityDigest;             ///< hexadecimal; empty while `pattern` has not been learned
    std::optional<LaunchIdentity> identity; ///< the whole of it, to show what changed later
    /// Approved in advance by command line (`approve -- COMMAND`): an identity that has this argv is learned
    /// and then pinned.
    std::vector<std::string> pattern;
    std::string client;              ///< empty: any client
    std::optional<EntryScope> scope; ///< empty: any but Project
    std::string project;             ///< of a pattern: only entries of files in this folder; empty: any
    std::optional<ProcessInfo> clientProcess; ///< for Once and Session: the client process it is good for
    base::UnixMilliseconds decidedAt = 0;
    base::UnixMilliseconds expiresAt = 0; ///< 0: never
    AnsweredBy answeredBy = AnsweredBy::CommandLine;
    std::string note;
    /// Ids of what stopped the launch and was known to whoever allowed it, sorted. Anything else that stops
    /// it stops it again.
    std::vector<std::string> despite = {};

    bool operator==(const RegistryDecision&) const = default;
};

} // namespace gatehouse::model

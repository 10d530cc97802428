// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/boot_clock.h"
#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/places.h"
#include "core/base/result.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::policy {

// A clock that is set back must not give time back to a decision that ends. For each such decision a small
// file says how late it has been in its life; what counts is never earlier than that. A file only ever
// tightens, so that wrappers may write it: what has none, because somebody took it away, is over.

/// How late it has been for one decision, and when, since the machine started, that was seen.
struct GrantMark {
    base::UnixMilliseconds latest = 0;
    std::optional<base::BootMoment> seen;

    bool operator==(const GrantMark&) const = default;
};

/// The moment that counts: the clock's, or later where the mark knows better. As long as the machine has not
/// been started again the clock is not asked at all for how much time went by. Pure.
base::UnixMilliseconds momentFor(
    const GrantMark& mark, base::UnixMilliseconds now, const std::optional<base::BootMoment>& boot);

std::string grantsFolder(const base::Places& places);

/// The moment that counts for a decision; nothing where no mark of it can be read. It is looked up by name,
/// so that other files in the folder do not matter.
std::optional<base::UnixMilliseconds> grantMoment(const std::string& folder, const std::string& grantId,
    base::UnixMilliseconds now, const std::optional<base::BootMoment>& boot);

/// The same for whoever needs to know no folder.
using GrantMoments = std::function<std::optional<base::UnixMilliseconds>(const std::string& grantId)>;
GrantMoments grantMomentsIn(
    std::string folder, base::UnixMilliseconds now, const std::optional<base::BootMoment>& boot);
/// True where its time is over by the clock or by its mark, and where it has none. Without `moments` the
/// clock alone counts.
bool isGrantOver(const std::string& grantId, base::UnixMilliseconds expiresAt, base::UnixMilliseconds now,
    const GrantMoments& moments);

/// What Allows on tools of one server that end at the same moment are marked as: they stand in the snapshot
/// without an id, and this is made of what stands there.
std::string toolGrantId(
    std::string_view serverRef, const base::Sha256& command, base::UnixMilliseconds expiresAt);

/// Makes the mark of a decision that begins; one that is there goes on. Never a wrapper's to do: it would
/// make hold again what is over.
base::Result<void> beginGrant(const std::string& folder, const std::string& grantId,
    base::UnixMilliseconds moment, const std::optional<base::BootMoment>& boot);
/// The same of many; of thousands the disk is not waited for.
struct NewGrant {
    std::string id;
    base::UnixMilliseconds moment = 0;
};
base::Result<void> beginGrants(const std::string& folder, const std::vector<NewGrant>& grants,
    const std::optional<base::BootMoment>& boot);
/// Notes that it is `moment` for this decision; an earlier one than is known changes nothing, and what has no
/// mark gets none.
base::Result<void> keepGrantMoment(const std::string& folder, const std::string& grantId,
    base::UnixMilliseconds moment, const std::optional<base::BootMoment>& boot);
/// The ids of all that are marked, for sweeping.
std::vector<std::string> grantMarks(const std::string& folder);
void forgetGrant(const std::string& folder, const std::string& grantId);

} // namespace gatehouse::policy

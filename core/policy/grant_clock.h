// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/boot_clock.h"
#include "core/base/clock.h"
#include "core/base/places.h"
#include "core/base/result.h"

#include <map>
#include <optional>
#include <string>

namespace gatehouse::policy {

// A clock that is set back must not give time back to a decision that ends. For each such decision a small
// file says how late it has been in its life; what counts is never earlier than that. A file only ever
// tightens, so that wrappers may write it.

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
/// By decision, the moment that counts now. What cannot be read is left out.
std::map<std::string, base::UnixMilliseconds> grantMoments(
    const std::string& folder, base::UnixMilliseconds now, const std::optional<base::BootMoment>& boot);
/// Notes that it is `moment` for this decision; an earlier one than is known changes nothing.
base::Result<void> keepGrantMoment(const std::string& folder, const std::string& decisionId,
    base::UnixMilliseconds moment, const std::optional<base::BootMoment>& boot);
void forgetGrant(const std::string& folder, const std::string& decisionId);

} // namespace gatehouse::policy

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/intelligence/ecosystem.h"
#include "core/model/known_issue.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::intelligence {

/// One border of a range of OSV's: from `introduced` on, before `fixed`, up to and with `last_affected`.
struct RangeEvent {
    enum class Kind : std::uint8_t { Introduced, Fixed, LastAffected };
    Kind kind = Kind::Introduced;
    std::string version; ///< "0" of Introduced: before every version

    bool operator==(const RangeEvent&) const = default;
};

using VersionRange = std::vector<RangeEvent>;

/// What one OSV advisory says of one package. One that is withdrawn is none.
struct Advisory {
    std::string id;                   ///< "GHSA-…", "MAL-2026-1"
    std::vector<std::string> aliases; ///< "CVE-…"
    std::string summary;              ///< one line
    Ecosystem ecosystem = Ecosystem::Npm;
    std::string package; ///< normalised
    model::AdvisorySeverity severity = model::AdvisorySeverity::Unknown;
    std::vector<VersionRange> ranges;
    std::vector<std::string> versions; ///< besides the ranges

    bool isMalicious() const { return id.starts_with("MAL-"); }
    bool operator==(const Advisory&) const = default;
};

enum class Affected : std::uint8_t {
    No,
    Maybe, ///< the version is not known, or is none that can be compared
    Yes,
};

/// Whether the advisory is about this version of its package; an empty one is not known.
Affected affects(const Advisory& advisory, std::string_view version);

/// True where every version there was and will be is affected, as of a malicious package whose versions are
/// not named.
bool coversEverything(const Advisory& advisory);

/// The lowest version above `version` in which it is fixed; empty where none is named.
std::string fixedVersion(const Advisory& advisory, std::string_view version);

/// Of a CVSS 3.0, 3.1 or 4.0 vector, by its score; Unknown for anything else.
model::AdvisorySeverity severityOfCvss(std::string_view vector);
/// The base score in tenths, 0 to 100; nothing for anything but a CVSS 3 vector.
std::optional<int> cvssBaseScore(std::string_view vector);
/// The score of a CVSS 4.0 vector in tenths, of all that it says: threat and environment count where they are
/// given. Nothing for any other vector.
std::optional<int> cvss4Score(std::string_view vector);

} // namespace gatehouse::intelligence

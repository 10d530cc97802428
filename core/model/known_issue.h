// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::model {

enum class AdvisorySeverity : std::uint8_t { Unknown, Low, Medium, High, Critical };

std::string_view toText(AdvisorySeverity severity); ///< "unknown" …
bool fromText(std::string_view text, AdvisorySeverity& severity);

/// Something that an imported list says of a launch: resources/docs/intelligence.md.
struct KnownIssue {
    enum class Kind : std::uint8_t {
        DeniedHash,    ///< a file that runs has a hash that is denied
        Malicious,     ///< the package was published in order to do harm
        Vulnerability, ///< the package has a known fault
        Imitation,     ///< the package's name could be taken for a well-known one
        UnreadLock,    ///< what it depends on could not be looked up
    };
    Kind kind = Kind::Vulnerability;
    std::string
        id; ///< of the advisory or the list's row; of Imitation the name that is imitated, of UnreadLock why
    std::string summary; ///< one line, as the list has it: text from outside
    std::string subject; ///< "npm left-pad 1.3.0", or the file
    std::string fixed;   ///< the next version without it; empty where none is known
    std::string source;  ///< the list's title
    AdvisorySeverity severity = AdvisorySeverity::Unknown;
    bool isCertain = true;         ///< false: the version that will run is not known
    bool coversEverything = false; ///< every version of the package is affected
    bool isFinal = false;          ///< an organisation's denial: nobody here can decide otherwise
    std::string lock = {};         ///< the file that names it as a dependency; empty: it is what runs itself

    /// What is known to do harm does not start, unless somebody has decided so knowing it.
    bool stops() const { return isCertain && (kind == Kind::DeniedHash || kind == Kind::Malicious); }
    bool operator==(const KnownIssue&) const = default;
};

std::string_view toText(KnownIssue::Kind kind); ///< "denied-hash", "malicious", "vulnerability",
                                                ///< "imitation", "unread-lock"

/// The ids of those that stop, sorted: what a decision against them must name.
std::vector<std::string> stoppingIds(const std::vector<KnownIssue>& issues);

} // namespace gatehouse::model

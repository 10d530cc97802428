// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// Why a stage raised a verdict: stable codes, they stand in journals.
namespace gatehouse::pipeline::reasons {

inline constexpr std::string_view kInternalError = "internal-error";
inline constexpr std::string_view kTooManyOpen = "too-many-open-requests";
inline constexpr std::string_view kWrongDirection = "method-wrong-direction";
inline constexpr std::string_view kWrongKind = "method-wrong-kind";
inline constexpr std::string_view kTooManyFindings = "too-many-findings";
inline constexpr std::string_view kTokenUnknown =
    "redaction-token-unknown"; ///< its value is not known any more
inline constexpr std::string_view kRedactionTooLong = "redaction-too-long";
inline constexpr std::string_view kNotRedactable =
    "not-redactable"; ///< what is found stands where nothing can be replaced
inline constexpr std::string_view kDefinitionChanged =
    "definition-changed"; ///< something is not as it was first seen, or was not there then; it is withheld
inline constexpr std::string_view kDefinitionSuspended =
    "definition-suspended"; ///< what is called is withheld until the user has decided
inline constexpr std::string_view kDefinitionDenied = "definition-denied";
inline constexpr std::string_view kDefinitionHidden =
    "definition-hidden"; ///< what is called is left out of lists because of what its definition says
inline constexpr std::string_view kListBent = "list-bent"; ///< definitions stand in something that is no list
inline constexpr std::string_view kToolDenied = "tool-denied"; ///< the user wants none of its calls
inline constexpr std::string_view kToolAsks = "tool-asks";     ///< the user wants to see each of its calls
inline constexpr std::string_view kServerRequestOnModern = "server-request-on-modern-session";

} // namespace gatehouse::pipeline::reasons

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace gatehouse::mcp {

/// Legacy: a handshake (`initialize`) makes a session. Modern (2026-07-28): stateless, every request says who
/// asks in `_meta`.
enum class Era { Legacy, Modern };

inline constexpr std::string_view kBatchVersion = "2025-03-26"; ///< the only version that has batches
inline constexpr std::string_view kNewestLegacy = "2025-11-25";
inline constexpr std::string_view kNewestModern = "2026-07-28";

/// Every version of an era that this program knows, oldest first.
std::span<const std::string_view> versionsOf(Era era);

/// Nothing for a version that is not known.
std::optional<Era> eraOf(std::string_view version);
bool isKnownVersion(std::string_view version);

/// What to answer to an `initialize` that asks for `requested`: the same where it is a known legacy version,
/// else the newest legacy one.
std::string_view negotiate(std::string_view requested);

} // namespace gatehouse::mcp

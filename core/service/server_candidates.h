// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/candidate.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::service {

/// One server.json of the official MCP registry's format, or a list of them as its API answers it. Each
/// server once; `source` and `now` are kept with each. Members that are not known are passed over: the format
/// grows, and nothing of it opens anything. What could not be approved says why: "remote", "not-stdio",
/// "unknown-kind", "no-version", "no-plain-name", "open-values", "runner-options", "hidden-characters",
/// "too-long". TooLarge, BadMessage for what is neither.
base::Result<std::vector<model::Candidate>> readServerCandidates(
    std::string_view json, const std::string& source, base::UnixMilliseconds now);

/// It looks like such a list, and not like a registry of ours.
bool looksLikeCandidates(std::string_view bytes);

} // namespace gatehouse::service

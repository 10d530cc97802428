// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/trust/launch_resolver.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// A wrapper around a command, opened: env, a shell's -c, cmd /c, nohup, nice, timeout and their like.
struct Unwrapped {
    /// The command behind it in its surroundings; nothing where there is none or it cannot be told.
    std::optional<LaunchRequest> inner;
    std::string_view doubt; ///< why not, or what else is uncertain: one of model::unknowns; empty: nothing is
};

/// Opens one wrapper. Nothing where the command is none.
std::optional<Unwrapped> unwrap(const LaunchRequest& command);

/// The words of a line that a shell would only take apart: quotes and backslashes, and nothing that it would
/// expand, redirect, join or run by itself. Nothing where there is any such thing, or an open quote.
std::optional<std::vector<std::string>> simpleWords(std::string_view line);

} // namespace gatehouse::trust

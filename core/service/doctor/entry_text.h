// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::service {

/// Which forms a client fills in with variables of its own environment before it starts a server.
struct VariableForms {
    bool dollar = false;        ///< $NAME
    bool braces = false;        ///< ${NAME}
    bool bracesDefault = false; ///< ${NAME:-default}: never empty
    bool envColon = false;      ///< ${env:NAME}
    bool braceEnv = false;      ///< {env:NAME}
};

/// The variables that the text of an entry refers to, each once, in its order; those with a default are left
/// out.
std::vector<std::string> variablesUsed(std::string_view entry, const VariableForms& forms);

/// The text that the entry gives to `key`, whatever the format ("key": "text", key = 'text', key: text).
/// Nothing where it has none or it is no text. For looking only: nothing is decided or written by it.
std::optional<std::string> textOf(std::string_view entry, std::string_view key);

/// `text` with the references in it filled in as the client would; one without a value becomes nothing.
std::string filledIn(std::string_view text, const VariableForms& forms,
    const std::vector<std::pair<std::string, std::string>>& environment);

} // namespace gatehouse::service

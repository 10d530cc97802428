// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace gatehouse::inspect {

/// What a name says about the value beside it.
enum class NameKind : std::uint8_t {
    None,
    Weak,     ///< `key`, `auth`: may be anything
    Id,       ///< `client_id`: half of a secret, where it is a provider's
    Strong,   ///< `api_key`, `clientSecret`, `GITHUB_TOKEN`
    Password, ///< `db_password`, `PGPASS`
};

struct SecretName {
    NameKind kind = NameKind::None;
    bool hasProvider = false; ///< one of provider_names.def is in it
};

/// `name`: of a variable, key, header or option: "OPENAI_API_KEY", "clientSecret", "X-Api-Key". Its last 64
/// bytes are looked at.
SecretName secretName(std::string_view name);

/// The name that stands before the sign whose first byte is at `end` - 1 or earlier: with quotes and
/// brackets behind it left out, at most 48 bytes.
std::string_view nameBefore(std::string_view text, std::size_t end);

} // namespace gatehouse::inspect

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/base/signing_key.h"
#include "core/model/approval.h"
#include "core/model/tool_rule.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::service {

/// One decision on a command as it travels between machines: by its words, never by a path to an entry or a
/// program of one machine. Where it is taken over, the program is learned at its first start, as for
/// `approve -- COMMAND`.
struct RegistryItem {
    std::vector<std::string> argv;
    std::string client;                     ///< empty: any
    std::optional<model::EntryScope> scope; ///< empty: any but Project
    std::string project;                    ///< empty: any
    bool isDenied = false;
    base::UnixMilliseconds expiresAt = 0; ///< 0: never
    std::string note;

    /// The same command for the same place: two of these in one file contradict each other.
    bool isAboutTheSame(const RegistryItem& other) const;
    bool operator==(const RegistryItem&) const = default;
};

/// Decisions on the tools of whatever this command starts, as they travel: an Allow is bound to the tool's
/// definition, and where it is taken over also to the command there. None does not travel.
struct RegistryTools {
    std::vector<std::string> argv;
    std::string client;                     ///< empty: any
    std::optional<model::EntryScope> scope; ///< empty: any but Project
    std::vector<model::ToolRule> rules;     ///< of a rule without a tool: all that no other names

    /// The same server: two of these in one file contradict each other.
    bool isAboutTheSame(const RegistryTools& other) const;
    bool operator==(const RegistryTools&) const = default;
};

/// What travels.
struct RegistryContent {
    std::vector<RegistryItem> items;
    std::vector<RegistryTools> tools;

    bool operator==(const RegistryContent&) const = default;
};

/// What a registry's file holds, and who signed it.
struct RegistryFile {
    base::PublicKey key{};
    base::UnixMilliseconds madeAt = 0;
    RegistryContent content;
};

inline constexpr std::size_t kMaxRegistryBytes = std::size_t{8} << 20;
inline constexpr std::size_t kMaxRegistryItems = 10'000;
inline constexpr std::size_t kMaxRegistryRules = 20'000; ///< on tools, all servers together

/// Three lines (format, key, signature), an empty one, and JSON. The signature is over all that is not the
/// signature. Without decisions on tools it is version 1, which older programs read; with them version 2.
std::string encodeRegistry(
    const RegistryContent& content, base::UnixMilliseconds madeAt, const base::SigningKey& key);
/// Refused as a whole, with the reason, for whatever is not exactly that: TooLarge, BadMessage (format,
/// version, members, duplicates, depth), PeerNotTrusted where the signature is not the key's. Whose key it
/// is, and whether that is trusted, is the caller's to ask.
base::Result<RegistryFile> decodeRegistry(std::string_view bytes);

/// An organisation's: no signature, since owner and mode of its file say whose it is.
struct OrganisationRegistry {
    std::vector<RegistryItem> items;
    std::vector<std::string> forbiddenPackages; ///< by name, whatever the runner and the version
    bool requiresListing = false;               ///< nothing may start but what the items allow
    bool isTrusted =
        true;        ///< false: others could have written it; it forbids all the same, and allows nothing
    std::string why; ///< it is not
};
/// The same JSON with `require` and `forbidPackages`; refused as a whole likewise.
base::Result<OrganisationRegistry> decodeOrganisationRegistry(std::string_view json);

} // namespace gatehouse::service

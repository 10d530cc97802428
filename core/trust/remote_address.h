// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::trust {

/// The one spelling of a remote server's address, after RFC 3986: scheme and host in small letters, without
/// the scheme's own port, user information, fragment and a slash at the end, with "." and ".." resolved and
/// letters that need no escape unescaped. The query stays: it may choose the server. What is no address with
/// a host comes back as it is.
std::string normalisedAddress(std::string_view address);

/// What two entries with the same address have in common, without the address, which may hold secrets; empty
/// for an empty one.
std::string addressKey(std::string_view address);

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace gatehouse::policy {

/// Finds damage, not forgery: whoever can write the file can also compute it. SipHash-2-4 because it is quick
/// (1.5 GB/s) and in libsodium already.
std::uint64_t snapshotChecksum(std::string_view bytes);

} // namespace gatehouse::policy

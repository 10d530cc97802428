// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/base/signing_key.h"

#include <string>
#include <vector>

namespace gatehouse::service {

/// A key whose registries the user takes, and what he calls it.
struct TrustedKey {
    base::PublicKey key{};
    std::string name;
};

/// The keys that the user trusts, a line each: the key in hexadecimal and a name. Nothing is trusted that
/// does not stand there; a missing file trusts nobody. FileDoesNotParse where a line is none: then nobody is
/// trusted.
base::Result<std::vector<TrustedKey>> readTrustedKeys(const std::string& path);
/// Adds the key, or gives it another name. InvalidArgument for a name that would break the line.
base::Result<void> trustKey(const std::string& path, const TrustedKey& key);
/// NotFound where it was not trusted.
base::Result<void> distrustKey(const std::string& path, const base::PublicKey& key);

} // namespace gatehouse::service

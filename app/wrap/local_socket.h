// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"

#include <string>

namespace gatehouse::wrap {

/// Connects to `folder`/`name` without waiting; the path may be longer than a socket address holds.
/// UnsafeOwner where the folder is not this user's alone, PeerNotTrusted where another user listens,
/// NotConnected where nobody does.
base::Result<base::Descriptor> connectLocal(const std::string& folder, const std::string& name);

} // namespace gatehouse::wrap

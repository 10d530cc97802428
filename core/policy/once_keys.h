// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/base/result.h"

#include <functional>
#include <string>
#include <vector>

namespace gatehouse::policy {

// A decision of kind Once holds for as long as its key lies in a folder: a small file of its name that is
// made before the decision is recorded, and taken away when it is used up. To delete anything there only
// ends decisions. The name of a decision is made of its key, so that who knows the name cannot make the key.

struct OnceKey {
    std::string decisionId;
    std::string secret;
};

/// A new one, of the operating system's randomness.
OnceKey newOnceKey();

std::string onceFolder(const base::Places& places);

/// Never a wrapper's to do: what it puts there would hold again.
base::Result<void> keepOnceKey(const std::string& folder, const OnceKey& key);

/// True while the decision is not used up. Looked up by name; other files in the folder do not matter.
bool isOnceOpen(const std::string& folder, const std::string& decisionId);
/// The same for whoever needs to know no folder.
using OnceOpen = std::function<bool(const std::string& decisionId)>;

/// What has to be removed to use it up; empty where that could not be done, or for an id that is no plain
/// file name.
std::string onceKeyPath(const std::string& folder, const std::string& decisionId);
/// Uses it up. False where it was already, or cannot be: then it must not be used. Of several that try at
/// once one succeeds.
bool useUpOnce(const std::string& folder, const std::string& decisionId);

/// The ids of all that lie there, for sweeping.
std::vector<std::string> onceKeys(const std::string& folder);
void forgetOnceKey(const std::string& folder, const std::string& decisionId);

} // namespace gatehouse::policy

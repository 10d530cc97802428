// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/model/entry.h"

#include <string>
#include <vector>

namespace gatehouse::clients {

/// What an entry sets beside its command, as the wrapper needs it. Names only: values may be secrets.
struct EntryFacts {
    std::vector<std::string> environmentNames; ///< the names in the entry's own `env`, sorted
    bool setsWorkingFolder = false;
    base::FileStamp stamp; ///< of the client's file as it was read
};

/// Reads one entry of a client's file, as tolerantly as any client does. Small: pulls in neither the client
/// table nor records. NotFound: no such file; EntryNotFound: it declares no such entry; FileDoesNotParse,
/// TooLarge: what they say.
base::Result<EntryFacts> readEntry(const model::EntryLocation& location);

} // namespace gatehouse::clients

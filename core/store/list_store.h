// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::store {

/// A key that the user has said something about.
struct StoredListKey {
    std::string keyId;     ///< hexadecimal
    std::string publicKey; ///< as text
    std::string name;
    bool isTrusted = false;
    base::UnixMilliseconds decidedAt = 0;
};

/// The newest list of a key that was taken.
struct TakenList {
    std::uint64_t sequence = 0;
    std::string digest; ///< hexadecimal, of the file
    base::UnixMilliseconds takenAt = 0;
};

/// A fold over the lines "list-key" and "list-imported" of desktop and command line. The order in which they
/// arrive does not matter; each may arrive more than once.
class ListStore {
public:
    explicit ListStore(Database& database)
        : m_database(database)
    {
    }

    base::Result<void> sawKey(const StoredListKey& key);
    /// One with a lower sequence than is known changes nothing.
    base::Result<void> sawList(const std::string& keyId, const TakenList& list);

    base::Result<std::vector<StoredListKey>> keys();
    base::Result<std::optional<TakenList>> taken(const std::string& keyId);

private:
    Database& m_database;
};

} // namespace gatehouse::store

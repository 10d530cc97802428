// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/new_file.h"
#include "core/base/result.h"
#include "core/clients/client_table.h"
#include "core/model/entry.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// One line of a record's history: what happened, what the entry was and what it is since.
struct RecordEvent {
    std::string what; ///< "protected", "protected-again", "put-back", how it was undone (EntryEdit::how), or
                      ///< kChangedOutside
    base::UnixMilliseconds at = 0;
    /// Us: "cli", "desktop", "restore". Else byClient() or kByUnknown: no system says who wrote a file, so a
    /// client is named where it ran when its own file was found changed. That is likely, and no proof.
    std::string by;
    std::string fileHashBefore;
    std::string fileHashAfter;
    std::string
        originalEntry; ///< its bytes before; empty where not known (of old records: but for "protected")
    std::string
        newEntry{}; ///< its bytes after; empty where it is not there any more, or not known (old records)

    bool operator==(const RecordEvent&) const = default;
};

inline constexpr char kChangedOutside[] =
    "changed-outside"; ///< RecordEvent::what: by another program than ours
inline constexpr char kByUnknown[] = "unknown";
std::string byClient(std::string_view id); ///< "client:cursor"

/// What one entry was, and what we made of it. Everything that undoing needs.
struct Record {
    std::string ref;
    model::EntryLocation location;
    std::string format; ///< the dialect, so that undoing needs no client table
    Tolerance tolerance;
    EntryShape shape;
    bool isActive =
        false; ///< written before the file is: the file's bytes decide whether the entry is really ours
    std::string wrapper;       ///< the path that was written
    std::string originalEntry; ///< bytes of the entry's value before
    std::string protectedEntry;
    /// Where this entry was put in to take another one's place: that one, whose bytes originalEntry holds.
    /// Undoing takes this out.
    std::optional<model::EntryLocation> overrides;
    int createdLevels = 0;      ///< objects around it that were made for it
    std::size_t offset = 0;     ///< of the entry's value in the file before
    std::string fileHashBefore; ///< hexadecimal SHA-256; names the copy of the whole file, too
    std::string fileHashAfter;
    base::UnixMilliseconds at = 0;
    std::string by;
    std::vector<RecordEvent> history; ///< oldest first, the last kMaxHistory
};

inline constexpr std::size_t kMaxHistory = 50;

/// The only way to add to a history: the oldest event goes where there are more than kMaxHistory.
void remember(Record& record, RecordEvent event);

/// What another program made of an active entry since the record's last event; nothing where it is as that
/// left it. `entryNow` is empty where the entry is gone. For whoever looks at the file next: nobody is told
/// at the time.
std::optional<RecordEvent> changedOutside(const Record& record, std::string_view entryNow,
    const std::string& fileHashNow, base::UnixMilliseconds seenAt, std::string by = kByUnknown);

/// The protection records of one user: `<ref>.json`, and `files/<hash>` with copies of whole files as they
/// were; 0600 in a 0700 folder. Needs no database, and reads nothing into memory but what is asked for.
class Records {
public:
    explicit Records(std::string folder); ///< Places::protectionFolder; made when something is written

    /// NotFound where there is none; RecordDamaged names the file and the reason.
    base::Result<Record> load(const std::string& ref) const;
    /// Of the record's file: another one where it was written anew.
    base::Result<base::FileStamp> stampOf(const std::string& ref) const;
    /// Every ref that has a record, sorted.
    base::Result<std::vector<std::string>> refs() const;
    /// Each as a whole, in their order; after a failure those before it are saved.
    base::Result<void> save(const std::vector<Record>& records) const;

    /// Begins to keep the bytes of a whole file under their hash; they are kept when keepCopy() has finished
    /// it. Nothing where they are kept already.
    base::Result<std::optional<base::NewFile>> beginCopy(
        const std::string& hash, std::string_view bytes) const;
    /// Waits until the copy is on the disk, and gives it its name.
    base::Result<void> keepCopy(std::optional<base::NewFile>& begun) const;
    /// RecordDamaged where the bytes are not what the hash says.
    base::Result<std::string> copy(const std::string& hash) const;
    /// Removes copies that no active record names.
    base::Result<void> dropUnusedCopies() const;

    const std::string& folder() const { return m_folder; }

private:
    std::string m_folder;
};

} // namespace gatehouse::clients

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/result.h"
#include "core/clients/client_table.h"
#include "core/clients/discovery.h"
#include "core/clients/file_text.h"
#include "core/clients/records.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::clients {

// EntryEdit::how, and RecordEvent::what, of what healing does.
inline constexpr char kProtectedAgain[] = "protected-again";
inline constexpr char kPutBack[] = "put-back";

struct ProtectOptions {
    std::string wrapper; ///< WrapperInstall::path; nothing else is ever written into a client's file
    std::vector<std::string> refs; ///< the entries to protect; empty: every one that was found
    bool includeTracked =
        false; ///< consent: files that git tracks are edited themselves, private override or not
    bool acceptDangerousEnvironment =
        false;                   ///< consent: entries whose `env` sets HOME, XDG_*, LD_* or GATEHOUSE_*
    KnownTexts* texts = nullptr; ///< as DiscoveryOptions::texts; they learn what is written, too
};

/// One entry of a planned edit.
struct EntryEdit {
    std::string ref;
    model::EntryLocation location;
    std::size_t offset = 0;    ///< of the entry's value in `before`
    std::string originalEntry; ///< its bytes in `before`, or those of what it overrides; for undoing: its
                               ///< bytes as they stand now
    std::string newEntry;      ///< empty where the entry is taken out
    /// For undoing: "byte-for-byte", "entry" (later edits stay), "gone" (nothing to restore), "edited" (not
    /// ours any more, left alone), "was-original" (nothing to do). For protecting: "protect",
    /// "private-override", "protected-again" (a client had unwrapped it), "put-back" (a client had dropped
    /// it).
    std::string how;
    std::optional<model::EntryLocation> overrides; ///< the entry of a tracked file whose place this one takes
    int createdLevels = 0;                         ///< Record::createdLevels
    bool isRemoved = false;                        ///< for undoing: the entry is taken out
    std::vector<std::string> warnings;             ///< as in DiscoveredEntry
};

/// What would be written to one file.
struct FileEdit {
    std::string path; ///< links resolved: the file that is replaced
    std::string client;
    std::string clientTitle;
    std::string reloadHint;
    base::FileStamp stamp; ///< of `before`
    FileText before;
    FileText after; ///< equal to `before` where only records change
    /// What undoing gives back; empty: `before`. Where a dropped entry was put back, the file with that entry
    /// bare.
    FileText undone;
    std::vector<EntryEdit> entries; ///< in the order of the file
    /// Who is known to have changed these entries since they were last ours; empty: nobody. As
    /// RecordEvent::by.
    std::string changedBy;
    /// Text for people; lines of the file stand in it as they are, secrets included, so it belongs on the
    /// user's screen only.
    std::string diff;
    // What records need beyond the entries.
    std::string format;
    Tolerance tolerance;
    EntryShape shape;
};

/// One entry (or, with an empty ref, one file) that is left as it is, and why.
struct Refusal {
    std::string ref;
    model::EntryLocation location;
    base::Error
        reason; ///< TrackedByGit, DangerousEnvironment, EntryNotEditable, FileDoesNotParse, UnsafeOwner …
};

struct EditPlan {
    std::vector<FileEdit> files;
    std::vector<Refusal> refused;
    std::vector<std::string>
        alreadyProtected; ///< refs that are ours as they stand, or that one of ours takes the place of
};

/// How one entry fared.
struct EditOutcome {
    std::string ref;
    model::EntryLocation location;
    bool isDone = false;
    base::Error error; ///< where not done; the file is as it was then
    std::string how;   ///< EntryEdit::how
    std::vector<std::string> warnings;
};

/// Works out the edits; looks at the files again, writes nothing. Entries that are ours already are in no
/// edit.
EditPlan planProtect(const ClientTable& table, const std::vector<DiscoveredFile>& files,
    const Records& records, const ProtectOptions& options);

/// What undoing needs is in the records alone: neither the client table nor a database is asked. `refs`
/// empty: every record that is active. The ref of an entry that one of ours takes the place of means that
/// one.
EditPlan planUnprotect(const Records& records, const std::vector<std::string>& refs);

/// Puts entries that a client dropped from its file back into it, guarded, from their records alone.
/// EntryNotEditable where the format has no way to do so, or the entry is there; NotFound where the file
/// itself is gone.
EditPlan planPutBack(
    const Records& records, const std::string& wrapper, const std::vector<std::string>& refs);

/// A plan for entries that a client unwrapped, once planProtect has made it: keeps what records of private
/// copies need for undoing, and says in the history why it was written.
void markProtectedAgain(EditPlan& plan, const Records& records);

/// Called before each file is replaced; an error leaves that file as it is. The place to journal the edit.
using BeforeWrite = std::function<base::Result<void>(const FileEdit&)>;

/// Called once the records of a file are saved and before the file is replaced; an error leaves the file as
/// it is. Called again where the records were put back. The place to make them known to wrappers: a client
/// may start one the moment its file changes.
using RecordsChanged = std::function<base::Result<void>()>;

/// Writes what was planned: the records first, then the file, atomically. Changed where the file is not what
/// it was planned for. Files are independent: one that fails keeps none of the others back.
std::vector<EditOutcome> applyProtect(const EditPlan& plan, const Records& records,
    const ProtectOptions& options, base::UnixMilliseconds now, const std::string& by,
    const BeforeWrite& beforeWrite = {}, const RecordsChanged& recordsChanged = {});
std::vector<EditOutcome> applyUnprotect(const EditPlan& plan, const Records& records,
    base::UnixMilliseconds now, const std::string& by, const BeforeWrite& beforeWrite = {});

} // namespace gatehouse::clients

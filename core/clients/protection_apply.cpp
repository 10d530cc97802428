// SPDX-License-Identifier: Apache-2.0
#include "core/clients/protection.h"

#include "core/clients/client_file.h"

#include <algorithm>
#include <iterator>

namespace gatehouse::clients {
namespace {

/// The word for it in a record's history.
std::string whatOf(const EntryEdit& entry)
{
    const bool isHealing = entry.how == kProtectedAgain || entry.how == kPutBack;
    return isHealing ? entry.how : "protected";
}

EditOutcome outcomeOf(const EntryEdit& entry, const base::Result<void>& result)
{
    EditOutcome outcome;
    outcome.ref = entry.ref;
    outcome.location = entry.location;
    outcome.isDone = result.hasValue();
    if (!result)
        outcome.error = result.error();
    outcome.how = entry.how;
    outcome.warnings = entry.warnings;
    return outcome;
}

/// Protects one file: copy, records, the word to wrappers, file. What was written of the records is taken
/// back where the file could not be.
class Protector {
public:
    Protector(const Records& records, const ProtectOptions& options, base::UnixMilliseconds now,
        const std::string& by, const RecordsChanged& recordsChanged)
        : m_records(records)
        , m_options(options)
        , m_now(now)
        , m_by(by)
        , m_recordsChanged(recordsChanged)
    {
    }

    base::Result<void> apply(const FileEdit& edit)
    {
        m_previous.clear();
        // The disk is busy with both large files while the records are made.
        const auto& undone = undoneOf(edit);
        auto copy = m_records.beginCopy(undone.hash(), undone);
        if (!copy)
            return copy.error();
        auto replacement = ClientFileReplacement::begin(edit.path, edit.after);
        if (!replacement)
            return replacement.error();
        auto written = writeRecords(edit);
        if (written && m_recordsChanged)
            written = m_recordsChanged();
        if (written)
            written = m_records.keepCopy(*copy);
        if (written)
            written = finish(*replacement, edit);
        if (!written)
            putBack();
        return written;
    }

private:
    /// The file as it is where none of its entries is ours.
    static const FileText& undoneOf(const FileEdit& edit)
    {
        return edit.undone.empty() ? edit.before : edit.undone;
    }

    base::Result<void> finish(ClientFileReplacement& replacement, const FileEdit& edit) const
    {
        const auto stamp = replacement.finish(edit.stamp, edit.before);
        if (!stamp)
            return stamp.error();
        if (m_options.texts != nullptr)
            m_options.texts->remember(edit.path, *stamp, edit.after);
        return {};
    }

    static std::string authorOf(const FileEdit& edit)
    {
        return edit.changedBy.empty() ? kByUnknown : edit.changedBy;
    }

    /// Left over, records would be harmless: an entry is ours only if the file's bytes say so, too. So would
    /// wrappers' knowledge of an entry that starts none of them.
    void putBack() const
    {
        (void)m_records.save(m_previous).hasValue();
        if (m_recordsChanged && !m_previous.empty())
            (void)m_recordsChanged().hasValue();
    }

    base::Result<void> writeRecords(const FileEdit& edit)
    {
        const auto& before = edit.before.hash();
        const auto& after = edit.after.hash();
        const auto& undone = undoneOf(edit).hash();
        std::vector<Record> records;
        for (const auto& entry : edit.entries) {
            const auto old = m_records.load(entry.ref);
            // A damaged one may be all that is left of an older state: it is not written over.
            if (!old && old.error().code != base::ErrorCode::NotFound)
                return old.error();
            auto record = makeRecord(edit, entry, undone, after);
            if (old) {
                record.history = old->history;
                // Of a copy that takes an entry's place, originalEntry is that one: it says nothing about
                // ours.
                if (auto change = entry.overrides
                        ? std::nullopt
                        : changedOutside(*old, entry.originalEntry, before, m_now, authorOf(edit)))
                    remember(record, std::move(*change));
            }
            remember(
                record, {whatOf(entry), m_now, m_by, before, after, entry.originalEntry, entry.newEntry});
            auto previous = old ? *old : record;
            if (!old)
                previous.isActive = false;
            m_previous.push_back(std::move(previous));
            records.push_back(std::move(record));
        }
        return m_records.save(records);
    }

    Record makeRecord(const FileEdit& edit, const EntryEdit& entry, const std::string& before,
        const std::string& after) const
    {
        Record record;
        record.ref = entry.ref;
        record.location = entry.location;
        record.format = edit.format;
        record.tolerance = edit.tolerance;
        record.shape = edit.shape;
        record.isActive = true;
        record.wrapper = m_options.wrapper;
        record.originalEntry = entry.originalEntry;
        record.protectedEntry = entry.newEntry;
        record.overrides = entry.overrides;
        record.createdLevels = entry.createdLevels;
        record.offset = entry.offset;
        record.fileHashBefore = before;
        record.fileHashAfter = after;
        record.at = m_now;
        record.by = m_by;
        return record;
    }

    const Records& m_records;
    const ProtectOptions& m_options;
    base::UnixMilliseconds m_now;
    const std::string& m_by;
    const RecordsChanged& m_recordsChanged;
    std::vector<Record> m_previous;
};

/// The record as it is when the entry has been put back.
base::Result<Record> closedRecord(const Records& records, const EntryEdit& entry, RecordEvent event)
{
    auto record = records.load(entry.ref);
    if (!record)
        return record;
    if (auto change = changedOutside(*record, entry.originalEntry, event.fileHashBefore, event.at))
        remember(*record, std::move(*change));
    record->isActive = false;
    event.what = entry.how;
    const bool isLeftAlone = entry.newEntry.empty() && !entry.isRemoved;
    event.originalEntry = entry.originalEntry;
    event.newEntry = isLeftAlone ? entry.originalEntry : entry.newEntry;
    remember(*record, std::move(event));
    return record;
}

/// Says in the records how a file's entries were put back, all in one write. A record that cannot be written
/// leaves the file restored and says so.
std::vector<EditOutcome> closeRecords(const Records& records, const FileEdit& edit, const RecordEvent& event)
{
    std::vector<EditOutcome> outcomes;
    std::vector<Record> closed;
    for (const auto& entry : edit.entries) {
        auto record = closedRecord(records, entry, event);
        outcomes.push_back(outcomeOf(entry, record ? base::Result<void>() : record.error()));
        if (record)
            closed.push_back(std::move(*record));
    }
    const auto saved = records.save(closed);
    for (auto& outcome : outcomes) {
        if (outcome.isDone && !saved) {
            outcome.isDone = false;
            outcome.error = saved.error();
        }
    }
    return outcomes;
}

base::Result<void> writeRestored(const FileEdit& edit, const BeforeWrite& beforeWrite)
{
    if (edit.after == edit.before)
        return {};
    if (beforeWrite) {
        if (const auto allowed = beforeWrite(edit); !allowed)
            return allowed;
    }
    const auto written = replaceClientFile(edit.path, edit.stamp, edit.before, edit.after);
    return written ? base::Result<void>() : written.error();
}

} // namespace

std::vector<EditOutcome> applyProtect(const EditPlan& plan, const Records& records,
    const ProtectOptions& options, base::UnixMilliseconds now, const std::string& by,
    const BeforeWrite& beforeWrite, const RecordsChanged& recordsChanged)
{
    std::vector<EditOutcome> outcomes;
    Protector protector(records, options, now, by, recordsChanged);
    for (const auto& edit : plan.files) {
        base::Result<void> result;
        if (beforeWrite)
            result = beforeWrite(edit);
        if (result)
            result = protector.apply(edit);
        for (const auto& entry : edit.entries)
            outcomes.push_back(outcomeOf(entry, result));
    }
    return outcomes;
}

std::vector<EditOutcome> applyUnprotect(const EditPlan& plan, const Records& records,
    base::UnixMilliseconds now, const std::string& by, const BeforeWrite& beforeWrite)
{
    std::vector<EditOutcome> outcomes;
    for (const auto& edit : plan.files) {
        if (const auto written = writeRestored(edit, beforeWrite); !written) {
            for (const auto& entry : edit.entries)
                outcomes.push_back(outcomeOf(entry, written));
            continue;
        }
        const RecordEvent event{{}, now, by, edit.before.hash(), edit.after.hash(), {}};
        std::ranges::move(closeRecords(records, edit, event), std::back_inserter(outcomes));
    }
    // A record that cannot be read keeps every copy where it is.
    (void)records.dropUnusedCopies().hasValue();
    return outcomes;
}

} // namespace gatehouse::clients

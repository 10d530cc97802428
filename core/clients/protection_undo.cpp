// SPDX-License-Identifier: Apache-2.0
#include "core/clients/protection.h"

#include "core/clients/client_file.h"
#include "core/clients/dialect.h"
#include "core/clients/edit_check.h"
#include "core/clients/entry_state.h"
#include "core/clients/json_entry.h"
#include "core/clients/unified_diff.h"

#include <algorithm>
#include <map>
#include <set>

namespace gatehouse::clients {
namespace {

using base::Error;
using base::ErrorCode;

bool hadArguments(const Record& record)
{
    const auto original = readOriginal(record);
    return original && original->hasArguments;
}

EntryEdit startOf(const Record& record, std::string how)
{
    EntryEdit edit;
    edit.ref = record.ref;
    edit.location = record.location;
    edit.how = std::move(how);
    return edit;
}

/// True where the entry starts our wrapper under this record's name, whatever else was changed in it.
bool startsOurWrapper(const EntryText& entry, const Record& record)
{
    return entry.command.size() > 1 && entry.command[0] == record.wrapper &&
        entry.command[1] == "--entry=" + record.ref;
}

/// A copy that took another entry's place is taken out.
EntryEdit takeOut(const EntryText& entry, const std::string& now, const Record& record)
{
    auto edit = startOf(record, "edited");
    edit.offset = entry.value.begin;
    edit.originalEntry = now;
    edit.overrides = record.overrides;
    edit.createdLevels = record.createdLevels;
    edit.isRemoved = now == record.protectedEntry || startsOurWrapper(entry, record);
    if (edit.isRemoved)
        edit.how = now == record.protectedEntry ? "byte-for-byte" : "entry";
    return edit;
}

/// Of the entries that the record's path may mean the one that is ours: a client may have added another of
/// the same name to its list.
std::optional<EntryText> ourEntry(const Document& document, const std::string& bytes, const Record& record)
{
    const auto found = document.findAll(record.location.keyPath, record.shape);
    for (const auto& entry : found) {
        if (bytes.compare(entry.value.begin, entry.value.size(), record.protectedEntry) == 0)
            return entry;
    }
    for (const auto& entry : found) {
        if (startsOurWrapper(entry, record))
            return entry;
    }
    return found.empty() ? std::nullopt : std::optional(found.back());
}

/// Three ways: what it was (the record), what we made of it (the record), what it is now.
EntryEdit restore(const Document& document, const std::string& bytes, const Record& record, Span& span)
{
    const auto entry = ourEntry(document, bytes, record);
    if (!entry)
        return startOf(record, "gone");
    span = entry->value;
    const auto now = bytes.substr(span.begin, span.size());
    if (record.overrides)
        return takeOut(*entry, now, record);
    auto edit = startOf(record, "edited");
    edit.offset = span.begin;
    edit.originalEntry = now;
    edit.warnings = entry->warnings;
    if (now == record.protectedEntry) {
        edit.how = "byte-for-byte";
        edit.newEntry = record.originalEntry;
    } else if (now == record.originalEntry) {
        edit.how = "was-original";
    } else if (auto unrouted = document.unrouted(
                   *entry, record.shape, {record.wrapper, record.ref}, !hadArguments(record))) {
        edit.how = "entry";
        edit.newEntry = std::move(*unrouted);
    }
    return edit;
}

/// True where the file is as an edit of ours left it and this plan takes back the whole of that edit.
bool takesBackOneEdit(
    const FileEdit& edit, const std::vector<Record>& here, const std::vector<Record>& active)
{
    const auto& first = here.front();
    const auto isSameEdit = [&](const Record& record) {
        return record.location.file == first.location.file && record.fileHashAfter == first.fileHashAfter &&
            record.fileHashBefore == first.fileHashBefore;
    };
    return std::all_of(here.begin(), here.end(), isSameEdit) &&
        static_cast<std::size_t>(std::count_if(active.begin(), active.end(), isSameEdit)) == here.size() &&
        edit.before.hash() == first.fileHashAfter;
}

class UndoPlanner {
public:
    UndoPlanner(const Records& records, EditPlan& plan)
        : m_records(records)
        , m_plan(plan)
    {
    }

    void add(const std::string& ref, bool isNamed)
    {
        auto record = m_records.load(ref);
        if (!record) {
            const bool isMissing = record.error().code == ErrorCode::NotFound;
            if (isMissing && addOverrideOf(ref))
                return;
            m_plan.refused.push_back({ref, {},
                isMissing ? Error{ErrorCode::EntryNotFound, "no record has the ref " + ref}
                          : record.error()});
        } else if (record->isActive) {
            if (m_added.insert(ref).second)
                m_files[record->location.file].push_back(std::move(*record));
        } else if (isNamed && !addOverrideOf(ref)) {
            m_plan.refused.push_back(
                {ref, record->location, {ErrorCode::EntryNotFound, "the entry is not protected any more"}});
        }
    }

    void finish()
    {
        for (const auto& [path, records] : m_files) {
            if (const auto planned = planFile(path, records); !planned) {
                for (const auto& record : records)
                    m_plan.refused.push_back({record.ref, record.location, planned.error()});
            }
        }
    }

private:
    /// The ref of a tracked file's entry means the copy that takes its place.
    bool addOverrideOf(const std::string& ref)
    {
        for (const auto& record : activeRecords()) {
            if (record.overrides && model::entryRef(*record.overrides) == ref) {
                add(record.ref, true);
                return true;
            }
        }
        return false;
    }

    base::Result<void> planFile(const std::string& path, const std::vector<Record>& records)
    {
        FileEdit edit;
        edit.path = path;
        edit.client = records.front().location.client;
        edit.format = records.front().format;
        edit.tolerance = records.front().tolerance;
        edit.shape = records.front().shape;
        auto bytes = base::readFile(path, kMaxClientFileBytes, &edit.stamp);
        if (!bytes && bytes.error().code != ErrorCode::NotFound)
            return bytes.error();
        if (!bytes) {
            for (const auto& record : records)
                edit.entries.push_back(startOf(record, "gone"));
            m_plan.files.push_back(std::move(edit));
            return {};
        }
        edit.before = std::move(*bytes);
        std::vector<Replacement> made;
        if (const auto restored = restoreEntries(edit, records, made); !restored)
            return restored;
        if (edit.after != edit.before) {
            if (const auto checked = checkReplaceable(path); !checked)
                return checked;
            if (const auto checked = checkRestored(edit); !checked)
                return checked;
            edit.diff = unifiedDiff(edit.before, edit.after, path, made);
        }
        m_plan.files.push_back(std::move(edit));
        return {};
    }

    /// `made`: what it put into the text.
    base::Result<void> restoreEntries(
        FileEdit& edit, const std::vector<Record>& records, std::vector<Replacement>& made)
    {
        const auto document = edit.before.open(edit.format, edit.tolerance);
        if (!document)
            return Error{document.error().code, edit.path + ": " + document.error().detail};
        for (const auto& record : records) {
            Span span;
            edit.entries.push_back(restore(**document, edit.before.bytes(), record, span));
            const auto& bytes = edit.entries.back().newEntry;
            if (!bytes.empty())
                made.push_back({span, bytes});
        }
        edit.after = replaced(edit.before, 0, made);
        if (const auto removed = removeCopies(edit); !removed)
            return removed;
        std::sort(edit.entries.begin(), edit.entries.end(),
            [](const EntryEdit& a, const EntryEdit& b) { return a.offset < b.offset; });
        if (takesBackOneEdit(edit, records, activeRecords())) {
            // The spans give the same bytes; the copy is what was promised.
            if (auto copy = m_records.copy(records.front().fileHashBefore)) {
                const FileText text(std::move(*copy));
                if (hasNoneOf(edit, text))
                    edit.after = text;
            }
        }
        return {};
    }

    static base::Result<void> removeCopies(FileEdit& edit)
    {
        for (const auto& entry : edit.entries) {
            if (!entry.isRemoved)
                continue;
            // Opened for each: the one before has moved what stands behind it.
            const auto document = edit.after.open(edit.format, edit.tolerance);
            if (!document)
                return document.error();
            auto spans = (*document)->removed(entry.location.keyPath, entry.createdLevels);
            if (!spans)
                return spans.error();
            edit.after = replaced(edit.after, 0, std::move(*spans));
        }
        return {};
    }

    /// A copy that was renewed stands in the file that its last edit began with.
    static bool hasNoneOf(const FileEdit& edit, const FileText& text)
    {
        const auto document = text.open(edit.format, edit.tolerance);
        return document &&
            std::none_of(edit.entries.begin(), edit.entries.end(), [&](const EntryEdit& entry) {
                return entry.isRemoved && (*document)->find(entry.location.keyPath, edit.shape);
            });
    }

    const std::vector<Record>& activeRecords()
    {
        if (m_active.empty()) {
            const auto refs = m_records.refs();
            for (const auto& ref : refs ? *refs : std::vector<std::string>{}) {
                auto record = m_records.load(ref);
                if (record && record->isActive)
                    m_active.push_back(std::move(*record));
            }
        }
        return m_active;
    }

    const Records& m_records;
    EditPlan& m_plan;
    std::map<std::string, std::vector<Record>> m_files;
    std::set<std::string> m_added;
    std::vector<Record> m_active;
};

} // namespace

EditPlan planUnprotect(const Records& records, const std::vector<std::string>& refs)
{
    EditPlan plan;
    UndoPlanner planner(records, plan);
    if (!refs.empty()) {
        for (const auto& ref : refs)
            planner.add(ref, true);
    } else if (const auto all = records.refs()) {
        for (const auto& ref : *all)
            planner.add(ref, false);
    } else {
        plan.refused.push_back({{}, {}, all.error()});
    }
    planner.finish();
    return plan;
}

} // namespace gatehouse::clients

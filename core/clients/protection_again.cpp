// SPDX-License-Identifier: Apache-2.0
#include "core/clients/protection.h"

#include "core/clients/client_file.h"
#include "core/clients/dialect.h"
#include "core/clients/edit_check.h"
#include "core/clients/entry_state.h"
#include "core/clients/json_entry.h"
#include "core/clients/unified_diff.h"

#include <map>
#include <memory>
#include <optional>

// What clients undo by themselves is done again here.

namespace gatehouse::clients {
namespace {

using base::Error;
using base::ErrorCode;

/// Puts the entries of one file back, one behind the other.
class PutBackPlanner {
public:
    PutBackPlanner(const Records& records, const std::string& wrapper)
        : m_records(records)
        , m_wrapper(wrapper)
    {
    }

    base::Result<FileEdit> begin(const Record& record) const
    {
        FileEdit edit;
        edit.path = record.location.file;
        edit.client = record.location.client;
        edit.format = record.format;
        edit.tolerance = record.tolerance;
        edit.shape = record.shape;
        auto bytes = base::readFile(edit.path, kMaxClientFileBytes, &edit.stamp);
        if (!bytes)
            return bytes.error();
        if (const auto checked = checkReplaceable(edit.path); !checked)
            return checked.error();
        edit.before = std::move(*bytes);
        edit.undone = edit.after = edit.before;
        return edit;
    }

    /// Leaves the edit as it is after an error.
    base::Result<void> add(FileEdit& edit, const Record& record) const
    {
        const auto path = splitPointer(record.location.keyPath);
        if (!path || path->empty())
            return Error{ErrorCode::RecordDamaged, record.ref + ": its place cannot be read"};
        if (path->back().find('=') != std::string::npos)
            return Error{ErrorCode::EntryNotEditable,
                edit.path + ": it was an element of a list, which can only be put back by hand"};
        Source source;
        readSource(record, source);
        auto original = source.entry ? source.entry : readOriginal(record);
        if (!original)
            return Error{ErrorCode::RecordDamaged, record.ref + ": what its entry was cannot be read"};
        original->name = path->back();
        // A private copy is taken out by undoing: there it is not in the file.
        auto bare = record.overrides ? base::Result<std::string>(edit.undone.bytes())
                                     : inserted(edit, edit.undone.bytes(), *path, record, source);
        if (!bare)
            return bare.error();
        auto guardedBase = inserted(edit, edit.after.bytes(), *path, record, source);
        if (!guardedBase)
            return guardedBase.error();
        if (const auto checked = checkSame(edit, *guardedBase, record, source); !checked)
            return checked;
        auto entry = routed(edit, *guardedBase, record);
        if (!entry)
            return entry.error();
        auto candidate = edit;
        candidate.undone = std::move(*bare);
        candidate.after = std::move(*guardedBase);
        if (const auto checked = checkInserted(candidate, *original, *entry, m_wrapper); !checked)
            return checked;
        candidate.entries.push_back(std::move(*entry));
        edit = std::move(candidate);
        return {};
    }

private:
    /// The copy of the whole file that the entry was taken from, where it is in there. Stays where it is: the
    /// document looks at the bytes.
    struct Source {
        std::string bytes;
        std::unique_ptr<Document> document;
        std::optional<EntryText> entry;
    };

    void readSource(const Record& record, Source& source) const
    {
        auto copy = m_records.copy(record.fileHashBefore);
        if (!copy || record.overrides)
            return;
        source.bytes = std::move(*copy);
        auto document = findDialect(record.format)->open(source.bytes, record.tolerance);
        if (!document)
            return;
        source.document = std::move(*document);
        source.entry = source.document->find(record.location.keyPath, record.shape);
    }

    base::Result<std::string> inserted(const FileEdit& edit, const std::string& text,
        const std::vector<std::string>& path, const Record& record, const Source& source) const
    {
        const auto* const dialect = findDialect(edit.format);
        const auto document = dialect->open(text, edit.tolerance);
        if (!document)
            return Error{document.error().code, edit.path + ": " + document.error().detail};
        if ((*document)->find(record.location.keyPath, edit.shape))
            return Error{
                ErrorCode::EntryNotEditable, edit.path + ": " + record.location.keyPath + " is there"};
        if (source.entry) {
            auto whole = dialect->transplanted(source.bytes, text, path);
            return whole ? whole : Error{whole.error().code, edit.path + ": " + whole.error().detail};
        }
        auto insertion = (*document)->inserted(path, record.originalEntry, {});
        if (!insertion)
            return Error{insertion.error().code, edit.path + ": " + insertion.error().detail};
        return replaced(text, 0, {insertion->replacement});
    }

    /// The text with the bare entry, before it is routed: it parses, and the entry says what it said, its
    /// variables included.
    static base::Result<void> checkSame(
        const FileEdit& edit, const std::string& text, const Record& record, const Source& source)
    {
        if (!source.entry)
            return {};
        const auto document = findDialect(edit.format)->open(text, edit.tolerance);
        const auto now = document ? (*document)->find(record.location.keyPath, edit.shape) : std::nullopt;
        if (!now || now->command != source.entry->command ||
            (*document)->untouchedPart(*now, edit.shape) !=
                source.document->untouchedPart(*source.entry, edit.shape))
            return Error{ErrorCode::EntryNotEditable,
                edit.path +
                    ": the entry can only be put back by hand, since it would not "
                    "say there what it said"};
        return {};
    }

    /// Routes the entry that was put into `text`, and says what it is now.
    base::Result<EntryEdit> routed(const FileEdit& edit, std::string& text, const Record& record) const
    {
        const auto document = findDialect(edit.format)->open(text, edit.tolerance);
        if (!document)
            return document.error();
        const auto at = (*document)->find(record.location.keyPath, edit.shape);
        if (!at)
            return Error{ErrorCode::EntryNotFound, edit.path + ": " + record.location.keyPath};
        auto bytes = (*document)->routed(*at, edit.shape, {m_wrapper, record.ref});
        if (!bytes)
            return bytes.error();
        EntryEdit entry;
        entry.ref = record.ref;
        entry.location = record.location;
        entry.offset = at->value.begin;
        entry.originalEntry =
            record.overrides ? record.originalEntry : text.substr(at->value.begin, at->value.size());
        entry.newEntry = std::move(*bytes);
        entry.how = kPutBack;
        entry.overrides = record.overrides;
        entry.createdLevels = record.createdLevels;
        text = replaced(text, 0, {{at->value, entry.newEntry}});
        return entry;
    }

    const Records& m_records;
    const std::string& m_wrapper;
};

} // namespace

EditPlan planPutBack(const Records& records, const std::string& wrapper, const std::vector<std::string>& refs)
{
    EditPlan plan;
    const PutBackPlanner planner(records, wrapper);
    std::map<std::string, FileEdit> edits;
    const auto refuse = [&plan](const std::string& ref, const model::EntryLocation& location, Error reason) {
        plan.refused.push_back({ref, location, std::move(reason)});
    };
    for (const auto& ref : refs) {
        const auto record = records.load(ref);
        if (!record || !record->isActive) {
            refuse(ref, {},
                record ? Error{ErrorCode::EntryNotFound, ref + ": is not protected any more"}
                       : record.error());
            continue;
        }
        const auto& path = record->location.file;
        if (findDialect(record->format) == nullptr) {
            refuse(ref, record->location,
                {ErrorCode::RecordDamaged, path + ": no such format: " + record->format});
            continue;
        }
        auto edit = edits.find(path);
        if (edit == edits.end()) {
            auto begun = planner.begin(*record);
            if (!begun) {
                refuse(ref, record->location, begun.error());
                continue;
            }
            edit = edits.emplace(path, std::move(*begun)).first;
        }
        if (const auto added = planner.add(edit->second, *record); !added)
            refuse(ref, record->location, added.error());
    }
    for (auto& [path, edit] : edits) {
        if (edit.entries.empty())
            continue;
        edit.diff = unifiedDiff(edit.before, edit.after, path);
        plan.files.push_back(std::move(edit));
    }
    return plan;
}

void markProtectedAgain(EditPlan& plan, const Records& records)
{
    for (auto& file : plan.files) {
        for (auto& entry : file.entries) {
            entry.how = kProtectedAgain;
            const auto record = records.load(entry.ref);
            if (!record || !record->overrides)
                continue;
            // A private copy is taken out by undoing, not made bare.
            entry.overrides = record->overrides;
            entry.createdLevels = record->createdLevels;
            entry.originalEntry = record->originalEntry;
        }
    }
}

} // namespace gatehouse::clients

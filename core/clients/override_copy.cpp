// SPDX-License-Identifier: Apache-2.0
#include "core/clients/override_copy.h"

#include "core/clients/edit_check.h"
#include "core/clients/json_entry.h"

namespace gatehouse::clients {

using base::Error;
using base::ErrorCode;

base::Result<void> CopyPlanner::add(const DiscoveredFile& source, const ClientLocation& sourceLocation,
    const DiscoveredEntry& entry, const model::EntryLocation& copy)
{
    base::FileStamp stamp;
    const auto bytes = base::readFile(source.realPath, kMaxClientFileBytes, &stamp);
    if (!bytes)
        return bytes.error();
    if (stamp != source.stamp)
        return Error{ErrorCode::Changed, source.realPath + ": is being written by another program"};
    const auto document = findDialect(sourceLocation.format)->open(*bytes, sourceLocation.tolerance);
    if (!document)
        return document.error();
    const auto text = (*document)->find(entry.location.keyPath, m_edit.shape);
    if (!text)
        return Error{ErrorCode::EntryNotFound, source.realPath + ": no entry at " + entry.location.keyPath};
    EntryEdit edit;
    edit.location = copy;
    edit.ref = model::entryRef(copy);
    edit.overrides = entry.location;
    edit.originalEntry = bytes->substr(text->value.begin, text->value.size());
    edit.how = "private-override";
    edit.warnings = text->warnings;
    const auto routed = (*document)->routed(*text, m_edit.shape, {m_wrapper, edit.ref});
    if (!routed)
        return routed.error();

    const auto before = m_edit.after;
    const auto isRenewed = !entry.overrideRef.empty();
    base::Result<void> done = isRenewed ? takeOutOldCopy(edit) : base::Result<void>();
    if (done) {
        const auto insertion = insert(edit, *routed, (*document)->indentOf(*text));
        if (insertion) {
            edit.offset = insertion->valueOffset;
            edit.newEntry = insertion->value;
            edit.createdLevels = createdLevels(edit, *insertion);
            done = checkInserted(m_edit, *text, edit, m_wrapper);
        } else {
            done = Error{insertion.error().code, m_edit.path + ": " + insertion.error().detail};
        }
    }
    if (done)
        m_edit.entries.push_back(std::move(edit));
    else
        m_edit.after = before;
    return done;
}

base::Result<Insertion> CopyPlanner::insert(
    const EntryEdit& entry, const std::string& routed, const std::string& indent)
{
    // Opened for each copy: the one before has moved what stands behind it.
    const auto document = m_edit.after.open(m_edit.format, m_edit.tolerance);
    if (!document)
        return document.error();
    auto insertion = (*document)->inserted(*splitPointer(entry.location.keyPath), routed, indent);
    if (insertion)
        m_edit.after = replaced(m_edit.after, 0, {insertion->replacement});
    return insertion;
}

base::Result<void> CopyPlanner::takeOutOldCopy(const EntryEdit& entry)
{
    const auto document = m_edit.after.open(m_edit.format, m_edit.tolerance);
    if (!document)
        return document.error();
    auto spans = (*document)->removed(entry.location.keyPath, 0);
    if (!spans)
        return spans.error();
    m_edit.after = replaced(m_edit.after, 0, std::move(*spans));
    return {};
}

int CopyPlanner::createdLevels(const EntryEdit& entry, const Insertion& insertion)
{
    if (const auto old = m_records.load(entry.ref); old && old->isActive)
        return old->createdLevels;
    // The second copy finds the objects that the first one made; whichever goes last takes them away.
    const auto& keyPath = entry.location.keyPath;
    return m_created.try_emplace(keyPath.substr(0, keyPath.rfind('/')), insertion.createdLevels)
        .first->second;
}

} // namespace gatehouse::clients

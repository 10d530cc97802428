// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/approval.h"

#include <QObject>

#include <memory>
#include <string>

namespace gatehouse::service {

class StoreThread;

/// What became of one entry's decisions, at once and for every launch of it.
struct EntryChange {
    std::string entryRef;
    std::string name;       ///< the entry's, as its file has it
    bool isDenied = false;  ///< denied from now on; otherwise unknown again: its next start asks
    bool wasDenied = false; ///< what was ended was a denial

    bool operator==(const EntryChange&) const = default;
};

/// Ends or turns round what was decided about an entry. Nothing here ever allows a launch: approving is the
/// card's alone. The one exception is `undo`, which restores exactly what was ended, and only as long as a
/// slip may take to be noticed.
class EntryDecisions final : public QObject {
    Q_OBJECT
public:
    explicit EntryDecisions(StoreThread& store, QObject* parent = nullptr);
    ~EntryDecisions() override;

    /// Ends every approval and denial that holds for the entry. Wrappers see it with the snapshot, so servers
    /// that run are ended.
    void revoke(const std::string& entryRef, model::AnsweredBy by);
    /// Denies every launch that is approved for the entry. A launch that waits is a card's, see
    /// ApprovalQueue::decide.
    void deny(const std::string& entryRef, model::AnsweredBy by);
    /// Restores what `revoke` or `deny` ended, while `kUndoMilliseconds` have not passed. Servers that were
    /// ended stay so until their client starts them again.
    void undo(const std::string& changeId, model::AnsweredBy by);

Q_SIGNALS:
    /// It holds: wrappers see it. `changeId` is what `undo` takes.
    void changed(const std::string& changeId, const gatehouse::service::EntryChange& change);
    void undone(const std::string& changeId);
    /// `id` is the entry's reference, or the change's for `undo`. NotPending where nothing holds, or too
    /// late.
    void failed(const std::string& id, const gatehouse::base::Error& error);

private:
    class State;

    void change(const std::string& entryRef, bool isDenying, model::AnsweredBy by);

    std::unique_ptr<State> m_state;
};

} // namespace gatehouse::service

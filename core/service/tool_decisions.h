// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/tool_rule.h"
#include "core/service/completion.h"
#include "core/service/tool_news.h"
#include "core/service/tool_table.h"

#include <QObject>

#include <memory>
#include <string>

namespace gatehouse::service {

class StoreThread;

/// What the user wants of single tools, for windows. The journal line is written first, then the books, then
/// the snapshot that wrappers read.
class ToolDecisions final : public QObject {
    Q_OBJECT
public:
    explicit ToolDecisions(StoreThread& store, QObject* parent = nullptr);
    ~ToolDecisions() override;

    /// Told in this object's thread, unless `context` is gone by then.
    void read(const std::string& serverRef, QObject* context, Completion<ToolTable> done);
    /// `decision.rules` as tool_table.h makes them. `changed` or `failed` says how it ended.
    void decide(model::ToolsDecision decision);
    /// Servers whose tools nobody has decided on, as last read.
    const std::vector<ToolNews>& news() const;
    void refreshNews();
    /// What held for the tools of the change before it holds again, while `kUndoMilliseconds` have not
    /// passed.
    void undo(const std::string& changeId, model::AnsweredBy by);

Q_SIGNALS:
    /// It holds: wrappers see it. `changeId` is what `undo` takes.
    void changed(const std::string& changeId, const gatehouse::model::ToolsDecision& decision);
    void undone(const std::string& changeId, const std::string& serverRef);
    void newsChanged();
    /// `id` is the server's, or the change's for `undo`.
    void failed(const std::string& id, const gatehouse::base::Error& error);

private:
    class State;
    std::unique_ptr<State> m_state;
};

} // namespace gatehouse::service

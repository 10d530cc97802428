// SPDX-License-Identifier: Apache-2.0
#include "core/service/tool_decisions.h"

#include "core/service/approval_queue.h"
#include "core/service/ledger.h"
#include "core/service/store_thread.h"

#include <QElapsedTimer>

#include <map>
#include <utility>

namespace gatehouse::service {
namespace {

/// A decision, and the one that takes it back.
struct ToolsOutcome {
    model::ToolsDecision made;
    model::ToolsDecision before;
};

/// What holds now for the tools that `decision` is about, as one decision. What had no rule gets None.
model::ToolsDecision heldBefore(const ToolTable& table, const model::ToolsDecision& decision)
{
    auto before = decision;
    before.command = table.command;
    for (auto& rule : before.rules) {
        const auto* const row = rule.tool.empty() ? nullptr : table.find(rule.tool);
        const auto& held = rule.tool.empty() ? table.others : row != nullptr ? row->held : std::nullopt;
        auto former = held ? held->rule : model::ToolRule{rule.tool, model::ToolDecision::None, {}, 0};
        // An Allow for another command comes back as what it was worth.
        if (held && former.decision == model::ToolDecision::Allow && held->command != table.command)
            former = {rule.tool, model::ToolDecision::Ask, {}, 0};
        rule = std::move(former);
    }
    return before;
}

base::Result<ToolsOutcome> decideAndPublish(Ledger& ledger, const model::ToolsDecision& decision)
{
    const auto table = ledger.toolTable(decision.serverRef);
    if (!table)
        return table.error();
    ToolsOutcome outcome;
    outcome.before = heldBefore(*table, decision);
    auto made = ledger.decideTools(decision);
    if (!made)
        return made.error();
    outcome.made = std::move(*made);
    if (const auto published = ledger.publishSnapshot(); !published)
        return published.error();
    return outcome;
}

} // namespace

class ToolDecisions::State {
public:
    struct Undoable {
        model::ToolsDecision before;
        QElapsedTimer since;
    };

    explicit State(StoreThread& thread)
        : store(thread)
    {
    }

    StoreThread& store;
    std::map<std::string, Undoable> undoable; // by the decision's id
    std::vector<ToolNews> news;
    bool isReading = false;
    bool isWanted = false;
};

ToolDecisions::ToolDecisions(StoreThread& store, QObject* parent)
    : QObject(parent)
    , m_state(std::make_unique<State>(store))
{
}

ToolDecisions::~ToolDecisions() = default;

void ToolDecisions::read(const std::string& serverRef, QObject* context, Completion<ToolTable> done)
{
    m_state->store.run(
        context, [serverRef](Ledger& ledger) { return ledger.toolTable(serverRef); }, std::move(done));
}

const std::vector<ToolNews>& ToolDecisions::news() const
{
    return m_state->news;
}

void ToolDecisions::refreshNews()
{
    m_state->isWanted = true;
    if (std::exchange(m_state->isReading, true))
        return; // once more behind that
    m_state->isWanted = false;
    m_state->store.run(
        this, [](Ledger& ledger) { return ledger.toolNews(); },
        [this](const base::Result<std::vector<ToolNews>>& news) {
            m_state->isReading = false;
            if (!news)
                Q_EMIT failed({}, news.error());
            else if (*news != m_state->news) {
                m_state->news = *news;
                Q_EMIT newsChanged();
            }
            if (m_state->isWanted)
                refreshNews();
        });
}

void ToolDecisions::decide(model::ToolsDecision decision)
{
    m_state->store.run(
        this, [decision](Ledger& ledger) { return decideAndPublish(ledger, decision); },
        [this, ref = decision.serverRef](base::Result<ToolsOutcome> outcome) {
            if (!outcome) {
                Q_EMIT failed(ref, outcome.error());
                return;
            }
            std::erase_if(m_state->undoable,
                [](const auto& entry) { return entry.second.since.elapsed() > kUndoMilliseconds; });
            auto& undoable = m_state->undoable[outcome->made.id];
            undoable.before = std::move(outcome->before);
            undoable.since.start();
            Q_EMIT changed(outcome->made.id, outcome->made);
        });
}

void ToolDecisions::undo(const std::string& changeId, model::AnsweredBy by)
{
    auto found = m_state->undoable.extract(changeId);
    if (found.empty() || found.mapped().since.elapsed() > kUndoMilliseconds) {
        Q_EMIT failed(changeId, {base::ErrorCode::NotPending, "too late to undo"});
        return;
    }
    auto before = std::move(found.mapped().before);
    before.answeredBy = by;
    before.note = "undone";
    m_state->store.run(
        this, [before](Ledger& ledger) { return decideAndPublish(ledger, before); },
        [this, changeId, ref = before.serverRef](const base::Result<ToolsOutcome>& done) {
            if (done)
                Q_EMIT undone(changeId, ref);
            else
                Q_EMIT failed(changeId, done.error());
        });
}

} // namespace gatehouse::service

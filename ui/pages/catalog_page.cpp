// SPDX-License-Identifier: Apache-2.0
#include "ui/models/card_list_model.h"
#include "ui/models/catalog_filter.h"
#include "ui/models/catalog_model.h"
#include "ui/pages/catalog_details.h"
#include "ui/pages/catalog_export_dialog.h"
#include "ui/pages/catalog_filter_bar.h"
#include "ui/pages/catalog_state_delegate.h"
#include "ui/pages/page.h"
#include "ui/pages/tool_table_pane.h"
#include "ui/text/error_text.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/fact_view.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/theme.h"

#include <QAction>
#include <QHeaderView>
#include <QSplitter>
#include <QStackedLayout>
#include <QToolBar>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <optional>
#include <utility>

namespace gatehouse::pages {
namespace {

using model::ServerState;
using models::CatalogModel;
using widgets::FactView;

class CatalogPage final : public Page {
    Q_OBJECT
public:
    CatalogPage(const PageContext& context, QWidget* parent)
        : Page(parent)
        , m_catalog(context.catalog)
        , m_shown(context.catalog)
        , m_cards(context.cards)
        , m_actions(context.actions)
        , m_tree(new QTreeView(this))
        , m_details(new FactView(this))
        , m_shownDetails(new CatalogDetails(*m_details, m_catalog, m_actions, this))
        , m_filter(new CatalogFilterBar(m_shown, this))
        , m_tools(new ToolTablePane(context.actions, this))
        , m_result(new widgets::PlainLabel({}, this))
        , m_review(makeAction(tr("&Review…"), QKeySequence(Qt::CTRL | Qt::Key_Return),
              tr("Open the card that asks about this server; only there can it be approved")))
        , m_deny(makeAction(
              tr("&Deny"), QKeySequence(Qt::CTRL | Qt::Key_D), tr("Never start it again, and stop it now")))
        , m_revoke(makeAction(tr("Re&voke"), QKeySequence(Qt::Key_Delete),
              tr("End what was decided: it stops, and its next start asks")))
        , m_protect(makeAction(tr("&Protect…"), QKeySequence(Qt::CTRL | Qt::Key_P),
              tr("Show what would change in the client's file so that the server starts behind Gatehouse")))
        , m_undo(makeAction(tr("U&nprotect"), QKeySequence(Qt::CTRL | Qt::Key_U),
              tr("Put the client's file back as it was")))
        , m_putBack(makeAction(tr("P&ut back"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P),
              tr("Put the server that its client dropped back into the client's file, guarded")))
        , m_diagnose(makeAction(tr("D&iagnose"), QKeySequence(Qt::CTRL | Qt::Key_I),
              tr("Say why the server does not start, and what to do; nothing is started")))
        , m_forgetBehaviour(makeAction(tr("Forget &behaviour"), QKeySequence(Qt::CTRL | Qt::Key_B),
              tr("Forget what was learned of its calls; it is learned anew, in silence at first")))
        , m_refresh(
              makeAction(tr("&Look again"), QKeySequence(Qt::Key_F5), tr("Read the clients' files again")))
        , m_export(makeAction(tr("E&xport…"), QKeySequence(Qt::CTRL | Qt::Key_E),
              tr("Write the whole catalog to a file, as JSON or as a CycloneDX document; no argument and no "
                 "variable's value stands in it")))
    {
        dressTree();
        m_details->setAccessibleName(tr("Details of the chosen server"));
        m_details->setFrameShape(QFrame::StyledPanel);
        auto* split = new QSplitter(Qt::Horizontal, this);
        split->addWidget(m_tree);
        auto* side = new QSplitter(Qt::Vertical, split);
        side->addWidget(m_details);
        side->addWidget(m_tools);
        side->setStretchFactor(0, 1);
        side->setStretchFactor(1, 1);
        side->setChildrenCollapsible(false);
        split->addWidget(side);
        split->setStretchFactor(0, 3);
        split->setStretchFactor(1, 2);
        split->setSizes({620, 360});
        split->setChildrenCollapsible(false);
        auto* empty = new widgets::EmptyState(tr("No servers found"),
            tr("No client on this machine declares an MCP server yet. Look again after you have added one."),
            this);
        auto* area = new QWidget(this);
        m_stack = new QStackedLayout(area);
        m_stack->addWidget(split);
        m_stack->addWidget(empty);
        auto* layout = new QVBoxLayout(this);
        layout->addWidget(buildBar());
        layout->addWidget(m_filter);
        layout->addWidget(area, 1);
        layout->addWidget(m_result);
        connectAll();
        update();
    }

    QString title() const override { return tr("Catalog"); }

    void entered(const std::string& serverRef) override
    {
        const auto server = serverRef.empty() ? QModelIndex() : m_catalog.indexOf(serverRef);
        if (!server.isValid())
            return;
        if (!m_shown.mapFromSource(server).isValid())
            m_filter->clear(); // it was filtered out, and somebody wants to see it
        m_tree->setCurrentIndex(m_shown.mapFromSource(server));
    }

private:
    QAction* makeAction(const QString& text, const QKeySequence& keys, const QString& tip)
    {
        auto* action = new QAction(text, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        action->setToolTip(tr("%1 (%2)").arg(tip, keys.toString(QKeySequence::NativeText)));
        QWidget::addAction(action);
        m_tree->addAction(action);
        return action;
    }

    QToolBar* buildBar()
    {
        auto* bar = new QToolBar(this);
        bar->setAccessibleName(tr("What to do with the chosen server"));
        bar->setToolButtonStyle(Qt::ToolButtonTextOnly);
        for (auto* action : {m_review, m_deny, m_revoke})
            bar->addAction(action);
        bar->addSeparator();
        for (auto* action :
            {m_protect, m_undo, m_putBack, m_diagnose, m_forgetBehaviour, m_refresh, m_export})
            bar->addAction(action);
        for (auto* button : bar->findChildren<QToolButton*>())
            button->setFocusPolicy(Qt::StrongFocus);
        m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
        return bar;
    }

    void dressTree()
    {
        m_tree->setModel(&m_shown);
        m_tree->setItemDelegateForColumn(CatalogModel::State, new CatalogStateDelegate(m_tree));
        m_tree->setAccessibleName(tr("Clients, servers and tools"));
        m_tree->setUniformRowHeights(true);
        m_tree->setAlternatingRowColors(true);
        m_tree->setAllColumnsShowFocus(true);
        m_tree->setColumnWidth(CatalogModel::Name, 175);
        m_tree->setColumnWidth(CatalogModel::State, 150);
        m_tree->setColumnWidth(CatalogModel::Command, 100);
        m_tree->setColumnWidth(CatalogModel::Seen, 80);
        m_tree->header()->setStretchLastSection(false);
        m_tree->header()->setSectionResizeMode(CatalogModel::Note, QHeaderView::Stretch);
    }

    /// What was found stands open; without a text a server's tools are one click away.
    void afterFiltering()
    {
        constexpr int kServers = 1;
        m_tree->expandToDepth(m_filter->hasText() ? kServers : 0);
        update();
    }

    QModelIndex current() const { return m_shown.mapToSource(m_tree->currentIndex()); }

    void connectAll()
    {
        connect(m_shownDetails, &CatalogDetails::answered, this, &CatalogPage::showDetails);
        connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
            m_shownDetails->forgetKnown();
            showDetails();
        });
        connect(m_filter, &CatalogFilterBar::filtered, this, &CatalogPage::afterFiltering);
        connect(&m_catalog, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& from, const QModelIndex& to) { changed(from, to); });
        connect(&m_catalog, &CatalogModel::toolsTold, m_tools, &ToolTablePane::reload);
        connect(&m_catalog, &QAbstractItemModel::rowsRemoved, this, [this] { update(); });
        connect(&m_catalog, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex& parent) {
            if (parent.isValid() && parent.parent().isValid())
                return; // tools stay folded, and say nothing of what is shown
            m_tree->expand(m_shown.mapFromSource(parent));
            chooseOne(); // what is chosen already is drawn already: hundreds may come at once
        });
        for (auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
            connect(&m_cards, signal, this, &CatalogPage::showDetails);
        connect(&m_cards, &QAbstractItemModel::modelReset, this, &CatalogPage::showDetails);
        connect(m_review, &QAction::triggered, this, &CatalogPage::review);
        connect(m_deny, &QAction::triggered, this, [this] { askFor(m_actions.deny); });
        connect(m_revoke, &QAction::triggered, this, [this] { askFor(m_actions.revoke); });
        connect(m_protect, &QAction::triggered, this, [this] {
            askFor([this](const std::string& ref) { Q_EMIT pageRequested(QStringLiteral("protect"), ref); });
        });
        connect(m_refresh, &QAction::triggered, this, [this] {
            if (m_actions.refreshCatalog)
                m_actions.refreshCatalog();
        });
        connect(m_undo, &QAction::triggered, this, &CatalogPage::undo);
        connect(m_putBack, &QAction::triggered, this, &CatalogPage::putBack);
        connect(m_diagnose, &QAction::triggered, this, &CatalogPage::diagnose);
        connect(m_export, &QAction::triggered, this, [this] {
            exportCatalog(this, m_actions, [this](const QString& outcome) { m_result->setText(outcome); });
        });
        connect(m_forgetBehaviour, &QAction::triggered, this, &CatalogPage::forgetBehaviour);
    }

    void review()
    {
        const auto* server = m_catalog.serverAt(current());
        const auto* card = server == nullptr ? nullptr : m_cards.findEntry(server->ref);
        if (card != nullptr && m_actions.review)
            m_actions.review(card->id);
    }

    void askFor(const std::function<void(const std::string&)>& action)
    {
        const auto* server = m_catalog.serverAt(current());
        if (server != nullptr && action)
            action(std::string(server->ref)); // a copy: the row may go before the answer
    }

    void update()
    {
        chooseOne();
        showDetails();
    }

    void chooseOne()
    {
        m_stack->setCurrentIndex(m_catalog.serverCount() == 0 ? 1 : 0);
        const auto client = m_shown.index(0, 0);
        if (current().isValid() || m_shown.rowCount(client) == 0)
            return;
        m_tree->expandToDepth(0);
        m_tree->setCurrentIndex(m_shown.index(0, 0, client));
    }

    void showDetails()
    {
        const auto* server = m_catalog.serverAt(current());
        m_tools->show(server == nullptr ? std::string() : server->ref);
        m_shownDetails->show(current());
        updateActions(server);
    }

    /// Only what concerns the chosen row, its server or its duplicates is drawn anew.
    void changed(const QModelIndex& from, const QModelIndex& to)
    {
        const auto chosen = current();
        const bool isChosen =
            from.parent() == chosen.parent() && from.row() <= chosen.row() && chosen.row() <= to.row();
        if (isChosen)
            m_shownDetails->askAgain();
        if (isChosen || from == chosen.parent())
            showDetails();
    }

    /// What may be done with the chosen server now; it follows every change of the books.
    void updateActions(const model::ServerRow* server)
    {
        const auto state = server == nullptr ? ServerState::SeenNotGuarded : server->state;
        const bool isGuarded = server != nullptr && server->isGuarded;
        const bool isApproved = state == ServerState::Approved || state == ServerState::Running ||
            state == ServerState::Suspended ||
            (state == ServerState::RunningUnguarded && isGuarded); // which of them is not said then
        m_review->setEnabled(server != nullptr && m_cards.findEntry(server->ref) != nullptr);
        m_deny->setEnabled(m_review->isEnabled() || isApproved);
        m_revoke->setEnabled(isApproved || state == ServerState::Denied);
        m_revoke->setText(state == ServerState::Denied ? tr("Ask a&gain") : tr("Re&voke"));
        m_protect->setEnabled(server != nullptr && server->canBeGuarded);
        m_undo->setEnabled(isGuarded);
        m_putBack->setEnabled(server != nullptr && server->stateReason == "dropped");
        m_diagnose->setEnabled(server != nullptr && state != ServerState::Gone && m_actions.diagnose);
        const auto* const learned = server == nullptr ? nullptr : m_shownDetails->learnedOf(*server);
        m_forgetBehaviour->setEnabled(learned != nullptr && m_actions.forgetBehaviour &&
            (learned->problem || learned->learned.calls > 0));
    }

    void diagnose()
    {
        const auto* server = m_catalog.serverAt(current());
        if (server == nullptr || !m_actions.diagnose)
            return;
        m_result->setText(tr("Looking for what keeps it from starting…"));
        m_actions.diagnose(
            server->ref, this, [this, asked = *server](const base::Result<service::Diagnoses>& found) {
                m_result->setText(found ? QString() : text::errorText(found.error()));
                m_shownDetails->takeDiagnoses(asked, found ? std::optional(*found) : std::nullopt);
            });
    }

    void forgetBehaviour()
    {
        const auto* server = m_catalog.serverAt(current());
        if (server == nullptr || !m_actions.forgetBehaviour)
            return;
        m_forgetBehaviour->setEnabled(false);
        m_actions.forgetBehaviour(server->ref, this, [this, asked = *server](const auto& entry) {
            m_result->setText(entry
                    ? tr("Forgotten. What is usual of it is learned anew from its next call on.")
                    : text::errorText(entry.error()));
            if (entry)
                m_shownDetails->takeLearned(asked, *entry);
            else
                showDetails();
        });
    }

    void undo()
    {
        const auto* server = m_catalog.serverAt(current());
        if (server == nullptr || !m_actions.undo)
            return;
        m_undo->setEnabled(false);
        m_actions.undo({server->ref}, this,
            saying(tr("The client's file is as it was. Restart the client's server to run it directly.")));
    }

    void putBack()
    {
        const auto* server = m_catalog.serverAt(current());
        if (server == nullptr || !m_actions.putBack)
            return;
        m_putBack->setEnabled(false);
        m_actions.putBack({server->ref}, this,
            saying(tr("It is in the client's file again. Restart the client so that it reads it.")));
    }

    service::Completion<std::vector<service::EntryResult>> saying(const QString& done)
    {
        return [this, done](const base::Result<std::vector<service::EntryResult>>& results) {
            if (!results)
                m_result->setText(text::errorText(results.error()));
            else if (results->empty())
                m_result->setText(tr("Nothing was protected there."));
            else if (!results->front().isDone)
                m_result->setText(text::errorText(results->front().error));
            else
                m_result->setText(done);
            showDetails();
        };
    }

    CatalogModel& m_catalog;
    models::CatalogFilter m_shown;
    models::CardListModel& m_cards;
    PageActions m_actions;
    QTreeView* m_tree;
    FactView* m_details;
    CatalogDetails* m_shownDetails; ///< draws into m_details
    CatalogFilterBar* m_filter;
    ToolTablePane* m_tools;
    widgets::PlainLabel* m_result;
    QAction* m_review;
    QAction* m_deny;
    QAction* m_revoke;
    QAction* m_protect;
    QAction* m_undo;
    QAction* m_putBack;
    QAction* m_diagnose;
    QAction* m_forgetBehaviour;
    QAction* m_refresh;
    QAction* m_export;
    QStackedLayout* m_stack = nullptr;
};

} // namespace

Page* makeCatalogPage(const PageContext& context, QWidget* parent);
Page* makeCatalogPage(const PageContext& context, QWidget* parent)
{
    return new CatalogPage(context, parent);
}

} // namespace gatehouse::pages

#include "catalog_page.moc"

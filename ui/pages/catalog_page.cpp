// SPDX-License-Identifier: Apache-2.0
#include "ui/models/catalog_model.h"
#include "ui/models/protection_model.h"
#include "ui/pages/page.h"
#include "ui/text/choice_text.h"
#include "ui/text/display_text.h"
#include "ui/text/error_text.h"
#include "ui/text/state_text.h"
#include "ui/text/time_text.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/fact_view.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/roomy_delegate.h"
#include "ui/widgets/theme.h"

#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QTreeView>
#include <QVBoxLayout>

namespace gatehouse::pages {
namespace {

using model::ServerState;
using models::CatalogModel;
using widgets::FactView;
using Look = widgets::FactView::Look;

/// Puts a sign before the state, one shape for each, so that the list can be read without colours.
class StateDelegate final : public widgets::RoomyDelegate {
public:
    using RoomyDelegate::RoomyDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto state = index.siblingAtColumn(0).data(CatalogModel::StateRole);
        if (!state.isValid() || index.column() != CatalogModel::State)
            return;
        const auto tones = widgets::tonesOf(option->palette);
        const auto [sign, tone] = [&]() -> std::pair<QString, QColor> {
            switch (static_cast<ServerState>(state.toInt())) {
            case ServerState::Unguarded:
                return {QStringLiteral("○"), tones.attention};
            case ServerState::SeenNotGuarded:
                return {QStringLiteral("◌"), tones.muted};
            case ServerState::Waiting:
                return {QStringLiteral("◆"), tones.attention};
            case ServerState::Approved:
                return {QStringLiteral("✓"), tones.good};
            case ServerState::Running:
                return {QStringLiteral("▶"), tones.good};
            case ServerState::Denied:
                return {QStringLiteral("✕"), tones.danger};
            }
            return {};
        }();
        option->text = QStringLiteral("%1  %2").arg(sign, option->text);
        option->palette.setColor(QPalette::Text, tone);
    }
};

class CatalogPage final : public Page {
    Q_OBJECT
public:
    CatalogPage(const PageContext& context, QWidget* parent)
        : Page(parent)
        , m_catalog(context.catalog)
        , m_actions(context.actions)
        , m_tree(new QTreeView(this))
        , m_details(new FactView(this))
        , m_result(new widgets::PlainLabel({}, this))
        , m_protect(new QPushButton(tr("&Protect…"), this))
        , m_undo(new QPushButton(tr("&Undo protection"), this))
        , m_refresh(new QPushButton(tr("&Look again"), this))
    {
        dressTree();
        m_details->setAccessibleName(tr("Details of the chosen server"));
        m_details->setFrameShape(QFrame::StyledPanel);
        auto* split = new QSplitter(Qt::Horizontal, this);
        split->addWidget(m_tree);
        split->addWidget(m_details);
        split->setStretchFactor(0, 3);
        split->setStretchFactor(1, 2);
        split->setSizes({560, 360});
        split->setChildrenCollapsible(false);
        auto* empty = new widgets::EmptyState(tr("No servers found"),
            tr("No client on this machine declares an MCP server yet. Look again after you have added one."),
            this);
        auto* area = new QWidget(this);
        m_stack = new QStackedLayout(area);
        m_stack->addWidget(split);
        m_stack->addWidget(empty);
        auto* row = new QHBoxLayout;
        row->addWidget(m_result, 1);
        for (auto* button : {m_refresh, m_undo, m_protect})
            row->addWidget(button);
        auto* layout = new QVBoxLayout(this);
        layout->addWidget(area, 1);
        layout->addLayout(row);
        connectAll();
        update();
    }

    QString title() const override { return tr("Catalog"); }

private:
    void dressTree()
    {
        m_tree->setModel(&m_catalog);
        m_tree->setItemDelegateForColumn(CatalogModel::State, new StateDelegate(m_tree));
        m_tree->setAccessibleName(tr("Clients, servers and tools"));
        m_tree->setUniformRowHeights(true);
        m_tree->setAlternatingRowColors(true);
        m_tree->setAllColumnsShowFocus(true);
        m_tree->setColumnWidth(CatalogModel::Name, 190);
        m_tree->setColumnWidth(CatalogModel::State, 150);
        m_tree->setColumnWidth(CatalogModel::Command, 220);
        m_tree->header()->setStretchLastSection(true);
    }

    void connectAll()
    {
        connect(
            m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &CatalogPage::showDetails);
        connect(&m_catalog, &QAbstractItemModel::dataChanged, this, &CatalogPage::showDetails);
        connect(&m_catalog, &QAbstractItemModel::rowsRemoved, this, &CatalogPage::update);
        connect(&m_catalog, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex& parent) {
            if (!parent.isValid() || !parent.parent().isValid())
                m_tree->expand(parent);
            update();
        });
        connect(m_protect, &QPushButton::clicked, this,
            [this] { Q_EMIT pageRequested(QStringLiteral("protect")); });
        connect(m_refresh, &QPushButton::clicked, this, [this] {
            if (m_actions.refreshCatalog)
                m_actions.refreshCatalog();
        });
        connect(m_undo, &QPushButton::clicked, this, &CatalogPage::undo);
    }

    void update()
    {
        m_stack->setCurrentIndex(m_catalog.serverCount() == 0 ? 1 : 0);
        if (m_catalog.serverAt(m_tree->currentIndex()) == nullptr && m_catalog.rowCount() > 0) {
            m_tree->expandToDepth(0);
            const auto client = m_catalog.index(0, 0);
            m_tree->setCurrentIndex(m_catalog.rowCount(client) > 0 ? m_catalog.index(0, 0, client) : client);
        }
        showDetails();
    }

    void showDetails()
    {
        const auto* server = m_catalog.serverAt(m_tree->currentIndex());
        const auto* tool = m_catalog.toolAt(m_tree->currentIndex());
        m_undo->setEnabled(server != nullptr && server->state != ServerState::Unguarded &&
            server->state != ServerState::SeenNotGuarded);
        m_details->clearFacts();
        if (server == nullptr)
            m_details->addParagraph(
                tr("Choose a server to see where it comes from and what it may do."), Look::Muted);
        else if (tool != nullptr)
            writeTool(*tool);
        else
            writeServer(*server);
        m_details->finish();
    }

    void writeServer(const model::ServerRow& server)
    {
        m_details->addParagraph(text::serverStateText(server.state));
        m_details->addParagraph(text::serverStateSentence(server), Look::Muted);
        m_details->addHeading(tr("COMMAND"));
        QStringList arguments;
        for (const auto& argument : server.command)
            arguments << text::displayArgument(argument);
        m_details->addArguments(arguments);
        m_details->addHeading(tr("WHERE IT COMES FROM"));
        constexpr qsizetype kPathLimit = 4096;
        const auto file = text::displayText(server.location.file, kPathLimit);
        m_details->addFacts({{tr("Client"), text::displayText(server.clientTitle), Look::Text},
            {tr("File"), server.line > 0 ? tr("%1, line %2").arg(file).arg(server.line) : file, Look::Code},
            {tr("Applies"), text::scopeText(server.location.scope), Look::Text}});
        m_details->addHeading(tr("SEEN"));
        m_details->addFacts({{tr("Tools"), QString::number(server.tools), Look::Text},
            {tr("Sessions now"), QString::number(server.liveSessions), Look::Text},
            {tr("Last session"), text::exactTime(server.lastSeen), Look::Text}});
    }

    void writeTool(const model::ToolRow& tool)
    {
        m_details->addHeading(tr("TOOL, AS THE SERVER LISTED IT"));
        m_details->addFacts({{tr("Name"), text::displayText(tool.name), Look::Code},
            {tr("Calls"), QString::number(tool.calls), Look::Text},
            {tr("First seen"), text::exactTime(tool.firstSeen), Look::Text},
            {tr("Last seen"), text::exactTime(tool.lastSeen), Look::Text},
            {tr("Definition"), text::displayText(tool.digest), Look::Code}});
    }

    void undo()
    {
        const auto* server = m_catalog.serverAt(m_tree->currentIndex());
        if (server == nullptr || !m_actions.undo)
            return;
        m_undo->setEnabled(false);
        m_actions.undo(
            {server->ref}, this, [this](const base::Result<std::vector<service::EntryResult>>& results) {
                if (!results)
                    m_result->setText(text::errorText(results.error()));
                else if (results->empty())
                    m_result->setText(tr("Nothing was protected there."));
                else if (!results->front().isDone)
                    m_result->setText(text::errorText(results->front().error));
                else
                    m_result->setText(tr(
                        "The client's file is as it was. Restart the client's server to run it directly."));
                showDetails();
            });
    }

    CatalogModel& m_catalog;
    PageActions m_actions;
    QTreeView* m_tree;
    FactView* m_details;
    widgets::PlainLabel* m_result;
    QPushButton* m_protect;
    QPushButton* m_undo;
    QPushButton* m_refresh;
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

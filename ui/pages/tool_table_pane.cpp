// SPDX-License-Identifier: Apache-2.0
#include "ui/pages/tool_table_pane.h"

#include "ui/text/error_text.h"
#include "ui/text/tool_text.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/roomy_delegate.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <utility>

namespace gatehouse::pages {
namespace {

using model::ToolDecision;
using models::ToolTableModel;

/// A sign before each decision, one shape for each, so that the column can be read without colours.
class DecisionDelegate final : public widgets::RoomyDelegate {
public:
    using RoomyDelegate::RoomyDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto tones = widgets::tonesOf(option->palette);
        const auto [sign, tone] = [&]() -> std::pair<QString, QColor> {
            switch (static_cast<ToolDecision>(index.data(ToolTableModel::StandingRole).toInt())) {
            case ToolDecision::Allow:
                return {QStringLiteral("✓"), tones.good};
            case ToolDecision::Ask:
                return {QStringLiteral("◆"), tones.attention};
            case ToolDecision::Deny:
                return {QStringLiteral("✕"), tones.danger};
            case ToolDecision::None:
                break;
            }
            return {QStringLiteral("·"), tones.muted};
        }();
        option->text = QStringLiteral("%1  %2").arg(sign, option->text);
        option->palette.setColor(QPalette::Text, tone);
    }
};

} // namespace

ToolTablePane::ToolTablePane(const PageActions& actions, QWidget* parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_view(new QTableView(this))
    , m_readOnly(new QPushButton(tr("Allow what reads &only, ask for the rest"), this))
    , m_othersAsUsual(new QPushButton(tr("All ot&hers as usual"), this))
    , m_others(new widgets::PlainLabel({}, this))
{
    m_view->setModel(&m_model);
    m_view->setItemDelegate(new widgets::RoomyDelegate(m_view));
    m_view->setItemDelegateForColumn(ToolTableModel::Decision, new DecisionDelegate(m_view));
    m_view->setAccessibleName(tr("Tools of the chosen server"));
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setAlternatingRowColors(true);
    m_view->setShowGrid(false);
    m_view->setTabKeyNavigation(false);
    m_view->verticalHeader()->hide();
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_view->horizontalHeader()->setSectionResizeMode(ToolTableModel::Nature, QHeaderView::Stretch);
    m_view->setColumnWidth(ToolTableModel::Decision, 92);
    m_view->setColumnWidth(ToolTableModel::Tool, 130);
    m_view->setColumnHidden(ToolTableModel::Decided, true); // said below for the row that is chosen
    m_readOnly->setToolTip(text::readOnlyAllowMeans());
    m_readOnly->setAccessibleDescription(text::readOnlyAllowMeans());
    m_others->setMuted();
    auto* row = new QHBoxLayout;
    for (const auto& [label, decision] :
        {std::pair(tr("A&llow"), ToolDecision::Allow), std::pair(tr("As&k"), ToolDecision::Ask),
            std::pair(tr("De&ny"), ToolDecision::Deny), std::pair(tr("As &usual"), ToolDecision::None)}) {
        auto* button = new QPushButton(label, this);
        // The server itself can be denied, too: by ear these must not be the same.
        button->setAccessibleName(tr("Chosen tools: %1").arg(text::toolDecision(decision)));
        connect(button, &QPushButton::clicked, this, [this, decision = decision] { decide(decision); });
        row->addWidget(button);
        m_buttons.push_back(button);
    }
    row->addStretch(1);
    row->addWidget(m_othersAsUsual);
    m_othersAsUsual->hide();
    connect(m_othersAsUsual, &QPushButton::clicked, this, [this] {
        send({{{}, model::ToolDecision::None, {}, 0}});
    });
    connect(m_readOnly, &QPushButton::clicked, this, &ToolTablePane::decideAll);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ToolTablePane::update);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &ToolTablePane::update);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_others);
    layout->addLayout(row);
    layout->addWidget(m_readOnly);
    hide();
}

void ToolTablePane::show(const std::string& serverRef)
{
    if (m_serverRef == serverRef)
        return;
    m_serverRef = serverRef;
    if (serverRef.empty() || !m_actions.readTools) {
        hide();
        return;
    }
    reload(serverRef);
}

void ToolTablePane::reload(const std::string& serverRef)
{
    if (serverRef != m_serverRef || !m_actions.readTools)
        return;
    m_actions.readTools(serverRef, this, [this, serverRef](const base::Result<service::ToolTable>& table) {
        if (serverRef != m_serverRef)
            return; // another one is chosen by now
        if (table)
            take(*table);
        else
            m_others->setText(text::errorText(table.error()));
    });
}

void ToolTablePane::take(const service::ToolTable& table)
{
    m_model.setTable(table);
    setVisible(!table.rows.empty());
    update();
}

void ToolTablePane::update()
{
    const auto rows = m_view->selectionModel()->selectedRows();
    for (auto* button : m_buttons)
        button->setEnabled(!rows.isEmpty());
    const auto& others = m_model.table().others;
    m_othersAsUsual->setVisible(others && others->rule.decision != ToolDecision::None);
    const auto* const row = rows.size() == 1 ? m_model.toolAt(rows.front().row()) : nullptr;
    const auto decided = row != nullptr ? text::toolDecided(*row) : QString();
    m_others->setText(decided.isEmpty() ? text::otherTools(m_model.table()) : decided);
}

std::vector<std::string> ToolTablePane::chosen() const
{
    std::vector<std::string> names;
    for (const auto& index : m_view->selectionModel()->selectedRows()) {
        if (const auto* const row = m_model.toolAt(index.row()))
            names.push_back(row->name);
    }
    return names;
}

void ToolTablePane::decide(ToolDecision decision)
{
    std::vector<model::ToolRule> rules;
    for (const auto& name : chosen()) {
        auto rule = service::ruleFor(m_model.table(), name, decision, 0);
        if (!rule) {
            m_others->setText(text::errorText(rule.error()));
            return;
        }
        rules.push_back(std::move(*rule));
    }
    send(std::move(rules));
}

void ToolTablePane::decideAll()
{
    send(service::readOnlyAllow(m_model.table()));
}

/// What was seen is what is decided on: the rules name the definitions of the table as it is shown.
void ToolTablePane::send(std::vector<model::ToolRule> rules)
{
    if (rules.empty() || !m_actions.decideTools)
        return;
    const auto& table = m_model.table();
    model::ToolsDecision decision;
    decision.serverRef = table.serverRef;
    decision.serverName = table.serverName;
    decision.command = table.command;
    decision.rules = std::move(rules);
    m_actions.decideTools(decision);
}

} // namespace gatehouse::pages

// SPDX-License-Identifier: Apache-2.0
#include "ui/pages/tool_news_list.h"

#include "ui/text/tool_text.h"
#include "ui/widgets/plain_label.h"

#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::pages {
namespace {

constexpr std::size_t kShownRows = 3; // the rest comes up when these are decided on

} // namespace

ToolNewsList::ToolNewsList(const PageActions& actions, QWidget* parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_rows(new QWidget(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 8);
    layout->addWidget(m_rows);
    setAccessibleName(tr("Tools that nobody has decided on"));
    hide();
    if (m_actions.watchToolNews)
        m_actions.watchToolNews(this, [this](const std::vector<service::ToolNews>& all) { show(all); });
}

void ToolNewsList::show(const std::vector<service::ToolNews>& all)
{
    // A button that was pressed may be among them: not under its own feet.
    m_rows->deleteLater();
    auto* const former = m_rows;
    m_rows = new QWidget(this);
    delete layout()->replaceWidget(former, m_rows);
    former->hide();
    auto* grid = new QGridLayout(m_rows);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setColumnStretch(0, 1);
    for (std::size_t i = 0; i < std::min(all.size(), kShownRows); ++i)
        addRow(*grid, static_cast<int>(i), all[i]);
    if (all.size() > kShownRows)
        grid->addWidget(
            new widgets::PlainLabel(tr("and %1 more server(s)").arg(all.size() - kShownRows), m_rows),
            static_cast<int>(kShownRows), 0);
    m_count = static_cast<int>(all.size());
    m_rows->show();
    setVisible(m_count > 0);
    Q_EMIT changed();
}

void ToolNewsList::addRow(QGridLayout& grid, int row, const service::ToolNews& news)
{
    auto* const words = new widgets::PlainLabel(text::toolNewsText(news), m_rows);
    auto* const table = new QPushButton(tr("Decide per tool…"), m_rows);
    auto* const leave = new QPushButton(tr("Leave as usual"), m_rows);
    table->setAccessibleDescription(text::toolNewsText(news));
    leave->setAccessibleDescription(text::toolNewsText(news));
    connect(table, &QPushButton::clicked, this, [this, ref = news.serverRef] { Q_EMIT tableRequested(ref); });
    connect(leave, &QPushButton::clicked, this, [this, news] {
        if (!m_actions.decideTools)
            return;
        model::ToolsDecision decision;
        decision.serverRef = news.serverRef;
        decision.serverName = news.serverName;
        decision.rules = {{{}, model::ToolDecision::None, {}, 0}};
        m_actions.decideTools(decision);
    });
    grid.addWidget(words, row, 0);
    grid.addWidget(table, row, 1);
    grid.addWidget(leave, row, 2);
}

} // namespace gatehouse::pages

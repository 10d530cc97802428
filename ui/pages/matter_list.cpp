// SPDX-License-Identifier: Apache-2.0
#include "ui/pages/matter_list.h"

#include "ui/text/error_text.h"
#include "ui/text/matter_text.h"
#include "ui/widgets/plain_label.h"

#include <QGridLayout>
#include <QLayoutItem>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::pages {

using Kind = service::Matter::Kind;

MatterList::MatterList(models::MatterModel& matters, const PageActions& actions, QWidget* parent)
    : QWidget(parent)
    , m_matters(matters)
    , m_actions(actions)
    , m_rows(new QWidget(this))
    , m_result(new widgets::PlainLabel({}, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 8);
    layout->addWidget(m_rows);
    layout->addWidget(m_result);
    m_result->hide();
    setAccessibleName(tr("Changes of clients' files"));
    connect(&m_matters, &QAbstractItemModel::modelReset, this, &MatterList::rebuild);
    rebuild();
}

void MatterList::rebuild()
{
    // A button that was pressed may be among them: not under its own feet.
    m_rows->deleteLater();
    auto* const former = m_rows;
    m_rows = new QWidget(this);
    delete layout()->replaceWidget(former, m_rows);
    former->hide();
    m_grid = new QGridLayout(m_rows);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setColumnStretch(0, 1);
    for (int row = 0; row < m_matters.rowCount(); ++row)
        addRow(row, *m_matters.matterAt(row));
    m_rows->setVisible(m_matters.rowCount() > 0);
    setVisible(m_matters.rowCount() > 0 || m_result->isVisibleTo(this));
}

QPushButton* MatterList::addButton(const QString& text, const QString& about)
{
    auto* const button = new QPushButton(text, m_rows);
    button->setAccessibleDescription(about);
    return button;
}

void MatterList::addRow(int row, const service::Matter& matter)
{
    const auto title = text::matterTitle(matter);
    auto* const words =
        new widgets::PlainLabel(title + QLatin1Char('\n') + text::matterSentence(matter), m_rows);
    QPushButton* first = nullptr;
    QPushButton* second = nullptr;
    const auto ref = matter.row.ref;
    switch (matter.kind) {
    case Kind::NewEntry:
        first = addButton(tr("Protect…"), title);
        second = addButton(tr("Leave unguarded"), title);
        connect(first, &QPushButton::clicked, this, &MatterList::protectionRequested);
        connect(second, &QPushButton::clicked, this, [this, ref] {
            if (m_actions.leave)
                m_actions.leave(ref);
        });
        break;
    case Kind::Dropped:
        first = addButton(tr("Put back"), title);
        second = addButton(tr("Do without it"), title);
        connect(first, &QPushButton::clicked, this, [this, ref] { putBack(ref); });
        connect(second, &QPushButton::clicked, this, [this, ref] {
            if (m_actions.forget)
                m_actions.forget(ref);
        });
        break;
    case Kind::Fight:
        first = addButton(tr("Guard again"), title);
        connect(first, &QPushButton::clicked, this, [this, file = matter.row.location.file] {
            if (m_actions.resume)
                m_actions.resume(file);
        });
        break;
    }
    m_grid->addWidget(words, row, 0);
    m_grid->addWidget(first, row, 1);
    if (second != nullptr)
        m_grid->addWidget(second, row, 2);
}

void MatterList::putBack(const std::string& ref)
{
    if (!m_actions.putBack)
        return;
    m_actions.putBack({ref}, this, [this](const base::Result<std::vector<service::EntryResult>>& results) {
        QString said;
        if (!results)
            said = text::errorText(results.error());
        else if (!results->empty() && !results->front().isDone)
            said = text::errorText(results->front().error);
        m_result->setText(said);
        m_result->setVisible(!said.isEmpty());
        setVisible(m_matters.rowCount() > 0 || !said.isEmpty());
    });
}

} // namespace gatehouse::pages

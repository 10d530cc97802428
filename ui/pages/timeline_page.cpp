// SPDX-License-Identifier: Apache-2.0
#include "ui/models/session_model.h"
#include "ui/models/timeline_model.h"
#include "ui/pages/page.h"
#include "ui/text/behaviour_text.h"
#include "ui/text/display_text.h"
#include "ui/text/error_text.h"
#include "ui/text/event_text.h"
#include "ui/text/finding_text.h"
#include "ui/text/time_text.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/fact_view.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/theme.h"

#include <QHeaderView>
#include <QJsonDocument>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

#include <utility>

namespace gatehouse::pages {
namespace {

using models::SessionModel;
using models::TimelineModel;
using widgets::FactView;
using Look = widgets::FactView::Look;

/// The outcome by sign and tone; the words are the model's.
class OutcomeDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto tones = widgets::tonesOf(option->palette);
        switch (static_cast<model::Action>(index.data(TimelineModel::ActionRole).toInt())) {
        case model::Action::Pass:
            return;
        case model::Action::Flag:
        case model::Action::Redact:
        case model::Action::Hide:
        case model::Action::Ask:
            option->text = QStringLiteral("◆ ") + option->text;
            option->palette.setColor(QPalette::Text, tones.attention);
            return;
        case model::Action::Block:
        case model::Action::Drop:
            option->text = QStringLiteral("✕ ") + option->text;
            option->palette.setColor(QPalette::Text, tones.danger);
            return;
        }
    }
};

QString prettyJson(const std::string& json)
{
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(json));
    return document.isNull() ? text::displayBlock(json) : text::displayBlock(document.toJson().toStdString());
}

void dressTable(QTableView& table)
{
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setShowGrid(false);
    table.setAlternatingRowColors(true);
    table.setWordWrap(false);
    table.setTabKeyNavigation(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().lineSpacing() + 8);
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

class TimelinePage final : public Page {
    Q_OBJECT
public:
    TimelinePage(const PageContext& context, QWidget* parent)
        : Page(parent)
        , m_sessions(context.sessions)
        , m_timeline(context.timeline)
        , m_sessionTable(new QTableView(this))
        , m_table(new QTableView(this))
        , m_details(new FactView(this))
        , m_state(new widgets::PlainLabel({}, this))
        , m_follow(new QPushButton(this))
        , m_empty(new widgets::EmptyState(tr("No events yet"),
              tr("As soon as a client starts a guarded server, every message and every decision stands "
                 "here."),
              this))
    {
        dressSessions();
        dressEvents();
        m_details->setAccessibleName(tr("Details of the chosen event"));
        m_details->setFrameShape(QFrame::StyledPanel);
        auto* layout = new QVBoxLayout(this);
        layout->addLayout(buildBar());
        layout->addWidget(buildSplit(), 1);
        connectAll();
        update();
    }

    QString title() const override { return tr("Timeline"); }

protected:
    void showEvent(QShowEvent* event) override
    {
        Page::showEvent(event);
        update();
    }

private:
    void dressSessions()
    {
        dressTable(*m_sessionTable);
        m_sessionTable->setModel(&m_sessions);
        m_sessionTable->setAccessibleName(tr("Sessions"));
        m_sessionTable->horizontalHeader()->setSectionResizeMode(SessionModel::Server, QHeaderView::Stretch);
        m_sessionTable->setColumnWidth(SessionModel::Started, 66);
        m_sessionTable->setColumnWidth(SessionModel::Events, 96);
        m_sessionTable->setCurrentIndex(m_sessions.index(0, 0));
    }

    void dressEvents()
    {
        dressTable(*m_table);
        m_table->setModel(&m_timeline);
        m_table->setAccessibleName(tr("Events, newest first"));
        m_table->setItemDelegateForColumn(TimelineModel::Outcome, new OutcomeDelegate(m_table));
        for (const auto& [column, width] : {std::pair{TimelineModel::Time, 94}, {TimelineModel::Server, 72},
                 {TimelineModel::Direction, 66}, {TimelineModel::What, 160}, {TimelineModel::Tool, 84},
                 {TimelineModel::Took, 62}, {TimelineModel::Size, 62}})
            m_table->setColumnWidth(column, width);
        m_table->horizontalHeader()->setSectionResizeMode(TimelineModel::Outcome, QHeaderView::Stretch);
    }

    QLayout* buildBar()
    {
        auto* bar = new QHBoxLayout;
        m_follow->setText(tr("&Newest"));
        m_follow->setAccessibleName(tr("Go to the newest event and follow"));
        bar->addWidget(m_state, 1);
        bar->addWidget(m_follow);
        return bar;
    }

    QWidget* buildSplit()
    {
        auto* area = new QWidget(this);
        m_stack = new QStackedLayout(area);
        m_stack->addWidget(m_table);
        m_stack->addWidget(m_empty);
        auto* right = new QSplitter(Qt::Vertical, this);
        right->addWidget(area);
        right->addWidget(m_details);
        right->setStretchFactor(0, 3);
        right->setStretchFactor(1, 2);
        right->setSizes({360, 230});
        auto* split = new QSplitter(Qt::Horizontal, this);
        split->addWidget(m_sessionTable);
        split->addWidget(right);
        split->setStretchFactor(1, 1);
        split->setSizes({240, 810});
        for (auto* splitter : {right, split})
            splitter->setChildrenCollapsible(false);
        return split;
    }

    void connectAll()
    {
        connect(m_sessionTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                const auto id = current.data(SessionModel::SessionIdRole).toLongLong();
                m_table->scrollToTop();
                m_timeline.setSession(id < 0 ? std::nullopt : std::optional<std::int64_t>(id));
            });
        connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &TimelinePage::showDetails);
        // Reading is not to be disturbed: away from the top, new events only count.
        connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
            m_timeline.setPaused(value > 0);
            update();
        });
        connect(m_follow, &QPushButton::clicked, this, [this] {
            m_table->scrollToTop();
            m_timeline.setPaused(false);
        });
        connect(&m_timeline, &TimelineModel::newCountChanged, this, &TimelinePage::update);
        connect(&m_timeline, &TimelineModel::loaded, this, &TimelinePage::update);
        connect(&m_timeline, &QAbstractItemModel::rowsInserted, this, &TimelinePage::update);
        connect(&m_timeline, &QAbstractItemModel::modelReset, this, &TimelinePage::update);
        connect(&m_timeline, &TimelineModel::failed, this,
            [this](const base::Error& error) { m_state->setText(text::errorText(error)); });
    }

    void update()
    {
        m_stack->setCurrentIndex(m_timeline.rowCount() == 0 ? 1 : 0);
        if (m_timeline.isPaused())
            m_state->setText(m_timeline.newCount() == 0
                    ? tr("Paused while you read.")
                    : tr("Paused while you read: %1 new.").arg(m_timeline.newCount()));
        else
            m_state->setText(tr("Live, newest first. Of each message its shape is kept, and an excerpt "
                                "without what was found in it."));
        m_follow->setEnabled(m_timeline.isPaused());
        // Not before it is seen: a table scrolls to its current row when it is shown, which then is far down
        // and pauses the timeline.
        if (isVisible() && !m_table->currentIndex().isValid() && m_timeline.rowCount() > 0)
            m_table->setCurrentIndex(m_timeline.index(0, 0));
    }

    void showDetails(const QModelIndex& current)
    {
        const auto* row = m_timeline.rowAt(current.row());
        m_details->clearFacts();
        if (row != nullptr)
            writeEvent(*row);
        m_details->finish();
    }

    void writeEvent(const model::EventRow& row)
    {
        const auto& event = row.event;
        m_details->addParagraph(text::eventSentence(event));
        writeFindings(event);
        std::vector<FactView::Fact> facts{{tr("At"), text::timeToTheMillisecond(event.at), Look::Text},
            {tr("Server"), text::displayText(row.server), Look::Text},
            {tr("Client"), text::displayText(row.client), Look::Text},
            {tr("Place"), tr("line %1 of its journal").arg(event.sequence + 1), Look::Text}};
        if (!event.id.empty())
            facts.push_back({tr("Request"), text::displayText(event.id), Look::Code});
        if (!event.reason.empty())
            facts.push_back({tr("Why"),
                QStringLiteral("%1 (%2)").arg(
                    text::eventReasonText(event.reason), text::displayText(event.reason)),
                Look::Text});
        if (event.microseconds >= 0)
            facts.push_back({tr("Took"), text::durationText(event.microseconds), Look::Text});
        if (event.bytes > 0)
            facts.push_back({tr("Size"), text::sizeText(event.bytes), Look::Text});
        m_details->addFacts(facts);
        if (!event.excerpt.empty()) {
            m_details->addHeading(tr("WHAT IT SAID, WITHOUT WHAT WAS FOUND IN IT"));
            m_details->addParagraph(prettyJson(event.excerpt), Look::Code);
        }
        if (!event.shape.empty()) {
            m_details->addHeading(tr("SHAPE OF THE MESSAGE (NAMES AND TYPES ONLY)"));
            m_details->addParagraph(prettyJson(event.shape), Look::Code);
        }
        if (!event.details.empty()) {
            m_details->addHeading(tr("DETAILS"));
            m_details->addParagraph(prettyJson(event.details), Look::Code);
        }
    }

    void writeFindings(const model::SessionEvent& event)
    {
        if (event.findings.empty())
            return;
        const auto deviations = text::deviationTexts(event);
        if (!deviations.isEmpty())
            m_details->addHeading(tr("NOT AS USUAL"));
        for (const auto& deviation : deviations)
            m_details->addParagraph(deviation, Look::Attention);
        bool isFirst = true;
        for (const auto& finding : event.findings) {
            // The sentences above say it, and more.
            if (!deviations.isEmpty() && finding.detectorId.starts_with("behaviour-"))
                continue;
            if (std::exchange(isFirst, false))
                m_details->addHeading(tr("FINDINGS"));
            writeFinding(finding);
        }
        m_details->addHeading(tr("EVENT"));
    }

    void writeFinding(const model::Finding& finding)
    {
        m_details->addParagraph(text::findingText(finding.detectorId), Look::Attention);
        m_details->addParagraph(
            tr("%1 in %2, %3 bytes at %4") // all at once: a pointer may hold a %3 of its own
                .arg(text::displayText(finding.detectorId), text::displayText(finding.pointer),
                    QString::number(finding.length), QString::number(finding.offset)),
            Look::Muted);
    }

    SessionModel& m_sessions;
    TimelineModel& m_timeline;
    QTableView* m_sessionTable;
    QTableView* m_table;
    FactView* m_details;
    widgets::PlainLabel* m_state;
    QPushButton* m_follow;
    widgets::EmptyState* m_empty;
    QStackedLayout* m_stack = nullptr;
};

} // namespace

Page* makeTimelinePage(const PageContext& context, QWidget* parent);
Page* makeTimelinePage(const PageContext& context, QWidget* parent)
{
    return new TimelinePage(context, parent);
}

} // namespace gatehouse::pages

#include "timeline_page.moc"

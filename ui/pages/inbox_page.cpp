// SPDX-License-Identifier: Apache-2.0
#include "ui/models/card_list_model.h"
#include "ui/pages/matter_list.h"
#include "ui/pages/page.h"
#include "ui/pages/tool_news_list.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/shape_icon.h"
#include "ui/widgets/theme.h"

#include <QListView>
#include <QPainter>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace gatehouse::pages {
namespace {

using models::CardClass;
using models::CardListModel;

/// Two lines and the sign of the card's class.
class CardDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {0, 2 * option.fontMetrics.lineSpacing() + 24};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        constexpr int kIcon = 28;
        constexpr int kGap = 12;
        QStyleOptionViewItem plain(option);
        option.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &plain, painter, option.widget);
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        const auto tones = widgets::tonesOf(option.palette);
        const auto strong = option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text);
        const auto cardClass = static_cast<CardClass>(index.data(CardListModel::CardClassRole).toInt());
        const auto ink = isSelected             ? strong
            : cardClass == CardClass::NewServer ? tones.accent
            : cardClass == CardClass::Dangerous ? tones.danger
                                                : tones.attention;
        const auto icon = widgets::shapePixmap(
            widgets::cardShapeName(cardClass), kIcon, ink, painter->device()->devicePixelRatioF());
        const auto area = option.rect.adjusted(kGap, 8, -kGap, -8);
        painter->drawPixmap(area.left(), area.center().y() - kIcon / 2, icon);
        const auto words = area.adjusted(kIcon + kGap, 0, 0, 0);
        const int line = option.fontMetrics.lineSpacing();
        auto bold = option.font;
        bold.setBold(true);
        painter->setPen(strong);
        painter->setFont(bold);
        const auto title = index.data().toString();
        painter->drawText(QRect(words.left(), words.top() + 2, words.width(), line),
            Qt::AlignVCenter | Qt::TextSingleLine,
            QFontMetrics(bold).elidedText(title, Qt::ElideRight, words.width()));
        painter->setPen(isSelected ? strong : tones.muted);
        painter->setFont(option.font);
        painter->drawText(QRect(words.left(), words.top() + line + 4, words.width(), line),
            Qt::AlignVCenter | Qt::TextSingleLine,
            option.fontMetrics.elidedText(
                index.data(CardListModel::DetailRole).toString(), Qt::ElideRight, words.width()));
    }
};

/// One row for each question as a person counts them: definitions of one server that changed together are
/// one.
class MatterFilter final : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void lookAgain() { invalidateFilter(); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override
    {
        return sourceModel()->index(row, 0, parent).data(CardListModel::FirstOfMatterRole).toBool();
    }
};

class InboxPage final : public Page {
    Q_OBJECT
public:
    InboxPage(const PageContext& context, QWidget* parent)
        : Page(parent)
        , m_cards(context.cards)
        , m_matters(context.matters)
        , m_review(context.actions.review)
        , m_list(new QListView(this))
        , m_button(new QPushButton(tr("&Review…"), this))
    {
        m_intro = new widgets::PlainLabel(
            tr("Servers that wait for your decision. Until you decide, nothing of them runs."), this);
        m_intro->setMuted();
        m_shown = new MatterFilter(this);
        m_shown->setSourceModel(&m_cards);
        m_list->setModel(m_shown);
        m_list->setItemDelegate(new CardDelegate(m_list));
        m_list->setAccessibleName(tr("Questions that wait"));
        m_list->setAlternatingRowColors(true);
        m_empty = new widgets::EmptyState({}, {}, this);
        auto* area = new QWidget(this);
        m_stack = new QStackedLayout(area);
        m_stack->addWidget(m_list);
        m_stack->addWidget(m_empty);
        auto* row = new QHBoxLayout;
        row->addWidget(m_intro, 1);
        row->addWidget(m_button);
        auto* layout = new QVBoxLayout(this);
        m_news = new ToolNewsList(context.actions, this);
        auto* matters = new MatterList(m_matters, context.actions, this);
        layout->addWidget(matters);
        layout->addWidget(m_news);
        layout->addLayout(row);
        layout->addWidget(area, 1);
        connect(matters, &MatterList::protectionRequested, this,
            [this] { Q_EMIT pageRequested(QStringLiteral("protect")); });
        connect(&m_matters, &QAbstractItemModel::modelReset, this, &InboxPage::update);
        connect(m_news, &ToolNewsList::changed, this, &InboxPage::update);
        connect(m_news, &ToolNewsList::tableRequested, this,
            [this](const std::string& ref) { Q_EMIT pageRequested(QStringLiteral("catalog"), ref); });
        connect(m_button, &QPushButton::clicked, this, &InboxPage::review);
        connect(m_list, &QListView::activated, this, &InboxPage::review);
        for (auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
            connect(&m_cards, signal, this, &InboxPage::update);
        connect(&m_cards, &QAbstractItemModel::modelReset, this, &InboxPage::update);
        update();
    }

    QString title() const override { return tr("Review"); }
    int badge() const override { return m_cards.matterCount() + m_matters.rowCount() + m_news->count(); }

private:
    void update()
    {
        m_shown->lookAgain();
        const bool isEmpty = m_cards.rowCount() == 0;
        m_stack->setCurrentIndex(isEmpty ? 1 : 0);
        m_button->setEnabled(!isEmpty);
        // Below questions about files there is no "nothing to review", and nothing to explain.
        const bool isQuiet = m_matters.rowCount() > 0 || m_news->count() > 0;
        m_empty->setTexts(isQuiet ? QString() : tr("Nothing to review"),
            isQuiet ? QString()
                    : tr("When a client wants to start a server that you have not approved, it waits here."));
        m_intro->setVisible(!isEmpty);
        m_button->setVisible(!isEmpty);
        // Qt's item view accessibility wants a valid current row.
        if (!isEmpty && !m_list->currentIndex().isValid())
            m_list->setCurrentIndex(m_shown->index(0, 0));
        Q_EMIT badgeChanged();
    }

    void review()
    {
        const auto* card = m_cards.cardAt(m_shown->mapToSource(m_list->currentIndex()).row());
        if (m_review)
            m_review(card == nullptr ? std::string() : card->id);
    }

    CardListModel& m_cards;
    models::MatterModel& m_matters;
    std::function<void(const std::string&)> m_review;
    MatterFilter* m_shown = nullptr;
    ToolNewsList* m_news = nullptr;
    QListView* m_list;
    QPushButton* m_button;
    widgets::PlainLabel* m_intro = nullptr;
    widgets::EmptyState* m_empty = nullptr;
    QStackedLayout* m_stack = nullptr;
};

} // namespace

Page* makeInboxPage(const PageContext& context, QWidget* parent);
Page* makeInboxPage(const PageContext& context, QWidget* parent)
{
    return new InboxPage(context, parent);
}

} // namespace gatehouse::pages

#include "inbox_page.moc"

// SPDX-License-Identifier: Apache-2.0
#include "ui/approvals/card_window.h"

#include "core/model/offered_choice.h"
#include "ui/approvals/card_facts.h"
#include "ui/approvals/card_header.h"
#include "ui/approvals/contest_facts.h"
#include "ui/models/card_list_model.h"
#include "ui/models/card_summary.h"
#include "ui/text/choice_text.h"
#include "ui/widgets/decision_button.h"
#include "ui/widgets/fact_view.h"
#include "ui/widgets/input_origin.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/shape_icon.h"
#include "ui/widgets/theme.h"

#include <QCloseEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPushButton>
#include <QScreen>
#include <QWindow>

#include <algorithm>
#include <iterator>
#include <utility>

namespace gatehouse::approvals {
namespace {

using model::AnsweredBy;
using model::Choice;

constexpr int kScreenGap = 24;

bool isAllowing(Choice choice)
{
    return choice == Choice::Once || choice == Choice::Session || choice == Choice::Always;
}

/// Whether somebody waits, and since when, is no other question.
bool saysTheSame(const std::vector<model::ApprovalCard>& left, const std::vector<model::ApprovalCard>& right)
{
    return std::equal(
        left.begin(), left.end(), right.begin(), right.end(), [](const auto& one, const auto& other) {
            return one.id == other.id && one.identity == other.identity;
        });
}

} // namespace

CardWindow::CardWindow(models::CardListModel& cards, QWidget* parent)
    : QWidget(parent, Qt::Window | Qt::WindowStaysOnTopHint)
    , m_cards(cards)
    , m_arming(new widgets::Arming(this))
    , m_origin(std::make_unique<widgets::InputOrigin>())
{
    setObjectName(QStringLiteral("approvalCard"));
    setWindowTitle(tr("Gatehouse: approval"));
    setWindowIcon(widgets::applicationIcon());
    setAttribute(Qt::WA_ShowWithoutActivating);
    build();
    addShortcuts();
    m_goneTimer.setSingleShot(true);
    m_goneTimer.setInterval(kGoneMilliseconds);
    connect(&m_goneTimer, &QTimer::timeout, this, &CardWindow::leaveGoneCard);
    connect(m_arming, &widgets::Arming::armedChanged, this, &CardWindow::setLive);
    for (auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_cards, signal, this, &CardWindow::refresh);
    connect(&m_cards, &QAbstractItemModel::dataChanged, this, &CardWindow::refresh);
    connect(&m_cards, &QAbstractItemModel::modelReset, this, &CardWindow::refresh);
    refresh();
}

CardWindow::~CardWindow() = default;

widgets::DecisionButton& CardWindow::button(Choice choice) const
{
    return *m_buttons.at(static_cast<std::size_t>(choice));
}

std::vector<std::string> CardWindow::queue() const
{
    std::vector<std::string> ids;
    for (int row = 0; row < m_cards.rowCount(); ++row) {
        const auto* card = m_cards.cardAt(row);
        if (!m_isApart && !m_cards.isFirstOfMatter(row) && card->id != m_cardId)
            continue; // shown with the first
        const bool isWanted =
            m_isReview || (models::asksForAWindow(*card) && m_postponed.count(card->id) == 0);
        if (isWanted || card->id == m_cardId)
            ids.push_back(card->id);
    }
    return ids;
}

void CardWindow::refresh()
{
    // Who stopped asking and asks again gets a window again.
    for (auto id = m_postponed.begin(); id != m_postponed.end();) {
        const auto* card = m_cards.find(*id);
        id = card == nullptr || !models::asksForAWindow(*card) ? m_postponed.erase(id) : std::next(id);
    }
    if (m_cardId.empty()) {
        hideOrNext();
        return;
    }
    const auto* card = m_cards.find(m_cardId);
    if (card == nullptr) {
        markGone(tr(
            "This question was answered elsewhere, or is not asked any more. Nothing more is decided here."));
    } else if (m_shown && m_shown->waiting > 0 && card->waiting == 0) {
        markGone(tr("The client stopped waiting: it ended, or gave up. The question stays under Review."));
    } else if (m_shown && !saysTheSame(m_matter, matterOf(*card))) {
        showCard(*card); // it is about more, or less, by now
    } else if (!m_shown || !(*m_shown == *card)) {
        const bool isOnlyTheTime = m_shown && [&] {
            auto copy = *m_shown;
            copy.lastAsked = card->lastAsked;
            copy.waiting = card->waiting;
            return copy == *card;
        }();
        if (isOnlyTheTime && !m_isGone)
            m_shown = *card;
        else
            showCard(*card);
    }
    updatePosition();
}

void CardWindow::showCard(const model::ApprovalCard& card)
{
    if (m_cardId != card.id)
        m_showsAll = false;
    m_cardId = card.id;
    m_shown = card;
    m_matter = matterOf(card);
    m_isGone = false;
    m_goneTimer.stop();
    m_notice->hide();
    m_apart->setVisible(m_matter.size() > 1);
    m_contest = models::contestOf(m_matter, m_contest ? m_contest->usedEntry : std::string());
    m_instead->setVisible(m_contest.has_value());
    if (m_contest)
        m_instead->setText(tr("Use “%1” instead").arg(m_contest->other));
    m_header->setFaded(false);
    for (auto* one : m_buttons)
        one->setVisible(model::isOffered(card.identity, one->choice()));
    m_chords->setText(model::isOffered(card.identity, Choice::Session)
            ? tr("Alt+Shift+A allows for this session · Alt+D denies · Esc decides nothing")
            : tr("Alt+D denies · Esc decides nothing"));
    const auto client = clientTitleOf(card);
    const auto title = m_contest ? models::contestTitle(*m_contest)
        : m_matter.size() > 1    ? models::matterTitle(card, static_cast<int>(m_matter.size()))
                                 : models::cardTitle(card);
    const auto why = m_contest                   ? CardHeader::Why::Contest
        : model::stoppingIds(card.known).empty() ? CardHeader::Why::OfItsClass
                                                 : CardHeader::Why::KnownToDoHarm;
    m_header->show(models::cardClass(card), title, askerText(card, client), why);
    writeFacts();
    explain(Choice::NotNow);
    m_facts->setFocus();
    updatePosition();
    m_arming->disturb();
}

void CardWindow::writeFacts()
{
    if (!m_shown)
        return;
    const auto hidden = m_contest ? writeContest(*m_facts, *m_contest, m_matter, m_showsAll)
        : m_matter.size() > 1     ? writeMatter(*m_facts, m_matter, m_showsAll)
                                  : writeCard(*m_facts, *m_shown, m_showsAll);
    m_hidesSomething = hidden.isAny();
    m_showAll->setVisible(m_hidesSomething);
}

void CardWindow::turnContest()
{
    if (!m_contest || !m_shown)
        return;
    m_contest = models::contestOf(m_matter, m_contest->otherEntry);
    showCard(model::ApprovalCard(*m_shown));
}

std::vector<model::ApprovalCard> CardWindow::matterOf(const model::ApprovalCard& card) const
{
    auto matter = m_isApart ? std::vector<model::ApprovalCard>() : m_cards.matterOf(card.id);
    return matter.empty() ? std::vector<model::ApprovalCard>{card} : matter;
}

void CardWindow::explain(Choice choice)
{
    if (!m_shown)
        return;
    const auto sentence = m_contest ? models::contestSentence(choice, *m_contest)
                                    : text::choiceSentence(choice, *m_shown, clientTitleOf(*m_shown));
    m_sentence->setText(QStringLiteral("%1: %2").arg(text::choiceLabel(choice), sentence));
    button(choice).setAccessibleDescription(sentence);
}

void CardWindow::updatePosition()
{
    const auto ids = queue();
    const auto at = std::find(ids.begin(), ids.end(), m_cardId);
    const auto number = at == ids.end() ? 1 : static_cast<int>(at - ids.begin()) + 1;
    m_position->setText(tr("%1 of %2").arg(number).arg(std::max<std::size_t>(ids.size(), 1)));
    m_previous->setEnabled(number > 1);
    m_next->setEnabled(number < static_cast<int>(ids.size()));
}

void CardWindow::markGone(const QString& why)
{
    if (m_isGone)
        return;
    m_isGone = true;
    m_header->setFaded(true);
    m_notice->setText(why);
    m_notice->setAutoFillBackground(true);
    auto colours = m_notice->palette();
    colours.setColor(QPalette::Window, widgets::tonesOf(palette()).attentionGround);
    m_notice->setPalette(colours);
    m_notice->show();
    setLive(false);
    m_goneTimer.start();
}

void CardWindow::leaveGoneCard()
{
    if (!m_isGone)
        return;
    m_cardId.clear();
    m_shown.reset();
    m_matter.clear();
    m_isGone = false;
    hideOrNext();
}

void CardWindow::hideOrNext()
{
    const auto ids = queue();
    const bool mayShow = m_appearsByItself || m_isReview || isVisible();
    const auto* card = ids.empty() || !mayShow ? nullptr : m_cards.find(ids.front());
    if (card == nullptr) {
        m_isReview = false;
        m_isApart = false;
        m_cardId.clear();
        m_shown.reset();
        m_matter.clear();
        hide();
        return;
    }
    const bool wasVisible = isVisible();
    showCard(*card);
    if (!wasVisible) {
        place();
        show();
    }
}

void CardWindow::step(int by)
{
    const auto ids = queue();
    const auto at = std::find(ids.begin(), ids.end(), m_cardId);
    const auto wanted = (at == ids.end() ? 0 : at - ids.begin()) + by;
    if (wanted < 0 || wanted >= static_cast<std::ptrdiff_t>(ids.size()))
        return;
    if (const auto* card = m_cards.find(ids[static_cast<std::size_t>(wanted)]))
        showCard(*card);
}

bool CardWindow::mayDecide(Choice choice) const
{
    if (m_cardId.empty() || m_isGone || (m_shown && !model::isOffered(m_shown->identity, choice)))
        return false;
    return !isAllowing(choice) || !m_hidesSomething;
}

void CardWindow::decide(Choice choice, AnsweredBy by)
{
    if (choice != Choice::NotNow && !mayDecide(choice))
        return;
    by = m_origin->whose(by);
    std::vector<std::pair<std::string, Choice>> answers;
    for (const auto& one : m_matter) { // as they were shown; what came since is another question
        answers.emplace_back(one.id, m_contest ? models::answerIn(*m_contest, one, choice) : choice);
        m_postponed.insert(one.id);
    }
    m_contest.reset();
    m_cardId.clear();
    m_matter.clear();
    m_shown.reset();
    m_isGone = false;
    m_goneTimer.stop();
    if (choice != Choice::NotNow) {
        std::vector<std::string> together;
        for (const auto& [id, answer] : answers)
            together.push_back(id);
        Q_EMIT answering(together);
    }
    for (const auto& [id, answer] : answers)
        Q_EMIT answered(id, answer, by);
    // The answer may take the card out of the model now or later; what was just answered does not come up
    // again either way.
    const bool wasReview = std::exchange(m_isReview, false);
    hideOrNext();
    m_isReview = wasReview && isVisible();
}

void CardWindow::setLive(bool isLive)
{
    for (auto* button : m_buttons)
        button->setLive(isLive && mayDecide(button->choice()));
}

void CardWindow::review(const std::string& cardId)
{
    m_isReview = true;
    m_postponed.clear();
    const auto ids = queue();
    const auto* card = m_cards.find(cardId);
    if (card == nullptr && m_cardId.empty() && !ids.empty())
        card = m_cards.find(ids.front());
    if (card != nullptr && (card->id != m_cardId || m_isGone))
        showCard(*card);
    if (m_cardId.empty()) {
        m_isReview = false;
        return;
    }
    updatePosition();
    if (!isVisible()) {
        place();
        show();
    }
    raise();
    activateWindow();
}

void CardWindow::place()
{
    const auto* wanted = QGuiApplication::screenAt(QCursor::pos());
    if (wanted == nullptr)
        wanted = QGuiApplication::primaryScreen();
    if (wanted == nullptr)
        return;
    const auto room = wanted->availableGeometry();
    move(std::max(room.left(), room.right() - width() - kScreenGap),
        std::max(room.top(), room.bottom() - height() - 2 * kScreenGap));
}

bool CardWindow::event(QEvent* event)
{
    if (event->type() == QEvent::WindowActivate)
        m_arming->activated();
    return QWidget::event(event);
}

void CardWindow::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_origin->watch(winId());
    m_facts->setFocus();
    m_arming->disturb();
}

void CardWindow::enterEvent(QEnterEvent* event)
{
    QWidget::enterEvent(event);
    m_arming->pointerEntered();
}

void CardWindow::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_arming->pointerLeft();
}

void CardWindow::closeEvent(QCloseEvent* event)
{
    event->ignore();
    decide(Choice::NotNow, AnsweredBy::Pointer);
}

void CardWindow::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        decide(Choice::NotNow, AnsweredBy::Keyboard);
    else
        QWidget::keyPressEvent(event);
}

} // namespace gatehouse::approvals

// SPDX-License-Identifier: Apache-2.0
// How the card's window is put together; what it does is in card_window.cpp.
#include "ui/approvals/card_header.h"
#include "ui/approvals/card_window.h"
#include "ui/models/card_list_model.h"
#include "ui/widgets/decision_button.h"
#include "ui/widgets/fact_view.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace gatehouse::approvals {
namespace {

using model::AnsweredBy;
using model::Choice;

constexpr QSize kCardSize{680, 640};
constexpr int kLayoutMargin = 16;

} // namespace

void CardWindow::build()
{
    setFixedSize(kCardSize);
    m_header = new CardHeader(this);
    m_facts = new widgets::FactView(this);
    m_facts->setAccessibleName(tr("What would run, who asks, and why"));
    m_notice = new widgets::PlainLabel({}, this);
    m_notice->setContentsMargins(kLayoutMargin, 8, kLayoutMargin, 8);
    m_notice->hide();
    m_showAll = new QPushButton(tr("Show the whole command; only then can it be allowed"), this);
    m_showAll->setAutoDefault(false);
    m_showAll->setFocusPolicy(Qt::TabFocus);
    m_showAll->hide();
    connect(m_showAll, &QPushButton::clicked, this, [this] {
        m_showsAll = true;
        writeFacts();
        m_arming->disturb();
    });

    m_apart = new QPushButton(tr("Decide on each by itself"), this);
    m_apart->setAutoDefault(false);
    m_apart->setFocusPolicy(Qt::TabFocus);
    m_apart->hide();
    connect(m_apart, &QPushButton::clicked, this, [this] {
        m_isApart = true;
        if (const auto* card = m_cards.find(m_cardId))
            showCard(*card);
    });

    m_instead = new QPushButton(this);
    m_instead->setObjectName(QStringLiteral("useTheOther"));
    m_instead->setAutoDefault(false);
    m_instead->setFocusPolicy(Qt::TabFocus);
    m_instead->hide();
    connect(m_instead, &QPushButton::clicked, this, &CardWindow::turnContest);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_notice);
    layout->addWidget(m_facts, 1);
    auto* more = new QVBoxLayout;
    more->setContentsMargins(kLayoutMargin, 8, kLayoutMargin, 0);
    more->setSpacing(8);
    more->addWidget(m_showAll);
    more->addWidget(m_instead);
    more->addWidget(m_apart);
    layout->addLayout(more);
    layout->addWidget(buildButtons());
    setTabOrder(m_facts, m_showAll);
    setTabOrder(m_showAll, m_instead);
    setTabOrder(m_instead, m_apart);
    m_facts->setFocus();
}

QWidget* CardWindow::buildButtons()
{
    auto* foot = new QWidget(this);
    m_sentence = new widgets::PlainLabel({}, foot);
    m_sentence->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_sentence->setFixedHeight(
        2 * m_sentence->fontMetrics().lineSpacing() + 4); // buttons stay where they are
    m_position = new widgets::PlainLabel({}, foot);
    m_position->setWordWrap(false);
    m_previous = new QPushButton(tr("‹"), foot);
    m_next = new QPushButton(tr("›"), foot);
    m_previous->setAccessibleName(tr("Previous question"));
    m_next->setAccessibleName(tr("Next question"));
    connect(m_previous, &QPushButton::clicked, this, [this] { step(-1); });
    connect(m_next, &QPushButton::clicked, this, [this] { step(1); });
    m_chords = new widgets::PlainLabel({}, foot);
    m_chords->setFont(widgets::scaledFont(0.85));
    m_chords->setMuted();
    m_chords->setWordWrap(false);

    auto* top = new QHBoxLayout;
    top->addWidget(m_chords, 1);
    for (auto* button : {m_previous, m_next}) {
        button->setAutoDefault(false);
        button->setFocusPolicy(Qt::TabFocus);
        button->setFixedWidth(30);
    }
    top->addWidget(m_previous);
    top->addWidget(m_position);
    top->addWidget(m_next);

    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    for (const auto choice : {Choice::Deny, Choice::NotNow, Choice::Once, Choice::Session, Choice::Always}) {
        auto* button = new widgets::DecisionButton(choice, *m_arming, foot);
        m_buttons.at(static_cast<std::size_t>(choice)) = button;
        connect(button, &widgets::DecisionButton::decided, this, &CardWindow::decide);
        connect(button, &widgets::DecisionButton::considered, this, &CardWindow::explain);
        row->addWidget(button);
        if (choice == Choice::NotNow)
            row->addStretch(1);
    }
    auto* layout = new QVBoxLayout(foot);
    layout->setContentsMargins(kLayoutMargin, 8, kLayoutMargin, kLayoutMargin);
    layout->setSpacing(8);
    layout->addLayout(top);
    layout->addWidget(m_sentence);
    layout->addLayout(row);
    return foot;
}

void CardWindow::addShortcuts()
{
    const auto add = [this](const QKeySequence& keys, Choice choice) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setAutoRepeat(false);
        connect(shortcut, &QShortcut::activated, this, [this, choice] {
            if (m_arming->isArmed())
                decide(choice, AnsweredBy::Keyboard);
        });
    };
    add(QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_A), Choice::Session);
    add(QKeySequence(Qt::ALT | Qt::Key_D), Choice::Deny);
}

} // namespace gatehouse::approvals

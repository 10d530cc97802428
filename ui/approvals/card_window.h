// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"
#include "ui/models/contest.h"
#include "ui/widgets/arming.h"

#include <QTimer>
#include <QWidget>

#include <array>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

class QPushButton;

namespace gatehouse::models {
class CardListModel;
}
namespace gatehouse::widgets {
class Arming;
class DecisionButton;
class InputOrigin;
class FactView;
class PlainLabel;
} // namespace gatehouse::widgets

namespace gatehouse::approvals {

class CardHeader;

/// The one window that asks. It appears by itself without taking the focus, shows one card at a time of those
/// that wait, and lets nothing be decided by accident: see Arming and DecisionButton. Esc and closing mean
/// Not now. A card whose asker is gone turns grey, says so, and leaves after a while.
class CardWindow final : public QWidget {
    Q_OBJECT
public:
    explicit CardWindow(models::CardListModel& cards, QWidget* parent = nullptr);
    ~CardWindow() override;

    /// The user asked for it: shows this card (or the first), takes the focus, and shows cards that only
    /// stand in the inbox, too.
    void review(const std::string& cardId = {});
    /// Off: the card comes only when review() asks for it, where a window cannot appear without taking the
    /// focus.
    void setAppearsByItself(bool appears) { m_appearsByItself = appears; }
    /// What is shown; empty where the window is.
    const std::string& cardId() const { return m_cardId; }
    const widgets::Arming& arming() const { return *m_arming; }
    widgets::DecisionButton& button(model::Choice choice) const;

    static constexpr int kGoneMilliseconds = 5000;

Q_SIGNALS:
    /// One answer to all of these; `answered` follows for each.
    void answering(const std::vector<std::string>& cardIds);
    void answered(
        const std::string& cardId, gatehouse::model::Choice choice, gatehouse::model::AnsweredBy by);

protected:
    bool event(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void build();
    QWidget* buildButtons();
    void addShortcuts();
    /// The queue changed: appear, update what is shown, or go.
    void refresh();
    void showCard(const model::ApprovalCard& card);
    void writeFacts();
    void explain(model::Choice choice);
    /// The cards that are shown and decided on with this one.
    std::vector<model::ApprovalCard> matterOf(const model::ApprovalCard& card) const;
    void updatePosition();
    void markGone(const QString& why);
    void leaveGoneCard();
    /// The other server's tools are to be used.
    void turnContest();
    void step(int by);
    void decide(model::Choice choice, model::AnsweredBy by);
    bool mayDecide(model::Choice choice) const;
    void setLive(bool isLive);
    void hideOrNext();
    void place();
    std::vector<std::string> queue() const;

    models::CardListModel& m_cards;
    widgets::Arming* m_arming;
    std::unique_ptr<widgets::InputOrigin> m_origin;
    CardHeader* m_header = nullptr;
    widgets::FactView* m_facts = nullptr;
    widgets::PlainLabel* m_notice = nullptr;
    QPushButton* m_showAll = nullptr;
    QPushButton* m_apart = nullptr;
    QPushButton* m_instead = nullptr;
    widgets::PlainLabel* m_chords = nullptr; ///< what the keyboard does
    widgets::PlainLabel* m_sentence = nullptr;
    widgets::PlainLabel* m_position = nullptr;
    QPushButton* m_previous = nullptr;
    QPushButton* m_next = nullptr;
    std::array<widgets::DecisionButton*, 5> m_buttons{};
    QTimer m_goneTimer;

    std::string m_cardId;
    std::optional<model::ApprovalCard> m_shown; ///< as it was written, to see what changed
    std::vector<model::ApprovalCard> m_matter;  ///< all that is decided on with it, itself included, likewise
    std::optional<models::Contest> m_contest;   ///< what it is, where two servers bring the same
    bool m_isApart = false;                     ///< the user wants to decide on each by itself
    std::set<std::string> m_postponed;          ///< answered Not now: no window for them until they ask anew
    bool m_isReview = false;                    ///< opened by the user: inbox items count as well
    bool m_appearsByItself = true;
    bool m_isGone = false;
    bool m_showsAll = false;
    bool m_hidesSomething = false;
};

} // namespace gatehouse::approvals

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/approvals/card_window.h"
#include "ui/models/card_list_model.h"
#include "ui/widgets/decision_button.h"

#include <QTest>

#include <string>
#include <vector>

namespace gatehouse::test {

inline model::ApprovalCard cardOf(const std::string& id, int waiting = 1)
{
    model::ApprovalCard card;
    card.id = id;
    card.identity.entry.name = "server-" + id;
    card.identity.entryRef = id;
    card.identity.argv = {"/usr/bin/files"};
    card.waiting = waiting;
    return card;
}

struct Answer {
    std::string card;
    model::Choice choice = model::Choice::NotNow;
    model::AnsweredBy by = model::AnsweredBy::CommandLine;
};

/// A window over its own queue, with what was answered.
struct Desk {
    models::CardListModel cards;
    approvals::CardWindow window{cards};
    std::vector<Answer> answers;

    Desk()
    {
        QObject::connect(&window, &approvals::CardWindow::answered, &window,
            [this](const std::string& card, model::Choice choice, model::AnsweredBy by) {
                answers.push_back({card, choice, by});
            });
    }
    widgets::DecisionButton* button(model::Choice choice) { return &window.button(choice); }
    void waitUntilArmed() { QTRY_VERIFY_WITH_TIMEOUT(window.arming().isArmed(), 3000); }
};

} // namespace gatehouse::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::models {

/// Two servers of one client that bring the same tools, and neither was there first. Both servers' tools are
/// withheld; one question settles which of the two is used.
struct Contest {
    std::string usedEntry; ///< whose tools an allowing answer lets through; the other's stay hidden then
    std::string otherEntry;
    QString used; ///< its name, for people
    QString other;
    QString tool;  ///< of the server that is used
    int tools = 1; ///< of the server that has more of them in question
};

/// True where the card asks about such a tool, whether or not the other server's waits, too.
bool isContested(const model::ApprovalCard& card);
/// Both are about the same two servers.
bool isSameContest(const model::ApprovalCard& left, const model::ApprovalCard& right);

/// What the cards of one matter are about; nothing where it is no contest, or one server's tools alone wait.
/// `usedEntry`: whose are to be used; the first card's where that is none of the two.
std::optional<Contest> contestOf(
    const std::vector<model::ApprovalCard>& matter, const std::string& usedEntry = {});

/// How one card is answered where the contest is: to allow means the used server's tools, to deny means both.
model::Choice answerIn(const Contest& contest, const model::ApprovalCard& card, model::Choice choice);

/// "“docs” and “web” both bring a tool “search”".
QString contestTitle(const Contest& contest);
QString whyContested(const Contest& contest);
/// What the choice does.
QString contestSentence(model::Choice choice, const Contest& contest);

} // namespace gatehouse::models

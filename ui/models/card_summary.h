// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"

#include <QString>
#include <QStringList>

namespace gatehouse::models {

/// How much a question deserves. Cards of different classes look different in shape and layout, so that the
/// rare and dangerous one is not waved through like the ordinary one.
enum class CardClass { NewServer, Changed, Dangerous, Call };

/// True where a tool, a prompt, a template or instructions are asked about that are not as they were first
/// seen.
bool isAboutADefinition(const model::ApprovalCard& card);

/// True where both are about definitions of one server: what changed together is decided on together.
/// Likewise where both are about tools that two servers bring at once, see Contest.
bool isOneMatter(const model::ApprovalCard& left, const model::ApprovalCard& right);
/// "5 definitions of “files” are not as they were".
QString matterTitle(const model::ApprovalCard& first, int count);

/// Call: not whether something may start is asked, but one call of a server that runs. Dangerous wins over
/// Changed: what runs counts more than what it ran before.
CardClass cardClass(const model::ApprovalCard& card);

/// What makes the launch dangerous, a sentence each: inline code for an interpreter or a shell, a package
/// that is not pinned, variables that change what runs. Empty for an ordinary one.
/// What imported lists say comes first.
QStringList risksOf(const model::ApprovalCard& card);

/// What imported lists say besides.
QStringList remarksOfLists(const model::ApprovalCard& card);

/// "“files” wants to start", "write_file of “files” is to be called".
QString cardTitle(const model::ApprovalCard& card);

/// Why the user is asked at all, in one sentence.
QString whyAsked(const model::ApprovalCard& card);

/// True where a window is opened for it: somebody waits, and it is more than a probe or a definition.
bool asksForAWindow(const model::ApprovalCard& card);

} // namespace gatehouse::models

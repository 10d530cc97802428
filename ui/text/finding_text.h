// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <string>

namespace gatehouse::text {

/// What a rule found, in a developer's words ("A GitHub token"), from the rule's id. The id itself where no
/// rule of this version has it: a class of the user's own, or a journal of another version.
QString findingText(const std::string& rule);

} // namespace gatehouse::text

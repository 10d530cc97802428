// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/known_issue.h"

#include <string>

namespace gatehouse::service {

/// What a list says of a launch, in a sentence or two for people. Holds text from outside: what a list says
/// and what a package is called.
std::string knownSentence(const model::KnownIssue& issue);

/// True where it makes a card one of the dangerous ones.
bool isKnownDanger(const model::KnownIssue& issue);

} // namespace gatehouse::service

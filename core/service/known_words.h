// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/known_issue.h"

#include <string>
#include <vector>

namespace gatehouse::service {

/// What a list says of a launch, in a sentence or two for people. Holds text from outside: what a list says
/// and what a package is called.
std::string knownSentence(const model::KnownIssue& issue);

/// True where it makes a card one of the dangerous ones.
bool isKnownDanger(const model::KnownIssue& issue);

/// One sentence about a launch, and whether it is a danger.
struct KnownRemark {
    std::string sentence;
    bool isDanger = false;

    bool operator==(const KnownRemark&) const = default;
};

/// What people are told of all this, in its order: of faults of dependencies the worst few, and how many more
/// there are.
std::vector<KnownRemark> knownRemarks(const std::vector<model::KnownIssue>& issues);

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/checks.h"

namespace gatehouse::service {

/// A server that is held back starts as soon as its user says so, and not before.
void checkApproval(const DoctorFacts& facts, Diagnoses& found)
{
    if (!facts.isGuarded)
        return;
    if (facts.books.isDenied) {
        found.push_back(about(facts, DiagnosisCode::Denied, Severity::Fault));
    } else if (facts.books.isWaiting) {
        auto waiting = about(facts, DiagnosisCode::WaitingForApproval, Severity::Fault);
        waiting.values["card"] = facts.books.cardId;
        found.push_back(std::move(waiting));
    }
}

} // namespace gatehouse::service

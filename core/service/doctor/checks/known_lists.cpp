// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/checks.h"

namespace gatehouse::service {

/// A list of what does harm that cannot be read protects from nothing. The server starts all the same.
void checkKnownLists(const DoctorFacts& facts, Diagnoses& found)
{
    if (!facts.isGuarded)
        return;
    for (const auto& problem : facts.books.leftOutLists) {
        auto diagnosis = about(facts, DiagnosisCode::KnownListLeftOut, Severity::Warning);
        diagnosis.values["reason"] = base::errorName(problem.code);
        diagnosis.values["detail"] = problem.detail;
        found.push_back(std::move(diagnosis));
    }
}

} // namespace gatehouse::service

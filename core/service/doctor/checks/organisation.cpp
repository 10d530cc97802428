// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/checks.h"

namespace gatehouse::service {

/// What the organisation's registry keeps from starting, and where it cannot be followed.
void checkOrganisation(const DoctorFacts& facts, Diagnoses& found)
{
    if (!facts.isGuarded)
        return;
    if (!facts.organisationProblem.empty()) {
        auto diagnosis = about(facts, DiagnosisCode::OrganisationUnusable, Severity::Fault);
        diagnosis.values["detail"] = facts.organisationProblem;
        found.push_back(std::move(diagnosis));
    }
    if (!facts.organisationDistrust.empty()) {
        auto diagnosis = about(facts, DiagnosisCode::OrganisationDistrusted, Severity::Warning);
        diagnosis.values["detail"] = facts.organisationDistrust;
        found.push_back(std::move(diagnosis));
    }
    if (facts.isForbiddenByOrganisation)
        found.push_back(about(facts, DiagnosisCode::OrganisationForbids, Severity::Fault));
}

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/checks.h"

namespace gatehouse::service {

/// Without a list that it can trust a wrapper starts nothing.
void checkList(const DoctorFacts& facts, Diagnoses& found)
{
    if (!facts.isGuarded || facts.list == "fresh")
        return;
    // A stale one the wrapper tries to renew by itself.
    auto diagnosis = about(
        facts, DiagnosisCode::ListUnusable, facts.list == "stale" ? Severity::Warning : Severity::Fault);
    diagnosis.values["reason"] = facts.list;
    diagnosis.values["detail"] = facts.listDetail;
    found.push_back(std::move(diagnosis));
}

} // namespace gatehouse::service

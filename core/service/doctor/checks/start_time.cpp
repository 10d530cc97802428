// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/checks.h"

namespace gatehouse::service {

/// A client that gives up waiting says only that the server failed.
void checkStartTime(const DoctorFacts& facts, Diagnoses& found)
{
    const auto taken =
        facts.trial && facts.trial->hasAnswered ? facts.trial->milliseconds : facts.books.startMilliseconds;
    const std::int64_t limit = std::int64_t{facts.clientWaitsSeconds} * 1000;
    if (taken < 0 || limit == 0 || taken * 2 < limit)
        return;
    auto diagnosis = about(facts, taken >= limit ? DiagnosisCode::StartTooSlow : DiagnosisCode::StartSlow,
        taken >= limit ? Severity::Fault : Severity::Warning);
    diagnosis.values["seconds"] = std::to_string((taken + 500) / 1000);
    diagnosis.values["limit"] = std::to_string(facts.clientWaitsSeconds);
    found.push_back(std::move(diagnosis));
}

} // namespace gatehouse::service

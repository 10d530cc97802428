// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/checks.h"

namespace gatehouse::service {

/// How the last session ended. A trial of now says more than a memory.
void checkLastEnd(const DoctorFacts& facts, Diagnoses& found)
{
    const auto& end = facts.books.lastEnd;
    if (!end || (facts.trial && !facts.trial->refused))
        return;
    const bool isClean = end->hasStarted && end->exitCode == 0 && end->signal.empty() && end->reason.empty();
    if (isClean)
        return;
    auto diagnosis = about(facts,
        end->hasStarted ? DiagnosisCode::LastEndFailed : DiagnosisCode::LastStartFailed, Severity::Warning);
    diagnosis.values["exit"] = end->signal.empty() ? std::to_string(end->exitCode) : end->signal;
    diagnosis.values["reason"] = end->reason;
    diagnosis.values["at"] = std::to_string(end->at);
    found.push_back(std::move(diagnosis));
}

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/checks.h"

namespace gatehouse::service {

/// What came of starting the server now.
void checkTrial(const DoctorFacts& facts, Diagnoses& found)
{
    if (!facts.trial)
        return;
    const auto& trial = *facts.trial;
    const auto code = trial.refused  ? DiagnosisCode::TrialRefused
        : trial.hasAnswered          ? DiagnosisCode::TrialAnswered
        : !trial.errorAnswer.empty() ? DiagnosisCode::TrialAnsweredError
        : trial.hasTimedOut          ? DiagnosisCode::TrialTimedOut
                                     : DiagnosisCode::TrialFailed;
    const auto severity = trial.hasAnswered ? Severity::Note
        : trial.refused                     ? Severity::Warning
                                            : Severity::Fault;
    auto diagnosis = about(facts, code, severity);
    diagnosis.values["milliseconds"] = std::to_string(trial.milliseconds);
    diagnosis.values["exit"] = trial.signal.empty() ? std::to_string(trial.exitCode) : trial.signal;
    if (trial.refused) {
        diagnosis.values["reason"] = base::errorName(trial.refused->code);
        diagnosis.values["detail"] = trial.refused->detail;
    }
    if (!trial.errorAnswer.empty())
        diagnosis.values["detail"] = trial.errorAnswer;
    diagnosis.lines = trial.errorLines;
    found.push_back(std::move(diagnosis));
}

} // namespace gatehouse::service

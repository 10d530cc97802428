// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/checks.h"

namespace gatehouse::service {

/// The client's file names the wrapper by its path: where nothing lies there, nothing starts.
void checkWrapper(const DoctorFacts& facts, Diagnoses& found)
{
    if (!facts.isGuarded)
        return;
    const auto add = [&](DiagnosisCode code, Severity severity) {
        auto diagnosis = about(facts, code, severity);
        diagnosis.values["wrapper"] = facts.wrapper;
        diagnosis.values["expected"] = facts.expectedWrapper;
        found.push_back(std::move(diagnosis));
    };
    const bool isMoved = !facts.expectedWrapper.empty() && facts.wrapper != facts.expectedWrapper;
    switch (facts.wrapperState) {
    case WrapperState::Missing:
        // A HOME that was moved, or a package in the place of the copy: the path is an old one.
        return add(isMoved ? DiagnosisCode::WrapperMoved : DiagnosisCode::WrapperMissing, Severity::Fault);
    case WrapperState::NotExecutable:
        return add(DiagnosisCode::WrapperNotExecutable, Severity::Fault);
    case WrapperState::Older:
        return add(DiagnosisCode::WrapperOlder, Severity::Warning);
    case WrapperState::Good:
        if (isMoved)
            add(DiagnosisCode::WrapperMoved, Severity::Warning);
    }
}

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/checks.h"

namespace gatehouse::service {

void checkWorkingFolder(const DoctorFacts& facts, Diagnoses& found)
{
    if (!facts.workingFolder || facts.hasWorkingFolder)
        return;
    auto diagnosis = about(facts, DiagnosisCode::WorkingFolderMissing, Severity::Fault);
    diagnosis.values["folder"] = *facts.workingFolder;
    found.push_back(std::move(diagnosis));
}

} // namespace gatehouse::service

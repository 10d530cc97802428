// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/checks.h"

namespace gatehouse::service {

/// An empty key is the most frequent reason of a server that ends at once. Some servers do without: a
/// warning.
void checkVariables(const DoctorFacts& facts, Diagnoses& found)
{
    for (const auto& variable : facts.variables) {
        const bool isEmpty = variable.isSetByEntry || variable.isSet;
        auto diagnosis = about(
            facts, isEmpty ? DiagnosisCode::VariableEmpty : DiagnosisCode::VariableUnset, Severity::Warning);
        diagnosis.values["variable"] = variable.name;
        diagnosis.values["source"] = variable.isSetByEntry ? std::string("entry") : facts.environmentSource;
        found.push_back(std::move(diagnosis));
    }
}

} // namespace gatehouse::service

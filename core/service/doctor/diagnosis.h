// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::service {

/// What the doctor may find. Numbers mean nothing; names are stable and documented in
/// resources/docs/doctor.md.
enum class DiagnosisCode {
#define GATEHOUSE_DIAGNOSIS(name, text) name,
#include "core/service/doctor/diagnosis_codes.def"
#undef GATEHOUSE_DIAGNOSIS
};

std::string_view diagnosisName(DiagnosisCode code); // "command-not-on-path" …
const std::vector<DiagnosisCode>& allDiagnosisCodes();

/// Fault: the server cannot start or cannot be reached because of it. Warning: it may. Note: how it stands.
enum class Severity { Note, Warning, Fault };

std::string_view toText(Severity severity);

/// One finding. ui/text makes sentences of it: what is wrong, why, and what to do, with the values put in.
struct Diagnosis {
    DiagnosisCode code = DiagnosisCode::CommandNotFound;
    Severity severity = Severity::Fault;
    std::map<std::string, std::string> values; ///< "command", "file", "line", "fix" …; text of unknown origin
    std::vector<std::string> lines;            ///< what a server wrote to its standard error, the last lines

    bool operator==(const Diagnosis&) const = default;
};

using Diagnoses = std::vector<Diagnosis>;

} // namespace gatehouse::service

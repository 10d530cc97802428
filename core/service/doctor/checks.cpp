// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/checks.h"

namespace gatehouse::service {

std::string_view diagnosisName(DiagnosisCode code)
{
    switch (code) {
#define GATEHOUSE_DIAGNOSIS(name, text)                                                                      \
    case DiagnosisCode::name:                                                                                \
        return text;
#include "core/service/doctor/diagnosis_codes.def"
#undef GATEHOUSE_DIAGNOSIS
    }
    return {};
}

const std::vector<DiagnosisCode>& allDiagnosisCodes()
{
    static const std::vector<DiagnosisCode> kAll{
#define GATEHOUSE_DIAGNOSIS(name, text) DiagnosisCode::name,
#include "core/service/doctor/diagnosis_codes.def"
#undef GATEHOUSE_DIAGNOSIS
    };
    return kAll;
}

std::string_view toText(Severity severity)
{
    switch (severity) {
    case Severity::Note:
        return "note";
    case Severity::Warning:
        return "warning";
    case Severity::Fault:
        return "fault";
    }
    return {};
}

Diagnosis about(const DoctorFacts& facts, DiagnosisCode code, Severity severity)
{
    Diagnosis diagnosis{code, severity, {}, {}};
    const auto& server = facts.server;
    diagnosis.values = {{"server", server.location.name}, {"client", server.clientTitle},
        {"file", server.location.file}, {"line", std::to_string(server.line)}, {"ref", server.ref},
        {"command", server.command.empty() ? std::string() : server.command.front()}};
    return diagnosis;
}

Diagnoses diagnose(const DoctorFacts& facts)
{
    Diagnoses found;
#define GATEHOUSE_CHECK(Name) check##Name(facts, found);
#include "core/service/doctor/checks.def"
#undef GATEHOUSE_CHECK
    return found;
}

} // namespace gatehouse::service

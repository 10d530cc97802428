// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/doctor/diagnosis.h"
#include "core/service/doctor/doctor_facts.h"

namespace gatehouse::service {

/// What the facts of one entry come to: every check of checks.def, in its order. Pure.
Diagnoses diagnose(const DoctorFacts& facts);

// One check: one file in checks/ and one line in checks.def.
#define GATEHOUSE_CHECK(Name) void check##Name(const DoctorFacts& facts, Diagnoses& found);
#include "core/service/doctor/checks.def"
#undef GATEHOUSE_CHECK

/// The values that every finding about an entry has: "server", "client", "file", "line", "command".
Diagnosis about(const DoctorFacts& facts, DiagnosisCode code, Severity severity);

} // namespace gatehouse::service

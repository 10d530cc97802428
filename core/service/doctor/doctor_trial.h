// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/service/doctor/doctor_facts.h"

namespace gatehouse::service {

/// Starts the server as its client would, through the wrapper that the client's file names, says hello, and
/// ends it again. Only what is approved for good in exactly these surroundings is started; the wrapper looks
/// at that a second time.
TrialFact tryServer(const DoctorFacts& facts, const base::Places& places, int milliseconds);

} // namespace gatehouse::service

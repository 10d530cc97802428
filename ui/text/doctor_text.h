// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/doctor/diagnosis.h"

#include <QString>

namespace gatehouse::text {

/// A finding of the doctor in words.
struct DoctorText {
    QString finding; ///< one or two sentences: the thing and the reason
    QString fix;     ///< what to do, exactly; empty where nothing is to be done
};

/// What comes from outside is made safe to show.
DoctorText doctorText(const service::Diagnosis& diagnosis);

} // namespace gatehouse::text

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy/byte_codec.h"
#include "core/policy/data_classes.h"
#include "core/policy/inspection_rules.h"

#include <vector>

namespace gatehouse::policy {

// How the snapshot holds the tables [inspect] and [classes].
void writeInspection(ByteWriter& out, const std::vector<InspectionRules>& files);
std::vector<InspectionRules> readInspectionRows(ByteReader& in);
void writeClasses(ByteWriter& out, const std::vector<DataClass>& classes);
std::vector<DataClass> readClassRows(ByteReader& in);

} // namespace gatehouse::policy

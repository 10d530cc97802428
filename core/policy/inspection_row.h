// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy/byte_codec.h"
#include "core/policy/inspection_rules.h"

#include <vector>

namespace gatehouse::policy {

// How the snapshot holds the rules of the table [inspect].
void writeInspection(ByteWriter& out, const std::vector<InspectionRules>& files);
std::vector<InspectionRules> readInspectionRows(ByteReader& in);

} // namespace gatehouse::policy

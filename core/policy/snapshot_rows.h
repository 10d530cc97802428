// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy/byte_codec.h"
#include "core/policy/snapshot.h"

namespace gatehouse::policy {

// Each kind of row of the snapshot, written and read in one place so that the two cannot drift apart. A
// reader that is not good afterwards means a damaged file.
void write(ByteWriter& out, const Settings& settings);
void write(ByteWriter& out, const SourceFile& source);
void write(ByteWriter& out, const SnapshotEntry& entry);
void write(ByteWriter& out, const model::RegistryDecision& decision);
void write(ByteWriter& out, const model::ServerToolRules& rules);

Settings readSettings(ByteReader& in);
SourceFile readSource(ByteReader& in);
SnapshotEntry readEntry(ByteReader& in);
model::RegistryDecision readDecision(ByteReader& in);
/// What cannot be read denies every tool: damage opens nothing.
model::ServerToolRules readToolRules(ByteReader& in);

} // namespace gatehouse::policy

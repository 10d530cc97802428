// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/intelligence/table.h"
#include "core/policy/byte_codec.h"

namespace gatehouse::intelligence {

// How the rows of a table are written; what is read back from damaged ones is refused by the reader's
// isGood().
void write(policy::ByteWriter& out, const TableSource& source);
TableSource readSource(policy::ByteReader& in);
void write(policy::ByteWriter& out, const Advisory& advisory, std::size_t source);
Table::FoundAdvisory readAdvisory(policy::ByteReader& in);
void write(policy::ByteWriter& out, const DeniedHash& denied, std::size_t source);
Table::FoundHash readHash(policy::ByteReader& in);
void write(policy::ByteWriter& out, const PopularName& name);
PopularName readName(policy::ByteReader& in);
void write(policy::ByteWriter& out, const policy::DataClass& rule);
policy::DataClass readRule(policy::ByteReader& in);

} // namespace gatehouse::intelligence

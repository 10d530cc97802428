// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/dialect.h"

namespace gatehouse::clients {

/// Document::inserted for JSON.
base::Result<Insertion> insertedEntry(const JsonText& text, const std::vector<std::string>& path,
    const std::string& value, const std::string& indent);

/// Document::removed for JSON.
base::Result<std::vector<Replacement>> removedEntry(
    const JsonText& text, const std::string& keyPath, int createdLevels);

/// The white space that the line of `offset` begins with.
std::string lineIndent(const JsonText& text, std::size_t offset);

} // namespace gatehouse::clients

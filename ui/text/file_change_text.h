// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <string>

namespace gatehouse::text {

/// What became of the servers of a client's file, of the details of a "client-file-change" line: "notes
/// unwrapped, files added". Empty where no server changed.
QString fileChangesText(const std::string& details);

} // namespace gatehouse::text

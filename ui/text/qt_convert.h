// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <string>
#include <string_view>

namespace gatehouse::text {

/// Text of our own or of a path; what came from outside and is shown goes through displayText() instead.
QString toQString(std::string_view utf8);
std::string toUtf8(QStringView text);

} // namespace gatehouse::text

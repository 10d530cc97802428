// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace gatehouse::intelligence {

/// The value letter of a metric, 0 where it is missing or longer than a letter.
inline char metricOf(std::string_view vector, std::string_view metric)
{
    while (!vector.empty()) {
        const auto slash = vector.find('/');
        const auto part = vector.substr(0, slash);
        if (part.size() == metric.size() + 2 && part.starts_with(metric) && part[metric.size()] == ':')
            return part.back();
        vector.remove_prefix(slash == std::string_view::npos ? vector.size() : slash + 1);
    }
    return 0;
}

} // namespace gatehouse::intelligence

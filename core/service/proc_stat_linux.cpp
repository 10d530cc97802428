// SPDX-License-Identifier: Apache-2.0
#include "core/service/proc_stat_linux.h"

#include <algorithm>
#include <array>

namespace gatehouse::service {
std::optional<ProcStat> parseProcStat(std::string_view text)
{
    constexpr std::size_t kParent = 1; // the first field behind the name is field 3
    constexpr std::size_t kTerminal = 4;
    constexpr std::size_t kStartTime = 19;
    const auto afterName = text.rfind(')');
    if (afterName == std::string_view::npos)
        return std::nullopt;
    auto rest = text.substr(afterName + 1);
    std::array<std::string_view, kStartTime + 1> fields;
    for (auto& field : fields) {
        rest.remove_prefix(std::min(rest.find_first_not_of(" \n"), rest.size()));
        field = rest.substr(0, rest.find_first_of(" \n"));
        if (field.empty())
            return std::nullopt;
        rest.remove_prefix(field.size());
    }
    return ProcStat{numberIn<int>(fields[kParent]), numberIn<int>(fields[kTerminal]),
        numberIn<std::uint64_t>(fields[kStartTime])};
}

} // namespace gatehouse::service

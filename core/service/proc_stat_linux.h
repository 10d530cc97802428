// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gatehouse::service {

/// Of proc(5)'s stat: fields 4, 7 and 22.
struct ProcStat {
    int parent = 0;
    int terminal = 0;
    std::uint64_t startTime = 0;
};

/// The name in field 2 is chosen by the process and may hold spaces and brackets, so counting begins after
/// the last ')'.
std::optional<ProcStat> parseProcStat(std::string_view text);

/// The number that a part of such a file is; 0 where it is none.
template <typename Number>
Number numberIn(std::string_view text)
{
    Number value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

} // namespace gatehouse::service

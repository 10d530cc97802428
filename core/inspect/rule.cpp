// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/rule.h"

#include <array>
#include <cstddef>

namespace gatehouse::inspect {

std::string_view toText(Family family)
{
    static constexpr std::array kNames{
#define GATEHOUSE_FAMILY(name, text) std::string_view(text),
#include "core/inspect/families.def"
#undef GATEHOUSE_FAMILY
    };
    return kNames[static_cast<std::size_t>(family)];
}

std::string_view toText(Severity severity)
{
    static constexpr std::array<std::string_view, 4> kNames{"note", "low", "medium", "high"};
    return kNames[static_cast<std::size_t>(severity)];
}

std::string_view toText(Confidence confidence)
{
    static constexpr std::array<std::string_view, 3> kNames{"low", "medium", "high"};
    return kNames[static_cast<std::size_t>(confidence)];
}

} // namespace gatehouse::inspect

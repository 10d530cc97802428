// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/methods.h"

#include <algorithm>
#include <array>

namespace gatehouse::mcp {
namespace {

constexpr MethodInfo kUnknown{Method::Unknown, {}, Sender::Both, MethodKind::Request, Revision::V2024_11_05,
    Revision::V2026_07_28, Surface::Text, Surface::Text};

// In the order of the enum.
constexpr auto kMethods = std::to_array<MethodInfo>({
    kUnknown,
#define GATEHOUSE_METHOD(name, text, sender, kind, first, last, request, answer)                             \
    {Method::name, text, Sender::sender, MethodKind::kind, Revision::first, Revision::last,                  \
        Surface::request, Surface::answer},
#include "core/mcp/methods.def"
#undef GATEHOUSE_METHOD
});

constexpr bool isSortedByName()
{
    return std::is_sorted(kMethods.begin(), kMethods.end(),
        [](const MethodInfo& left, const MethodInfo& right) { return left.name < right.name; });
}
static_assert(isSortedByName(), "methods.def is searched by halves: keep it A to Z by the name on the wire");

} // namespace

bool MethodInfo::isOf(Era era) const
{
    return era == Era::Modern ? last == Revision::V2026_07_28 : first != Revision::V2026_07_28;
}

const MethodInfo& methodInfo(std::string_view name)
{
    const auto found = std::lower_bound(kMethods.begin(), kMethods.end(), name,
        [](const MethodInfo& info, std::string_view wanted) { return info.name < wanted; });
    return found != kMethods.end() && found->name == name && !name.empty() ? *found : kMethods.front();
}

const MethodInfo& methodInfo(Method method)
{
    return kMethods[static_cast<std::size_t>(method)];
}

} // namespace gatehouse::mcp

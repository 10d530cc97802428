// SPDX-License-Identifier: Apache-2.0
#include "core/clients/entry_state.h"

#include "core/clients/app_homes.h"
#include "core/clients/git_index.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace gatehouse::clients {

bool isOurs(const EntryText& entry, const Record& record)
{
    constexpr std::size_t kOurWords = 3;
    if (!record.isActive || entry.kind != EntryText::Kind::Stdio || entry.command.size() < kOurWords ||
        entry.command[0] != record.wrapper || entry.command[1] != "--entry=" + record.ref)
        return false;
    const auto original = originalCommand(record);
    return !original.empty() && entry.command[2] == original.front();
}

std::vector<std::string> originalCommand(const Record& record)
{
    const auto entry = readOriginal(record);
    return entry ? entry->command : std::vector<std::string>{};
}

std::optional<EntryText> readOriginal(const Record& record)
{
    const auto* dialect = findDialect(record.format);
    return dialect == nullptr ? std::nullopt : dialect->readAlone(record.originalEntry, record.shape);
}

bool isDangerousName(std::string_view name)
{
    // Without regard to case, as Windows reads names.
    std::string upper(name);
    std::transform(upper.begin(), upper.end(), upper.begin(),
        [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    constexpr std::array<std::string_view, 4> kPrefixes{"XDG_", "LD_", "DYLD_", "GATEHOUSE_"};
    return upper == "HOME" || std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](std::string_view prefix) {
        return std::string_view(upper).substr(0, prefix.size()) == prefix;
    });
}

FileState::FileState(const std::string& realPath, const ClientLocation& location)
    : m_notGuarded(location.notGuarded.empty() && isInAppHome(realPath) ? "sandboxed" : location.notGuarded)
    , m_isTracked(m_notGuarded.empty() && gitTracking(realPath) != GitTracking::Untracked)
{
}

void FileState::judge(DiscoveredEntry& entry) const
{
    entry.isGuardable = entry.reason.empty() && m_notGuarded.empty();
    if (!m_notGuarded.empty())
        entry.reason = m_notGuarded;
    else if (entry.isGuardable && m_isTracked)
        entry.reason = "tracked-by-git";
    else if (entry.isGuardable &&
        std::any_of(entry.environmentNames.begin(), entry.environmentNames.end(), isDangerousName))
        entry.reason = "dangerous-environment";
}

std::string folderName(const std::string& path)
{
    const auto slash = path.rfind('/');
    if (slash == std::string::npos || slash == 0)
        return {};
    const auto before = path.rfind('/', slash - 1);
    return path.substr(before + 1, slash - before - 1);
}

} // namespace gatehouse::clients

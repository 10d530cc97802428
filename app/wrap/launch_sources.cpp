// SPDX-License-Identifier: Apache-2.0
// What a launch is decided by, besides the snapshot: files, their folders, and whether they changed.
#include "app/wrap/launch_check.h"
#include "app/wrap/list_check.h"
#include "core/policy/settings_file.h"

namespace gatehouse::wrap {

base::Result<policy::Settings> LaunchCheck::currentSettings() const
{
    const auto settingsIn = [this](const base::Places& places) {
        return policy::loadSettings(places.configFolder + "/policy.toml", m_organisationPolicy);
    };
    auto own = settingsIn(m_places);
    if (!own)
        return own.error();
    if (!m_accountPlaces)
        return withListRules(own->settings);
    auto account = settingsIn(*m_accountPlaces);
    if (!account)
        return account.error();
    return withListRules(policy::stricter(own->settings, account->settings));
}

policy::Settings LaunchCheck::withListRules(policy::Settings settings) const
{
    std::vector<base::Places> places{m_places};
    if (m_accountPlaces)
        places.push_back(*m_accountPlaces);
    takeListRules(places, settings);
    return settings;
}

std::vector<std::string> LaunchCheck::watchedFolders() const
{
    std::vector<std::string> folders{m_places.stateFolder, m_places.configFolder};
    if (m_accountPlaces) {
        folders.push_back(m_accountPlaces->stateFolder);
        folders.push_back(m_accountPlaces->configFolder);
    }
    return folders;
}

std::string LaunchCheck::organisationFolder() const
{
    const auto slash = m_organisationPolicy.rfind('/');
    return slash == std::string::npos ? std::string() : m_organisationPolicy.substr(0, slash);
}

bool LaunchCheck::isStale() const
{
    const auto snapshot = policy::Snapshot::open(m_places.snapshot);
    return !snapshot || !policy::isFresh(*snapshot);
}

} // namespace gatehouse::wrap

// SPDX-License-Identifier: Apache-2.0
#include "core/service/organisation_watch.h"

#include "core/base/file.h"

namespace gatehouse::service {

OrganisationWatch::OrganisationWatch(std::string folder, QObject* parent)
    : QObject(parent)
    , m_folder(std::move(folder))
{
    // Without watches wrappers look at the files themselves, at each start.
    if (auto watch = FolderWatch::open())
        m_watch = std::move(*watch);
    if (!m_watch)
        return;
    connect(m_watch.get(), &FolderWatch::changed, this, [this](const std::string& name, const std::string&) {
        if (m_waits && m_folder != base::folderOf(m_folder) + '/' + name)
            return;
        begin();
        Q_EMIT changed();
    });
    connect(m_watch.get(), &FolderWatch::folderGone, this, [this] {
        begin();
        Q_EMIT changed();
    });
    connect(m_watch.get(), &FolderWatch::overflowed, this, &OrganisationWatch::changed);
    begin();
}

void OrganisationWatch::begin()
{
    m_waits = !m_watch->addWithOwners(m_folder);
    const auto above = base::folderOf(m_folder);
    if (!m_waits)
        m_watch->remove(above);
    else
        static_cast<void>(m_watch->add(above)); // where that is not there either, nothing can come
}

} // namespace gatehouse::service

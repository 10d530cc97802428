// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/folder_watch.h"

#include <QObject>

#include <memory>
#include <string>

namespace gatehouse::service {

/// Tells when an organisation's files may say something else: their bytes, owner or mode, or the folder's
/// own. Where there is no such folder yet, it waits for it to come.
class OrganisationWatch final : public QObject {
    Q_OBJECT
public:
    explicit OrganisationWatch(std::string folder, QObject* parent = nullptr);

Q_SIGNALS:
    void changed();

private:
    void begin();

    std::string m_folder;
    std::unique_ptr<FolderWatch> m_watch;
    bool m_waits = false; ///< for the folder, in the one above it
};

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"

#include <QObject>

#include <memory>
#include <string>

namespace gatehouse::service {

/// Tells which files of one folder were written, made or taken away; costs one watch however many files there are. A seam: each
/// system has its own implementation.
class FolderWatch final : public QObject {
    Q_OBJECT
public:
    static base::Result<std::unique_ptr<FolderWatch>> open(const std::string& folder);
    ~FolderWatch() override;

Q_SIGNALS:
    void changed(const std::string& name);
    /// More happened than the system could keep: look at everything.
    void overflowed();

private:
    explicit FolderWatch(base::Descriptor events);
    void readEvents();

    base::Descriptor m_events;
};

} // namespace gatehouse::service

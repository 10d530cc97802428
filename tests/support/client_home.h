// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/clients/protection.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <string>
#include <string_view>

namespace gatehouse::tests {

/// A HOME of its own for a test of clients' files, with the steps that such tests share.
class ClientHome {
public:
    ClientHome()
        : places(base::placesIn(QFileInfo(m_folder.path()).canonicalFilePath().toStdString()).value())
        , records(places.protectionFolder)
        , table(clients::loadBuiltinClientTable().value())
    {
        options.wrapper = places.installedWrapper;
    }

    std::string path(const std::string& name) const { return places.home + "/" + name; }

    std::string write(const std::string& name, std::string_view bytes) const
    {
        const auto full = path(name);
        QDir().mkpath(QFileInfo(QString::fromStdString(full)).path());
        QFile file(QString::fromStdString(full));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) ||
            file.write(bytes.data(), static_cast<qint64>(bytes.size())) != static_cast<qint64>(bytes.size()))
            qFatal("cannot write %s", full.c_str());
        return full;
    }

    std::string read(const std::string& name) const
    {
        QFile file(QString::fromStdString(path(name)));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("cannot read %s", name.c_str());
        return file.readAll().toStdString();
    }

    clients::DiscoveryResult discover(const std::vector<std::string>& roots = {}) const
    {
        clients::DiscoveryOptions look;
        look.paths.home = places.home;
        look.paths.system = system;
        look.projectRoots = roots;
        return clients::discover(table, records, look);
    }

    clients::EditPlan plan(const std::vector<std::string>& roots = {}) const
    {
        return clients::planProtect(table, discover(roots).files, records, options);
    }

    std::vector<clients::EditOutcome> protect(const std::vector<std::string>& roots = {}) const
    {
        return clients::applyProtect(plan(roots), records, options, kNow, "cli");
    }

    std::vector<clients::EditOutcome> unprotect(const std::vector<std::string>& refs = {}) const
    {
        return clients::applyUnprotect(clients::planUnprotect(records, refs), records, kNow, "cli");
    }

    static constexpr base::UnixMilliseconds kNow = 1'700'000'000'000;

private:
    QTemporaryDir m_folder;

public:
    base::Places places;
    clients::Records records;
    clients::ClientTable table;
    clients::ProtectOptions options;
    clients::System system = clients::thisSystem(); ///< whose paths of the table are looked at
};

} // namespace gatehouse::tests

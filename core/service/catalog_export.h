// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/model/rows.h"

#include <QVector>

#include <string>
#include <utility>
#include <vector>

namespace gatehouse::store {
class Database;
}

namespace gatehouse::service {

struct CatalogServer;

enum class CatalogFormat { Json, CycloneDx };

/// The catalog as a document, for other people's eyes: the same books give the same bytes but for the time.
/// No argument and no value of an environment stands in it, of a command only its program's name and the
/// package, and only where the package's name is one and not an address. ASCII alone.
base::Result<std::string> exportCatalog(
    store::Database& database, const QVector<model::ServerRow>& rows, CatalogFormat format);

std::string catalogJson(const std::vector<CatalogServer>& servers, base::UnixMilliseconds now);
/// CycloneDX 1.6: clients and servers' programs are components, servers are services, what they define are
/// services within them; resources/docs/catalog.md has the whole mapping.
std::string catalogCycloneDx(const std::vector<CatalogServer>& servers, base::UnixMilliseconds now);

/// What may be told of a launch.
struct LaunchFacts {
    std::string program; ///< base name of the command
    std::string runner;  ///< "npx"; empty: no package runner
    std::string store;   ///< "npm", "pypi", "oci"; empty likewise, and where the package's name is none
    std::string package;
    std::string version; ///< that would run, as far as it is known
    std::string purl;    ///< empty where there is no package
    /// Role ("program", "script", "package" …) and SHA-256 of what was approved; empty where nothing was.
    std::vector<std::pair<std::string, std::string>> hashes;
};
LaunchFacts launchFactsOf(const CatalogServer& server);

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/unit/trust/table_probe.h"

#include <QString>

#include <string>
#include <vector>

namespace gatehouse::tests {

/// Runners of code that they fetch, and nothing fetched yet.
inline TableProbe remoteDisk()
{
    TableProbe probe;
    probe.files = {{"/usr/bin/deno", "ELF deno"}, {"/usr/bin/yarn", "ELF yarn"}, {"/usr/bin/bun", "ELF bun"},
        {"/w/readme", "data"}};
    return probe;
}

inline model::LaunchIdentity ofRemote(const QString& command, const TableProbe& probe)
{
    trust::LaunchRequest request;
    for (const auto& word : command.split(QLatin1Char(' ')))
        request.argv.push_back(word.toStdString());
    request.environment = {{"PATH", "/usr/bin"}, {"HOME", "/h"}};
    request.workingFolder = "/w";
    return trust::resolveLaunch(request, probe).value();
}

/// In the order that a card has.
inline std::vector<std::string> fieldsChanged(
    const model::LaunchIdentity& before, const model::LaunchIdentity& after)
{
    std::vector<std::string> fields;
    for (const auto& change : trust::compareIdentities(before, after))
        fields.push_back(change.field);
    return fields;
}

} // namespace gatehouse::tests

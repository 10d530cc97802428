// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/places.h"
#include "core/model/launch.h"
#include "core/model/session_event.h"

#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace gatehouse::tests {

/// How one run of the command line ended.
struct CliRun {
    int exitCode = -1;
    std::string output;
    std::string errors;

    /// The one JSON object that `--json` promises.
    nlohmann::json json() const { return nlohmann::json::parse(output, nullptr, false); }
};

/// A HOME for gatehouse-cli, with a client's file that declares a server.
class CliHome {
public:
    CliHome();

    CliRun run(const QStringList& arguments, const QByteArray& input = {}) const;
    /// The same with a terminal of its own on all three descriptors; output and errors come together.
    CliRun runAtTerminal(const QStringList& arguments, const std::string& answer = {}) const;

    QProcessEnvironment environment() const;
    static QString program();
    std::string path(const std::string& name) const { return places.home + "/" + name; }
    void write(const std::string& name, const std::string& bytes, int mode = 0600) const;
    std::string read(const std::string& name) const;
    /// Declares one server in Cursor's file.
    void declare(const std::string& name, const std::vector<std::string>& command) const;
    /// What a wrapper writes whose launch waits; its card's id.
    std::string askInJournal(const model::LaunchIdentity& identity) const;
    std::vector<model::SessionEvent> journalled(const std::string& kind) const;

private:
    QTemporaryDir m_folder;

public:
    base::Places places;
};

} // namespace gatehouse::tests

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/unit/trust/table_probe.h"

#include <QString>

#include <string>
#include <utility>
#include <vector>

/// Engines as docker's and podman's launches find them.
namespace gatehouse::tests {

inline const std::string kFirstImage = "sha256:" + std::string(64, 'a');
inline const std::string kOtherImage = "sha256:" + std::string(64, 'b');
inline const std::string kDefaultSocket = "/var/run/docker.sock";

inline std::string httpAnswer(const std::string& status, const std::string& body)
{
    return "HTTP/1.0 " + status +
        "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
        body;
}

inline std::string imageAnswer(const std::string& id)
{
    return httpAnswer("200 OK", R"({"Id":")" + id + R"(","RepoTags":["mcp/git:latest"]})");
}

inline const std::string kNoSuchImage =
    httpAnswer("404 Not Found", R"({"message":"No such image: mcp/git:latest"})");

/// Docker with one answer, at one socket.
inline TableProbe engineDisk(const std::string& answer, const std::string& socket = kDefaultSocket)
{
    TableProbe probe;
    probe.files = {{"/usr/bin/docker", "ELF docker"}, {"/usr/bin/podman", "ELF podman"}};
    probe.onExchange = [answer, socket](
                           const std::string& at, const std::string&) -> base::Result<std::string> {
        if (at != socket)
            return base::Error{base::ErrorCode::NotConnected, at};
        return answer;
    };
    return probe;
}

using Variables = std::vector<std::pair<std::string, std::string>>;

inline model::LaunchIdentity ofContainer(
    const std::string& command, const TableProbe& probe, const Variables& variables = {})
{
    trust::LaunchRequest request;
    for (const auto& word : QString::fromStdString(command).split(QLatin1Char(' ')))
        request.argv.push_back(word.toStdString());
    request.environment = {{"PATH", "/usr/bin"}, {"HOME", "/home/u"}};
    request.environment.insert(request.environment.end(), variables.begin(), variables.end());
    request.workingFolder = "/home/u/p";
    const auto identity = trust::resolveLaunch(request, probe);
    if (!identity)
        qFatal("%s", identity.error().detail.c_str());
    return *identity;
}

inline std::string codesOf(const model::LaunchIdentity& identity)
{
    std::string text;
    for (const auto& code : identity.unknown)
        text += (text.empty() ? "" : " ") + code;
    return text;
}

inline std::string filesOf(const model::LaunchIdentity& identity)
{
    std::string text;
    for (const auto& [role, file] : identity.files)
        text += (text.empty() ? "" : " ") + std::string(model::toText(role)) + ':' + file.path;
    return text;
}

} // namespace gatehouse::tests

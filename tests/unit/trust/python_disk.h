// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/unit/trust/table_probe.h"

#include <QString>

namespace gatehouse::tests {

inline const std::string kEnvironment = "/h/.cache/uv/archive-v0/one";
inline const std::string kEnvironmentSite = kEnvironment + "/lib/python3.11/site-packages";

/// A package whose modules have other names than itself, and one that it depends on.
inline void addEnvironment(TableProbe& probe, const std::string& root, const std::string& version = "1.0.0")
{
    const auto site = root + "/lib/python3.11/site-packages";
    probe.files[root + "/pyvenv.cfg"] =
        "home = /usr/bin\nuv = 0.6.14\ninclude-system-site-packages = false\n";
    probe.files[root + "/bin/weather"] =
        "#!/bin/sh\n'''exec' \"$(dirname -- \"$0\")\"/'python' \"$0\" \"$@\"\n";
    probe.files[root + "/bin/activate"] = "data";
    probe.links[root + "/bin/python"] = "/usr/bin/python3.11";
    probe.files[site + "/acme/weather/server.py"] = "server";
    probe.files[site + "/weather_words.py"] = "words";
    probe.files[site + "/acme_weather-" + version + ".dist-info/RECORD"] =
        "../../../bin/weather,sha256=x,1\nacme/weather/server.py,sha256=y,2\nweather_words.py,sha256=z,3\n"
        "acme_weather-" +
        version + ".dist-info/METADATA,,\n";
    probe.files[site + "/httpy/__init__.py"] = "http";
    probe.files[site + "/httpy-2.1.dist-info/RECORD"] = "httpy/__init__.py,sha256=x,1\n";
    probe.files[site + "/_virtualenv.pth"] = "import _virtualenv";
    probe.files[site + "/_virtualenv.py"] = "uv's";
}

inline TableProbe environmentDisk()
{
    TableProbe probe;
    for (const auto* const program : {"uv", "uvx", "pipx", "python3.11"})
        probe.files[std::string("/usr/bin/") + program] = "ELF";
    addEnvironment(probe, kEnvironment);
    probe.links["/h/.cache/uv/environments-v2/cpython/abc"] = kEnvironment;
    return probe;
}

using Environment = std::vector<std::pair<std::string, std::string>>;

inline model::LaunchIdentity ofTool(
    const QString& command, const TableProbe& probe, const Environment& environment = {})
{
    trust::LaunchRequest request;
    for (const auto& word : command.split(QLatin1Char(' ')))
        request.argv.push_back(word.toStdString());
    request.environment = {{"PATH", "/usr/bin"}, {"HOME", "/h"}};
    request.environment.insert(request.environment.end(), environment.begin(), environment.end());
    request.workingFolder = "/w";
    return trust::resolveLaunch(request, probe).value();
}

inline const QString kUvx = QStringLiteral("uvx --from acme-weather weather");

inline std::vector<std::string> fieldsOf(
    const model::LaunchIdentity& before, const model::LaunchIdentity& after)
{
    std::vector<std::string> fields;
    for (const auto& change : trust::compareIdentities(before, after))
        fields.push_back(change.field);
    return fields;
}

} // namespace gatehouse::tests

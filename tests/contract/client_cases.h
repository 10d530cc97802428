// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/client_home.h"

#include <QtTest>

#include <nlohmann/json.hpp>

#include <map>
#include <set>
#include <string>

// The cases of tests/data/clients/cases.json: a file, its place in a HOME, and what discovery says of it.

namespace gatehouse::tests {

using Json = nlohmann::ordered_json;

inline std::string dataFile(const std::string& name)
{
    QFile file(QStringLiteral(GATEHOUSE_CLIENT_DATA "/") + QString::fromStdString(name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no such fixture: %s", name.c_str());
    return file.readAll().toStdString();
}

inline const Json& cases()
{
    static const Json kCases = Json::parse(dataFile("cases.json"));
    return kCases;
}

/// The system whose paths a case is about, for clients that exist on one system only.
inline clients::System systemOf(const Json& one)
{
    const auto name = one.value("system", std::string("linux"));
    return name == "macos"  ? clients::System::Mac
        : name == "windows" ? clients::System::Windows
                            : clients::System::Linux;
}

/// A HOME with one case's file in its client's place.
class CaseHome : public ClientHome {
public:
    explicit CaseHome(const Json& one)
        : name(one["place"].get<std::string>())
        , original(dataFile(one["file"].get<std::string>()))
    {
        system = systemOf(one);
        write(name, original);
    }

    std::vector<clients::EditOutcome> protectAll() const { return protect({path("work")}); }
    std::string now() const { return read(name); }

    const std::string name;
    const std::string original;
};

/// EveryPlace: all cases. EveryFixture: each file in the first of its places. StrictFixtures: of these the
/// ones that the oracle (and a client that writes its file anew) can read and write. EveryFormat: of these
/// one for each kind of file; all of them where GATEHOUSE_EVERY_KILL is set.
enum class CaseSet { EveryPlace, EveryFixture, StrictFixtures, EveryFormat };

inline void addCases(CaseSet which)
{
    QTest::addColumn<int>("index");
    std::set<std::string> fixtures;
    std::set<std::string> formats;
    for (int i = 0; i < static_cast<int>(cases().size()); ++i) {
        const auto& one = cases()[static_cast<std::size_t>(i)];
        const auto file = one["file"].get<std::string>();
        if (which != CaseSet::EveryPlace && !fixtures.insert(file).second)
            continue;
        if (which == CaseSet::StrictFixtures && !Json::accept(dataFile(file)))
            continue;
        if (which == CaseSet::EveryFormat && !qEnvironmentVariableIsSet("GATEHOUSE_EVERY_KILL") &&
            (one["guarded"].empty() || !formats.insert(file.substr(file.rfind('.'))).second))
            continue;
        QTest::addRow("%s as %s", file.c_str(), one["place"].get<std::string>().c_str()) << i;
    }
}

inline const Json& currentCase()
{
    QFETCH(const int, index);
    return cases()[static_cast<std::size_t>(index)];
}

} // namespace gatehouse::tests

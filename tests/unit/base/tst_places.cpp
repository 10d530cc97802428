// SPDX-License-Identifier: Apache-2.0
#include "core/base/places.h"

#include <QtTest>

#include <cstdlib>

using namespace gatehouse::base;

class TestPlaces : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allLieBelowHome();
    void aRelativeHomeIsRefused();
    void xdgVariablesMoveNothing();
    void withoutHomeTheAccountsFolderCounts();
};

void TestPlaces::allLieBelowHome()
{
    const auto places = placesIn("/home/ana//");

    QVERIFY(places.hasValue());
    QCOMPARE(places->home, std::string("/home/ana"));
    for (const auto& path : {places->configFolder, places->dataFolder, places->database,
             places->protectionFolder, places->stateFolder, places->journalFolder, places->snapshot,
             places->socket, places->installedWrapper})
        QVERIFY2(path.starts_with("/home/ana/"), path.c_str());
}

void TestPlaces::aRelativeHomeIsRefused()
{
    QCOMPARE(placesIn("home").error().code, ErrorCode::NotAHome);
    QCOMPARE(placesIn("").error().code, ErrorCode::NotAHome);
}

void TestPlaces::xdgVariablesMoveNothing()
{
    qputenv("HOME", "/home/ana");
    qputenv("XDG_STATE_HOME", "/elsewhere");
    qputenv("XDG_DATA_HOME", "/elsewhere");
    qputenv("XDG_CONFIG_HOME", "/elsewhere");

    const auto places = placesOfThisProcess();

    QCOMPARE(places->snapshot, std::string("/home/ana/.local/state/gatehouse/snapshot"));
    QCOMPARE(places->database, std::string("/home/ana/.local/share/gatehouse/gatehouse.db"));
    QCOMPARE(places->configFolder, std::string("/home/ana/.config/gatehouse"));
}

void TestPlaces::withoutHomeTheAccountsFolderCounts()
{
    qunsetenv("HOME");

    const auto places = placesOfThisProcess();

    QVERIFY(places.hasValue());
    QCOMPARE(places->home, accountHome());
    QVERIFY(places->home.starts_with('/'));
}

QTEST_APPLESS_MAIN(TestPlaces)
#include "tst_places.moc"

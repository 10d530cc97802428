// SPDX-License-Identifier: Apache-2.0
#include "core/trust/place.h"

#include <QtTest>

using namespace gatehouse;

class TestPlace : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPathIsOfAPlace_data();
    void aPathIsOfAPlace();
    void sensitivePlacesAreKnownHoweverTheyAreWritten_data();
    void sensitivePlacesAreKnownHoweverTheyAreWritten();
};

void TestPlace::aPathIsOfAPlace_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("place"); // empty: it says nothing
    const auto row = [](const char* path, const char* place) {
        QTest::newRow(path) << QString::fromUtf8(path) << QString::fromUtf8(place);
    };
    row("/home/dana/src/lighthouse/main.cpp", "~/src");
    row("~/src/lighthouse/main.cpp", "~/src");
    row("$HOME/src/x", "~/src");
    row("${HOME}/src/x", "~/src");
    row("/home/dana/./src//x", "~/src");
    row("/home/dana/src/../Documents/x.txt", "~/Documents");
    row("/home/dana/src", "~/src");
    row("/home/dana/todo.txt", "~");
    row("/home/dana", "~");
    row("/home/danaher/src", "/home/danaher");
    row("~/.config/fish/config.fish", "~/.config/fish");
    row("~/../dan/x", "~/..");
    row("/tmp/a/b", "/tmp");
    row("/etc/hosts", "/etc");
    row("/var/log/syslog", "/var/log");
    row("/", "/");
    row("C:\\Users\\dana\\src\\x", "/…/Users");
    row("src/main.cpp", "");
    row("main.cpp", "");
    row("../../etc/hosts", "..");
    row("/home/dana/sk4f8a9b2c7d6e5f4a3b2c1d0e/x", "~/…");
    row("/home/dana/a name that goes on and on and on/x", "~/…");
}

void TestPlace::aPathIsOfAPlace()
{
    QFETCH(QString, path);
    QFETCH(QString, place);
    const auto text = path.toStdString();

    const auto found = trust::PlaceReader("/home/dana").placeOf(text);

    QCOMPARE(found ? QString::fromUtf8(found->name().view().data(), qsizetype(found->name().view().size()))
                   : QString(),
        place);
}

void TestPlace::sensitivePlacesAreKnownHoweverTheyAreWritten_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("isSensitive");
    for (const auto* const path :
        {"~/.ssh/id_rsa", "/home/dana/.ssh/config", "/mnt/root/.ssh", ".ssh/id_rsa", "../../.aws/credentials",
            "/home/dana/src/../.ssh/known_hosts", "~/.SSH/id_rsa", "/mnt/backup/home/dana/.gnupg/secring",
            "~/.config/gcloud/x", "~/.local/state/gatehouse/behaviour/key", "/etc/shadow",
            "C:\\Users\\dana\\.ssh\\id_rsa", ".netrc"})
        QTest::newRow(path) << QString::fromUtf8(path) << true;
    for (const auto* const path : {"~/src/ssh/readme", "/home/dana/src/.sshd/x", "~/.config/fish",
             "/etc/hosts", "~/src/shadow", "id", "~/src/x/../y"})
        QTest::newRow(path) << QString::fromUtf8(path) << false;
}

void TestPlace::sensitivePlacesAreKnownHoweverTheyAreWritten()
{
    QFETCH(QString, path);
    QFETCH(bool, isSensitive);
    const auto text = path.toStdString();

    const auto found = trust::PlaceReader("/home/dana").placeOf(text);

    QCOMPARE(found && found->sensitive != 0, isSensitive);
    if (isSensitive)
        QVERIFY(!trust::sensitivePlaceName(found->sensitive).empty());
}

QTEST_APPLESS_MAIN(TestPlace)
#include "tst_place.moc"

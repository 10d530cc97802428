// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/policy/settings_file.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace gatehouse;

class TestSettingsFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void missingFilesGiveTheDefaultsAndAreSources();
    void aFileSetsWhatItNames();
    void theOrganisationOnlyTightens();
    void mistakesNameFileLineAndReason_data();
    void mistakesNameFileLineAndReason();
};

void TestSettingsFile::missingFilesGiveTheDefaultsAndAreSources()
{
    const QTemporaryDir folder;
    const auto path = [&](const char* name) {
        return folder.filePath(QString::fromLatin1(name)).toStdString();
    };

    const auto loaded = policy::loadSettings(path("user"), path("organisation"));

    QVERIFY(loaded.hasValue());
    QVERIFY(loaded->settings == policy::Settings{});
    QCOMPARE(loaded->sources.size(), std::size_t{2});
    QVERIFY(!loaded->sources[0].exists);
}

void TestSettingsFile::aFileSetsWhatItNames()
{
    const auto settings = policy::parseSettings("[limits]\nmax_line_bytes = 2048\nexcerpt_bytes = 0\n", "f");

    QVERIFY(settings.hasValue());
    QCOMPARE(settings->maxLineBytes, std::uint64_t{2048});
    QCOMPARE(settings->excerptBytes, std::uint64_t{0});
    QCOMPARE(settings->maxDepth, policy::Settings{}.maxDepth);
    QVERIFY(!settings->acceptsWording);
    QVERIFY(policy::parseSettings("[definitions]\nwording = \"accept\"\n", "f")->acceptsWording);
    QVERIFY(!policy::parseSettings("[definitions]\nwording = \"ask\"\n", "f")->acceptsWording);
}

void TestSettingsFile::theOrganisationOnlyTightens()
{
    const QTemporaryDir folder;
    const auto user = folder.filePath(QStringLiteral("u")).toStdString();
    const auto organisation = folder.filePath(QStringLiteral("o")).toStdString();
    QVERIFY(base::replaceFile(
        user, "[limits]\nmax_line_bytes = 2048\nmax_depth = 100\n[definitions]\nwording = \"accept\"\n", 0600)
                .hasValue());
    QVERIFY(base::replaceFile(organisation, "[limits]\nmax_line_bytes = 4096\nmax_depth = 50\n", 0600)
                .hasValue());

    const auto loaded = policy::loadSettings(user, organisation);

    QVERIFY(loaded.hasValue());
    QCOMPARE(loaded->settings.maxLineBytes, std::uint64_t{2048});
    QCOMPARE(loaded->settings.maxDepth, 50U);
    QVERIFY(!loaded->settings.acceptsWording);
    QVERIFY(policy::loadSettings(user, organisation + "-missing")->settings.acceptsWording);
    QVERIFY(loaded->sources[1].exists);
}

void TestSettingsFile::mistakesNameFileLineAndReason_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("line");
    QTest::newRow("syntax") << QStringLiteral("[limits\n") << QStringLiteral("line 1");
    QTest::newRow("unknown key") << QStringLiteral("[limits]\nmax_lines = 1\n") << QStringLiteral("line 2");
    QTest::newRow("unknown table") << QStringLiteral("\n\n[limit]\n") << QStringLiteral("line 3");
    QTest::newRow("wrong type") << QStringLiteral("[limits]\nmax_depth = \"5\"\n")
                                << QStringLiteral("line 2");
    QTest::newRow("negative") << QStringLiteral("[limits]\nmax_depth = -1\n") << QStringLiteral("line 2");
    QTest::newRow("too small") << QStringLiteral("[limits]\nmax_line_bytes = 1\n")
                               << QStringLiteral("line 2");
    QTest::newRow("unknown word") << QStringLiteral("[definitions]\nwording = \"yes\"\n")
                                  << QStringLiteral("line 2");
    QTest::newRow("unknown key of definitions")
        << QStringLiteral("[definitions]\nword = \"ask\"\n") << QStringLiteral("line 2");
    QTest::newRow("not a table") << QStringLiteral("limits = 5\n") << QStringLiteral("line 1");
}

void TestSettingsFile::mistakesNameFileLineAndReason()
{
    QFETCH(QString, text);
    QFETCH(QString, line);

    const auto settings = policy::parseSettings(text.toStdString(), "policy.toml");

    QVERIFY(!settings);
    QCOMPARE(settings.error().code, base::ErrorCode::PolicyInvalid);
    const auto detail = QString::fromStdString(settings.error().detail);
    QVERIFY2(detail.startsWith(QStringLiteral("policy.toml, ") + line), qPrintable(detail));
}

QTEST_APPLESS_MAIN(TestSettingsFile)
#include "tst_settings_file.moc"

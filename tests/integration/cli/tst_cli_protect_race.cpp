// SPDX-License-Identifier: Apache-2.0
#include "core/ipc/messages.h"
#include "core/service/approval_queue.h"
#include "core/service/gatehouse.h"
#include "tests/integration/cli/cli_home.h"

#include <QElapsedTimer>
#include <QtTest>

#include <set>

using namespace gatehouse;
using namespace gatehouse::tests;

/// A client that starts its server the moment `protect` has changed its file.
class TestCliProtectRace : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFirstCardNamesClientAndFileAndIsTheOnlyOne_data();
    void theFirstCardNamesClientAndFileAndIsTheOnlyOne();

private:
    static constexpr int kRounds = 8;
    static constexpr int kPatienceMs = 20000;
    static constexpr char kInitialize[] =
        R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",)"
        R"("capabilities":{},"clientInfo":{"name":"race","version":"1"}}})"
        "\n";

    static std::unique_ptr<service::Gatehouse> desktop(const CliHome& home)
    {
        auto opened = service::Gatehouse::open({home.places, "desktop", {}, {}, {}});
        if (!opened)
            qFatal("%s", opened.error().detail.c_str());
        return std::move(*opened);
    }

    /// The entry as the client reads it, as soon as it is another one than `before`. Looks without a pause; a
    /// desktop in this process gets its turn.
    static nlohmann::json changedEntry(const CliHome& home, const std::string& before)
    {
        QElapsedTimer time;
        time.start();
        while (!time.hasExpired(kPatienceMs)) {
            if (const auto bytes = home.read(".cursor/mcp.json"); bytes != before)
                return nlohmann::json::parse(bytes)["mcpServers"]["files"];
            QCoreApplication::processEvents();
        }
        return {};
    }

    static void startAsClient(QProcess& wrapper, const CliHome& home, const nlohmann::json& entry)
    {
        QStringList arguments;
        for (const auto& word : entry["args"])
            arguments.push_back(QString::fromStdString(word.get<std::string>()));
        wrapper.setProcessEnvironment(home.environment());
        wrapper.start(QString::fromStdString(entry["command"].get<std::string>()), arguments);
        wrapper.write(kInitialize);
    }
};

void TestCliProtectRace::theFirstCardNamesClientAndFileAndIsTheOnlyOne_data()
{
    QTest::addColumn<bool>("hasDesktop");
    QTest::newRow("command line alone") << false;
    QTest::newRow("asked of a desktop") << true;
}

void TestCliProtectRace::theFirstCardNamesClientAndFileAndIsTheOnlyOne()
{
    QFETCH(bool, hasDesktop);
    for (int round = 0; round < kRounds; ++round) {
        const CliHome home;
        home.declare("files", {"/bin/cat"});
        const auto before = home.read(".cursor/mcp.json");
        const auto gatehouse = hasDesktop ? desktop(home) : nullptr;
        QProcess protect;
        protect.setProcessEnvironment(home.environment());
        protect.start(CliHome::program(), {QStringLiteral("protect"), QStringLiteral("--yes")});
        QVERIFY(protect.waitForStarted());

        const auto entry = changedEntry(home, before);
        QVERIFY(entry.is_object());
        QProcess wrapper;
        startAsClient(wrapper, home, entry);
        QTRY_VERIFY_WITH_TIMEOUT(wrapper.bytesAvailable() > 0, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(protect.state() == QProcess::NotRunning, kPatienceMs);
        QCOMPARE(protect.exitCode(), 0);
        // What came after the first answer: the snapshot with the new file's stamp, looked at by the wrapper.
        QTest::qWait(100);

        std::set<std::string> cards;
        for (const auto& event : home.journalled("pending")) {
            const auto details = nlohmann::json::parse(event.details);
            cards.insert(details["card"].get<std::string>());
            const auto identity = ipc::identityFromJson(details["identity"].dump());
            QVERIFY(identity.hasValue());
            QCOMPARE(identity->entry.client, std::string("cursor"));
            QCOMPARE(identity->entry.file, home.path(".cursor/mcp.json"));
            QCOMPARE(identity->entry.name, std::string("files"));
        }
        QCOMPARE(cards.size(), std::size_t{1});
        if (gatehouse) {
            const auto& queue = gatehouse->approvals();
            QTRY_VERIFY(queue.cards().size() == 1 && queue.cards().front().waiting == 1);
            const auto shown = queue.cards().front();
            QCOMPARE(shown.id, *cards.begin());
            QCOMPARE(shown.identity.entry.file, home.path(".cursor/mcp.json"));
            QTRY_VERIFY(queue.cards().front().entryLine > 0);
        }
        const auto listed = home.run({QStringLiteral("pending"), QStringLiteral("--json")}).json()["cards"];
        QCOMPARE(listed.size(), std::size_t{1});
        QCOMPARE(listed[0]["entry"]["file"].get<std::string>(), home.path(".cursor/mcp.json"));
        const auto servers =
            home.run({QStringLiteral("discover"), QStringLiteral("--json")}).json()["servers"];
        QVERIFY(servers[0]["line"].get<int>() > 0);
        wrapper.closeWriteChannel();
        QTRY_VERIFY_WITH_TIMEOUT(wrapper.state() == QProcess::NotRunning, kPatienceMs);
    }
}

QTEST_GUILESS_MAIN(TestCliProtectRace)
#include "tst_cli_protect_race.moc"

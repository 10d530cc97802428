// SPDX-License-Identifier: Apache-2.0
#include "core/journal/journal_reader.h"
#include "core/journal/journal_writer.h"
#include "core/policy/admission.h"
#include "core/service/gatehouse.h"
#include "tests/integration/cli/cli_home.h"

#include <QFile>
#include <QThread>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::tests;

namespace {

/// A desktop in a thread with an event loop of its own: the command line is waited for in the test's.
class DesktopBeside {
public:
    explicit DesktopBeside(const base::Places& places)
    {
        m_desk.moveToThread(&m_thread);
        m_thread.start();
        there([&] {
            auto opened = service::Gatehouse::open({places, "desktop", {}, {}, {}});
            if (!opened)
                qFatal("%s", opened.error().detail.c_str());
            m_desktop = std::move(*opened);
        });
    }
    ~DesktopBeside()
    {
        there([&] { m_desktop.reset(); });
        m_thread.quit();
        m_thread.wait();
    }

private:
    template <typename Work>
    void there(Work work)
    {
        QMetaObject::invokeMethod(&m_desk, work, Qt::BlockingQueuedConnection);
    }

    QThread m_thread;
    QObject m_desk;
    std::unique_ptr<service::Gatehouse> m_desktop;
};

} // namespace

/// pending, approve, deny, revoke, snapshot, log, verify: with no desktop, with one, and from below a guarded
/// server.
class TestCliApproving : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCardIsListedApprovedAndGone();
    void aDeniedCardCanBeTakenBack();
    void anUnknownIdIsNotFound();
    void aCommandIsApprovedBeforeItWasEverAskedFor();
    void dryRunApprovesNothing();
    void withADesktopOnlyATerminalApproves();
    void aDesktopThatHasJustBegunIsAnsweredAsAnyOther();
    void aGuardedServerCannotApproveAnything();
    void snapshotFollowsThePolicyFile();
    void logShowsWhatHappenedAndFollows();
    void verifyFindsAChangedLine();

private:
    static model::LaunchIdentity launch()
    {
        model::LaunchIdentity identity;
        identity.entryRef = "0123456789abcdef";
        identity.entry = {
            "cursor", model::EntryScope::User, "/home/u/.cursor/mcp.json", "/mcpServers/files", "files"};
        identity.argv = {"npx", "evil\x1b[2Jserver"};
        identity.commandAsGiven = "npx";
        identity.executable.path = "/usr/bin/npx";
        return identity;
    }
    static std::string askInJournal(const CliHome& home) { return home.askInJournal(launch()); }
    static policy::AdmissionState admitted(const CliHome& home, const model::LaunchIdentity& identity)
    {
        const auto snapshot = policy::Snapshot::open(home.places.snapshot);
        return snapshot ? policy::admit(*snapshot, identity, {{}, 1, {}}).state
                        : policy::AdmissionState::Unknown;
    }
    static QString text(const std::string& utf8) { return QString::fromStdString(utf8); }
};

void TestCliApproving::aCardIsListedApprovedAndGone()
{
    const CliHome home;
    const auto id = askInJournal(home);

    const auto listed = home.run({QStringLiteral("pending"), QStringLiteral("--json")});
    const auto shown = home.run({QStringLiteral("pending")});
    const auto approved = home.runAtTerminal({QStringLiteral("approve"), text(id)});

    QCOMPARE(listed.json()["cards"][0]["id"].get<std::string>(), id);
    QVERIFY(shown.output.find(id) != std::string::npos && shown.output.find('\x1b') == std::string::npos);
    QVERIFY2(approved.exitCode == 0, approved.output.c_str());
    QCOMPARE(home.journalled("decision").size(), std::size_t{1});
    QVERIFY(admitted(home, launch()) == policy::AdmissionState::Approved);
    QCOMPARE(home.run({QStringLiteral("pending")}).exitCode, 3);
}

void TestCliApproving::aDeniedCardCanBeTakenBack()
{
    const CliHome home;
    const auto id = askInJournal(home);

    QCOMPARE(home.run({QStringLiteral("deny"), text(id)}).exitCode, 0);
    QVERIFY(admitted(home, launch()) == policy::AdmissionState::Denied);
    const auto revoked = home.runAtTerminal({QStringLiteral("revoke"), text(id)});

    QVERIFY2(revoked.exitCode == 0, revoked.output.c_str());
    QVERIFY(admitted(home, launch()) == policy::AdmissionState::Unknown);
}

void TestCliApproving::anUnknownIdIsNotFound()
{
    const CliHome home;

    const auto run =
        home.run({QStringLiteral("approve"), QStringLiteral("zzzzzzzz"), QStringLiteral("--json")});

    QCOMPARE(run.exitCode, 3);
    QCOMPARE(run.json()["ok"].get<bool>(), false);
    QCOMPARE(run.json()["error"]["name"].get<std::string>(), std::string("not-pending"));
}

void TestCliApproving::aCommandIsApprovedBeforeItWasEverAskedFor()
{
    const CliHome home;
    auto other = launch();
    other.argv = {"npx", "-y", "--json", "server@1.0.0"};

    const auto run = home.run({QStringLiteral("approve"), QStringLiteral("--json"),
        QStringLiteral("--client=cursor"), QStringLiteral("--"), QStringLiteral("npx"), QStringLiteral("-y"),
        QStringLiteral("--json"), QStringLiteral("server@1.0.0")});

    QVERIFY2(run.exitCode == 0, run.errors.c_str());
    QVERIFY(!run.json()["decision"].get<std::string>().empty());
    QVERIFY(admitted(home, other) == policy::AdmissionState::Approved);
    other.entry.client = "vscode";
    QVERIFY(admitted(home, other) == policy::AdmissionState::Unknown);
    QCOMPARE(home.run({QStringLiteral("approve"), QStringLiteral("--scope=galaxy"), QStringLiteral("--"),
                          QStringLiteral("x")})
                 .exitCode,
        2);
}

void TestCliApproving::dryRunApprovesNothing()
{
    const CliHome home;
    const auto id = askInJournal(home);

    QCOMPARE(home.run({QStringLiteral("approve"), QStringLiteral("--dry-run"), text(id)}).exitCode, 0);
    QCOMPARE(home.run({QStringLiteral("approve"), QStringLiteral("--dry-run"), QStringLiteral("--"),
                          QStringLiteral("x")})
                 .exitCode,
        0);

    QCOMPARE(home.journalled("decision").size(), std::size_t{0});
}

void TestCliApproving::withADesktopOnlyATerminalApproves()
{
    const CliHome home;
    const auto id = askInJournal(home);
    auto desktop = std::make_unique<DesktopBeside>(home.places);

    const auto listed = home.run({QStringLiteral("pending"), QStringLiteral("--json")});
    const auto piped = home.run({QStringLiteral("approve"), text(id), QStringLiteral("--json")});
    const auto atTerminal = home.runAtTerminal({QStringLiteral("approve"), text(id)});
    const auto status = home.run({QStringLiteral("status"), QStringLiteral("--json")});
    desktop.reset();

    QCOMPARE(listed.json()["cards"].size(), std::size_t{1});
    QCOMPARE(piped.exitCode, 4);
    QCOMPARE(piped.json()["error"]["name"].get<std::string>(), std::string("approver-refused"));
    QVERIFY2(atTerminal.exitCode == 0, atTerminal.output.c_str());
    QCOMPARE(status.json()["desktop"].get<bool>(), true);
    QCOMPARE(home.journalled("approval-refused").size(), std::size_t{1});
    QVERIFY(admitted(home, launch()) == policy::AdmissionState::Approved);
}

/// It reads the books while it listens already: what is asked of it then waits until it knows.
void TestCliApproving::aDesktopThatHasJustBegunIsAnsweredAsAnyOther()
{
    const CliHome home;
    constexpr int kEarlier = 30'000; // it reads 5,000 of them in one go
    auto writer = journal::JournalWriter::create(home.places.journalFolder, "earlier", 1, UINT64_MAX).value();
    for (int at = 0; at < kEarlier; ++at) {
        model::SessionEvent event;
        event.at = at;
        event.kind = "message";
        writer.append(event);
    }
    QVERIFY(writer.flush().hasValue());
    const auto id = askInJournal(home);

    CliRun known;
    CliRun unknown;
    {
        const DesktopBeside desktop(home.places);
        known = home.runAtTerminal({QStringLiteral("approve"), text(id)});
        unknown = home.runAtTerminal({QStringLiteral("approve"), QStringLiteral("zzzzzzzz")});
    }

    QVERIFY2(known.exitCode == 0, known.output.c_str());
    QVERIFY(admitted(home, launch()) == policy::AdmissionState::Approved);
    QCOMPARE(unknown.exitCode, 3);
}

void TestCliApproving::aGuardedServerCannotApproveAnything()
{
    const CliHome home;
    const auto id = askInJournal(home);
    const auto script = home.path("server.sh");
    home.write("server.sh",
        "#!/bin/sh\n'" + CliHome::program().toStdString() + "' approve " + id +
            " >refusal 2>&1\necho $? >exit-code\n",
        0700);
    // The wrapper is the installed one only after something was protected.
    home.declare("files", {script});
    QCOMPARE(home.run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
    QCOMPARE(home.run({QStringLiteral("approve"), QStringLiteral("--"), text(script)}).exitCode, 0);

    QProcess wrapper;
    wrapper.setProcessEnvironment(home.environment());
    wrapper.setWorkingDirectory(text(home.places.home));
    wrapper.start(text(home.places.installedWrapper), {text(script)});
    QVERIFY(QTest::qWaitFor([&] { return QFile::exists(text(home.path("exit-code"))); }, 20000));
    wrapper.closeWriteChannel();
    // The server has ended by itself; its wrapper may have been quicker than this line.
    QVERIFY(wrapper.state() == QProcess::NotRunning || wrapper.waitForFinished());

    QTRY_COMPARE(home.read("exit-code"), std::string("4\n"));
    QCOMPARE(home.journalled("approval-refused").size(), std::size_t{1});
    QVERIFY(admitted(home, launch()) == policy::AdmissionState::Unknown);
}

void TestCliApproving::snapshotFollowsThePolicyFile()
{
    const CliHome home;
    QCOMPARE(
        home.run({QStringLiteral("snapshot"), QStringLiteral("--json")}).json()["generation"].get<int>(), 1);
    home.write(".config/gatehouse/policy.toml", "nonsense = = 1\n");

    const auto broken = home.run({QStringLiteral("snapshot"), QStringLiteral("--json")});
    QFile::remove(text(home.path(".config/gatehouse/policy.toml")));

    QCOMPARE(broken.exitCode, 1);
    QCOMPARE(broken.json()["error"]["name"].get<std::string>(), std::string("policy-invalid"));
    QVERIFY(broken.json()["error"]["detail"].get<std::string>().find("policy.toml") != std::string::npos);
    QCOMPARE(home.run({QStringLiteral("snapshot")}).exitCode, 0);
}

void TestCliApproving::logShowsWhatHappenedAndFollows()
{
    const CliHome home;
    const auto id = askInJournal(home);
    QCOMPARE(home.run({QStringLiteral("log"), QStringLiteral("--since=1h")}).exitCode, 3);
    const auto past =
        home.run({QStringLiteral("log"), QStringLiteral("--json"), QStringLiteral("--limit=1")});
    QCOMPARE(past.json()["kind"].get<std::string>(), std::string("pending"));
    QCOMPARE(past.json()["v"].get<int>(), 1);

    QProcess following;
    following.setProcessEnvironment(home.environment());
    following.start(CliHome::program(), {QStringLiteral("log"), QStringLiteral("-f")});
    QByteArray seen;
    const auto sees = [&](const char* word) {
        return QTest::qWaitFor(
            [&] {
                seen += following.readAllStandardOutput();
                return seen.contains(word);
            },
            15000);
    };
    QVERIFY(sees("pending"));
    QCOMPARE(home.run({QStringLiteral("deny"), text(id)}).exitCode, 0);

    QVERIFY(sees("decision"));
    following.terminate();
    following.waitForFinished();
}

void TestCliApproving::verifyFindsAChangedLine()
{
    const CliHome home;
    askInJournal(home);
    QCOMPARE(home.run({QStringLiteral("verify")}).exitCode, 0);
    const auto path = journal::listJournals(home.places.journalFolder).value().front();
    auto bytes = home.read(path.substr(home.places.home.size() + 1));
    bytes.replace(bytes.find("\"kind\""), 6, "\"kinD\"");
    home.write(path.substr(home.places.home.size() + 1), bytes);

    const auto run = home.run({QStringLiteral("verify"), QStringLiteral("--json"), text(path)});

    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.json()["journals"][0]["ok"].get<bool>(), false);
    QCOMPARE(run.json()["journals"][0]["brokenAtLine"].get<int>(), 1);
}

QTEST_GUILESS_MAIN(TestCliApproving)
#include "tst_cli_approving.moc"

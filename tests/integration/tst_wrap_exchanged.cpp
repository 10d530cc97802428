// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/scratch_home.h"

#include <QFile>
#include <QtTest>

#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gatehouse::integration;
namespace base = gatehouse::base;

namespace {

constexpr std::size_t kMaxProgram = std::size_t{256} << 20;

/// A copy of the fake server that a test may exchange.
std::string copyOfServer(const ScratchHome& home)
{
    const auto path = home.file("server");
    const auto bytes = base::readFile(fakeServer()[0], kMaxProgram);
    if (!bytes || !base::replaceFile(path, *bytes, 0700))
        qFatal("no copy");
    return path;
}

} // namespace

/// Programs and scripts that are exchanged between their approval and the moment in which they run.
class TestWrapExchanged : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anExchangedProgramIsNeverRun();
    void aProgramThatIsExchangedAllTheTimeIsNeverRun();
    void aProgramThatIsOverwrittenInPlaceIsNeverRun();
    void aProgramThatIsOverwrittenAllTheTimeIsNeverRun();
    void anExchangedScriptIsNeverRelayed();
    void aScriptThatChangesAfterItsStartIsKilled();
};

void TestWrapExchanged::anExchangedProgramIsNeverRun()
{
    ScratchHome home;
    const auto server = copyOfServer(home);
    const auto mark = home.file("ran");
    auto decision = approvalOf(home, {server});
    home.decide({decision});
    // The same size and times tell nothing: the inode is another.
    QVERIFY(base::replaceFile(server, "#!/bin/sh\ntouch " + mark + "\n", 0700));

    WrapProcess wrap(home.start({server}));
    QVERIFY(wrap.ask(initialize(1)));
    QVERIFY(has(wrap.ask(callTool(2, "echo")), "\"isError\":true"));

    QVERIFY(!base::stampOf(mark));
    QVERIFY(home.events("server-start").empty());
}

void TestWrapExchanged::aProgramThatIsExchangedAllTheTimeIsNeverRun()
{
    ScratchHome home;
    const auto server = copyOfServer(home);
    const auto mark = home.file("ran");
    const auto good = base::readFile(server, kMaxProgram).value();
    auto decision = approvalOf(home, {server});
    home.decide({decision});
    // Two links that take turns at the path, as fast as they can.
    QVERIFY(base::replaceFile(home.file("good"), good, 0700));
    QVERIFY(base::replaceFile(home.file("bad"), "#!/bin/sh\ntouch " + mark + "\n", 0700));
    const pid_t swapper = ::fork();
    if (swapper == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL); // should the test fail half-way
        for (int i = 0;; ++i) {
            const auto next = home.file("next");
            if (::link(home.file(i % 2 == 0 ? "good" : "bad").c_str(), next.c_str()) != 0 ||
                ::rename(next.c_str(), server.c_str()) != 0)
                ::unlink(next.c_str());
        }
    }

    const auto runsTheGoodOne = [&] {
        WrapProcess wrap(home.start({server}));
        const auto answer = wrap.ask(initialize(1));
        wrap.closeInput();
        wrap.waitForEnd();
        return has(answer, "\"name\":\"fake\"");
    };
    for (int i = 0; i < 40; ++i)
        runsTheGoodOne(); // or is refused: that is a matter of luck
    ::kill(swapper, SIGKILL);
    ::waitpid(swapper, nullptr, 0);

    QVERIFY(!base::stampOf(mark));
    // Left alone, the approved one runs: what was tried above was a launch that is approved.
    ::unlink(home.file("next").c_str());
    QCOMPARE(::rename(home.file("good").c_str(), server.c_str()), 0);
    QVERIFY(runsTheGoodOne());
}

void TestWrapExchanged::aProgramThatIsOverwrittenInPlaceIsNeverRun()
{
    ScratchHome home;
    const auto server = copyOfServer(home);
    const auto mark = home.file("ran");
    home.decide({approvalOf(home, {server})});
    const auto before = base::stampOf(server).value();
    // The same inode, and the modification time that it had: the change time cannot be set.
    QFile file(QString::fromStdString(server));
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.write(QByteArray::fromStdString("#!/bin/sh\ntouch " + mark + "\nexit\n"));
    file.close();
    const timespec times[2] = {{before.modifiedNs / 1'000'000'000, before.modifiedNs % 1'000'000'000},
        {before.modifiedNs / 1'000'000'000, before.modifiedNs % 1'000'000'000}};
    QCOMPARE(::utimensat(AT_FDCWD, server.c_str(), times, 0), 0);
    QCOMPARE(base::stampOf(server)->inode, before.inode);
    QCOMPARE(base::stampOf(server)->modifiedNs, before.modifiedNs);

    WrapProcess wrap(home.start({server}));
    QVERIFY(!has(wrap.ask(initialize(1)), "\"name\":\"fake\""));

    QVERIFY(!base::stampOf(mark));
    QVERIFY(home.events("server-start").empty());
}

void TestWrapExchanged::aProgramThatIsOverwrittenAllTheTimeIsNeverRun()
{
    ScratchHome home;
    const auto server = copyOfServer(home);
    const auto mark = home.file("ran");
    const auto good = base::readFile(server, kMaxProgram).value();
    home.decide({approvalOf(home, {server})});
    // The head of one and the same file becomes a script and a program again, as fast as it can.
    const auto script = "#!/bin/sh\ntouch " + mark + "\nexit\n";
    const pid_t writer = ::fork();
    if (writer == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL); // should the test fail half-way
        for (int i = 0;; ++i) {
            // While it runs, or is held for its start, it cannot be opened for writing.
            const int descriptor = ::open(server.c_str(), O_WRONLY | O_NONBLOCK);
            const auto& bytes = i % 2 == 0 ? script : good;
            if (descriptor >= 0 && ::pwrite(descriptor, bytes.data(), script.size(), 0) < 0)
                ::_exit(1);
            ::close(descriptor);
        }
    }

    for (int i = 0; i < 20; ++i) {
        WrapProcess wrap(home.start({server}));
        wrap.ask(initialize(1)); // it runs or is refused: a matter of luck
        wrap.closeInput();
        wrap.waitForEnd();
    }
    ::kill(writer, SIGKILL);
    ::waitpid(writer, nullptr, 0);

    QVERIFY(!base::stampOf(mark));
}

void TestWrapExchanged::anExchangedScriptIsNeverRelayed()
{
    ScratchHome home;
    const auto script = home.file("script");
    QVERIFY(base::replaceFile(script, "#!/bin/sh\nexec " + fakeServer()[0] + "\n", 0700));
    auto decision = approvalOf(home, {script});
    home.decide({decision});
    QVERIFY(base::replaceFile(
        script, "#!/bin/sh\nread x\necho '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"evil\":1}}'\n", 0700));

    WrapProcess wrap(home.start({script}));
    const auto answer = wrap.ask(initialize(1));

    QVERIFY(answer);
    QVERIFY(!has(answer, "evil"));
    QVERIFY(home.events("server-start").empty());
    QCOMPARE(home.events("pending").back().reason, std::string("not-approved"));
}

void TestWrapExchanged::aScriptThatChangesAfterItsStartIsKilled()
{
    ScratchHome home;
    const auto script = home.file("script");
    const auto go = home.file("go");
    // The approved script hands over to what lies at its own path by the time a mark appears: what an
    // attacker exchanges in between is what speaks.
    QVERIFY(base::replaceFile(
        script, "#!/bin/sh\nwhile [ ! -e " + go + " ]; do sleep 0.02; done\nexec /bin/sh \"$0\"\n", 0700));
    home.decide({approvedPattern({script})});
    WrapProcess wrap(home.start({script}));
    QVERIFY(waitUntil([&] { return !home.events("server-start").empty(); }));

    QVERIFY(base::replaceFile(
        script, "read x\necho '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"evil\":1}}'\nsleep 60\n", 0700));
    QVERIFY(base::replaceFile(go, "", 0600));
    const auto answer = wrap.ask(initialize(1));

    QVERIFY(!has(answer, "evil"));
    QVERIFY(wrap.waitForEnd());
    QVERIFY2(wrap.errors().find("nothing of it was relayed") != std::string::npos, wrap.errors().c_str());
}

QTEST_APPLESS_MAIN(TestWrapExchanged)
#include "tst_wrap_exchanged.moc"

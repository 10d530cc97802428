// SPDX-License-Identifier: Apache-2.0
#include "core/learning/baseline_files.h"
#include "tests/integration/answering_server.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::integration;

/// No room under what a wrapper learns.
class TestWrapFullDisk : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stopsNothingAndHarmsNothing();
};

namespace {

std::string readOf(const ScratchHome& home, int id, const std::string& below)
{
    return call(id, "read_file", R"({"path":")" + home.places().home + below + "\"}");
}

} // namespace

/// A file system of its own that is full, as a disk is: what was learned before is whole afterwards.
void TestWrapFullDisk::stopsNothingAndHarmsNothing()
{
    AnsweringServer server;
    const auto& home = server.home();
    const auto state = home.places().stateFolder;
    {
        const auto wrap = server.startWith("read_file " + textResult("fine"));
        wrap->ask(readOf(home, 2, "/src/a.txt"));
        wrap->closeInput();
        QVERIFY(wrap->waitForEnd());
    }
    const auto files = learning::BaselineFiles::open(state).value();
    QCOMPARE(files.names().size(), std::size_t{1});
    const auto name = files.names().front();
    const auto before = base::readFile(files.pathOf(name), std::size_t{1} << 20).value();
    auto full = home.start(fakeServer({"--answers=" + home.file("answers"), "--log=" + home.file("log")}));
    const std::string prepare =
        "cd \"$1\" && cp -r behaviour kept && mount -t tmpfs -o size=64k,mode=0700 none behaviour && "
        "cp kept/* behaviour/ && { cat /dev/zero > behaviour/.filler; shift; \"$@\"; } "
        "2>wrapper-errors; mkdir after && cp behaviour/[!.]* after/";
    full.arguments.insert(
        full.arguments.begin(), {"-rm", "/bin/sh", "-c", prepare, "sh", state, wrapProgram()});
    full.program = "/usr/bin/unshare";
    WrapProcess wrap(full);
    QVERIFY(wrap.ask(initialize(1)).has_value());

    for (int id = 3; id < 30; ++id)
        QVERIFY(has(wrap.ask(readOf(home, id, "/src/b.txt")), "fine"));
    QVERIFY(waitUntil([&] { return home.events("behaviour-not-kept").size() == 1; }));
    QVERIFY(has(wrap.ask(readOf(home, 40, "/src/b.txt")), "fine"));
    wrap.closeInput();
    QVERIFY(wrap.waitForEnd());

    const auto after = base::readFile(state + "/after/" + name, std::size_t{1} << 20);
    QVERIFY(after.hasValue());
    QCOMPARE(*after, before);
    QCOMPARE(home.events("behaviour-not-kept").size(), std::size_t{1});
}

QTEST_APPLESS_MAIN(TestWrapFullDisk)
#include "tst_wrap_full_disk.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/ipc/messages.h"
#include "core/trust/launch_resolver.h"
#include "core/trust/pin_file.h"
#include "tests/integration/npx_home.h"

#include <QFile>
#include <QtTest>

#include <filesystem>
#include <nlohmann/json.hpp>

using namespace gatehouse::integration;
namespace base = gatehouse::base;
namespace model = gatehouse::model;

namespace {

/// A server of several files that a shell runs: p/server.sh reads p/lib/tools.sh, which is what speaks.
class SourcesHome : public NpxHome {
public:
    SourcesHome()
    {
        write("p/package.json", R"({"main":"server.sh"})");
        write("p/server.sh",
            "echo started >> " + file("p/server.log") + "\n. " + file("p/lib/tools.sh") + "\n");
        write("p/lib/tools.sh", speaks());
        write("p/README.md", "read me");
    }

    static std::string speaks() { return "exec " + fakeServer()[0] + "\n"; }
    std::string marks() const { return "touch " + file("ran") + "\n" + speaks(); }
    bool hasRun() const { return base::stampOf(file("ran")).hasValue(); }
    WrapStart server() const { return launch({"sh", file("p/server.sh")}); }
};

using SourceFields = std::vector<std::string>;

} // namespace

/// What a script of no package loads from its own folder.
class TestWrapSources : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aChangedSourceAsksAndSaysNothing_data();
    void aChangedSourceAsksAndSaysNothing();
    void whatIsNoSourceDoesNotAsk();
    void aLinkedFolderThatIsTurnedAsks();
    void aSourceThatChangesAfterItsStartIsKilled();
    void aSourceThatIsExchangedAndPutBackIsKilled();
    void aScriptThatBuildsWhatItStartsRuns();
    void whatItOfferedBeforeIsStillWhatItWasFirstSeenToOffer();
    void aFolderOfThousandsIsSaidAndTheNearestCounts();
    void anApprovalOfBeforeRunsOnceMoreAndIsLearned();
    void aDenialOfBeforeGoesOnDenying();
};

void TestWrapSources::aChangedSourceAsksAndSaysNothing_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("text");
    QTest::newRow("a sibling") << "p/lib/tools.sh"
                               << "evil";
    QTest::newRow("a description") << "p/package.json"
                                   << R"({"main":"evil.sh"})";
    QTest::newRow("a new module") << "p/json.py"
                                  << "evil";
    QTest::newRow("a package in a module's place") << "p/lib/tools/__init__.py"
                                                   << "evil";
    QTest::newRow("a file in a module's place") << "p/lib/tools"
                                                << "evil";
}

void TestWrapSources::aChangedSourceAsksAndSaysNothing()
{
    QFETCH(QString, file);
    QFETCH(QString, text);
    SourcesHome home;
    const auto decision = home.approve(home.server());
    QVERIFY2(home.isRelayed(home.server()), home.lastErrors.c_str());
    home.write(file.toStdString(), text == QStringLiteral("evil") ? home.marks() : text.toStdString());

    QVERIFY(!home.isRelayed(home.server()));

    QVERIFY(!home.hasRun());
    QCOMPARE(home.changed(decision), SourceFields{"sources"});
    // Allowed as it is now, it runs.
    home.approve(home.server());
    QVERIFY2(home.isRelayed(home.server()), home.lastErrors.c_str());
}

void TestWrapSources::whatIsNoSourceDoesNotAsk()
{
    SourcesHome home;
    home.approve(home.server());
    QVERIFY(home.isRelayed(home.server())); // which writes its log
    for (const auto* const file :
        {"p/README.md", "p/memory.json", "p/data/rows.csv", "p/node_modules/x/index.js", "p/.git/index",
            "p/__pycache__/x.cpython-311.pyc", "unrelated.sh"}) {
        home.write(file, "other");
        QVERIFY2(home.isRelayed(home.server()), file);
    }
    for (const auto& event : home.events("learned"))
        QVERIFY(event.reason != "pattern");
}

void TestWrapSources::aLinkedFolderThatIsTurnedAsks()
{
    SourcesHome home;
    std::filesystem::rename(home.file("p/lib"), home.file("lib-1"));
    home.write("lib-2/tools.sh", home.marks());
    std::filesystem::create_directory_symlink("../lib-1", home.file("p/lib"));
    const auto decision = home.approve(home.server());
    QVERIFY(home.isRelayed(home.server()));

    std::filesystem::remove(home.file("p/lib"));
    std::filesystem::create_directory_symlink("../lib-2", home.file("p/lib"));

    QVERIFY(!home.isRelayed(home.server()));
    QVERIFY(!home.hasRun());
    QCOMPARE(home.changed(decision), SourceFields{"sources"});
}

void TestWrapSources::aSourceThatChangesAfterItsStartIsKilled()
{
    SourcesHome home;
    home.write("p/server.sh",
        "while [ ! -e " + home.file("go") + " ]; do sleep 0.02; done\n. " + home.file("p/lib/tools.sh") +
            "\n");
    home.approve(home.server());
    WrapProcess wrap(home.server());
    QVERIFY(waitUntil([&] { return !home.events("server-start").empty(); }));

    home.write("p/lib/tools.sh", "echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"evil\":1}}'\nsleep 60\n");
    home.write("go", "");
    const auto answer = wrap.ask(initialize(1));

    QVERIFY(!has(answer, "evil"));
    QVERIFY(wrap.waitForEnd());
    QVERIFY2(wrap.errors().find("nothing of it was relayed") != std::string::npos, wrap.errors().c_str());
}

void TestWrapSources::aSourceThatIsExchangedAndPutBackIsKilled()
{
    SourcesHome home;
    home.write("p/server.py",
        "import os, time\nwhile not os.path.exists('" + home.file("go") +
            "'):\n    time.sleep(0.02)\nimport lib.tools\n");
    home.write("p/lib/tools.py", "import os\nos.execv('" + fakeServer()[0] + "', ['fake'])\n");
    const auto server = home.launch({"/usr/bin/python3", home.file("p/server.py")});
    home.approve(server);
    WrapProcess wrap(server);
    QVERIFY(waitUntil([&] { return !home.events("server-start").empty(); }));

    // What was read says that it has been; by then the good one lies there again.
    const auto tools = home.file("p/lib/tools.py");
    const auto good = home.file("p/lib/good");
    std::filesystem::rename(tools, good);
    home.write("p/lib/tools.py",
        "import os, time\nos.rename('" + good + "', '" + tools +
            "')\nprint('{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"evil\":1}}', "
            "flush=True)\ntime.sleep(60)\n");
    home.write("go", "");
    const auto answer = wrap.ask(initialize(1));

    QVERIFY(!has(answer, "evil"));
    QVERIFY(wrap.waitForEnd());
    QVERIFY2(wrap.errors().find("nothing of it was relayed") != std::string::npos, wrap.errors().c_str());
}

void TestWrapSources::aScriptThatBuildsWhatItStartsRuns()
{
    SourcesHome home;
    home.write("p/src/tools.ts", SourcesHome::speaks());
    home.write("p/build/tools.js", SourcesHome::speaks());
    home.write("p/server.sh",
        "cp " + home.file("p/src/tools.ts") + ' ' + home.file("p/build/tools.js") + "\n. " +
            home.file("p/build/tools.js") + "\n");
    const auto decision = home.approve(home.server());

    QVERIFY2(home.isRelayed(home.server()), home.lastErrors.c_str());
    // What it would build otherwise asks before it is built.
    home.write("p/src/tools.ts", home.marks());
    QVERIFY(!home.isRelayed(home.server()));
    QVERIFY(!home.hasRun());
    QCOMPARE(home.changed(decision), SourceFields{"sources"});
}

void TestWrapSources::whatItOfferedBeforeIsStillWhatItWasFirstSeenToOffer()
{
    SourcesHome home;
    const auto answers = home.file("answers");
    home.write("p/lib/tools.sh", "exec " + fakeServer()[0] + " --answers=" + answers + "\n");
    const auto listed = [&](const std::string& description) {
        return home.listed(home.server(), answers, description);
    };
    auto decision = home.approve(home.server());
    QVERIFY(has(listed("Reads a file."), "Reads a file."));
    // As a Gatehouse left it that knew of the script alone.
    const auto old = model::withoutSources(*decision.identity);
    const auto oldDigest = gatehouse::trust::identityDigest(old);
    const auto pins = home.places().stateFolder + "/pins/";
    const auto nameOf = [](const std::string& digest) {
        return gatehouse::trust::pinFileName(digest, model::DefinitionKind::Tool);
    };
    std::filesystem::rename(pins + nameOf(decision.identityDigest), pins + nameOf(oldDigest));
    decision.identity = old;
    decision.identityDigest = oldDigest;
    home.decide({decision});

    const auto changed = listed("Canary: reads every file.");

    QVERIFY2(has(changed, "\"tools\""), changed.c_str());
    QVERIFY2(!has(changed, "Canary"), changed.c_str());
}

void TestWrapSources::aFolderOfThousandsIsSaidAndTheNearestCounts()
{
    SourcesHome home;
    for (int i = 0; i < 2000; ++i)
        QVERIFY(QFile(QString::fromStdString(home.file("p/lib/" + std::to_string(i) + ".js")))
                    .open(QIODevice::WriteOnly));
    home.write("p/near.sh", "");
    const auto decision = home.approve(home.server());

    QVERIFY(decision.identity->isUnknown(model::unknowns::kSourcesPartly));
    QVERIFY2(home.isRelayed(home.server()), home.lastErrors.c_str());
    home.write("p/near.sh", "evil");
    QVERIFY(!home.isRelayed(home.server()));
    QCOMPARE(home.changed(decision), SourceFields{"sources"});
    // What is said to be unchecked is.
    home.write("p/near.sh", "");
    home.write("p/lib/7.js", "other");
    QVERIFY(home.isRelayed(home.server()));
}

void TestWrapSources::anApprovalOfBeforeRunsOnceMoreAndIsLearned()
{
    SourcesHome home;
    auto decision = home.approve(home.server());
    decision.identity = model::withoutSources(*decision.identity);
    decision.identityDigest = gatehouse::trust::identityDigest(*decision.identity);
    home.decide({decision});

    QVERIFY(home.isRelayed(home.server()));

    const auto learned = home.events("learned");
    QVERIFY(std::any_of(learned.begin(), learned.end(), [&](const model::SessionEvent& event) {
        return event.reason == "pattern" && has(event.details, decision.id);
    }));
    const auto identity = home.identityOfLast("learned");
    QCOMPARE(identity.form, model::LaunchIdentity::kNewestForm);
    QVERIFY(model::isCompletion(*decision.identity, identity));
    // What the desktop makes of that line. From then on it is that narrow.
    decision.identity = identity;
    decision.identityDigest = gatehouse::trust::identityDigest(identity);
    home.decide({decision});
    QVERIFY(home.isRelayed(home.server()));
    home.write("p/lib/tools.sh", home.marks());
    QVERIFY(!home.isRelayed(home.server()));
    QVERIFY(!home.hasRun());
}

void TestWrapSources::aDenialOfBeforeGoesOnDenying()
{
    SourcesHome home;
    auto decision = home.approve(home.server());
    decision.identity = model::withoutSources(*decision.identity);
    decision.identityDigest = gatehouse::trust::identityDigest(*decision.identity);
    decision.isDenied = true;
    decision.choice = model::Choice::Deny;
    home.decide({decision});

    QVERIFY(!home.isRelayed(home.server()));
    QVERIFY(!home.events("denied").empty());
}

QTEST_APPLESS_MAIN(TestWrapSources)
#include "tst_wrap_sources.moc"

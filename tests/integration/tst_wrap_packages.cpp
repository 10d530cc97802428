// SPDX-License-Identifier: Apache-2.0
#include "core/ipc/messages.h"
#include "core/trust/launch_resolver.h"
#include "tests/integration/npx_home.h"

#include <QProcess>
#include <QtTest>

#include <filesystem>
#include <nlohmann/json.hpp>

using namespace gatehouse::integration;
namespace base = gatehouse::base;
namespace model = gatehouse::model;

namespace {

using Fields = std::vector<std::string>;

} // namespace

/// Packages, modules and links that become others between their approval and their first byte.
class TestWrapPackages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anApprovedPackageRuns();
    void anUpgradedPackageAsksAndSaysNothing();
    void aSwappedFileOfTheSameVersionAsks();
    void aPackageThatIsUpgradedWhileItStartsIsNeverRelayed();
    void thePackageThatIsFetchedFirstIsLearned();
    void whatTheFetchedPackageBecomesLaterAsks();
    void whatAFetchedPackageOffersIsPinnedForItsNextStart();
    void aPackageOfTheProjectIsNotTheApprovedOne();
    void aProgramBehindEnvIsNeverRunWhenItWasExchanged();
    void aProgramBehindAShellIsNeverRelayedWhenItWasExchanged();
    void aLibraryThatIsPreloadedCounts();
    void aModuleOfAVirtualEnvironmentCounts();
    void aModuleThatChangesAfterItsStartIsKilled();
    void aLinkThatLeadsElsewhereIsNeverRun();
    void anOldApprovalRunsOnceMoreAndIsLearned();
};

void TestWrapPackages::anApprovedPackageRuns()
{
    NpxHome home;
    home.install("1.0.0");
    const auto decision = home.approve(home.launch());

    QCOMPARE(decision.identity->package->found, std::string("1.0.0"));
    QVERIFY(home.isRelayed(home.launch()));
    QVERIFY(home.isRelayed(home.launch()));
    QVERIFY(home.events("learned").empty() || home.events("learned").front().reason != "pattern");
}

void TestWrapPackages::anUpgradedPackageAsksAndSaysNothing()
{
    NpxHome home;
    home.install("1.0.0");
    const auto decision = home.approve(home.launch());
    home.install("1.1.0");

    QVERIFY(!home.isRelayed(home.launch()));

    QVERIFY(home.events("server-start").empty());
    QCOMPARE(home.changed(decision), Fields{"package"});
    QCOMPARE(home.identityOfLast("pending").package->found, std::string("1.1.0"));
}

void TestWrapPackages::aSwappedFileOfTheSameVersionAsks()
{
    NpxHome home;
    home.install("1.0.0");
    const auto decision = home.approve(home.launch());
    home.write(home.package() + "/run.sh", "touch " + home.file("ran") + "\n");

    QVERIFY(!home.isRelayed(home.launch()));

    QVERIFY(!base::stampOf(home.file("ran")));
    QCOMPARE(home.changed(decision), Fields{"package-files"});
}

void TestWrapPackages::aPackageThatIsUpgradedWhileItStartsIsNeverRelayed()
{
    NpxHome home;
    home.install("1.0.0");
    const auto decision = home.approve(home.launch());
    // As npx does where the registry has a newer version.
    home.write("new.json", NpxHome::description("1.1.0"));
    home.write("fetch", "cp \"$HOME/new.json\" " + home.package() + "/package.json\n");

    QVERIFY(!home.isRelayed(home.launch()));

    QVERIFY2(home.lastErrors.find("nothing of it was relayed") != std::string::npos, home.lastErrors.c_str());
    home.write("fetch", "");
    QVERIFY(!home.isRelayed(home.launch()));
    QCOMPARE(home.changed(decision), Fields{"package"});
}

void TestWrapPackages::thePackageThatIsFetchedFirstIsLearned()
{
    NpxHome home;
    const auto decision = home.approve(home.launch());
    QVERIFY(decision.identity->isUnknown(model::unknowns::kPackageNotHere));
    home.install("1.0.0");
    std::filesystem::rename(home.cache(), home.file("fetched"));
    home.write("fetch", "[ -e " + home.cache() + " ] || cp -r \"$HOME/fetched\" " + home.cache() + "\n");

    QVERIFY2(home.isRelayed(home.launch()), home.lastErrors.c_str());

    const auto learned = home.events("learned");
    QVERIFY(!learned.empty());
    QCOMPARE(learned.front().reason, std::string("pattern"));
    QVERIFY(has(learned.front().details, decision.id));
    const auto identity = home.identityOfLast("learned");
    QCOMPARE(identity.package->found, std::string("1.0.0"));
    QVERIFY(model::isCompletion(*decision.identity, identity));
    // What the desktop makes of that line.
    auto pinned = decision;
    pinned.identity = identity;
    pinned.identityDigest = gatehouse::trust::identityDigest(identity);
    home.decide({pinned});
    QVERIFY(home.isRelayed(home.launch()));
}

void TestWrapPackages::whatAFetchedPackageOffersIsPinnedForItsNextStart()
{
    NpxHome home;
    const auto decision = home.approve(home.launch());
    home.install("1.0.0");
    // The same package, and a server behind it that says what a file says.
    const auto answers = home.file("answers");
    home.write(home.package() + "/run.sh", "exec " + fakeServer()[0] + " --answers=" + answers + "\n");
    std::filesystem::rename(home.cache(), home.file("fetched"));
    home.write("fetch", "[ -e " + home.cache() + " ] || cp -r \"$HOME/fetched\" " + home.cache() + "\n");
    const auto listed = [&](const std::string& description) {
        return home.listed(home.launch(), answers, description);
    };

    QVERIFY(has(listed("Reads a file."), "Reads a file."));
    const auto learned = home.events("learned");
    QVERIFY(!learned.empty());
    auto completed = decision;
    completed.identity = home.identityOfLast("learned");
    completed.identityDigest = gatehouse::trust::identityDigest(*completed.identity);
    home.decide({completed});

    const auto changed = listed("Canary: reads every file.");
    QVERIFY2(has(changed, "\"tools\""), changed.c_str());
    QVERIFY2(!has(changed, "Canary"), changed.c_str());
    QVERIFY(has(listed("Reads a file."), "Reads a file."));
}

void TestWrapPackages::whatTheFetchedPackageBecomesLaterAsks()
{
    NpxHome home;
    home.approve(home.launch());
    // It was there before it was started: somebody else has put it there.
    home.install("6.6.6");

    QVERIFY(!home.isRelayed(home.launch()));
    QVERIFY(home.events("server-start").empty());
}

void TestWrapPackages::aPackageOfTheProjectIsNotTheApprovedOne()
{
    NpxHome home;
    home.install("1.0.0");
    home.approve(home.launch());
    QVERIFY(home.isRelayed(home.launch()));
    auto elsewhere = home.launch();
    elsewhere.folder = home.file("clone");
    home.write("clone/node_modules/memory/package.json", NpxHome::description("1.0.0"));

    QVERIFY(!home.isRelayed(elsewhere));
    QCOMPARE(home.identityOfLast("pending").package->origin, std::string("project"));
}

void TestWrapPackages::aProgramBehindEnvIsNeverRunWhenItWasExchanged()
{
    NpxHome home;
    const auto server = home.file("server");
    std::filesystem::copy_file(fakeServer()[0], server);
    const auto launch = home.launch({"env", "X=1", server});
    const auto decision = home.approve(launch);
    QVERIFY(home.isRelayed(launch));
    home.write("server", "#!/bin/sh\ntouch " + home.file("ran") + "\n");

    QVERIFY(!home.isRelayed(launch));

    QVERIFY(!base::stampOf(home.file("ran")));
    QCOMPARE(home.changed(decision), (Fields{"file:program", "file:script", "unknown"}));
}

void TestWrapPackages::aProgramBehindAShellIsNeverRelayedWhenItWasExchanged()
{
    NpxHome home;
    const auto go = home.file("go");
    home.write("server", "#!/bin/sh\nwhile [ ! -e " + go + " ]; do sleep 0.02; done\nexec /bin/sh \"$0\"\n");
    const auto launch = home.launch({"sh", "-c", "exec env X=1 " + home.file("server")});
    home.approve(launch);
    WrapProcess wrap(launch);
    QVERIFY(waitUntil([&] { return !home.events("server-start").empty(); }));

    home.write("server", "read x\necho '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"evil\":1}}'\nsleep 60\n");
    home.write("go", "");
    const auto answer = wrap.ask(initialize(1));

    QVERIFY(!has(answer, "evil"));
    QVERIFY(wrap.waitForEnd());
    QVERIFY(wrap.errors().find("nothing of it was relayed") != std::string::npos);
}

void TestWrapPackages::aLibraryThatIsPreloadedCounts()
{
    NpxHome home;
    home.write("lib.so", "not one");
    auto launch = home.launch({fakeServer()[0]});
    launch.environment.push_back("LD_PRELOAD=" + home.file("lib.so"));
    const auto decision = home.approve(launch);
    home.write("lib.so", "another");

    QVERIFY(!home.isRelayed(launch));
    QCOMPARE(home.changed(decision), Fields{"file:loaded"});
}

namespace {

/// A real `python3 -m venv` with one module in it; empty site-packages say that there is no python here.
std::string madeEnvironment(const NpxHome& home, const std::string& code)
{
    QProcess venv;
    venv.start(QStringLiteral("/usr/bin/python3"),
        {QStringLiteral("-m"), QStringLiteral("venv"), QStringLiteral("--without-pip"),
            QString::fromStdString(home.file("venv"))});
    if (!venv.waitForFinished(60'000) || venv.exitCode() != 0)
        qFatal("no venv: %s", venv.readAllStandardError().constData());
    for (const auto& entry : std::filesystem::directory_iterator(home.file("venv/lib"))) {
        const auto site = entry.path().string() + "/site-packages";
        home.write(site + "/mcp_server/__init__.py", "");
        home.write(site + "/mcp_server/__main__.py", code);
        home.write(site + "/mcp_server-0.6.2.dist-info/RECORD", "mcp_server/__main__.py,sha256=x,1\n");
        return site;
    }
    qFatal("an empty venv");
}

} // namespace

void TestWrapPackages::aModuleOfAVirtualEnvironmentCounts()
{
    NpxHome home;
    const auto site = madeEnvironment(home, "import os\nos.execv('" + fakeServer()[0] + "', ['fake'])\n");
    const auto launch = home.launch({home.file("venv/bin/python"), "-m", "mcp_server"});
    const auto decision = home.approve(launch);

    QCOMPARE(decision.identity->package->found, std::string("0.6.2"));
    QVERIFY(home.isRelayed(launch));
    QVERIFY(home.isRelayed(launch)); // also now that python has compiled it
    home.write(site + "/mcp_server/__init__.py", "open('" + home.file("ran") + "', 'w')\n");
    QVERIFY(!home.isRelayed(launch));
    QVERIFY(!base::stampOf(home.file("ran")));
    QCOMPARE(home.changed(decision), Fields{"package-files"});
}

void TestWrapPackages::aModuleThatChangesAfterItsStartIsKilled()
{
    NpxHome home;
    const auto site = madeEnvironment(home,
        "import os, time\nwhile not os.path.exists('" + home.file("go") +
            "'):\n    time.sleep(0.02)\nexec(open(__file__).read())\n");
    const auto launch = home.launch({home.file("venv/bin/python"), "-m", "mcp_server"});
    home.approve(launch);
    WrapProcess wrap(launch);
    QVERIFY(waitUntil([&] { return !home.events("server-start").empty(); }));

    home.write(site + "/mcp_server/__main__.py",
        "print('{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"evil\":1}}', flush=True)\nimport "
        "time\ntime.sleep(60)\n");
    home.write("go", "");
    const auto answer = wrap.ask(initialize(1));

    QVERIFY(!has(answer, "evil"));
    QVERIFY(wrap.waitForEnd());
    QVERIFY(wrap.errors().find("nothing of it was relayed") != std::string::npos);
}

void TestWrapPackages::aLinkThatLeadsElsewhereIsNeverRun()
{
    NpxHome home;
    std::filesystem::create_directories(home.file("farm/v1"));
    std::filesystem::create_directories(home.file("farm/v2"));
    std::filesystem::copy_file(fakeServer()[0], home.file("farm/v1/server"));
    home.write("farm/v2/server", "#!/bin/sh\ntouch " + home.file("ran") + "\n");
    // command → current/server → v1/server: as nvm, update-alternatives and Nix lay them.
    std::filesystem::create_symlink("v1", home.file("farm/current"));
    std::filesystem::create_symlink(home.file("farm/current/server"), home.file("bin/server"));
    const auto launch = home.launch({"server"});
    const auto decision = home.approve(launch);
    QCOMPARE(
        decision.identity->executable.path, std::filesystem::canonical(home.file("farm/v1/server")).string());
    QVERIFY(home.isRelayed(launch));

    std::filesystem::remove(home.file("farm/current"));
    std::filesystem::create_symlink("v2", home.file("farm/current"));
    QVERIFY(!home.isRelayed(launch));
    QVERIFY(!base::stampOf(home.file("ran")));
    // Back at the approved one it runs.
    std::filesystem::remove(home.file("farm/current"));
    std::filesystem::create_symlink("v1", home.file("farm/current"));
    QVERIFY(home.isRelayed(launch));
}

void TestWrapPackages::anOldApprovalRunsOnceMoreAndIsLearned()
{
    NpxHome home;
    home.install("1.0.0");
    auto decision = home.approve(home.launch());
    auto& old = *decision.identity;
    old.form = 1;
    old.files.clear();
    old.unknown.clear();
    old.package = model::PackageRun{"npx", "memory", "", false};
    decision.identityDigest = gatehouse::trust::identityDigest(old);
    home.decide({decision});

    QVERIFY(home.isRelayed(home.launch()));

    const auto learned = home.events("learned");
    QVERIFY(!learned.empty());
    const auto identity = home.identityOfLast("learned");
    QCOMPARE(identity.form, 2);
    QVERIFY(model::isCompletion(old, identity));
}

QTEST_APPLESS_MAIN(TestWrapPackages)
#include "tst_wrap_packages.moc"

// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/cli_home.h"

#include <QtTest>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::tests;

/// `doctor` with real files, a real client process and a real server.
class TestCliDoctor : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysWhereAVersionManagerKeepsTheCommandAndWhatToWrite();
    void theFixThatItNamesIsTheFix();
    void looksWhereARunningClientLooks();
    void asksTheLoginShellOnlyWhereItIsToldTo();
    void namesEmptyVariables();
    void namesAWrapperThatIsGone();
    void namesTheCardThatIsWaitedFor();
    void startsAnApprovedServerAndShowsWhatItSaid();
    void startsNothingThatIsNotApproved();
    void anUnreadableFileIsAFault();
    void exitCodesTellHealthyFromIll();

private:
    static nlohmann::json findings(const CliRun& run)
    {
        const auto json = run.json();
        return json.is_object() && json.contains("servers") && !json["servers"].empty()
            ? json["servers"][0]["findings"]
            : nlohmann::json::array();
    }
    static nlohmann::json finding(const CliRun& run, const std::string& code)
    {
        for (const auto& one : findings(run)) {
            if (one["code"] == code)
                return one;
        }
        return {};
    }
    static CliRun doctor(const CliHome& home, const QStringList& more = {})
    {
        return home.run(QStringList{QStringLiteral("doctor"), QStringLiteral("--json")} + more);
    }
    /// What the client's file says is started, and greeted.
    static void startAsClient(const CliHome& home, QProcess& wrapper, const std::string& name)
    {
        const auto entry = nlohmann::json::parse(home.read(".cursor/mcp.json"))["mcpServers"][name];
        QStringList arguments;
        for (const auto& word : entry["args"])
            arguments << text(word);
        wrapper.setProcessEnvironment(home.environment());
        wrapper.setWorkingDirectory(text(home.places.home));
        wrapper.start(text(entry["command"]), arguments);
        wrapper.write(
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
            "\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}\n");
    }
    static QString text(const std::string& utf8) { return QString::fromStdString(utf8); }
    static constexpr const char* kServer =
        "#!/bin/sh\n"
        "read line\n"
        "echo '{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"protocolVersion\":\"2025-06-18\","
        "\"capabilities\":{},\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}}'\n"
        "cat >/dev/null\n";
};

void TestCliDoctor::saysWhereAVersionManagerKeepsTheCommandAndWhatToWrite()
{
    const CliHome home;
    home.declare("files", {"only-in-nvm", "-y", "x"});
    home.write(".nvm/versions/node/v18.0.0/bin/only-in-nvm", "#!/usr/bin/env fancy-node\n", 0755);
    home.write(".nvm/versions/node/v22.1.0/bin/only-in-nvm", "#!/usr/bin/env fancy-node\n", 0755);

    const auto run = doctor(home);
    const auto shown = home.run({QStringLiteral("doctor"), QStringLiteral("files")});

    QCOMPARE(run.exitCode, 6);
    const auto found = finding(run, "command-not-on-path");
    QVERIFY2(found.is_object(), run.output.c_str());
    QCOMPARE(found["severity"].get<std::string>(), std::string("fault"));
    const auto path = home.path(".nvm/versions/node/v22.1.0/bin/only-in-nvm");
    QCOMPARE(found["values"]["found"].get<std::string>(), path);
    QVERIFY(found["fix"].get<std::string>().find("\"command\": \"" + path + "\"") != std::string::npos);
    QVERIFY(found["fix"].get<std::string>().find(".cursor/mcp.json, line 3") != std::string::npos);
    QVERIFY(found["values"]["newPath"].get<std::string>().starts_with(
        home.path(".nvm/versions/node/v22.1.0/bin:")));
    QCOMPARE(shown.exitCode, 6);
    QVERIFY2(shown.output.find("[command-not-on-path]") != std::string::npos, shown.output.c_str());
}

void TestCliDoctor::theFixThatItNamesIsTheFix()
{
    const CliHome home;
    home.declare("files", {"only-in-nvm"});
    home.write(".nvm/versions/node/v22.1.0/bin/only-in-nvm", "#!/usr/bin/env fancy-node\n", 0755);
    home.write(".nvm/versions/node/v22.1.0/bin/fancy-node", "#!/bin/sh\n", 0755);
    const auto values = finding(doctor(home), "command-not-on-path")["values"];

    const nlohmann::json fixed{
        {"mcpServers", {{"files", {{"command", values["found"]}, {"env", {{"PATH", values["newPath"]}}}}}}}};
    home.write(".cursor/mcp.json", fixed.dump(2));
    const auto after = doctor(home);

    QVERIFY2(after.exitCode == 0, after.output.c_str());
    QVERIFY(findings(after).empty());
}

void TestCliDoctor::looksWhereARunningClientLooks()
{
    const CliHome home;
    home.declare("files", {"only-the-client-has-it"});
    home.write("tools/only-the-client-has-it", "#!/bin/sh\n", 0755);
    home.write("app/cursor", "#!/bin/sh\n", 0755);
    QCOMPARE(doctor(home).exitCode, 6);
    // A program named as the client's is, with a PATH of its own.
    QFile::remove(text(home.path("app/cursor")));
    QVERIFY(QFile::copy(QStringLiteral("/bin/sleep"), text(home.path("app/cursor"))));
    QFile::setPermissions(text(home.path("app/cursor")), QFile::ReadOwner | QFile::ExeOwner);
    QProcess client;
    auto environment = home.environment();
    environment.insert(QStringLiteral("PATH"), text(home.path("tools") + ":/usr/bin:/bin"));
    client.setProcessEnvironment(environment);
    client.start(text(home.path("app/cursor")), {QStringLiteral("60")});
    QVERIFY(client.waitForStarted());

    const auto run = doctor(home);
    client.kill();
    client.waitForFinished();

    QVERIFY2(run.exitCode == 0, run.output.c_str());
}

void TestCliDoctor::asksTheLoginShellOnlyWhereItIsToldTo()
{
    const CliHome home;
    home.declare("files", {"only-in-my-shell"});
    home.write("odd/only-in-my-shell", "#!/bin/sh\n", 0755);
    home.write(".profile", "touch \"$HOME/profile-was-read\"\nPATH=\"$HOME/odd:$PATH\"\n");
    home.write(".bash_profile", "touch \"$HOME/profile-was-read\"\nPATH=\"$HOME/odd:$PATH\"\n");

    const auto without = doctor(home);
    const bool wasAsked = QFile::exists(text(home.path("profile-was-read")));
    const auto with = doctor(home, {QStringLiteral("--login-shell")});

    QVERIFY(finding(without, "command-not-found").is_object());
    QVERIFY(!wasAsked);
    const auto found = finding(with, "command-not-on-path");
    QVERIFY2(found.is_object(), with.output.c_str());
    QCOMPARE(found["values"]["found"].get<std::string>(), home.path("odd/only-in-my-shell"));
}

void TestCliDoctor::namesEmptyVariables()
{
    const CliHome home;
    home.write(".cursor/mcp.json",
        R"({"mcpServers":{"files":{"command":"sh","args":["${env:NOBODY_SETS_THIS}"],"env":{"API_KEY":""}}}})");

    const auto run = doctor(home);

    QCOMPARE(run.exitCode, 0); // a server may do without
    QCOMPARE(finding(run, "variable-unset")["values"]["variable"].get<std::string>(),
        std::string("NOBODY_SETS_THIS"));
    QCOMPARE(finding(run, "variable-empty")["values"]["variable"].get<std::string>(), std::string("API_KEY"));
}

void TestCliDoctor::namesAWrapperThatIsGone()
{
    const CliHome home;
    home.declare("files", {"sh", "server.sh"});
    QCOMPARE(home.run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
    QVERIFY(QFile::remove(text(home.places.installedWrapper)));

    const auto ill = doctor(home);
    const auto ref = text(ill.json()["servers"][0]["ref"].get<std::string>());
    QVERIFY(finding(ill, "wrapper-missing")["fix"].get<std::string>().find(
                "unprotect " + ref.toStdString()) != std::string::npos);
    QCOMPARE(home.run({QStringLiteral("unprotect"), QStringLiteral("--yes"), ref}).exitCode, 0);
    QCOMPARE(home.run({QStringLiteral("protect"), QStringLiteral("--yes"), ref}).exitCode, 0);
    const auto after = doctor(home);

    QCOMPARE(ill.exitCode, 6);
    QCOMPARE(finding(ill, "wrapper-missing")["values"]["wrapper"].get<std::string>(),
        home.places.installedWrapper);
    QVERIFY2(!finding(after, "wrapper-missing").is_object(), after.output.c_str());
}

void TestCliDoctor::namesTheCardThatIsWaitedFor()
{
    const CliHome home;
    home.declare("files", {"sh", "server.sh"});
    QCOMPARE(home.run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
    QProcess wrapper;
    startAsClient(home, wrapper, "files");
    QVERIFY(wrapper.waitForReadyRead(20000));

    const auto run = doctor(home);
    wrapper.closeWriteChannel();
    wrapper.waitForFinished(20000);

    const auto found = finding(run, "waiting-for-approval");
    QVERIFY2(found.is_object(), run.output.c_str());
    QCOMPARE(found["fix"].get<std::string>().ends_with(
                 "gatehouse-cli approve " + found["values"]["card"].get<std::string>()),
        true);
}

void TestCliDoctor::startsAnApprovedServerAndShowsWhatItSaid()
{
    const CliHome home;
    const auto script = home.path("server.sh");
    home.write("server.sh", "#!/bin/sh\necho 'API_KEY is missing' >&2\nexit 3\n", 0700);
    home.write("good.sh", kServer, 0700);
    home.write(".cursor/mcp.json",
        nlohmann::json{
            {"mcpServers", {{"bad", {{"command", script}}}, {"good", {{"command", home.path("good.sh")}}}}}}
            .dump());
    QCOMPARE(home.run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
    QCOMPARE(home.run({QStringLiteral("approve"), QStringLiteral("--"), text(script)}).exitCode, 0);
    QCOMPARE(
        home.run({QStringLiteral("approve"), QStringLiteral("--"), text(home.path("good.sh"))}).exitCode, 0);

    const auto early = doctor(home, {QStringLiteral("--start"), QStringLiteral("good")});
    for (const auto* const name : {"bad", "good"}) {
        QProcess wrapper;
        startAsClient(home, wrapper, name);
        QVERIFY(wrapper.waitForReadyRead(20000));
        wrapper.closeWriteChannel();
        QVERIFY(wrapper.waitForFinished(20000));
        const auto said = wrapper.readAllStandardOutput() + wrapper.readAllStandardError();
        const auto pinned = home.journalled("learned");
        QVERIFY2(std::ranges::any_of(pinned,
                     [name](const auto& one) { return one.reason == "pattern" && one.server == name; }),
            said.constData()); // it was started in the surroundings that are pinned from now on
    }

    const auto bad = doctor(home, {QStringLiteral("--start"), QStringLiteral("bad")});
    const auto good = doctor(home, {QStringLiteral("--start"), QStringLiteral("good")});

    QVERIFY2(finding(early, "trial-refused").is_object(),
        early.output.c_str()); // the client's first start is what is pinned
    const auto failed = finding(bad, "trial-failed");
    QVERIFY2(failed.is_object(), bad.output.c_str());
    QCOMPARE(failed["values"]["exit"].get<std::string>(), std::string("3"));
    const auto lines = failed["stderr"].get<std::vector<std::string>>();
    QVERIFY2(std::ranges::find(lines, "API_KEY is missing") != lines.end(), bad.output.c_str());
    QCOMPARE(bad.exitCode, 6);
    QVERIFY2(finding(good, "trial-answered").is_object(), good.output.c_str());
    QCOMPARE(good.exitCode, 0);
    for (const auto& event : home.journalled("server-exit"))
        QVERIFY(event.details.find("API_KEY") == std::string::npos);
}

void TestCliDoctor::startsNothingThatIsNotApproved()
{
    const CliHome home;
    const auto script = home.path("server.sh");
    home.write("server.sh", "#!/bin/sh\ntouch \"$HOME/it-ran\"\n", 0700);
    home.declare("files", {script});

    const auto unguarded = doctor(home, {QStringLiteral("--start"), QStringLiteral("files")});
    QCOMPARE(home.run({QStringLiteral("protect"), QStringLiteral("--yes")}).exitCode, 0);
    const auto unapproved = doctor(home, {QStringLiteral("--start"), QStringLiteral("files")});

    QVERIFY2(finding(unguarded, "trial-refused").is_object(), unguarded.output.c_str());
    QVERIFY2(finding(unapproved, "trial-refused").is_object(), unapproved.output.c_str());
    QVERIFY(!QFile::exists(text(home.path("it-ran"))));
    QVERIFY(home.journalled("pending").empty()); // nobody is asked for it either
    QCOMPARE(home.run({QStringLiteral("doctor"), QStringLiteral("--start")}).exitCode, 2);
}

void TestCliDoctor::anUnreadableFileIsAFault()
{
    const CliHome home;
    home.write(".cursor/mcp.json", "{\"mcpServers\": oops}");

    const auto run = doctor(home);

    QCOMPARE(run.exitCode, 6);
    QCOMPARE(run.json()["unreadable"][0]["file"].get<std::string>(), home.path(".cursor/mcp.json"));
}

void TestCliDoctor::exitCodesTellHealthyFromIll()
{
    const CliHome home;
    QCOMPARE(doctor(home).exitCode, 3);
    home.declare("files", {"sh", "-c", "true"});
    const auto before = home.read(".cursor/mcp.json");

    QCOMPARE(doctor(home).exitCode, 0);
    QCOMPARE(doctor(home, {QStringLiteral("nobody")}).exitCode, 3);

    QCOMPARE(home.read(".cursor/mcp.json"), before);
    QVERIFY(!QFile::exists(text(home.places.protectionFolder)));
}

QTEST_GUILESS_MAIN(TestCliDoctor)
#include "tst_cli_doctor.moc"

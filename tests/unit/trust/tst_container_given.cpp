// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/trust/container_samples.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::tests;

/// What a container is given of this machine, and what it runs that is no part of its image.
class TestContainerGiven : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatTheContainerIsGivenIsSaid_data();
    void whatTheContainerIsGivenIsSaid();
    void aHomeBehindALinkIsAHome();
    void whatTheContainerFetchesIsSaid_data();
    void whatTheContainerFetchesIsSaid();
    void aMountedScriptCounts_data();
    void aMountedScriptCounts();
    void whatTheEnvironmentFileSaysCounts();
};

void TestContainerGiven::whatTheContainerIsGivenIsSaid_data()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<QString>("codes");
    const auto row = [](const char* options, const char* codes) {
        QTest::newRow(options) << QString::fromLatin1(options) << QString::fromLatin1(codes);
    };
    row("-i --rm --init -e TOKEN -u 1000 --read-only --cap-drop ALL", "");
    row("--security-opt no-new-privileges --network none --memory 1g", "");
    row("-v data:/data -v /home/u/p:/p:ro --mount type=volume,source=x,target=/y", "");
    row("-v /etc/localtime:/etc/localtime:ro", "");
    row("-v /:/host", "container-host-files");
    row("-v /home/u:/h:ro", "container-host-files");
    row("-v /home/u/p/..:/h:ro", "container-host-files");
    row("-v /home/u/.ssh:/s", "container-host-files");
    row("--volume=/etc/:/e", "container-host-files");
    row("--mount type=bind,src=/,dst=/host", "container-host-files");
    row("--mount source=/root,target=/r,type=bind", "container-host-files");
    row("-v ..:/up", "container-host-files");
    row("-v /h/link:/up", "container-host-files");
    row("-v /var/run/docker.sock:/var/run/docker.sock", "container-engine");
    row("-v /run/user/1000/podman/podman.sock:/s", "container-engine");
    row("-v /h/sock:/s", "container-engine");
    row("--use-api-socket", "container-engine");
    row("--privileged", "container-unconfined");
    row("--pid=host", "container-unconfined");
    row("--pid container:x", "");
    row("--cap-add SYS_ADMIN", "container-unconfined");
    row("--device /dev/kvm", "container-unconfined");
    row("--security-opt seccomp=unconfined", "container-unconfined");
    row("--userns host --uts host --ipc host", "container-unconfined");
    row("--network host", "container-host-network");
    row("--net=host", "container-host-network");
    row("--entrypoint /bin/sh", "container-entrypoint");
    row("--pull always", "fetched-anew");
    row("--pull=missing", "");
    row("-e LD_PRELOAD=/x.so", "loaded-not-found");
    row("-eNODE_OPTIONS=--require=/x", "loaded-not-found");
    row("-e PYTHONUNBUFFERED=1 -e PATH=/x", "");
    row("--env-file none.env", "loaded-not-found");
    row("--new-option x", "package-hidden");
}

void TestContainerGiven::whatTheContainerIsGivenIsSaid()
{
    QFETCH(QString, options);
    QFETCH(QString, codes);
    auto probe = engineDisk(imageAnswer(kFirstImage));
    for (const char* file : {"/home/u/p/x", "/etc/passwd", "/home/u/.ssh/id"})
        probe.files[file] = "data";
    probe.links = {{"/h/link", "/home/u"}, {"/h/sock", "/run/docker.sock"}};
    probe.files["/run/docker.sock"] = "data";

    const auto identity = ofContainer("docker run " + options.toStdString() + " a", probe);

    QCOMPARE(QString::fromStdString(codesOf(identity)), codes);
}

void TestContainerGiven::aHomeBehindALinkIsAHome()
{
    auto probe = engineDisk(imageAnswer(kFirstImage));
    probe.files["/data/u/x"] = "data";
    probe.links = {{"/home/u", "/data/u"}};

    for (const char* const folder : {"/data", "/data/u", "/home/u"})
        QCOMPARE(codesOf(ofContainer("docker run -v " + std::string(folder) + ":/d a", probe)),
            std::string("container-host-files"));
    QCOMPARE(codesOf(ofContainer("docker run -v /data/v:/d a", probe)), std::string());
}

void TestContainerGiven::whatTheContainerFetchesIsSaid_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("codes");
    const auto row = [](const char* words, const char* codes) {
        QTest::newRow(words) << QString::fromLatin1(words) << QString::fromLatin1(codes);
    };
    row("node:22 npx -y @x/memory", "package-elsewhere");
    row("node:22 npx -y @x/memory@1.2.3", "dependencies-unchecked");
    row("uv uvx mcp-server-git", "package-elsewhere");
    row("--entrypoint npx node:22 -y @x/memory", "container-entrypoint package-elsewhere");
    row("node:22 env A=1 npx memory", "package-elsewhere");
    row("deno deno run -A https://e.example/x.ts", "network-address");
    row("deno deno run -A jsr:@x/y", "network-address");
    row("node:22 sh -c a&&b", "shell-script");
    row("--entrypoint sh node:22 -c a|b", "container-entrypoint shell-script");
    row("node:22 node /app/server.js", "");
    row("mcp/git --repository /r", "");
}

void TestContainerGiven::whatTheContainerFetchesIsSaid()
{
    QFETCH(QString, words);
    QFETCH(QString, codes);

    const auto identity =
        ofContainer("docker run -i " + words.toStdString(), engineDisk(imageAnswer(kFirstImage)));

    QCOMPARE(QString::fromStdString(codesOf(identity)), codes);
    QCOMPARE(identity.package->runner, std::string("docker"));
}

void TestContainerGiven::aMountedScriptCounts_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("files");
    const auto row = [](const char* words, const char* files) {
        QTest::newRow(words) << QString::fromLatin1(words) << QString::fromLatin1(files);
    };
    const char* const alone = "script:/home/u/p/server.py";
    const char* const whole =
        "script:/home/u/p/server.py source:/home/u/p/lib/tools.py source:/home/u/p/out.py";
    row("-v ./server.py:/server.py python a.py", alone);
    row("-v /home/u/p/server.py:/s.py:ro img", alone);
    row("--mount type=bind,source=/home/u/p/server.py,target=/s.py img", alone);
    row("-v /home/u/p:/app img python /app/server.py", whole);
    row("-v /home/u/p/:/app/ img python /app/server.py", whole);
    row("-v .:/app -w /app img python server.py", whole);
    row("-v .:/app -w /app/lib img python ../server.py", whole);
    row("-v .:/app img python server.py", whole);
    row("-v .:/app -w /other img python server.py", "");
    row("-v .:/app img python /server.py", "");
    row("-v .:/app img python /app/none.py", "");
    row("-v .:/app img python /app/out.py", ""); // leads out of what is mounted
    row("-v data:/app img python /app/server.py", "");
    row("img python server.py", "");
}

void TestContainerGiven::aMountedScriptCounts()
{
    QFETCH(QString, words);
    QFETCH(QString, files);
    auto probe = engineDisk(imageAnswer(kFirstImage));
    for (const char* file :
        {"/home/u/p/server.py", "/home/u/p/lib/tools.py", "/home/u/p/notes.txt", "/home/u/x.py"})
        probe.files[file] = "data";
    probe.links = {{"/home/u/p/out.py", "/home/u/x.py"}};

    const auto before = ofContainer("docker run " + words.toStdString(), probe);
    probe.files["/home/u/p/server.py"] = "evil";
    const auto after = ofContainer("docker run " + words.toStdString(), probe);

    QCOMPARE(QString::fromStdString(filesOf(before)), files);
    QCOMPARE(before.isUnknown(model::unknowns::kScriptLoads), !files.isEmpty());
    if (!files.isEmpty())
        QVERIFY(trust::identityDigest(before) != trust::identityDigest(after));
}

void TestContainerGiven::whatTheEnvironmentFileSaysCounts()
{
    auto probe = engineDisk(imageAnswer(kFirstImage));
    probe.files["/home/u/p/my.env"] = "# comment\nTOKEN=1\n";
    const auto before = ofContainer("docker run --env-file my.env img", probe);
    QCOMPARE(filesOf(before), std::string("settings:/home/u/p/my.env"));
    QCOMPARE(codesOf(before), std::string());
    QCOMPARE(before.workingFolder.value_or(""), std::string("/home/u/p"));

    probe.files["/home/u/p/my.env"] = "TOKEN=1\nLD_PRELOAD=/x.so";
    const auto after = ofContainer("docker run --env-file my.env img", probe);
    QCOMPARE(codesOf(after), std::string("loaded-not-found"));
}

QTEST_APPLESS_MAIN(TestContainerGiven)
#include "tst_container_given.moc"

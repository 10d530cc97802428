// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/trust/container_samples.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::tests;

/// Which image `docker run` and `podman run` start, as their engines say it.
class TestContainerRun : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theEngineSaysWhichImageATagLeadsTo();
    void anotherImageUnderTheTagIsOneChange();
    void aDigestIsNotAskedAbout_data();
    void aDigestIsNotAskedAbout();
    void anImageThatIsNotThereYetIsLearned();
    void whatTheEngineDoesNotSayIsDangerous_data();
    void whatTheEngineDoesNotSayIsDangerous();
    void theEngineIsAskedWhereDockerFindsIt_data();
    void theEngineIsAskedWhereDockerFindsIt();
    void anotherMachineIsNeverAsked_data();
    void anotherMachineIsNeverAsked();
    void anotherUsersEngineIsNotKnown();
    void whatRunsInAnotherContainerIsHidden_data();
    void whatRunsInAnotherContainerIsHidden();
    void theFileOfAContextCounts();
    void podmanIsReadFromItsStorage_data();
    void podmanIsReadFromItsStorage();
    void podmansOwnSettingsSayWhereImagesLie();
    void anApprovalOfATagIsCompletedOnce();
};

void TestContainerRun::theEngineSaysWhichImageATagLeadsTo()
{
    auto probe = engineDisk({});
    std::vector<std::string> asked;
    probe.onExchange = [&](const std::string& at, const std::string& question) -> base::Result<std::string> {
        asked.push_back(at + ' ' + question);
        return imageAnswer(kFirstImage);
    };

    const auto identity = ofContainer("docker run -i --rm ghcr.io/mcp/git:1.2", probe);

    QCOMPARE(identity.package->name, std::string("ghcr.io/mcp/git"));
    QCOMPARE(identity.package->version, std::string("1.2"));
    QCOMPARE(identity.package->found, kFirstImage);
    QCOMPARE(identity.package->origin, std::string("engine"));
    QCOMPARE(codesOf(identity), std::string());
    QCOMPARE(asked,
        std::vector<std::string>{kDefaultSocket +
            " GET /images/ghcr.io/mcp/git:1.2/json HTTP/1.0\r\nHost: localhost\r\nConnection: "
            "close\r\n\r\n"});
}

void TestContainerRun::anotherImageUnderTheTagIsOneChange()
{
    const auto before = ofContainer("docker run -i mcp/git:1", engineDisk(imageAnswer(kFirstImage)));
    const auto again = ofContainer("docker run -i mcp/git:1", engineDisk(imageAnswer(kFirstImage)));
    const auto after = ofContainer("docker run -i mcp/git:1", engineDisk(imageAnswer(kOtherImage)));

    QCOMPARE(trust::identityDigest(before), trust::identityDigest(again));
    QVERIFY(trust::identityDigest(before) != trust::identityDigest(after));
    const auto changes = trust::compareIdentities(before, after);
    QCOMPARE(changes.size(), std::size_t{1});
    QCOMPARE(changes.front().field, std::string("package"));
    QCOMPARE(changes.front().before, "docker mcp/git:1 " + kFirstImage);
    QCOMPARE(changes.front().after, "docker mcp/git:1 " + kOtherImage);
}

void TestContainerRun::aDigestIsNotAskedAbout_data()
{
    QTest::addColumn<QString>("image");
    for (const auto& image :
        {"mcp/git@" + kFirstImage, "mcp/git:1@" + kFirstImage, kFirstImage, std::string(64, 'a')})
        QTest::newRow(image.c_str()) << QString::fromStdString(image);
}

void TestContainerRun::aDigestIsNotAskedAbout()
{
    QFETCH(QString, image);
    auto probe = engineDisk({});
    bool wasAsked = false;
    probe.onExchange = [&](const std::string&, const std::string&) -> base::Result<std::string> {
        wasAsked = true;
        return std::string();
    };

    const auto identity = ofContainer("docker run -i " + image.toStdString(), probe);

    QVERIFY(identity.package->isPinned);
    QCOMPARE(codesOf(identity), std::string());
    QVERIFY(!wasAsked);
}

void TestContainerRun::anImageThatIsNotThereYetIsLearned()
{
    const auto open = ofContainer("docker run -i mcp/git", engineDisk(kNoSuchImage));
    const auto complete = ofContainer("docker run -i mcp/git", engineDisk(imageAnswer(kFirstImage)));

    QCOMPARE(codesOf(open), std::string("package-not-here"));
    QVERIFY(model::isOpen(open));
    QVERIFY(model::isCompletion(open, complete));
    // An engine that falls silent meanwhile completes nothing.
    const auto silent = ofContainer("docker run -i mcp/git", engineDisk("", "/elsewhere"));
    QVERIFY(!model::isCompletion(open, silent));
    QVERIFY(!model::isCompletion(complete, silent));
}

void TestContainerRun::whatTheEngineDoesNotSayIsDangerous_data()
{
    QTest::addColumn<QString>("answer");
    const auto row = [](const char* name, const std::string& answer) {
        QTest::newRow(name) << QString::fromStdString(answer);
    };
    row("nothing", "");
    row("no HTTP", "hello");
    row("a head alone", "HTTP/1.0 200 OK\r\n");
    row("no body", "HTTP/1.0 200 OK\r\n\r\n");
    row("half a body", imageAnswer(kFirstImage).substr(0, imageAnswer(kFirstImage).size() - 9));
    row("no object", httpAnswer("200 OK", "[]"));
    row("no id", httpAnswer("200 OK", R"({"id":"sha256:a"})"));
    row("a number for an id", httpAnswer("200 OK", R"({"Id":7})"));
    row("a short id", imageAnswer("sha256:abc"));
    row("an id that is none", imageAnswer("sha256:" + std::string(64, 'z')));
    row("another digest", imageAnswer("sha512:" + std::string(64, 'a')));
    row("an error", httpAnswer("500 Internal Server Error", R"({"message":"broken"})"));
    row("an id with an error", httpAnswer("500 Error", R"({"Id":")" + kFirstImage + R"("})"));
    row("moved", httpAnswer("301 Moved", R"({"Id":")" + kFirstImage + R"("})"));
    row("somebody else's 404", httpAnswer("404 Not Found", "<html>"));
    row("deep", httpAnswer("200 OK", std::string(100000, '[')));
    row("not UTF-8", httpAnswer("200 OK", "{\"Id\":\"\xff\"}"));
}

void TestContainerRun::whatTheEngineDoesNotSayIsDangerous()
{
    QFETCH(QString, answer);

    const auto identity = ofContainer("docker run -i mcp/git", engineDisk(answer.toStdString()));

    QCOMPARE(codesOf(identity), std::string("engine-silent image-by-tag"));
    QVERIFY(identity.package->found.empty());
}

void TestContainerRun::theEngineIsAskedWhereDockerFindsIt_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("context");
    QTest::addColumn<QString>("socket");
    const auto row = [](const char* command, const char* host, const char* context, const char* socket) {
        QTest::addRow("%s, host %s, context %s", command, host, context)
            << QString::fromLatin1(command) << QString::fromLatin1(host) << QString::fromLatin1(context)
            << QString::fromLatin1(socket);
    };
    row("docker run a", "", "", "/current.sock");
    row("docker run a", "unix:///v.sock", "", "/v.sock");
    row("docker run a", "unix:///v.sock", "named", "/v.sock");
    row("docker run a", "", "named", "/named.sock");
    row("docker run a", "", "default", "/var/run/docker.sock");
    row("docker -H unix:///o.sock run a", "unix:///v.sock", "named", "/o.sock");
    row("docker --host=unix:///o.sock run a", "", "", "/o.sock");
    row("docker --context named run a", "unix:///v.sock", "", "/named.sock");
    row("docker -c default run a", "unix:///v.sock", "named", "/v.sock");
    row("docker --config /cfg run a", "", "", "/other.sock");
    row("docker --config /none run a", "", "", "/var/run/docker.sock");
}

void TestContainerRun::theEngineIsAskedWhereDockerFindsIt()
{
    QFETCH(QString, command);
    QFETCH(QString, host);
    QFETCH(QString, context);
    QFETCH(QString, socket);
    auto probe = engineDisk(imageAnswer(kFirstImage), socket.toStdString());
    const auto addContext = [&](const std::string& folder, const std::string& name, const std::string& at) {
        probe.files[folder + "/contexts/meta/" + base::toHex(base::sha256(name)) + "/meta.json"] =
            R"({"Name":")" + name + R"(","Endpoints":{"docker":{"Host":"unix://)" + at + R"("}}})";
    };
    probe.files["/home/u/.docker/config.json"] = R"({"auths":{},"currentContext":"current"})";
    addContext("/home/u/.docker", "current", "/current.sock");
    addContext("/home/u/.docker", "named", "/named.sock");
    probe.files["/cfg/config.json"] = R"({"currentContext":"current"})";
    addContext("/cfg", "current", "/other.sock");
    Variables variables;
    if (!host.isEmpty())
        variables.emplace_back("DOCKER_HOST", host.toStdString());
    if (!context.isEmpty())
        variables.emplace_back("DOCKER_CONTEXT", context.toStdString());

    const auto identity = ofContainer(command.toStdString(), probe, variables);

    QCOMPARE(identity.package->found, kFirstImage);
}

void TestContainerRun::anotherMachineIsNeverAsked_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("value");
    const auto row = [](const char* command, const char* name, const char* value) {
        QTest::addRow("%s %s=%s", command, name, value)
            << QString::fromLatin1(command) << QString::fromLatin1(name) << QString::fromLatin1(value);
    };
    row("docker run a", "DOCKER_HOST", "tcp://10.0.0.1:2376");
    row("docker run a", "DOCKER_HOST", "ssh://root@host");
    row("docker run a", "DOCKER_HOST", "tcp://127.0.0.1:2375");
    row("docker -H tcp://host:1 run a", "X", "");
    row("podman --remote run a", "X", "");
    row("podman --connection far run a", "X", "");
    row("podman run a", "CONTAINER_HOST", "ssh://host/run/podman.sock");
    row("podman run a", "CONTAINER_CONNECTION", "far");
}

void TestContainerRun::anotherMachineIsNeverAsked()
{
    QFETCH(QString, command);
    QFETCH(QString, variable);
    QFETCH(QString, value);
    auto probe = engineDisk({});
    bool wasAsked = false;
    probe.onExchange = [&](const std::string&, const std::string&) -> base::Result<std::string> {
        wasAsked = true;
        return imageAnswer(kFirstImage);
    };

    const auto identity =
        ofContainer(command.toStdString(), probe, {{variable.toStdString(), value.toStdString()}});

    QCOMPARE(codesOf(identity), std::string("engine-remote image-by-tag"));
    QVERIFY(!wasAsked);
}

void TestContainerRun::anotherUsersEngineIsNotKnown()
{
    auto probe = engineDisk(imageAnswer(kFirstImage));
    probe.files["/usr/bin/sudo"] = "ELF sudo";
    probe.files["/usr/bin/env"] = "ELF env";
    for (const char* const command :
        {"sudo docker run a", "sudo -u other podman run a", "env -i /usr/bin/docker run a"})
        QCOMPARE(codesOf(ofContainer(command, probe)), std::string("engine-silent image-by-tag"));
    QCOMPARE(ofContainer("env A=1 docker run a", probe).package->found, kFirstImage);
}

void TestContainerRun::whatRunsInAnotherContainerIsHidden_data()
{
    QTest::addColumn<QString>("command");
    for (const char* const command : {"docker exec -i c server", "docker start -ai c", "docker compose run s",
             "docker --context far compose up", "podman exec c server", "podman kube play f",
             "docker-compose run s", "nerdctl run i"})
        QTest::newRow(command) << QString::fromLatin1(command);
}

void TestContainerRun::whatRunsInAnotherContainerIsHidden()
{
    QFETCH(QString, command);
    auto probe = engineDisk(imageAnswer(kFirstImage));
    probe.files["/usr/bin/docker-compose"] = "ELF compose";
    probe.files["/usr/bin/nerdctl"] = "ELF nerdctl";

    QCOMPARE(codesOf(ofContainer(command.toStdString(), probe)), std::string("inner-hidden"));
}

void TestContainerRun::theFileOfAContextCounts()
{
    auto probe = engineDisk(imageAnswer(kFirstImage), "/a.sock");
    const auto file = "/home/u/.docker/contexts/meta/" + base::toHex(base::sha256("mine")) + "/meta.json";
    probe.files[file] = R"({"Endpoints":{"docker":{"Host":"unix:///a.sock"}}})";

    const auto identity = ofContainer("docker --context mine run a", probe);

    QCOMPARE(filesOf(identity), "settings:" + file);
    probe.files.erase(file);
    QCOMPARE(codesOf(ofContainer("docker --context mine run a", probe)),
        std::string("engine-silent image-by-tag"));
}

void TestContainerRun::podmanIsReadFromItsStorage_data()
{
    QTest::addColumn<QString>("image");
    QTest::addColumn<QString>("found");
    QTest::addColumn<QString>("codes");
    const auto row = [](const char* image, const std::string& found, const char* codes) {
        QTest::newRow(image) << QString::fromLatin1(image) << QString::fromStdString(found)
                             << QString::fromLatin1(codes);
    };
    row("localhost/a/mcp:1", kFirstImage, "");
    row("a/mcp:1", kFirstImage, "");
    row("mcp:1", kFirstImage, "");
    row("p:1", "", "package-not-here");
    row("b/mcp", kOtherImage, "");
    row("b/mcp:latest", kOtherImage, "");
    row("docker.io/b/mcp", kOtherImage, "");
    row("localhost/b/mcp", "", "package-not-here");
    row("both", kFirstImage + ", " + kOtherImage, "package-choice");
    row("aaaaaaaaaaaa", kFirstImage, "");
    row("none", "", "package-not-here");
}

void TestContainerRun::podmanIsReadFromItsStorage()
{
    QFETCH(QString, image);
    QFETCH(QString, found);
    QFETCH(QString, codes);
    auto probe = engineDisk({});
    probe.files["/home/u/.local/share/containers/storage/overlay-images/images.json"] = R"([{"id":")" +
        kFirstImage.substr(7) + R"(","names":["localhost/a/mcp:1","x.io/both:latest"]},{"id":")" +
        kOtherImage.substr(7) +
        R"(","names":["docker.io/b/mcp:latest","y.io/both:latest"]},{"id":"short","names":["none:latest"]},7,{"names":7}])";

    const auto identity = ofContainer("podman run -i " + image.toStdString(), probe);

    QCOMPARE(identity.package->found, found.toStdString());
    QCOMPARE(QString::fromStdString(codesOf(identity)), codes);
    probe.files["/home/u/.local/share/containers/storage/overlay-images/images.json"] = "{";
    QCOMPARE(codesOf(ofContainer("podman run -i " + image.toStdString(), probe)),
        std::string("engine-silent image-by-tag"));
}

void TestContainerRun::podmansOwnSettingsSayWhereImagesLie()
{
    auto probe = engineDisk({});
    probe.files["/home/u/.config/containers/storage.conf"] =
        "[storage]\n# graphroot = \"/no\"\ngraphroot = \"/mine\"\n[storage.options]\nadditionalimagestores = "
        "[\n  "
        "\"/shared\",\n]\n";
    probe.files["/mine/vfs-images/images.json"] =
        R"([{"id":")" + kFirstImage.substr(7) + R"(","names":["x/a:latest"]}])";
    probe.files["/shared/overlay-images/images.json"] =
        R"([{"id":")" + kOtherImage.substr(7) + R"(","names":["x/b:latest"]}])";

    const auto own = ofContainer("podman run a", probe);
    const auto shared = ofContainer("podman run b", probe);

    QCOMPARE(own.package->found, kFirstImage);
    QCOMPARE(shared.package->found, kOtherImage);
    QCOMPARE(filesOf(own), std::string("settings:/home/u/.config/containers/storage.conf"));
    QCOMPARE(codesOf(ofContainer("podman --root /elsewhere run a", probe)), std::string("package-not-here"));
    // Docker is a link to podman, or a script that starts it (Debian's podman-docker).
    probe.files.erase("/usr/bin/docker");
    probe.links["/usr/bin/docker"] = "/usr/bin/podman";
    QCOMPARE(ofContainer("docker run a", probe).package->found, kFirstImage);
    probe.links.clear();
    probe.files["/usr/bin/docker"] = "#!/bin/sh\nexec /usr/bin/podman \"$@\"\n";
    probe.files["/bin/sh"] = "ELF sh";
    QCOMPARE(ofContainer("docker run a", probe).package->found, kFirstImage);
}

void TestContainerRun::anApprovalOfATagIsCompletedOnce()
{
    const auto open = ofContainer("docker run -i mcp/git", engineDisk("", "/elsewhere"));
    const auto first = ofContainer("docker run -i mcp/git", engineDisk(imageAnswer(kFirstImage)));
    const auto other = ofContainer("docker run -i mcp/git", engineDisk(imageAnswer(kOtherImage)));

    QVERIFY(model::isOpen(open));
    QVERIFY(model::isCompletion(open, first));
    QVERIFY(!model::isOpen(first));
    QVERIFY(!model::isCompletion(first, other));
    QVERIFY(!model::isCompletion(
        open, ofContainer("docker run --privileged mcp/git", engineDisk(imageAnswer(kFirstImage)))));
}

QTEST_APPLESS_MAIN(TestContainerRun)
#include "tst_container_run.moc"

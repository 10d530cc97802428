// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/trust/table_probe.h"

#include <QtTest>

#include <algorithm>
#include <set>

using namespace gatehouse;
namespace unknowns = model::unknowns;

/// What is known of `docker run` and `podman run` before they start anything.
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
    void whatTheContainerIsGivenIsSaid_data();
    void whatTheContainerIsGivenIsSaid();
    void aMountedScriptCounts_data();
    void aMountedScriptCounts();
    void whatTheEnvironmentFileSaysCounts();
    void anApprovalOfATagIsCompletedOnce();
};

namespace {

const std::string kFirstImage = "sha256:" + std::string(64, 'a');
const std::string kOtherImage = "sha256:" + std::string(64, 'b');
const std::string kDefaultSocket = "/var/run/docker.sock";

std::string httpAnswer(const std::string& status, const std::string& body)
{
    return "HTTP/1.0 " + status +
        "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
        body;
}

std::string imageAnswer(const std::string& id)
{
    return httpAnswer("200 OK", R"({"Id":")" + id + R"(","RepoTags":["mcp/git:latest"]})");
}

const std::string kNoSuchImage =
    httpAnswer("404 Not Found", R"({"message":"No such image: mcp/git:latest"})");

/// Docker with one answer, at one socket.
tests::TableProbe engineDisk(const std::string& answer, const std::string& socket = kDefaultSocket)
{
    tests::TableProbe probe;
    probe.files = {{"/usr/bin/docker", "ELF docker"}, {"/usr/bin/podman", "ELF podman"}};
    probe.onExchange = [answer, socket](
                           const std::string& at, const std::string&) -> base::Result<std::string> {
        if (at != socket)
            return base::Error{base::ErrorCode::NotConnected, at};
        return answer;
    };
    return probe;
}

using Variables = std::vector<std::pair<std::string, std::string>>;

model::LaunchIdentity ofContainer(
    const std::string& command, const tests::TableProbe& probe, const Variables& variables = {})
{
    trust::LaunchRequest request;
    for (const auto& word : QString::fromStdString(command).split(QLatin1Char(' ')))
        request.argv.push_back(word.toStdString());
    request.environment = {{"PATH", "/usr/bin"}, {"HOME", "/home/u"}};
    request.environment.insert(request.environment.end(), variables.begin(), variables.end());
    request.workingFolder = "/home/u/p";
    const auto identity = trust::resolveLaunch(request, probe);
    if (!identity)
        qFatal("%s", identity.error().detail.c_str());
    return *identity;
}

std::string codesOf(const model::LaunchIdentity& identity)
{
    std::string text;
    for (const auto& code : identity.unknown)
        text += (text.empty() ? "" : " ") + code;
    return text;
}

std::string filesOf(const model::LaunchIdentity& identity)
{
    std::string text;
    for (const auto& [role, file] : identity.files)
        text += (text.empty() ? "" : " ") + std::string(model::toText(role)) + ':' + file.path;
    return text;
}

} // namespace

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
    // Debian's podman-docker: docker is a script that starts podman.
    probe.files["/usr/bin/docker"] = "#!/bin/sh\nexec /usr/bin/podman \"$@\"\n";
    probe.files["/bin/sh"] = "ELF sh";
    QCOMPARE(ofContainer("docker run a", probe).package->found, kFirstImage);
}

void TestContainerRun::whatTheContainerIsGivenIsSaid_data()
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

void TestContainerRun::whatTheContainerIsGivenIsSaid()
{
    QFETCH(QString, options);
    QFETCH(QString, codes);
    auto probe = engineDisk(imageAnswer(kFirstImage));
    for (const char* file : {"/home/u/p/x", "/etc/passwd", "/root/x", "/home/u/.ssh/id"})
        probe.files[file] = "data";
    probe.links = {{"/h/link", "/home/u"}, {"/h/sock", "/run/docker.sock"}};
    probe.files["/run/docker.sock"] = "data";

    const auto identity = ofContainer("docker run " + options.toStdString() + " a", probe);

    QCOMPARE(QString::fromStdString(codesOf(identity)), codes);
}

void TestContainerRun::aMountedScriptCounts_data()
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

void TestContainerRun::aMountedScriptCounts()
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
    QCOMPARE(before.isUnknown(unknowns::kScriptLoads), !files.isEmpty());
    if (!files.isEmpty())
        QVERIFY(trust::identityDigest(before) != trust::identityDigest(after));
}

void TestContainerRun::whatTheEnvironmentFileSaysCounts()
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

/// Whoever allowed whatever the tag leads to has allowed what it leads to when that is known for the first
/// time.
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

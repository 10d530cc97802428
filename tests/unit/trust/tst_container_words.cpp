// SPDX-License-Identifier: Apache-2.0
#include "core/trust/container_words.h"

#include <QtTest>

using namespace gatehouse;

/// The words of docker run and podman run.
class TestContainerWords : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theImageIsFoundBehindTheOptions_data();
    void theImageIsFoundBehindTheOptions();
    void optionsHaveTheirLongNames_data();
    void optionsHaveTheirLongNames();
    void anOptionOfANewerClientIsNoted();
    void otherCommandsRunNoContainer_data();
    void otherCommandsRunNoContainer();
};

namespace {

std::vector<std::string> containerArgv(const QString& command)
{
    std::vector<std::string> argv;
    for (const auto& word : command.split(QLatin1Char(' ')))
        argv.push_back(word.toStdString());
    return argv;
}

std::string spoken(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

} // namespace

void TestContainerWords::theImageIsFoundBehindTheOptions_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("image");
    QTest::addColumn<QString>("behind");
    const auto row = [](const char* command, const char* image, const char* behind) {
        QTest::newRow(command) << QString::fromLatin1(command) << QString::fromLatin1(image)
                               << QString::fromLatin1(behind);
    };
    row("docker run img", "img", "");
    row("docker run -i --rm img serve --port 8", "img", "serve --port 8");
    row("docker run -it img", "img", "");
    // The first letter that takes a value takes the rest of its word, or the next one.
    row("docker run -ie TOKEN=x img", "img", "");
    row("docker run -ieTOKEN=x img", "img", "");
    row("docker run -iv /a:/b img", "img", "");
    row("docker run -e=TOKEN img", "img", "");
    row("docker run -u 0 -w /app -m 1g img", "img", "");
    row("docker run --cpu-quota 5000 img", "img", "");
    row("docker run --privileged img", "img", "");
    row("docker run --privileged=false img", "img", "");
    row("docker run --read-only --init -- img -x", "img", "-x");
    row("docker -H unix:///s -l debug -D run img", "img", "");
    row("docker --context far container run img", "img", "");
    row("docker container run -h name img", "img", "");
    row("podman --root /p --runtime runc run -q img", "img", "");
    row("podman run --log-level=debug --replace --name a img", "img", "");
    row("podman -c far run img", "img", "");
    row("/usr/bin/docker run --name", "", "");
    row("docker run", "", "");
}

void TestContainerWords::theImageIsFoundBehindTheOptions()
{
    QFETCH(QString, command);
    QFETCH(QString, image);
    QFETCH(QString, behind);

    const auto words = trust::containerWordsOf(containerArgv(command));

    QVERIFY(words.has_value());
    QCOMPARE(QString::fromStdString(words->image), image);
    QCOMPARE(QString::fromStdString(spoken(words->command)), behind);
    QVERIFY(!words->hasUnknownOption);
}

void TestContainerWords::optionsHaveTheirLongNames_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value"); // null: it is not there
    const auto row = [](const char* command, const char* name, const QString& value) {
        QTest::newRow(command) << QString::fromLatin1(command) << QString::fromLatin1(name) << value;
    };
    row("docker run -v /a:/b img", "volume", QStringLiteral("/a:/b"));
    row("docker run -itv/a:/b img", "volume", QStringLiteral("/a:/b"));
    row("docker run --net host img", "network", QStringLiteral("host"));
    row("docker run --net=a --network=b img", "network", QStringLiteral("b"));
    row("docker run --privileged img", "privileged", QStringLiteral(""));
    row("docker run --privileged=true img", "privileged", QStringLiteral(""));
    row("docker run --privileged=0 img", "privileged", QString());
    row("docker run --privileged --privileged=false img", "privileged", QString());
    row("docker run img --privileged", "privileged", QString());
    row("docker -c far run img", "context", QStringLiteral("far"));
    row("docker run -c 5 img", "context", QString());
    row("podman -c far run img", "connection", QStringLiteral("far"));
}

void TestContainerWords::optionsHaveTheirLongNames()
{
    QFETCH(QString, command);
    QFETCH(QString, name);
    QFETCH(QString, value);

    const auto last = trust::containerWordsOf(containerArgv(command))->last(name.toStdString());

    QCOMPARE(last.has_value(), !value.isNull());
    QCOMPARE(QString::fromStdString(last.value_or("")), value.isNull() ? QString::fromLatin1("") : value);
}

void TestContainerWords::anOptionOfANewerClientIsNoted()
{
    for (const char* command :
        {"docker run --new-thing a b", "docker run --new-thing=a b", "docker run -iZ a"})
        QVERIFY2(
            trust::containerWordsOf(containerArgv(QString::fromLatin1(command)))->hasUnknownOption, command);
}

void TestContainerWords::otherCommandsRunNoContainer_data()
{
    QTest::addColumn<QString>("command");
    for (const char* command : {"docker", "docker ps", "docker exec run", "docker compose run a",
             "nerdctl run a", "docker --context", "dockerd run a", "docker image run"})
        QTest::newRow(command) << QString::fromLatin1(command);
}

void TestContainerWords::otherCommandsRunNoContainer()
{
    QFETCH(QString, command);
    QVERIFY(!trust::containerWordsOf(containerArgv(command)));
}

QTEST_APPLESS_MAIN(TestContainerWords)
#include "tst_container_words.moc"

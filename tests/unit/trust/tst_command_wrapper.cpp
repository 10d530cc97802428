// SPDX-License-Identifier: Apache-2.0
#include "core/trust/command_search.h"
#include "core/trust/command_wrapper.h"

#include <QtTest>

using namespace gatehouse;

class TestCommandWrapper : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void opensWhatItCanFollow_data();
    void opensWhatItCanFollow();
    void saysWhatItCannotFollow_data();
    void saysWhatItCannotFollow();
    void leavesOtherCommandsAlone_data();
    void leavesOtherCommandsAlone();
    void envChangesTheSurroundings();
    void aShellsAssignmentsReachItsCommand();
};

namespace {

trust::LaunchRequest wrapped(const QStringList& words)
{
    trust::LaunchRequest request;
    for (const auto& word : words)
        request.argv.push_back(word.toStdString());
    request.environment = {{"PATH", "/usr/bin"}, {"HOME", "/h"}, {"SECRET", "s"}};
    request.workingFolder = "/w";
    return request;
}

QStringList argvOf(const trust::LaunchRequest& request)
{
    QStringList words;
    for (const auto& word : request.argv)
        words << QString::fromStdString(word);
    return words;
}

} // namespace

void TestCommandWrapper::opensWhatItCanFollow_data()
{
    QTest::addColumn<QStringList>("outer");
    QTest::addColumn<QStringList>("inner");
    const auto row = [](const char* name, const QStringList& outer, const QStringList& inner) {
        QTest::newRow(name) << outer << inner;
    };
    const QStringList npx{QStringLiteral("npx"), QStringLiteral("-y"), QStringLiteral("pkg")};
    const auto words = [](const char* text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); };
    const auto behind = [&](const char* text, const QStringList& rest) { return words(text) + rest; };
    row("env", behind("env", npx), npx);
    row("env with a variable", behind("env X=1", npx), npx);
    row("env by its path", behind("/usr/bin/env X=1 Y=", npx), npx);
    row("env -i", behind("env -i PATH=/bin", npx), npx);
    row("env -", behind("env -", npx), npx);
    row("env -u", behind("env -u SECRET", npx), npx);
    row("env -uNAME", behind("env -uSECRET", npx), npx);
    row("env --unset", behind("env --unset SECRET --unset=B", npx), npx);
    row("env -C", behind("env -C /x", npx), npx);
    row("env --chdir", behind("env --chdir=/x -v", npx), npx);
    row("env --", behind("env --", npx), npx);
    row("env -S",
        {QStringLiteral("env"), QStringLiteral("-S"), QStringLiteral("X=1 npx -y"), QStringLiteral("pkg")},
        npx);
    row("env -iS", {QStringLiteral("env"), QStringLiteral("-iS'npx' -y pkg")}, npx);
    row("sh -c", {QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("npx -y pkg")}, npx);
    row("bash -ec", {QStringLiteral("/bin/bash"), QStringLiteral("-ec"), QStringLiteral("exec npx -y 'pkg'")},
        npx);
    row("quotes", {QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("n'p'x \"-y\" p\\kg")}, npx);
    row("sh -c with a variable",
        {QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("X='a b' npx -y pkg")}, npx);
    row("bash -o x -c",
        {QStringLiteral("bash"), QStringLiteral("-o"), QStringLiteral("pipefail"), QStringLiteral("-c"),
            QStringLiteral("npx -y pkg")},
        npx);
    row("cmd /c", behind("cmd /c", npx), npx);
    row("cmd /c with a scope", words("cmd /c npx -y @x/y@1.0.0"), words("npx -y @x/y@1.0.0"));
    row("cmd /c LINE", {QStringLiteral("cmd"), QStringLiteral("/c"), QStringLiteral("npx  -y pkg")}, npx);
    row("cmd.exe /d /s /c", behind("cmd.exe /d /s /C", npx), npx);
    row("nohup", behind("nohup", npx), npx);
    row("nice", behind("nice -n 5", npx), npx);
    row("timeout", behind("timeout -k 5 10", npx), npx);
    row("stdbuf", behind("stdbuf -oL --error=0", npx), npx);
}

void TestCommandWrapper::opensWhatItCanFollow()
{
    QFETCH(QStringList, outer);
    QFETCH(QStringList, inner);

    const auto opened = trust::unwrap(wrapped(outer));

    QVERIFY(opened && opened->inner);
    QCOMPARE(argvOf(*opened->inner), inner);
    QVERIFY(opened->doubt.empty());
}

void TestCommandWrapper::saysWhatItCannotFollow_data()
{
    QTest::addColumn<QStringList>("argv");
    QTest::addColumn<QString>("doubt");
    const auto row = [](const char* line, const QString& doubt) {
        QTest::newRow(line) << QStringList{QStringLiteral("sh"), QStringLiteral("-c"),
                                   QString::fromLatin1(line)}
                            << doubt;
    };
    const auto script = QStringLiteral("shell-script");
    row("curl x | sh", script);
    row("a; b", script);
    row("a && b", script);
    row("a $HOME", script);
    row("a \"$(b)\"", script);
    row("a `b`", script);
    row("a > f", script);
    row("cd /x", script);
    row(". ./env.sh", script);
    row("eval npx", script);
    row("a *.js", script);
    row("a ~/x", script);
    row("a 'open", script);
    row("a # b", script);
    row("X=1", script);
    row("exec -a name npx", script);
    row("a\nb", script);
    QTest::newRow("login shell") << QStringList{QStringLiteral("bash"), QStringLiteral("-lc"),
                                        QStringLiteral("npx pkg")}
                                 << QStringLiteral("login-shell");
    QTest::newRow("no line") << QStringList{QStringLiteral("sh"), QStringLiteral("-c")}
                             << QStringLiteral("inner-hidden");
    QTest::newRow("env alone") << QStringList{QStringLiteral("env"), QStringLiteral("X=1")}
                               << QStringLiteral("inner-hidden");
    QTest::newRow("env's unknown option") << QStringList{QStringLiteral("env"), QStringLiteral("-P"),
                                                 QStringLiteral("/evil"), QStringLiteral("npx")}
                                          << QStringLiteral("inner-hidden");
    QTest::newRow("env -S that expands")
        << QStringList{QStringLiteral("env"), QStringLiteral("-S"), QStringLiteral("${HOME}/x")}
        << QStringLiteral("inner-hidden");
    QTest::newRow("cmd with a pipe") << QStringList{QStringLiteral("cmd"), QStringLiteral("/c"),
                                            QStringLiteral("a"), QStringLiteral("&"), QStringLiteral("b")}
                                     << script;
    for (const char* const line :
        {"npx %PKG%", "npx -y pkg | more", "npx ^-y pkg", "@npx -y pkg", "\"npx\" -y"})
        QTest::newRow(line) << QStringList{QStringLiteral("cmd"), QStringLiteral("/c"),
                                   QString::fromLatin1(line)}
                            << script;
}

void TestCommandWrapper::saysWhatItCannotFollow()
{
    QFETCH(QStringList, argv);
    QFETCH(QString, doubt);

    const auto opened = trust::unwrap(wrapped(argv));

    QVERIFY(opened);
    QCOMPARE(QString::fromUtf8(opened->doubt.data(), static_cast<qsizetype>(opened->doubt.size())), doubt);
    QCOMPARE(opened->inner.has_value(), doubt == QStringLiteral("login-shell"));
}

void TestCommandWrapper::leavesOtherCommandsAlone_data()
{
    QTest::addColumn<QStringList>("argv");
    QTest::newRow("program") << QStringList{
        QStringLiteral("server"), QStringLiteral("-c"), QStringLiteral("x")};
    QTest::newRow("shell script") << QStringList{
        QStringLiteral("bash"), QStringLiteral("-e"), QStringLiteral("./run.sh"), QStringLiteral("-c")};
    QTest::newRow("cmd without /c") << QStringList{QStringLiteral("cmd"), QStringLiteral("x")};
}

void TestCommandWrapper::leavesOtherCommandsAlone()
{
    QFETCH(QStringList, argv);

    QVERIFY(!trust::unwrap(wrapped(argv)));
}

void TestCommandWrapper::envChangesTheSurroundings()
{
    const auto opened = trust::unwrap(wrapped({QStringLiteral("env"), QStringLiteral("-i"),
        QStringLiteral("-C"), QStringLiteral("sub"), QStringLiteral("PATH=/opt"), QStringLiteral("x")}));

    QVERIFY(opened && opened->inner);
    QCOMPARE(opened->inner->workingFolder, std::string("/w/sub"));
    QCOMPARE(opened->inner->environment.size(), std::size_t{1});
    QCOMPARE(trust::valueOf(opened->inner->environment, "PATH"), std::optional<std::string>("/opt"));
}

void TestCommandWrapper::aShellsAssignmentsReachItsCommand()
{
    const auto opened = trust::unwrap(
        wrapped({QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("PATH=/opt exec x")}));

    QVERIFY(opened && opened->inner);
    QCOMPARE(trust::valueOf(opened->inner->environment, "PATH"), std::optional<std::string>("/opt"));
    QCOMPARE(trust::valueOf(opened->inner->environment, "SECRET"), std::optional<std::string>("s"));
}

QTEST_APPLESS_MAIN(TestCommandWrapper)
#include "tst_command_wrapper.moc"

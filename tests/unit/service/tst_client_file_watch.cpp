// SPDX-License-Identifier: Apache-2.0
#include "core/service/client_file_watch.h"
#include "tests/support/processor_time.h"

#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <chrono>

using namespace gatehouse;
using namespace gatehouse::service;

using namespace std::chrono_literals;

class TestClientFileWatch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        m_path = QDir(m_home->path()).canonicalPath();
    }

    void aWriteInPlaceIsSeen();
    void aReplacementByRenameIsSeenAgainAndAgain();
    void deletingAndMakingAnewIsSeen();
    void aFileIsSeenWhoseFoldersAreMadeLater();
    void aFolderThatIsMovedAwayAndBackIsFollowed();
    void theTargetOfALinkIsWatchedToo();
    void aLinkThatIsTurnedElsewhereIsFollowed();
    void otherFilesOfTheFolderAreNotTold();
    void whatIsNotWatchedAnyMoreIsNotTold();
    void whatAnotherMachineServesIsComparedAndNotTouched();
    void twoHundredPlacesCostNothingWhileNothingHappens();

private:
    std::string path(const QString& name) const { return (m_path + u'/' + name).toStdString(); }
    void write(const QString& name, const QByteArray& bytes) const
    {
        QFile file(m_path + u'/' + name);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(bytes);
    }
    void replace(const QString& name, const QByteArray& bytes) const
    {
        write(name + QStringLiteral(".new"), bytes);
        QCOMPARE(::rename(path(name + QStringLiteral(".new")).c_str(), path(name).c_str()), 0);
    }
    std::unique_ptr<ClientFileWatch> watch(const QStringList& names, clients::MountTable mounts = {}) const
    {
        auto opened = ClientFileWatch::open({m_path.toStdString(), std::move(mounts), 50ms});
        if (!opened)
            qFatal("%s", opened.error().detail.c_str());
        std::vector<std::string> paths;
        for (const auto& name : names)
            paths.push_back(path(name));
        (*opened)->setPaths(paths);
        return std::move(*opened);
    }
    static bool told(QSignalSpy& spy, const std::string& path)
    {
        const bool came = QTest::qWaitFor(
            [&] {
                return std::any_of(spy.begin(), spy.end(),
                    [&](const auto& call) { return call.front().template value<std::string>() == path; });
            },
            5000);
        QTest::qWait(20); // the rest of what belongs to it
        spy.clear();
        return came;
    }

    std::unique_ptr<QTemporaryDir> m_home;
    QString m_path;
};

void TestClientFileWatch::aWriteInPlaceIsSeen()
{
    write(QStringLiteral("a.json"), "{}");
    const auto files = watch({QStringLiteral("a.json")});
    QSignalSpy touched(files.get(), &ClientFileWatch::touched);

    write(QStringLiteral("a.json"), "{\"a\":1}");

    QVERIFY(told(touched, path(QStringLiteral("a.json"))));
}

void TestClientFileWatch::aReplacementByRenameIsSeenAgainAndAgain()
{
    write(QStringLiteral("a.json"), "{}");
    const auto files = watch({QStringLiteral("a.json")});
    QSignalSpy touched(files.get(), &ClientFileWatch::touched);

    for (int i = 0; i < 3; ++i) {
        replace(QStringLiteral("a.json"), QByteArray::number(i));
        QVERIFY(told(touched, path(QStringLiteral("a.json"))));
    }
}

void TestClientFileWatch::deletingAndMakingAnewIsSeen()
{
    write(QStringLiteral("a.json"), "{}");
    const auto files = watch({QStringLiteral("a.json")});
    QSignalSpy touched(files.get(), &ClientFileWatch::touched);

    QVERIFY(QFile::remove(m_path + QStringLiteral("/a.json")));
    QVERIFY(told(touched, path(QStringLiteral("a.json"))));
    write(QStringLiteral("a.json"), "{}");
    QVERIFY(told(touched, path(QStringLiteral("a.json"))));
}

void TestClientFileWatch::aFileIsSeenWhoseFoldersAreMadeLater()
{
    const auto name = QStringLiteral("x/y/z/a.json");
    const auto files = watch({name});
    QSignalSpy touched(files.get(), &ClientFileWatch::touched);

    // One by one, and then the last two at once.
    QVERIFY(QDir(m_path).mkdir(QStringLiteral("x")));
    QVERIFY(told(touched, path(name)));
    QVERIFY(QDir(m_path).mkpath(QStringLiteral("x/y/z")));
    QVERIFY(told(touched, path(name)));
    write(name, "{}");
    QVERIFY(told(touched, path(name)));
    replace(name, "{\"a\":1}");
    QVERIFY(told(touched, path(name)));
}

void TestClientFileWatch::aFolderThatIsMovedAwayAndBackIsFollowed()
{
    QVERIFY(QDir(m_path).mkpath(QStringLiteral("x/y")));
    write(QStringLiteral("x/y/a.json"), "{}");
    const auto files = watch({QStringLiteral("x/y/a.json")});
    QSignalSpy touched(files.get(), &ClientFileWatch::touched);

    QVERIFY(QDir(m_path).rename(QStringLiteral("x"), QStringLiteral("away")));
    QVERIFY(told(touched, path(QStringLiteral("x/y/a.json"))));
    QVERIFY(QDir(m_path).rename(QStringLiteral("away"), QStringLiteral("x")));
    QVERIFY(told(touched, path(QStringLiteral("x/y/a.json"))));
    write(QStringLiteral("x/y/a.json"), "{\"a\":1}");
    QVERIFY(told(touched, path(QStringLiteral("x/y/a.json"))));
}

void TestClientFileWatch::theTargetOfALinkIsWatchedToo()
{
    QVERIFY(QDir(m_path).mkpath(QStringLiteral("dotfiles")));
    write(QStringLiteral("dotfiles/real.json"), "{}");
    QVERIFY(QFile::link(QStringLiteral("dotfiles/real.json"), m_path + QStringLiteral("/a.json")));
    const auto files = watch({QStringLiteral("a.json")});
    QSignalSpy touched(files.get(), &ClientFileWatch::touched);

    replace(QStringLiteral("dotfiles/real.json"), "{\"a\":1}");
    QVERIFY(told(touched, path(QStringLiteral("a.json"))));
    write(QStringLiteral("dotfiles/real.json"), "{}");
    QVERIFY(told(touched, path(QStringLiteral("a.json"))));
}

void TestClientFileWatch::aLinkThatIsTurnedElsewhereIsFollowed()
{
    QVERIFY(QDir(m_path).mkpath(QStringLiteral("one")));
    QVERIFY(QDir(m_path).mkpath(QStringLiteral("two")));
    write(QStringLiteral("two/a.json"), "{}");
    QVERIFY(QFile::link(QStringLiteral("one"), m_path + QStringLiteral("/now")));
    const auto files = watch({QStringLiteral("now/a.json")});
    QSignalSpy touched(files.get(), &ClientFileWatch::touched);

    QVERIFY(QFile::remove(m_path + QStringLiteral("/now")));
    QVERIFY(QFile::link(QStringLiteral("two"), m_path + QStringLiteral("/now")));
    QVERIFY(told(touched, path(QStringLiteral("now/a.json"))));
    write(QStringLiteral("two/a.json"), "{\"a\":1}");
    QVERIFY(told(touched, path(QStringLiteral("now/a.json"))));
}

void TestClientFileWatch::otherFilesOfTheFolderAreNotTold()
{
    write(QStringLiteral("a.json"), "{}");
    const auto files = watch({QStringLiteral("a.json")});
    QSignalSpy touched(files.get(), &ClientFileWatch::touched);

    write(QStringLiteral("b.json"), "{}");
    write(QStringLiteral("a.json"), "{}");
    QVERIFY(QTest::qWaitFor([&] { return !touched.isEmpty(); }));

    for (const auto& call : touched)
        QVERIFY(call.front().value<std::string>() == path(QStringLiteral("a.json")));
}

void TestClientFileWatch::whatIsNotWatchedAnyMoreIsNotTold()
{
    const auto files = watch({QStringLiteral("a.json"), QStringLiteral("x/b.json")});
    QSignalSpy touched(files.get(), &ClientFileWatch::touched);

    files->setPaths({path(QStringLiteral("a.json"))});
    QCOMPARE(files->folders(), std::size_t{1});
    QVERIFY(QDir(m_path).mkdir(QStringLiteral("x")));
    write(QStringLiteral("a.json"), "{}");
    QVERIFY(QTest::qWaitFor([&] { return !touched.isEmpty(); }));

    for (const auto& call : touched)
        QVERIFY(call.front().value<std::string>() == path(QStringLiteral("a.json")));
}

void TestClientFileWatch::whatAnotherMachineServesIsComparedAndNotTouched()
{
    QVERIFY(QDir(m_path).mkpath(QStringLiteral("remote")));
    write(QStringLiteral("remote/a.json"), "{}");
    const auto mounts = clients::MountTable::parse(
        "36 35 0:31 / " + path(QStringLiteral("remote")) + " rw - nfs4 host:/x rw\n");
    const auto files = watch({QStringLiteral("remote/a.json")}, mounts);
    QSignalSpy touched(files.get(), &ClientFileWatch::touched);

    QCOMPARE(files->polled(), std::size_t{1});
    QVERIFY(told(touched, path(QStringLiteral("remote/a.json"))));
    write(QStringLiteral("remote/a.json"), "{\"longer\": true}");
    QVERIFY(told(touched, path(QStringLiteral("remote/a.json"))));
}

/// Processor time and not wall clock: it holds however busy the machine is.
void TestClientFileWatch::twoHundredPlacesCostNothingWhileNothingHappens()
{
    QStringList names;
    for (int i = 0; i < 200; ++i) {
        const auto folder = QStringLiteral("client%1/config").arg(i);
        if (i % 2 == 0)
            QVERIFY(QDir(m_path).mkpath(folder));
        names << folder + QStringLiteral("/mcp.json");
    }
    const auto files = watch(names);
    QCOMPARE(files->polled(), std::size_t{0});
    QCoreApplication::processEvents();

    QEventLoop loop;
    const tests::ProcessorTime spent;
    QTimer::singleShot(3s, &loop, &QEventLoop::quit);
    loop.exec();
    const auto idle = spent.milliseconds();

    qInfo("idle for 3 s with 200 places: %.2f ms of processor time", idle);
    QVERIFY2(idle < 5, qPrintable(QString::number(idle)));
}

QTEST_GUILESS_MAIN(TestClientFileWatch)
#include "tst_client_file_watch.moc"

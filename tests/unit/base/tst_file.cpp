// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/base/file_copy.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace gatehouse::base;

class TestFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void replaceFileWritesTheBytesAndTheMode();
    void replaceFileReplacesALinkItselfAndNotItsTarget();
    void replaceFileLeavesNothingBehindWhenTheFolderIsMissing();
    void copyFilesCopiesAllOrLeavesTheOldOnes();
    void readFileRefusesMoreThanTheLimit();
    void readFileDoesNotHangOnAPipe();
    void privateFolderRefusesOneThatOthersCanWrite();
    void privateFolderMakesParents();
};

void TestFile::replaceFileWritesTheBytesAndTheMode()
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("a b")).toStdString();

    QVERIFY(replaceFile(path, std::string_view("x\0y", 3), 0640).hasValue());

    QCOMPARE(readFile(path, 100).value(), std::string("x\0y", 3));
    struct stat status {};
    QCOMPARE(::stat(path.c_str(), &status), 0);
    QCOMPARE(status.st_mode & 07777U, 0640U);
}

void TestFile::replaceFileReplacesALinkItselfAndNotItsTarget()
{
    const QTemporaryDir folder;
    const auto target = folder.filePath(QStringLiteral("target")).toStdString();
    const auto link = folder.filePath(QStringLiteral("link")).toStdString();
    QVERIFY(replaceFile(target, "old", 0600).hasValue());
    QCOMPARE(::symlink(target.c_str(), link.c_str()), 0);

    QVERIFY(replaceFile(link, "new", 0600).hasValue());

    QCOMPARE(readFile(target, 100).value(), std::string("old"));
    QCOMPARE(readFile(link, 100).value(), std::string("new"));
}

void TestFile::replaceFileLeavesNothingBehindWhenTheFolderIsMissing()
{
    const QTemporaryDir folder;

    const auto result = replaceFile(folder.filePath(QStringLiteral("no/such")).toStdString(), "x", 0600);

    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::NotFound);
    QCOMPARE(QDir(folder.path()).entryList(QDir::NoDotAndDotDot | QDir::AllEntries).size(), 0);
}

void TestFile::copyFilesCopiesAllOrLeavesTheOldOnes()
{
    const QTemporaryDir folder;
    const auto path = [&](const char* name) {
        return folder.filePath(QString::fromLatin1(name)).toStdString();
    };
    // More than one piece, and not a whole number of them.
    std::string large((std::size_t{5} << 19) + 3, 'x');
    large.back() = 'y';
    QVERIFY(replaceFile(path("large"), large, 0600) && replaceFile(path("small"), "s", 0600));
    QVERIFY(replaceFile(path("copy of small"), "old", 0600).hasValue());

    const auto failed =
        copyFiles({{path("copy of small"), path("small")}, {path("copy of none"), path("none")}}, 0755);
    QCOMPARE(failed.error().code, ErrorCode::NotFound);
    QCOMPARE(readFile(path("copy of small"), 100).value(), std::string("old"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 3);

    QVERIFY(copyFiles({{path("copy of large"), path("large")}, {path("copy of small"), path("small")}}, 0755)
                .hasValue());

    QVERIFY(readFile(path("copy of large"), large.size()).value() == large);
    QCOMPARE(readFile(path("copy of small"), 100).value(), std::string("s"));
    struct stat status {};
    QCOMPARE(::stat(path("copy of large").c_str(), &status), 0);
    QCOMPARE(status.st_mode & 07777U, 0755U);
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 4);
}

void TestFile::readFileRefusesMoreThanTheLimit()
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("f")).toStdString();
    QVERIFY(replaceFile(path, "12345", 0600).hasValue());

    QCOMPARE(readFile(path, 5).value(), std::string("12345"));
    QCOMPARE(readFile(path, 4).error().code, ErrorCode::TooLarge);
}

void TestFile::readFileDoesNotHangOnAPipe()
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("fifo")).toStdString();
    QCOMPARE(::mkfifo(path.c_str(), 0600), 0);

    QVERIFY(!readFile(path, 5));
}

void TestFile::privateFolderRefusesOneThatOthersCanWrite()
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("open")).toStdString();
    QCOMPARE(::mkdir(path.c_str(), 0700), 0);
    QCOMPARE(::chmod(path.c_str(), 0777), 0);

    QCOMPARE(makePrivateFolder(path).error().code, ErrorCode::UnsafeOwner);
}

void TestFile::privateFolderMakesParents()
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("a/b/c")).toStdString();

    QVERIFY(makePrivateFolder(path).hasValue());
    QVERIFY(makePrivateFolder(path).hasValue());

    struct stat status {};
    QCOMPARE(::stat(path.c_str(), &status), 0);
    QCOMPARE(status.st_mode & 07777U, 0700U);
}

QTEST_APPLESS_MAIN(TestFile)
#include "tst_file.moc"

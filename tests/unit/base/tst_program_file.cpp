// SPDX-License-Identifier: Apache-2.0
#include "core/base/program_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace gatehouse::base;

class TestProgramFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSettledStampChangesWithTheNextWrite();
    void theStampOfAnOldFileIsTakenAtOnce();
    void whatIsWrittenAllTheTimeHasNoSettledStamp();

private:
    static Descriptor openForWriting(const std::string& path)
    {
        return Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    }
};

/// A clock that ticks slower than files are written gives one stamp to two states of a file: then a hash is
/// remembered for bytes that are there no more.
void TestProgramFile::aSettledStampChangesWithTheNextWrite()
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("program")).toStdString();
    const auto file = openForWriting(path);
    for (int round = 0; round < 30; ++round) {
        QCOMPARE(::pwrite(file.get(), "good", 4, 0), ssize_t{4});
        const auto settled = settledStampOf(file.get(), path);
        QVERIFY(settled.hasValue());
        QCOMPARE(::pwrite(file.get(), "evil", 4, 0), ssize_t{4});
        QVERIFY(!(stampOf(file.get()).value() == *settled));
    }
}

void TestProgramFile::theStampOfAnOldFileIsTakenAtOnce()
{
    const auto file = openRegularFile("/bin/sh");
    QVERIFY(file.hasValue());
    QVERIFY(settledStampOf(file->get(), "/bin/sh").value() == stampOf(file->get()).value());
}

void TestProgramFile::whatIsWrittenAllTheTimeHasNoSettledStamp()
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("program")).toStdString();
    const auto file = openForWriting(path);
    std::atomic<bool> isOver = false;
    std::thread writer([&] {
        while (!isOver && ::pwrite(file.get(), "x", 1, 0) == 1)
            std::this_thread::yield();
    });
    const auto settled = settledStampOf(file.get(), path);
    isOver = true;
    writer.join();

    QVERIFY(!settled.hasValue());
    QCOMPARE(settled.error().code, ErrorCode::Changed);
}

QTEST_APPLESS_MAIN(TestProgramFile)
#include "tst_program_file.moc"

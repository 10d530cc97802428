// SPDX-License-Identifier: Apache-2.0
#include "core/journal/journal_reader.h"
#include "core/journal/journal_writer.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::journal;

namespace {

constexpr std::uint64_t kNoLimit = std::uint64_t{256} << 20;

model::SessionEvent message(int number)
{
    model::SessionEvent event;
    event.id = std::to_string(number);
    event.method = "ping";
    return event;
}

} // namespace

class TestJournalReader : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void everyManipulationShows_data();
    void everyManipulationShows();
    void aMissingTailShowsWithTheSealedHead();
    void aTornEndIsToldAndNoBreak();
    void readingGoesOnWhereItStopped();
    void aHalfLineIsLeftForLater();
    void damagedLinesDoNotStopTheReading();
    void chunksFromTheMiddleSayWhatTheyFollow();
    void aShorterFileIsToldApart();
    void garbageIsReadWithoutHarm_data();
    void garbageIsReadWithoutHarm();
    void aPipeDoesNotHang();
    void aReaderSeesOnlyWholeLinesWhileAWriterAppends();
    void journalsAreListedOldestFirst();
    void sha256sumCanFollowTheChain();

private:
    std::string folder() const { return m_folder->filePath(QStringLiteral("journal")).toStdString(); }
    /// A journal of `lines` lines; gives its path.
    std::string write(int lines);
    QByteArray bytesOf(const std::string& path) const;
    void setBytes(const std::string& path, const QByteArray& bytes) const;
    std::unique_ptr<QTemporaryDir> m_folder;
    base::Sha256 m_head{};
};

void TestJournalReader::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

std::string TestJournalReader::write(int lines)
{
    auto writer = JournalWriter::create(folder(), "s", 1'000, kNoLimit).value();
    for (int i = 0; i < lines; ++i)
        writer.append(message(i));
    Q_UNUSED(writer.flush().hasValue());
    m_head = writer.head();
    return writer.path();
}

QByteArray TestJournalReader::bytesOf(const std::string& path) const
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestJournalReader::setBytes(const std::string& path, const QByteArray& bytes) const
{
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(bytes), bytes.size());
}

void TestJournalReader::everyManipulationShows_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<quint64>("brokenAt");
    QTest::newRow("edited") << "edited" << quint64(5);
    QTest::newRow("removed") << "removed" << quint64(4);
    QTest::newRow("first removed") << "first removed" << quint64(1);
    QTest::newRow("swapped") << "swapped" << quint64(4);
    QTest::newRow("doubled") << "doubled" << quint64(5);
    QTest::newRow("put in") << "put in" << quint64(4);
    QTest::newRow("white space") << "white space" << quint64(5);
    QTest::newRow("carriage return") << "carriage return" << quint64(5);
    QTest::newRow("last edited") << "last edited" << quint64(11);
    QTest::newRow("last removed") << "last removed" << quint64(10);
}

void TestJournalReader::everyManipulationShows()
{
    QFETCH(QString, what);
    QFETCH(quint64, brokenAt);
    const auto path = write(10);
    auto lines = bytesOf(path).split('\n');
    if (what == QStringLiteral("edited"))
        lines[3].replace("\"action\":\"pass\"", "\"action\":\"flag\"");
    else if (what == QStringLiteral("removed"))
        lines.removeAt(3);
    else if (what == QStringLiteral("first removed"))
        lines.removeAt(0);
    else if (what == QStringLiteral("swapped"))
        lines.swapItemsAt(3, 4);
    else if (what == QStringLiteral("doubled"))
        lines.insert(4, lines[3]);
    else if (what == QStringLiteral("put in"))
        lines.insert(3, "");
    else if (what == QStringLiteral("white space"))
        lines[3].insert(1, ' ');
    else if (what == QStringLiteral("carriage return"))
        lines[3].append('\r');
    else if (what == QStringLiteral("last edited"))
        lines[9].replace("\"action\":\"pass\"", "\"action\":\"flag\"");
    else
        lines.removeAt(9);

    setBytes(path, lines.join('\n'));

    const auto report = verifyJournal(path, m_head).value();
    QVERIFY(report.brokenAtLine.has_value());
    QCOMPARE(*report.brokenAtLine, std::uint64_t(brokenAt));
    QVERIFY(!report.reason.empty());
}

void TestJournalReader::aMissingTailShowsWithTheSealedHead()
{
    const auto path = write(10);
    auto lines = bytesOf(path).split('\n');
    lines.removeAt(9);
    setBytes(path, lines.join('\n'));

    QVERIFY(!verifyJournal(path, {})->brokenAtLine);
    QVERIFY(verifyJournal(path, m_head)->brokenAtLine);
}

void TestJournalReader::aTornEndIsToldAndNoBreak()
{
    const auto path = write(10);
    auto bytes = bytesOf(path);
    bytes.chop(20);
    setBytes(path, bytes);

    const auto report = verifyJournal(path, {}).value();

    QVERIFY(report.endsTorn);
    QVERIFY(!report.brokenAtLine);
    QCOMPARE(report.lines, 9U);
}

void TestJournalReader::readingGoesOnWhereItStopped()
{
    const auto path = write(10);
    std::uint64_t offset = 0;
    std::uint64_t next = 0;
    for (int round = 0; round < 10; ++round) {
        const auto chunk = readJournal(path, offset, 3).value();
        QCOMPARE(chunk.chainBreak, std::string());
        for (const auto& event : chunk.events)
            QCOMPARE(event.sequence, next++);
        offset = chunk.nextOffset;
    }

    QCOMPARE(next, 10U);
    QCOMPARE(offset, std::uint64_t(bytesOf(path).size()));
}

void TestJournalReader::aHalfLineIsLeftForLater()
{
    const auto path = write(3);
    const auto bytes = bytesOf(path);
    const auto secondEnd = bytes.lastIndexOf('\n', bytes.size() - 2) + 1;
    setBytes(path, bytes.left(bytes.size() - 1));

    const auto first = readJournal(path, 0, 100).value();
    QCOMPARE(first.events.size(), 2U);
    QCOMPARE(first.nextOffset, std::uint64_t(secondEnd));
    QVERIFY(first.damagedLines.empty());
    setBytes(path, bytes);
    const auto second = readJournal(path, first.nextOffset, 100).value();

    QCOMPARE(second.events.size(), 1U);
    QCOMPARE(second.events[0].sequence, 2U);
    QVERIFY(second.firstPrevious == first.head);
}

void TestJournalReader::damagedLinesDoNotStopTheReading()
{
    const auto path = write(5);
    auto lines = bytesOf(path).split('\n');
    lines[2] = QByteArray("{\0nul\xFF", 6);
    setBytes(path, lines.join('\n'));

    const auto chunk = readJournal(path, 0, 100).value();

    QCOMPARE(chunk.events.size(), 4U);
    QCOMPARE(chunk.damagedLines.size(), 1U);
    QVERIFY(!chunk.chainBreak.empty());
}

void TestJournalReader::chunksFromTheMiddleSayWhatTheyFollow()
{
    const auto path = write(6);
    const auto first = readJournal(path, 0, 2).value();
    const auto second = readJournal(path, first.nextOffset, 2).value();
    const auto third = readJournal(path, second.nextOffset, 100).value();

    QVERIFY(first.firstPrevious == base::Sha256{});
    QVERIFY(second.firstPrevious == first.head);
    QVERIFY(third.firstPrevious == second.head);
    QVERIFY(third.head == m_head);
    QCOMPARE(third.chainBreak, std::string());
}

void TestJournalReader::aShorterFileIsToldApart()
{
    const auto path = write(1);

    QCOMPARE(readJournal(path, 1'000'000, 1).error().code, base::ErrorCode::JournalBroken);
    QCOMPARE(readJournal(path + "x", 0, 1).error().code, base::ErrorCode::NotFound);
}

void TestJournalReader::garbageIsReadWithoutHarm_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("newlines") << QByteArray(1000, '\n');
    QTest::newRow("NULs") << QByteArray(1 << 20, '\0');
    QTest::newRow("brackets") << QByteArray(1 << 20, '[') + '\n';
    QTest::newRow("no newline") << QByteArray(3 << 20, 'x');
    QTest::newRow("binary") << QByteArray("\x7f"
                                          "ELF\0\0\n\n\xff\xfe{\"v\":1}\n",
        18);
}

void TestJournalReader::garbageIsReadWithoutHarm()
{
    QFETCH(QByteArray, bytes);
    const auto path = m_folder->filePath(QStringLiteral("g.jsonl")).toStdString();
    setBytes(path, bytes);

    const auto chunk = readJournal(path, 0, 100'000).value();
    const auto report = verifyJournal(path, {}).value();

    QVERIFY(chunk.events.empty());
    QCOMPARE(chunk.damagedLines.size(), std::size_t(bytes.count('\n')));
    QCOMPARE(report.brokenAtLine.has_value(), bytes.contains('\n'));
    QCOMPARE(report.endsTorn, !bytes.isEmpty() && !bytes.endsWith('\n'));
}

void TestJournalReader::aPipeDoesNotHang()
{
    const auto path = m_folder->filePath(QStringLiteral("p.jsonl")).toStdString();
    QCOMPARE(::mkfifo(path.c_str(), 0600), 0);

    QVERIFY(!readJournal(path, 0, 1));
    QVERIFY(!verifyJournal(path, {}));
    QVERIFY(listJournals(m_folder->path().toStdString())->empty());
}

void TestJournalReader::aReaderSeesOnlyWholeLinesWhileAWriterAppends()
{
    constexpr std::uint64_t kLines = 20'000;
    auto writer = JournalWriter::create(folder(), "s", 1'000, kNoLimit).value();
    const auto path = writer.path();
    const auto child = ::fork();
    if (child == 0) {
        bool isWell = true;
        for (std::uint64_t i = 0; i < kLines && isWell; ++i) {
            writer.append(message(int(i)));
            isWell = i % 3 != 0 || writer.flush().hasValue();
        }
        ::_exit(isWell && writer.flush() ? 0 : 1);
    }
    std::uint64_t offset = 0;
    std::uint64_t next = 0;
    base::Sha256 head{};
    bool isEnded = false;
    while (!isEnded) {
        // Asked before the reading, so that what was written last is read once more.
        isEnded = ::waitpid(child, nullptr, WNOHANG) != 0;
        auto chunk = readJournal(path, offset, 100'000).value();
        QCOMPARE(chunk.chainBreak, std::string());
        QVERIFY(chunk.events.empty() || chunk.firstPrevious == head);
        if (!chunk.events.empty())
            head = chunk.head;
        offset = chunk.nextOffset;
        for (const auto& event : chunk.events)
            QCOMPARE(event.sequence, next++);
    }

    QCOMPARE(next, kLines);
}

void TestJournalReader::journalsAreListedOldestFirst()
{
    for (const int when : {3'000, 1'000, 2'000})
        QVERIFY(JournalWriter::create(folder(), "s", when, kNoLimit).hasValue());
    setBytes(folder() + "/readme.txt", "no journal");
    QCOMPARE(::symlink("/etc/passwd", (folder() + "/00000000T000000Z-x.jsonl").c_str()), 0);

    const auto paths = listJournals(folder()).value();

    QCOMPARE(paths.size(), 3U);
    QVERIFY(paths[0] < paths[1] && paths[1] < paths[2]);
    QVERIFY(listJournals(folder() + "/none")->empty());
    QVERIFY(!listJournals(folder() + "/readme.txt"));
}

void TestJournalReader::sha256sumCanFollowTheChain()
{
    const auto path = write(4);

    QProcess shell;
    shell.start(QStringLiteral("sh"),
        {QStringLiteral("-c"),
            QStringLiteral("head -n 3 \"$1\" | tail -n 1 | tr -d '\\n' | sha256sum | cut -c1-64"),
            QStringLiteral("sh"), QString::fromStdString(path)});
    QVERIFY(shell.waitForFinished());
    const auto digest = shell.readAllStandardOutput().trimmed();

    QCOMPARE(digest.size(), 64);
    QVERIFY(bytesOf(path).split('\n').at(3).endsWith("\"prev\":\"" + digest + "\"}"));
}

QTEST_APPLESS_MAIN(TestJournalReader)
#include "tst_journal_reader.moc"

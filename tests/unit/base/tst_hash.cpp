// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/base/hash.h"

#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QtTest>

#include <fcntl.h>

using namespace gatehouse::base;

class TestHash : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void agreesWithQtOnEverySizeAroundABlock();
    void piecesGiveTheSameAsTheWhole();
    void anEmptyPieceChangesNothing();
    void aDescriptorIsHashedFromItsStart();
    void hexIsReadBack();
    void wrongHexIsRefused_data();
    void wrongHexIsRefused();
};

void TestHash::agreesWithQtOnEverySizeAroundABlock()
{
    for (int size = 0; size < 200; ++size) {
        const QByteArray bytes(size, 'x');
        const auto expected = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
        QCOMPARE(toHex(sha256({bytes.data(), static_cast<std::size_t>(size)})), expected.toStdString());
    }
}

void TestHash::piecesGiveTheSameAsTheWhole()
{
    const std::string text(1000, 'q');
    Sha256Stream stream;
    for (const char byte : text)
        stream.update({&byte, 1});

    QCOMPARE(stream.finish(), sha256(text));
}

/// One that points nowhere, in the middle of a block: the sanitizers watch.
void TestHash::anEmptyPieceChangesNothing()
{
    Sha256Stream stream;
    stream.update("ab");
    stream.update({});
    stream.update("c");

    QCOMPARE(stream.finish(), sha256("abc"));
}

void TestHash::aDescriptorIsHashedFromItsStart()
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("f")).toStdString();
    const std::string text(700'000, 'z'); // more than one chunk
    QVERIFY(replaceFile(path, text, 0600).hasValue());
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    QCOMPARE(::lseek(file.get(), 5, SEEK_SET), off_t{5});

    QCOMPARE(sha256OfDescriptor(file.get()).value(), sha256(text));
}

void TestHash::hexIsReadBack()
{
    const auto digest = sha256("a");

    QCOMPARE(sha256FromHex(toHex(digest)).value(), digest);
}

void TestHash::wrongHexIsRefused_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("short") << QByteArray(63, 'a');
    QTest::newRow("long") << QByteArray(65, 'a');
    QTest::newRow("letter") << QByteArray(64, 'g');
    QTest::newRow("last one") << QByteArray(63, 'a') + ' ';
}

void TestHash::wrongHexIsRefused()
{
    QFETCH(QByteArray, hex);

    QCOMPARE(sha256FromHex(hex.toStdString()).error().code, ErrorCode::InvalidArgument);
}

QTEST_APPLESS_MAIN(TestHash)
#include "tst_hash.moc"

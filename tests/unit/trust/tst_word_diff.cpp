// SPDX-License-Identifier: Apache-2.0
#include "core/trust/word_diff.h"

#include <QtTest>

using namespace gatehouse;

class TestWordDiff : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wordsThatChangedAreMarked_data();
    void wordsThatChangedAreMarked();
    void bothTextsAreWholeInTheDifference();
    void itIsCutAtItsLimit();
    void muchThatDiffersIsReplacedAsAWhole();
};

namespace {

std::string drawnDiff(const std::string& before, const std::string& after)
{
    return trust::drawDiff(trust::diffWords(before, after), 4096);
}

} // namespace

void TestWordDiff::wordsThatChangedAreMarked_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("drawn");
    QTest::newRow("equal") << QByteArray("Reads a file.") << QByteArray("Reads a file.") << QByteArray("…");
    QTest::newRow("a word more") << QByteArray("Reads a file.") << QByteArray("Reads a secret file.")
                                 << QByteArray("Reads a {+secret +}file.");
    QTest::newRow("a word less") << QByteArray("Reads a secret file.") << QByteArray("Reads a file.")
                                 << QByteArray("Reads a [-secret -]file.");
    QTest::newRow("another word") << QByteArray("Reads a file.") << QByteArray("Deletes a file.")
                                  << QByteArray("[-Reads -]{+Deletes +}a file.");
    QTest::newRow("more behind it") << QByteArray("Reads.") << QByteArray("Reads. Now.")
                                    << QByteArray("Reads. {+Now.+}");
    QTest::newRow("new") << QByteArray() << QByteArray("All new") << QByteArray("{+All new+}");
    QTest::newRow("hidden characters are drawn") << QByteArray("Reads a file.")
                                                 << QByteArray("Reads a \xE2\x80\xAE"
                                                               "file.")
                                                 << QByteArray("Reads a [-file.-]{+\\u{202E}file.+}");
    QTest::newRow("marks in the text are none")
        << QByteArray("a b") << QByteArray("a -]{+x b") << QByteArray("a {+-\\u{5D}{\\u{2B}x +}b");
    QTest::newRow("long stretches are cut")
        << QByteArray("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20")
        << QByteArray("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 x")
        << QByteArray("…14 15 16 17 18 19 [-20-]{+x+}");
}

void TestWordDiff::wordsThatChangedAreMarked()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, drawn);

    QCOMPARE(QByteArray::fromStdString(drawnDiff(before.toStdString(), after.toStdString())), drawn);
}

void TestWordDiff::bothTextsAreWholeInTheDifference()
{
    using In = trust::DiffPart::In;
    const std::string before = "one two three  four\nfive six";
    const std::string after = "two one three four five seven six eight";

    std::string left;
    std::string right;
    for (const auto& part : trust::diffWords(before, after)) {
        for (const auto word : part.words) {
            left += part.in == In::After ? "" : word;
            right += part.in == In::Before ? "" : word;
        }
    }

    QCOMPARE(right, after);
    // What both have is told as it stands in the later one.
    QVERIFY(left.starts_with("one two three  four\n"));
}

void TestWordDiff::itIsCutAtItsLimit()
{
    const std::string longText(10'000, 'x');

    const auto drawn = trust::drawDiff(trust::diffWords({}, longText), 100);

    QVERIFY(drawn.size() <= 100);
    QVERIFY(drawn.ends_with("…"));
}

void TestWordDiff::muchThatDiffersIsReplacedAsAWhole()
{
    std::string before;
    std::string after;
    for (int i = 0; i < 50'000; ++i) {
        before += "a" + std::to_string(i) + ' ';
        after += "b" + std::to_string(i) + ' ';
    }

    const auto diff = trust::diffWords(before, after);

    QCOMPARE(diff.size(), std::size_t{2});
    QCOMPARE(diff.front().words.size(), std::size_t{50'000});
}

QTEST_APPLESS_MAIN(TestWordDiff)
#include "tst_word_diff.moc"

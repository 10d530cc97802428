// SPDX-License-Identifier: Apache-2.0
#include "core/clients/json_entry.h"
#include "core/clients/unified_diff.h"
#include "tests/support/unified_patch.h"

#include <QtTest>

#include <random>
#include <sstream>

using namespace gatehouse::clients;
using gatehouse::tests::patched;

namespace {

constexpr unsigned kSeed = 20261126;

std::string numbered(int lines)
{
    std::string text;
    for (int i = 1; i <= lines; ++i)
        text += "line " + std::to_string(i) + "\n";
    return text;
}

/// The place of `part` in `text`, to be replaced by `bytes`.
Replacement replacing(const std::string& text, std::string_view part, std::string bytes)
{
    const auto at = text.find(part);
    return {{at, at + part.size()}, std::move(bytes)};
}

/// Spans in the order of the text that do not overlap, some of them empty, and other bytes for them.
std::vector<Replacement> randomReplacements(std::mt19937& random, const std::string& text)
{
    constexpr std::string_view kBytes = "ab\n\n\r,";
    std::vector<Replacement> made;
    for (std::size_t at = random() % 20; at <= text.size(); at += 1 + random() % 40) {
        const auto end = std::min(text.size(), at + random() % 6);
        std::string bytes;
        for (auto count = random() % 5; count > 0; --count)
            bytes.push_back(kBytes[random() % kBytes.size()]);
        made.push_back({{at, end}, bytes});
        at = end;
    }
    return made;
}

} // namespace

class TestUnifiedDiff : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsAsDiffDashU_data();
    void readsAsDiffDashU();
    void farChangesAreHunksOfTheirOwn();
    void knowingWhatWasReplacedShowsTheSame();
    void diffsOfRandomTextsCanBeApplied();
    void diffsOfRandomReplacementsCanBeApplied();
    void replacementsThatWereNotMadeChangeNothingOfWhatIsShown();
};

void TestUnifiedDiff::readsAsDiffDashU_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("hunks");
    QTest::newRow("equal") << QByteArray("a\n") << QByteArray("a\n") << QByteArray();
    QTest::newRow("from nothing") << QByteArray() << QByteArray("a\n") << QByteArray("@@ -0,0 +1 @@\n+a\n");
    QTest::newRow("to nothing") << QByteArray("a\n") << QByteArray() << QByteArray("@@ -1 +0,0 @@\n-a\n");
    QTest::newRow("in the middle of a line") << QByteArray("a\nbcd\ne\n") << QByteArray("a\nbXd\ne\n")
                                             << QByteArray("@@ -1,3 +1,3 @@\n a\n-bcd\n+bXd\n e\n");
    QTest::newRow("a line more") << QByteArray("a\nb\n") << QByteArray("a\nx\nb\n")
                                 << QByteArray("@@ -1,2 +1,3 @@\n a\n+x\n b\n");
    QTest::newRow("no newline at the end")
        << QByteArray("a") << QByteArray("a\n")
        << QByteArray("@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
    QTest::newRow("the last line goes")
        << QByteArray("a\nb") << QByteArray("a\n")
        << QByteArray("@@ -1,2 +1 @@\n a\n-b\n\\ No newline at end of file\n");
}

void TestUnifiedDiff::readsAsDiffDashU()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, hunks);

    const auto diff = unifiedDiff(before.toStdString(), after.toStdString(), "f");

    QCOMPARE(QByteArray::fromStdString(diff), hunks.isEmpty() ? QByteArray() : "--- f\n+++ f\n" + hunks);
}

void TestUnifiedDiff::farChangesAreHunksOfTheirOwn()
{
    const auto before = numbered(40);
    const std::vector<Replacement> made{replacing(before, "line 10\n", "ten\n10\n"),
        replacing(before, "line 17\n", ""), replacing(before, "line 30", "thirty")};

    const auto diff = unifiedDiff(before, replaced(before, 0, made), "f", made);

    QCOMPARE(QByteArray::fromStdString(diff),
        QByteArray("--- f\n+++ f\n"
                   "@@ -7,14 +7,14 @@\n line 7\n line 8\n line 9\n-line 10\n+ten\n+10\n line 11\n line 12\n"
                   " line 13\n line 14\n line 15\n line 16\n-line 17\n line 18\n line 19\n line 20\n"
                   "@@ -27,7 +27,7 @@\n line 27\n line 28\n line 29\n-line 30\n+thirty\n line 31\n line 32\n"
                   " line 33\n"));
}

/// Lines of their own leave no choice of what to show as changed.
void TestUnifiedDiff::knowingWhatWasReplacedShowsTheSame()
{
    std::mt19937 random(kSeed);
    for (int round = 0; round < 300; ++round) {
        const auto before = numbered(120);
        std::vector<Replacement> made;
        for (int line = 1 + static_cast<int>(random() % 30); line <= 120;
             line += 2 + static_cast<int>(random() % 30))
            made.push_back(replacing(before, "line " + std::to_string(line) + "\n",
                random() % 4 == 0 ? "" : "new " + std::to_string(line) + "\n"));
        const auto after = replaced(before, 0, made);

        QCOMPARE(unifiedDiff(before, after, "f", made), unifiedDiff(before, after, "f"));
    }
}

void TestUnifiedDiff::diffsOfRandomTextsCanBeApplied()
{
    std::mt19937 random(kSeed);
    const auto text = [&](const std::string& from) {
        std::string out;
        std::istringstream in(from);
        for (std::string line; std::getline(in, line);) {
            if (random() % 8 != 0)
                out += line + "\n";
            if (random() % 8 == 0)
                out += std::string(1, static_cast<char>('a' + random() % 3)) + "\n";
        }
        if (!out.empty() && random() % 3 == 0)
            out.pop_back();
        return out;
    };
    for (int i = 0; i < 2000; ++i) {
        std::string start;
        for (unsigned line = 0; line < random() % 40; ++line)
            start += std::string(1, static_cast<char>('a' + random() % 4)) + "\n";
        const auto before = text(start);
        const auto after = text(before);

        const auto diff = unifiedDiff(before, after, "x");

        QCOMPARE(diff.empty(), before == after);
        QCOMPARE(patched(before, diff), after);
    }
}

void TestUnifiedDiff::diffsOfRandomReplacementsCanBeApplied()
{
    std::mt19937 random(kSeed);
    for (int i = 0; i < 3000; ++i) {
        std::string before;
        for (auto length = random() % 200; length > 0; --length)
            before.push_back(random() % 4 == 0 ? '\n' : static_cast<char>('a' + random() % 3));
        const auto made = randomReplacements(random, before);
        const auto after = replaced(before, 0, made);

        const auto diff = unifiedDiff(before, after, "x", made);

        QCOMPARE(diff.empty(), before == after);
        QCOMPARE(patched(before, diff), after);
    }
}

void TestUnifiedDiff::replacementsThatWereNotMadeChangeNothingOfWhatIsShown()
{
    const auto before = numbered(30);
    const auto real = replacing(before, "line 10", "ten");
    const auto after = replaced(before, 0, {real, replacing(before, "line 20", "twenty")});
    const auto truth = unifiedDiff(before, after, "f");

    // One is missing, one says other bytes, two overlap, one lies outside.
    QCOMPARE(unifiedDiff(before, after, "f", {real}), truth);
    QCOMPARE(unifiedDiff(before, after, "f", {}), truth);
    QCOMPARE(unifiedDiff(before, after, "f",
                 {replacing(before, "line 10", "TEN"), replacing(before, "line 20", "twenty")}),
        truth);
    QCOMPARE(unifiedDiff(before, after, "f", {real, real}), truth);
    QCOMPARE(unifiedDiff(before, after, "f", {real, {{before.size() + 5, before.size() + 9}, "x"}}), truth);
}

QTEST_APPLESS_MAIN(TestUnifiedDiff)
#include "tst_unified_diff.moc"

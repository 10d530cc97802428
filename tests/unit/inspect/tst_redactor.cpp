// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/redactor.h"
#include "core/inspect/token_vault.h"

#include <QtTest>

using namespace gatehouse::inspect;

class TestRedactor : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void replacesAndKeepsEveryOtherByte();
    void whatOverlapsGoesTogether();
    void textIsEscaped();
    void leftOutElementsTakeTheirCommas_data();
    void leftOutElementsTakeTheirCommas();
    void tokensAreStableWithinASessionOnly();
    void tokensTellTheirOrigin();
    void theOldestValueLeavesFirst();
    void largeValuesAreNotKept();
    void whatIsNoTokenHasNoDigits();
    void masksShowTheLastFour();
};

void TestRedactor::replacesAndKeepsEveryOtherByte()
{
    QCOMPARE(replaceIn("abcdef", {{{4, 5}, "X", false}, {{1, 3}, "", false}, {{0, 0}, ">", false}}),
        std::string(">adXf"));
    QCOMPARE(replaceIn("abc", {}), std::string("abc"));
}

void TestRedactor::whatOverlapsGoesTogether()
{
    QCOMPARE(replaceIn("abcdef", {{{1, 4}, "X", false}, {{3, 5}, "Y", false}}), std::string("aXf"));
    QCOMPARE(replaceIn("abcdef", {{{2, 3}, "Y", false}, {{1, 5}, "X", false}}), std::string("aXf"));
    QCOMPARE(replaceIn("abcdef", {{{1, 2}, "Y", false}, {{1, 5}, "X", false}}), std::string("aXf"));
}

void TestRedactor::textIsEscaped()
{
    QCOMPARE(replaceIn(R"("a")", {{{1, 2}, "q\"\n", false}}), std::string(R"("q\"\n")"));
    QCOMPARE(replaceIn("[12]", {{{1, 3}, "10", true}}), std::string("[10]"));
}

void TestRedactor::leftOutElementsTakeTheirCommas_data()
{
    QTest::addColumn<QString>("leftOut");
    QTest::addColumn<QString>("expected");
    QTest::newRow("first") << "100"
                           << "[b , c]";
    QTest::newRow("middle") << "010"
                            << "[a , c]";
    QTest::newRow("last") << "001"
                          << "[a,b]";
    QTest::newRow("first two") << "110"
                               << "[c]";
    QTest::newRow("last two") << "011"
                              << "[a]";
    QTest::newRow("outer") << "101"
                           << "[b]";
    QTest::newRow("all") << "111"
                         << "[]";
    QTest::newRow("none") << "000"
                          << "[a,b , c]";
}

void TestRedactor::leftOutElementsTakeTheirCommas()
{
    QFETCH(QString, leftOut);
    QFETCH(QString, expected);
    std::vector<bool> isLeftOut;
    for (const auto c : leftOut)
        isLeftOut.push_back(c == u'1');

    const auto line = replaceIn("[a,b , c]", leaveOut({{1, 2}, {3, 4}, {7, 8}}, isLeftOut));

    QCOMPARE(QString::fromStdString(line), expected);
}

void TestRedactor::tokensAreStableWithinASessionOnly()
{
    TokenVault vault("key", "origin");
    const auto token = vault.tokenFor("github-token", "value", true);

    QCOMPARE(vault.tokenFor("github-token", "value", true), token);
    QVERIFY(vault.tokenFor("github-token", "other", true) != token);
    QCOMPARE(*vault.valueOf(token), std::string("value"));
    QVERIFY(TokenVault("another", "origin").tokenFor("github-token", "value", true) != token);
    QCOMPARE(vault.valueOf("‹github-token #00000000›"), static_cast<const std::string*>(nullptr));
    // Not every token can be put back.
    QVERIFY(!vault.valueOf(vault.tokenFor("github-token", "third", false)));
}

void TestRedactor::tokensTellTheirOrigin()
{
    TokenVault vault("key", "origin");
    const auto token = vault.tokenFor("k", "value", true);

    QVERIFY(TokenVault("another", "origin").isOfThisOrigin(token));
    QVERIFY(!TokenVault("key", "elsewhere").isOfThisOrigin(token));
    QVERIFY(!vault.isOfThisOrigin("no token"));
}

void TestRedactor::theOldestValueLeavesFirst()
{
    TokenVault vault("key", "origin");
    const auto first = vault.tokenFor("k", "first", true);
    const auto second = vault.tokenFor("k", "second", true);
    for (std::size_t i = 0; i < TokenVault::kMaxValues - 1; ++i) {
        vault.tokenFor("k", "value " + std::to_string(i), true);
        QVERIFY(vault.valueOf(first)); // is used
    }

    QCOMPARE(vault.size(), TokenVault::kMaxValues);
    QVERIFY(!vault.valueOf(second));
    QVERIFY(!vault.knows("second"));
}

void TestRedactor::largeValuesAreNotKept()
{
    TokenVault vault("key", "origin");
    QVERIFY(!vault.valueOf(vault.tokenFor("k", std::string(TokenVault::kMaxValueBytes + 1, 'x'), true)));
    for (char c = 'a'; c <= 'z'; ++c)
        vault.tokenFor("k", std::string(TokenVault::kMaxValueBytes, c), true);
    QCOMPARE(vault.size(), TokenVault::kMaxBytes / TokenVault::kMaxValueBytes);
}

void TestRedactor::whatIsNoTokenHasNoDigits()
{
    QCOMPARE(digitsOfToken("‹k #0123abcd›"), std::string_view("0123abcd"));
    QCOMPARE(digitsOfToken("‹k #0123ABCD›"), std::string_view());
    QCOMPARE(digitsOfToken("‹k #0123abc›"), std::string_view());
    QCOMPARE(digitsOfToken("‹k 0123abcd›"), std::string_view());
    QCOMPARE(digitsOfToken("k #0123abcd"), std::string_view());
    QCOMPARE(digitsOfToken("‹" + std::string(200, 'k') + " #0123abcd›"), std::string_view());
    QCOMPARE(digitsOfToken(R"(\u2039k #0123abcd\u203a)"), std::string_view("0123abcd"));
    QCOMPARE(digitsOfToken(R"(\\u2039k #0123abcd\\u203A)"), std::string_view("0123abcd"));
    QCOMPARE(digitsOfToken(R"(\\u2039k #0123abcd\u203a)"), std::string_view());
    QCOMPARE(digitsOfToken("%E2%80%B9k%20%230123abcd%E2%80%BA"), std::string_view("0123abcd"));
    QCOMPARE(digitsOfToken("%e2%80%b9k+#0123abcd%e2%80%ba"), std::string_view("0123abcd"));
    QCOMPARE(digitsOfToken("%E2%80%B9k%200123abcd%E2%80%BA"), std::string_view());
    const std::string value = "a\n\"b\" c";
    QCOMPARE(spelledLike("‹k #0123abcd›", value), value);
    QCOMPARE(spelledLike(R"(\u2039k #0123abcd\u203a)", value), std::string(R"(a\n\"b\" c)"));
    QCOMPARE(spelledLike(R"(\\u2039k #0123abcd\\u203a)", value), std::string(R"(a\\n\\\"b\\\" c)"));
    QCOMPARE(spelledLike("%E2%80%B9k%20%230123abcd%E2%80%BA", value), std::string("a%0A%22b%22%20c"));
}

void TestRedactor::masksShowTheLastFour()
{
    QCOMPARE(masked("4111111111111111"), std::string("****1111"));
    QCOMPARE(masked("short"), std::string("****"));
    QCOMPARE(masked("a long value é€"), std::string("****€"));
}

QTEST_APPLESS_MAIN(TestRedactor)
#include "tst_redactor.moc"

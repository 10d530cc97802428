// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/number_context.h"
#include "core/inspect/detectors/number_words.h"
#include "core/inspect/number_edges.h"
#include "core/jsonrpc/value.h"

#include <QtTest>
#include <array>
#include <string>

using namespace gatehouse;
using namespace gatehouse::inspect;

namespace {

/// What is said about the number that stands between the brackets.
NumberTopics topicsOf(std::string text, std::string_view key = {})
{
    const auto begin = text.find('[');
    text.erase(begin, 1);
    const auto end = text.find(']');
    text.erase(end, 1);
    mcp::TextField field;
    field.key = key;
    Sighting sighting;
    sighting.number.wordBegin = begin;
    return topicsNear({text, field}, sighting, {begin, end});
}

bool isWhole(std::string text, bool hasSpaces = false)
{
    const auto begin = text.find('[');
    text.erase(begin, 1);
    const auto end = text.find(']');
    text.erase(end, 1);
    return isWholeNumber(text, {begin, end}, hasSpaces);
}

} // namespace

class TestNumberWords : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyWordIsAsTextsAreSearched();
    void wordsAreFoundInNamesAndCompounds();
    void theNearestWordsCount();
    void theKeyCounts();
    void wordsBehindCountWhereNoneStandBefore();
    void partsOfOtherThingsAreNoNumbers();
};

void TestNumberWords::everyWordIsAsTextsAreSearched()
{
    static constexpr std::array kWords{
#define GATEHOUSE_WORD(topic, text) std::string_view(text),
#include "core/inspect/detectors/number_words.def"
#undef GATEHOUSE_WORD
    };
    for (const auto word : kWords) {
        const auto text = word.substr(0, word.find('*'));
        TextCopy copy;
        normalise(jsonrpc::encodeString(text), 0, copy);
        QCOMPARE(copy.text, std::string(text));
        QVERIFY2(!topicsOfWord(text).isEmpty(), std::string(text).c_str());
    }
}

void TestNumberWords::wordsAreFoundInNamesAndCompounds()
{
    QVERIFY(topicsOf("customerPhoneNumber: [1]").has(NumberTopic::Phone));
    QVERIFY(topicsOf("PHONE_NUMBER=[1]").has(NumberTopic::Phone));
    QVERIFY(topicsOf("Telefonnummer [1]").has(NumberTopic::Phone));
    QVERIFY(topicsOf("联系电话：[1]").has(NumberTopic::Phone));
    QVERIFY(topicsOf("Geburtsdatum [1]").has(NumberTopic::Birth));
    QVERIFY(!topicsOf("the phoneme [1]").has(NumberTopic::Card));
    QVERIFY(topicsOf("telling [1]").isEmpty());
    QVERIFY(topicsOf("telemetry [1]").isEmpty());
    QVERIFY(topicsOf("an iPhone [1]").isEmpty());
    QVERIFY(topicsOf("mPhone [1]").has(NumberTopic::Phone));
    QVERIFY(topicsOf("myPhone [1]").has(NumberTopic::Phone));
    QVERIFY(topicsOf("created, moved, second [1]").isEmpty()); // begin like words that are known
    QVERIFY(topicsOf("cancel [1]").isEmpty());
}

void TestNumberWords::theNearestWordsCount()
{
    const auto topics = topicsOf("SSN: 123-45-67890, phone [5]");
    QVERIFY(topics.has(NumberTopic::Phone));
    QVERIFY(!topics.has(NumberTopic::Person));
    // A list: what was said before the first is about all.
    QVERIFY(topicsOf("phones: 1234567, 1234568, [5]").has(NumberTopic::Phone));
    QVERIFY(topicsOf("phone" + std::string(70, ' ') + "[5]").isEmpty());
}

void TestNumberWords::theKeyCounts()
{
    QVERIFY(topicsOf("[1]", "\"cardNumber\"").has(NumberTopic::Card));
    QVERIFY(topicsOf("[1]", "\"text\"").isEmpty());
}

void TestNumberWords::wordsBehindCountWhereNoneStandBefore()
{
    QVERIFY(topicsOf("[1] is my phone").has(NumberTopic::Phone));
    QVERIFY(topicsOf("[1], phone").isEmpty());
    QVERIFY(!topicsOf("card [1] is my phone").has(NumberTopic::Phone));
}

void TestNumberWords::partsOfOtherThingsAreNoNumbers()
{
    QVERIFY(isWhole("[123456]"));
    QVERIFY(isWhole("no: [123456]."));
    QVERIFY(isWhole("SSN-[123456], 7"));
    QVERIFY(isWhole("\"[123456]\":"));
    QVERIFY(!isWhole("a[123456]"));
    QVERIFY(!isWhole("[123456]a"));
    QVERIFY(!isWhole("0.[123456]"));
    QVERIFY(!isWhole("[123456].5"));
    QVERIFY(!isWhole("a716-[446655]"));
    QVERIFY(!isWhole("[446655]-a716"));
    QVERIFY(!isWhole("/posts/[123456]"));
    QVERIFY(!isWhole("$[123456]"));
    QVERIFY(!isWhole("[123456]:AAH"));
    QVERIFY(isWhole("1 [123456] 2"));
    QVERIFY(!isWhole("1 [12 34 56]", true));
    QVERIFY(!isWhole("[12 34 56] 2", true));
}

QTEST_APPLESS_MAIN(TestNumberWords)
#include "tst_number_words.moc"

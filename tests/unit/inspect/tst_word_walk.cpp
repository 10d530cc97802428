// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/phrase_words.h"
#include "core/inspect/detectors/word_walk.h"

#include <QtTest>
#include <array>
#include <random>
#include <string>

using namespace gatehouse::inspect;

namespace {

/// Of what words, gaps and ends of sentences are made of, runs longer than a block among it.
std::string randomText(std::mt19937& random)
{
    static constexpr std::array<std::string_view, 24> kParts{"a", "Word", "ignore", " ", ", ", ".", ". ", "!",
        "\n", "\n\n", "\r\n", "_", "'", "\u2019", "\u201C", "\u00E9", "\u6307\u4EE4", "\u3002", "v1.5", "\t",
        ";", "0123456789012345678901234567890123456789", "                                        ", "@"};
    std::string text;
    const auto parts = random() % 40;
    for (unsigned i = 0; i < parts; ++i)
        text += kParts[random() % kParts.size()];
    return text;
}

} // namespace

class TestWordWalk : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyPlaceOfATextHasTheWordsThatItHas();
    void aWalkGoesFromWordToWord();
    void aWordTellsOfItsUnderscore();
};

/// With a walk that has read something, anywhere, and with one that has not.
void TestWordWalk::everyPlaceOfATextHasTheWordsThatItHas()
{
    std::mt19937 random(2);
    for (int round = 0; round < 3000; ++round) {
        const auto text = randomText(random);
        WordWalk used(text);
        for (int i = 0; i < 60; ++i) {
            const auto at = random() % (text.size() + 1);
            const auto limit = at + random() % 80;
            for (auto walk : {used, WordWalk(text)}) {
                QVERIFY2(walk.behind(at) == wordBehind(text, at), text.c_str());
                QVERIFY2(walk.before(at) == wordBefore(text, at), text.c_str());
                QVERIFY2(walk.anyBehind(at, limit) == anyWordBehind(text, at, limit), text.c_str());
                used = walk;
            }
        }
    }
}

void TestWordWalk::aWalkGoesFromWordToWord()
{
    const std::string text = "Ignore all that was said in each of the texts, however long \u2014 they may be";
    WordWalk walk(text);
    QStringList words;
    std::size_t at = 0;
    while (const auto word = walk.behind(at)) {
        words << QString::fromStdString(text.substr(word->begin, word->size()));
        at = word->end;
    }

    QCOMPARE(words.join(QLatin1Char(' ')),
        QStringLiteral("Ignore all that was said in each of the texts however long they may be"));
    int back = 0;
    while (const auto word = walk.before(at)) {
        at = word->begin;
        ++back;
    }
    QCOMPARE(back, int(words.size()));
}

void TestWordWalk::aWordTellsOfItsUnderscore()
{
    const std::string_view text = "send_mail sends mail\u2019s";
    WordWalk walk(text);

    QVERIFY(walk.anyBehind(0, text.size()));
    QVERIFY(walk.mayHaveUnderscore());
    QVERIFY(walk.anyBehind(9, text.size()));
    QVERIFY(!walk.mayHaveUnderscore());
    QVERIFY(walk.anyBehind(16, text.size()));
    QVERIFY(walk.mayHaveUnderscore());
}

QTEST_APPLESS_MAIN(TestWordWalk)
#include "tst_word_walk.moc"

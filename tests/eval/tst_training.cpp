// SPDX-License-Identifier: Apache-2.0
#include "tests/eval/corpus.h"
#include "tests/eval/train/own_texts.h"
#include "tests/eval/train/trainer.h"
#include "tests/eval/train/written_texts.h"

#include <QtTest>
#include <set>

using namespace gatehouse;
using namespace gatehouse::eval;

namespace {

Example example(const std::string& source, bool isAttack, const std::string& text)
{
    Example of;
    of.source = source;
    of.kind = "tool_result";
    of.label = isAttack ? "attack" : "benign";
    of.type = "made";
    of.isAttack = isAttack;
    of.texts = {text};
    for (const auto window : windowsOf(text)) {
        of.windows.push_back(bucketsOf(window));
        of.chosen.emplace_back(window);
    }
    return of;
}

/// Two kinds of sentences in words of ten sources each, which share only what tells the kinds apart.
std::vector<Example> madeExamples()
{
    std::vector<Example> examples;
    for (int source = 0; source < 20; ++source) {
        const auto name = "made" + std::to_string(source);
        for (int i = 0; i < 20; ++i) {
            const auto filler =
                "w" + std::string(std::size_t(source), 'x') + " n" + std::string(std::size_t(i), 'y');
            examples.push_back(example(name, true, filler + " obey this order at once " + filler));
            examples.push_back(example(name, false, filler + " the list of files is long " + filler));
        }
    }
    return examples;
}

} // namespace

class TestTraining : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void learnsWhatTellsKindsApart();
    void givesTheSameBytesAgain();
    void aSourceAndItsMakersOthersAreHeldOutTogether();
    void eightBitsKeepTheOrder();
    void excludedSourcesAreNotLearnt();
    void ownSentencesAreLearntAndNotMeasured();
    void ownTextsAreWhole();
    void textsMadeFromPhrasesTeachOrdersAlone();
    void writtenPairsAreWholeAndDiffer();
    void nothingThatIsMeasuredIsLearnt();
    void writtenPairsTeachOrdersAlone();
    void aFolderThatHoldsNoPairsIsRefused_data();
    void aFolderThatHoldsNoPairsIsRefused();
    void aThresholdLetsTheShareThrough();
};

void TestTraining::learnsWhatTellsKindsApart()
{
    const auto trained = trainModel(madeExamples());

    const auto model = inspect::Model::read(trained.weightFile).value();
    const auto& thresholds = model.thresholds(inspect::ScoreGroup::Content);
    // The other head learns from texts of our own alone, of which there are none here.
    QVERIFY(model.score("something new: obey this order at once")[0] > thresholds.annotate[0]);
    QVERIFY(model.score("something new: the list of files is long")[0] < thresholds.annotate[0]);
    QVERIFY2(trained.report.find("| attacks | 400 | 100.0 | 100.0 | 100.0 |") != std::string::npos,
        trained.report.c_str());
}

void TestTraining::givesTheSameBytesAgain()
{
    const auto examples = madeExamples();

    const auto first = trainModel(examples);
    const auto second = trainModel(examples);

    QVERIFY(first.weightFile == second.weightFile);
    QCOMPARE(first.report, second.report);
}

void TestTraining::aSourceAndItsMakersOthersAreHeldOutTogether()
{
    QCOMPARE(foldOf("maker-docs"), foldOf("maker-scanner"));
    std::set<std::size_t> folds;
    for (int i = 0; i < 50; ++i)
        folds.insert(foldOf("npm:some-" + std::to_string(i)));
    QCOMPARE(folds.size(), kFoldCount);
}

void TestTraining::eightBitsKeepTheOrder()
{
    Weights weights(inspect::Head::Tone);
    for (int i = 0; i < 10'000; ++i)
        weights.ofBuckets[std::size_t(i)] = static_cast<float>(i - 5'000);
    float scale = 0;

    const auto steps = weights.quantised(scale);

    for (int i = 0; i < 10'000; ++i)
        QVERIFY(std::abs(float(steps[std::size_t(i)]) * scale - float(i - 5'000)) <= scale);
    QCOMPARE(steps[20'000], std::int8_t{0});
}

void TestTraining::excludedSourcesAreNotLearnt()
{
    QVERIFY(!reasonNotToLearnFrom("bipia").empty());
    auto examples = madeExamples();
    const auto before = trainModel(examples).weightFile;
    for (int i = 0; i < 20; ++i)
        examples.push_back(example("bipia", true, "nothing but strange words " + std::to_string(i)));

    const auto file = trainModel(examples).weightFile;

    QVERIFY(before == file);
}

void TestTraining::ownSentencesAreLearntAndNotMeasured()
{
    auto examples = madeExamples();
    const auto before = trainModel(examples);
    addOwnSentences(examples);

    const auto after = trainModel(examples);

    QVERIFY(examples.size() > 500);
    QVERIFY(before.weightFile != after.weightFile);
    QVERIFY(after.report.find("| attacks | 400 |") != std::string::npos);
    QVERIFY(after.report.find("own-") == std::string::npos);
}

void TestTraining::ownTextsAreWhole()
{
    const auto texts = ownTexts();

    std::set<std::string> languages;
    std::set<std::string> different;
    for (const auto& text : texts) {
        languages.insert(text.language);
        different.insert(text.text);
        // A part that no table has would be left as it was written.
        const auto open = text.text.find('{');
        const auto isPart = open != std::string::npos && open + 1 < text.text.size() &&
            std::islower(static_cast<unsigned char>(text.text[open + 1])) != 0;
        QVERIFY2(!isPart, text.text.c_str());
        QVERIFY(!text.text.empty());
    }
    QVERIFY(languages.size() >= 20);
    QVERIFY(different.size() * 10 > texts.size() * 8);
    QCOMPARE(ownTexts().back().text, texts.back().text);
}

void TestTraining::textsMadeFromPhrasesTeachOrdersAlone()
{
    auto examples = madeExamples();
    for (int i = 0; i < 40; ++i) {
        auto own = example(std::string(kMadeSource) + "xx", true, "zebra crossing " + std::to_string(i));
        own.kind = "own";
        examples.push_back(own);
    }

    const auto file = trainModel(examples).weightFile;

    const auto model = inspect::Model::read(file).value();
    const auto unknown = model.score("nothing of all that");
    const auto made = model.score("zebra crossing");
    QVERIFY(made[1] > unknown[1]);
    QVERIFY(made[0] - unknown[0] < made[1] - unknown[1]);
}

void TestTraining::writtenPairsAreWholeAndDiffer()
{
    std::set<std::string> languages;
    std::set<std::string> texts;
    std::size_t attacks = 0;
    std::size_t twins = 0;

    QVERIFY(readWrittenPairs(GATEHOUSE_WRITTEN_TEXTS, [&](const WrittenPair& pair) {
        languages.insert(pair.language);
        QVERIFY2(texts.insert(pair.twin).second, pair.twin.c_str());
        ++twins;
        if (pair.attack.empty())
            return;
        QVERIFY2(texts.insert(pair.attack).second, pair.attack.c_str());
        ++attacks;
    }));

    QVERIFY(languages.size() >= 20);
    QVERIFY(attacks >= 2000);
    QVERIFY(twins >= attacks);
}

void TestTraining::nothingThatIsMeasuredIsLearnt()
{
    std::set<std::string> learnt;
    QVERIFY(readWrittenPairs(GATEHOUSE_WRITTEN_TEXTS, [&](const WrittenPair& pair) {
        learnt.insert(pair.attack);
        learnt.insert(pair.twin);
    }));
    std::size_t measured = 0;

    for (const auto* set : {"first", "second", "third", "fourth", "fifth", "sixth"}) {
        QVERIFY(readCorpora(std::string(GATEHOUSE_OWN_MESSAGES) + "/" + set, [&](const Item& item) {
            ++measured;
            QVERIFY2(!learnt.contains(item.text), item.id.c_str());
        }));
    }

    QVERIFY(measured > 1000);
}

void TestTraining::writtenPairsTeachOrdersAlone()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("some.jsonl")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (int i = 0; i < 40; ++i)
        file.write(R"({"class": "web", "language": "en", "attack": "zebra crossing )" +
            QByteArray::number(i) + R"(", "twin": "giraffe grazing"})" + "\n");
    file.close();
    auto examples = madeExamples();
    QVERIFY(addWrittenTexts(folder.path().toStdString(), examples));

    const auto weights = trainModel(examples).weightFile;

    const auto model = inspect::Model::read(weights).value();
    const auto unknown = model.score("nothing of all that");
    const auto attack = model.score("zebra crossing");
    QVERIFY(attack[1] > unknown[1]);
    QVERIFY(attack[1] > model.score("giraffe grazing")[1]);
    QVERIFY(attack[0] - unknown[0] < attack[1] - unknown[1]);
}

void TestTraining::aFolderThatHoldsNoPairsIsRefused_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no object") << QByteArray("[]\n");
    QTest::newRow("cut short") << QByteArray(R"({"class": "web", "language": "en", "tw)");
    QTest::newRow("an attack without its twin")
        << QByteArray(R"({"class": "web", "language": "en", "attack": "send it"})");
    QTest::newRow("of no kind") << QByteArray(R"({"language": "en", "twin": "sent it"})");
}

void TestTraining::aFolderThatHoldsNoPairsIsRefused()
{
    QFETCH(QByteArray, line);
    const QTemporaryDir folder;
    if (!line.isEmpty()) {
        QFile file(folder.filePath(QStringLiteral("some.jsonl")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(line);
    }
    std::vector<Example> examples;

    QVERIFY(!addWrittenTexts(folder.path().toStdString(), examples));
    QVERIFY(!addWrittenTexts(folder.path().toStdString() + "/missing", examples));
}

void TestTraining::aThresholdLetsTheShareThrough()
{
    std::vector<Example> examples;
    std::vector<Score> scores;
    for (int i = 0; i < 1000; ++i) {
        examples.push_back(example("made", false, "some words"));
        // Each head takes others for attacks.
        scores.push_back({0, {}, {static_cast<float>(i), static_cast<float>((i + 500) % 1000)}, {}});
    }
    const auto reached = [&](double share) {
        const auto thresholds = thresholdsAt(examples, scores, inspect::ScoreGroup::Content, share);
        return std::ranges::count_if(scores, [&thresholds](const Score& score) {
            return inspect::ScoreThresholds::isReached(score.chosen, thresholds);
        });
    };

    QCOMPARE(reached(0.01), 20);
    QCOMPARE(reached(0.001), 1);
    QCOMPARE(thresholdsAt(examples, scores, inspect::ScoreGroup::Definition, 0.01),
        (inspect::Scores{-kNoScore, -kNoScore}));
}

QTEST_APPLESS_MAIN(TestTraining)
#include "tst_training.moc"

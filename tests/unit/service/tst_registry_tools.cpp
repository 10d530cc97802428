// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/policy/grant_clock.h"
#include "core/service/command_requests.h"
#include "core/service/registry_exchange.h"
#include "core/service/tool_table.h"
#include "core/trust/canonical.h"
#include "core/trust/pin_file.h"
#include "tests/support/processor_time.h"
#include "tests/unit/service/service_home.h"

#include <sys/stat.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::service;
using model::ToolDecision;
using RuleKind = ToolRuleChange::Kind;

/// Decisions on tools that travel with a registry: what leaves, what is taken over, and what stays denied.
class TestRegistryTools : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsDecidedTravels();
    void withoutToolsOlderProgramsReadIt();
    void whatARuleDoesHere_data();
    void whatARuleDoesHere();
    void nothingIsOpenedThatIsDeniedHere();
    void whatWasShownIsWhatIsTaken();
    void takenTwiceItChangesNothing();
    void ofAHalfTakenFileTheRestIsTaken();
    void anotherClientsServerIsNotMeant();
    void filesOfStrangersAreRefused_data();
    void filesOfStrangersAreRefused();
    void tenThousandAreTakenInOneGo_data();
    void tenThousandAreTakenInOneGo();
};

namespace {

const std::string kReadText = R"({"name":"read"})";
const std::string kWriteText = R"({"name":"write"})";
constexpr auto kBy = model::AnsweredBy::Pointer;

/// A machine with one approved server and two tools.
class Machine {
public:
    explicit Machine(const std::string& readText = kReadText)
        : ledger(home.ledger())
    {
        if (!ledger->decide(card(server), {.choice = model::Choice::Always}))
            qFatal("not approved");
        QVERIFY(base::makePrivateFolder(home.places.stateFolder + "/pins"));
        QVERIFY(base::replaceFile(home.places.stateFolder + "/pins/" +
                trust::pinFileName(trust::identityDigest(server), model::DefinitionKind::Tool),
            trust::encodePins({"cursor", "files", server.entryRef},
                {{"read", trust::definitionDigest(readText), readText},
                    {"write", trust::definitionDigest(kWriteText), kWriteText}}),
            0600));
    }

    void decide(const std::string& tool, ToolDecision decision)
    {
        model::ToolsDecision made;
        made.serverRef = server.entryRef;
        made.serverName = "files";
        made.command = trust::commandDigest(server);
        made.rules = {ruleFor(table(), tool, decision, 0).value()};
        QVERIFY(ledger->decideTools(made));
    }
    ToolTable table() { return ledger->toolTable(server.entryRef).value(); }
    ToolDecision standing(const std::string& tool) { return table().find(tool)->standing; }
    std::string file() const { return home.places.home + "/registry.txt"; }
    ExportReport write()
    {
        return exportRegistry(ledger->database(), home.places, ledger->decisions().value(), file()).value();
    }
    base::Result<ImportPreview> look(const std::string& path)
    {
        return previewImport(ledger->database(), home.places, ledger->decisions().value(), path);
    }
    void trust(const Machine& other)
    {
        QVERIFY(base::makePrivateFolder(home.places.configFolder));
        QVERIFY(trustKey(
            trustedKeysPath(home.places), {ownRegistryKey(other.home.places)->publicKey(), "the office"}));
    }

    ServiceHome home;
    model::LaunchIdentity server = launch("0123456789abcdef");
    std::unique_ptr<Ledger> ledger;
};

/// What a file with this content does on this machine.
std::string signedBy(const Machine& machine, const RegistryContent& content)
{
    const auto path = machine.home.places.home + "/made.txt";
    const auto key = ownRegistryKey(machine.home.places);
    if (!key || !base::replaceFile(path, encodeRegistry(content, 1, *key), 0600))
        qFatal("no file");
    return path;
}

RegistryContent toolsOnly(std::vector<model::ToolRule> rules)
{
    RegistryContent content;
    content.tools = {{{"npx", "server"}, "cursor", {}, std::move(rules)}};
    return content;
}

/// Milliseconds of processor time.
struct Took {
    double import = 0;
    double revoking = 0;
    double sweeping = 0;
};

/// Decisions of a file, half of them allows, which end in an hour or never.
Took takenAndGivenBack(int count, bool ends)
{
    Took took;
    const auto check = [&]() {
        Machine machine;
        QVERIFY(machine.ledger->foldAll());
        const auto until = base::SystemClock().now() + 3'600'000;
        RegistryContent content;
        for (int i = 0; i < count; ++i) {
            RegistryItem item;
            item.argv = {"npx", "p" + std::to_string(i)};
            item.isDenied = i % 2 == 0;
            item.expiresAt = ends && !item.isDenied ? until : 0;
            content.items.push_back(item);
        }
        const auto path = signedBy(machine, content);
        const auto digest = machine.look(path)->digest;
        const auto all = static_cast<std::size_t>(count);
        const tests::ProcessorTime ofImport;
        QCOMPARE(takeImport(*machine.ledger, path, digest, kBy).value(), all);
        took.import = ofImport.milliseconds();
        QCOMPARE(machine.ledger->decisions()->size(), all + 1);
        const auto marks = policy::grantsFolder(machine.home.places);
        QCOMPARE(policy::grantMarks(marks).size(), ends ? all / 2 : 0);

        const tests::ProcessorTime ofRevoking;
        QCOMPARE(revokeAll(*machine.ledger, kBy).value(), std::to_string(all / 2 + 1));
        took.revoking = ofRevoking.milliseconds();
        const tests::ProcessorTime ofSweeping;
        QCOMPARE(machine.ledger->endExpired(TableProcesses()).value(), 0);
        took.sweeping = ofSweeping.milliseconds();
        QVERIFY(policy::grantMarks(marks).empty());
    };
    check();
    return took;
}

} // namespace

void TestRegistryTools::whatIsDecidedTravels()
{
    Machine from;
    from.decide("read", ToolDecision::Allow);
    from.decide("write", ToolDecision::Deny);
    from.decide("", ToolDecision::Ask);
    QCOMPARE(from.write().tools, std::size_t{3});
    Machine to;
    to.trust(from);

    const auto preview = to.look(from.file());

    QVERIFY2(preview.hasValue(), preview ? "" : preview.error().detail.c_str());
    QCOMPARE(preview->keyName, std::string("the office"));
    QCOMPARE(preview->tools.size(), std::size_t{1});
    QCOMPARE(preview->takes(), std::size_t{3});
    QVERIFY(preview->opens());
    QCOMPARE(to.home.count("tools-decision"), 0);
    QCOMPARE(takeImport(*to.ledger, from.file(), preview->digest, kBy).value(), std::size_t{3});
    QCOMPARE(to.standing("read"), ToolDecision::Allow);
    QCOMPARE(to.standing("write"), ToolDecision::Deny);
    QCOMPARE(to.table().others->rule.decision, ToolDecision::Ask);
    QCOMPARE(to.table().find("read")->held->note, std::string("imported from the office"));
    QVERIFY(to.table().find("read")->held->answeredBy == kBy);
}

void TestRegistryTools::withoutToolsOlderProgramsReadIt()
{
    Machine machine;
    machine.write();
    QVERIFY(base::readFile(machine.file(), 1 << 20)->find("\"v\": 1") != std::string::npos);
    machine.decide("write", ToolDecision::Deny);
    machine.write();
    QVERIFY(base::readFile(machine.file(), 1 << 20)->find("\"v\": 2") != std::string::npos);
    // And what they wrote is read here.
    RegistryItem item;
    item.argv = {"npx", "x"};
    const auto old = encodeRegistry({{item}, {}}, 1, *ownRegistryKey(machine.home.places));
    QCOMPARE(decodeRegistry(old)->content.items.size(), std::size_t{1});
}

void TestRegistryTools::whatARuleDoesHere_data()
{
    QTest::addColumn<int>("there");
    QTest::addColumn<int>("here");
    QTest::addColumn<int>("others");
    QTest::addColumn<int>("kind"); // -1: nothing
    const auto row = [](const char* name, ToolDecision there, ToolDecision here, ToolDecision others,
                         int kind) {
        QTest::newRow(name) << static_cast<int>(there) << static_cast<int>(here) << static_cast<int>(others)
                            << kind;
    };
    constexpr auto none = ToolDecision::None;
    constexpr auto allow = ToolDecision::Allow;
    constexpr auto ask = ToolDecision::Ask;
    constexpr auto deny = ToolDecision::Deny;
    constexpr int tightens = static_cast<int>(RuleKind::Tightens);
    constexpr int opens = static_cast<int>(RuleKind::Opens);
    constexpr int stays = static_cast<int>(RuleKind::StaysDenied);
    row("deny, nothing said", deny, none, none, tightens);
    row("deny, allowed", deny, allow, none, tightens);
    row("deny, asks", deny, ask, none, tightens);
    row("deny, denied", deny, deny, none, -1);
    row("deny, all others denied", deny, none, deny, tightens);
    row("ask, nothing said", ask, none, none, tightens);
    row("ask, allowed", ask, allow, none, tightens);
    row("ask, asks", ask, ask, none, -1);
    row("ask, denied", ask, deny, none, stays);
    row("ask, all others denied", ask, none, deny, stays);
    row("allow, nothing said", allow, none, none, opens);
    row("allow, asks", allow, ask, none, opens);
    row("allow, allowed", allow, allow, none, -1);
    row("allow, denied", allow, deny, none, stays);
    row("allow, all others denied", allow, none, deny, stays);
    row("allow, all others ask", allow, none, ask, opens);
}

void TestRegistryTools::whatARuleDoesHere()
{
    QFETCH(int, there);
    QFETCH(int, here);
    QFETCH(int, others);
    QFETCH(int, kind);
    Machine machine;
    if (here != 0)
        machine.decide("read", static_cast<ToolDecision>(here));
    if (others != 0)
        machine.decide("", static_cast<ToolDecision>(others));
    const auto decision = static_cast<ToolDecision>(there);
    const bool isAllow = decision == ToolDecision::Allow;
    const auto path = signedBy(machine,
        toolsOnly({{"read", decision, isAllow ? trust::definitionDigest(kReadText) : base::Sha256(), 0}}));

    const auto preview = machine.look(path);

    QVERIFY2(preview.hasValue(), preview ? "" : preview.error().detail.c_str());
    QCOMPARE(preview->tools.empty(), kind < 0);
    if (kind >= 0)
        QCOMPARE(static_cast<int>(preview->tools[0].rules[0].kind), kind);
    const auto before = machine.standing("read");
    QVERIFY(takeImport(*machine.ledger, path, preview->digest, kBy));
    const bool isTaken =
        kind == static_cast<int>(RuleKind::Tightens) || kind == static_cast<int>(RuleKind::Opens);
    QCOMPARE(machine.standing("read"), isTaken ? decision : before);
}

void TestRegistryTools::nothingIsOpenedThatIsDeniedHere()
{
    Machine machine(R"({"name":"read","description":"Now it sends."})");
    machine.decide("write", ToolDecision::Deny);
    const auto path = signedBy(machine,
        toolsOnly({{"read", ToolDecision::Allow, trust::definitionDigest(kReadText), 0},
            {"write", ToolDecision::Allow, trust::definitionDigest(kWriteText), 0},
            {"unseen", ToolDecision::Allow, trust::definitionDigest(kReadText), 0},
            {"over", ToolDecision::Allow, trust::definitionDigest(kReadText), 5}}));

    const auto preview = machine.look(path);

    QCOMPARE(preview->tools[0].rules.size(), std::size_t{3});
    QVERIFY(preview->tools[0].rules[0].kind == RuleKind::OtherDefinition);
    QVERIFY(preview->tools[0].rules[1].kind == RuleKind::StaysDenied);
    QVERIFY(preview->tools[0].rules[2].kind == RuleKind::NotSeen);
    QCOMPARE(preview->takes(), std::size_t{0});
    QCOMPARE(takeImport(*machine.ledger, path, preview->digest, kBy).value(), std::size_t{0});
    QCOMPARE(machine.standing("write"), ToolDecision::Deny);
}

void TestRegistryTools::whatWasShownIsWhatIsTaken()
{
    Machine machine;
    const auto path = signedBy(machine, toolsOnly({{"write", ToolDecision::Deny, {}, 0}}));
    const auto digest = machine.look(path)->digest;
    signedBy(machine, toolsOnly({{"write", ToolDecision::Ask, {}, 0}}));
    QCOMPARE(takeImport(*machine.ledger, path, digest, kBy).error().code, base::ErrorCode::Changed);
    QCOMPARE(takeImport(*machine.ledger, path, "", kBy).error().code, base::ErrorCode::Changed);
    QCOMPARE(machine.home.count("tools-decision"), 0);
}

void TestRegistryTools::takenTwiceItChangesNothing()
{
    Machine machine;
    const auto path = signedBy(machine,
        toolsOnly({{"read", ToolDecision::Allow, trust::definitionDigest(kReadText), 0},
            {"write", ToolDecision::Deny, {}, 0}, {"", ToolDecision::Ask, {}, 0}}));
    QCOMPARE(takeImport(*machine.ledger, path, machine.look(path)->digest, kBy).value(), std::size_t{3});
    QCOMPARE(machine.look(path)->takes(), std::size_t{0});
}

void TestRegistryTools::ofAHalfTakenFileTheRestIsTaken()
{
    Machine machine;
    RegistryContent content = toolsOnly({{"write", ToolDecision::Deny, {}, 0}});
    RegistryItem denied;
    denied.argv = {"npx", "bad"};
    denied.isDenied = true;
    RegistryItem allowed;
    allowed.argv = {"npx", "good"};
    content.items = {allowed, denied};
    const auto path = signedBy(machine, content);
    // As after a kill between its lines: denials were first.
    QVERIFY(machine.ledger->decidePattern(denied.argv, {.choice = model::Choice::Deny}));
    const auto preview = machine.look(path);
    QCOMPARE(preview->launches.size(), std::size_t{1});
    QCOMPARE(preview->takes(), std::size_t{2});
    QCOMPARE(takeImport(*machine.ledger, path, preview->digest, kBy).value(), std::size_t{2});
    QCOMPARE(machine.look(path)->takes(), std::size_t{0});
}

void TestRegistryTools::anotherClientsServerIsNotMeant()
{
    Machine machine;
    auto content = toolsOnly({{"write", ToolDecision::Deny, {}, 0}});
    content.tools[0].client = "zed";
    const auto preview = machine.look(signedBy(machine, content));
    QCOMPARE(preview->tools.size(), std::size_t{1});
    QVERIFY(preview->tools[0].serverRef.empty()); // said, and not taken
    QCOMPARE(preview->takes(), std::size_t{0});
}

void TestRegistryTools::filesOfStrangersAreRefused_data()
{
    QTest::addColumn<QByteArray>("tools");
    const auto row = [](const char* name, const char* tools) { QTest::newRow(name) << QByteArray(tools); };
    row("no list", "7");
    row("none", R"([{"argv":["x"],"rules":[{"tool":"a","decision":"none"}]}])");
    row("another word", R"([{"argv":["x"],"rules":[{"tool":"a","decision":"maybe"}]}])");
    row("an allow of anything", R"([{"argv":["x"],"rules":[{"tool":"a","decision":"allow"}]}])");
    row("twice in one",
        R"([{"argv":["x"],"rules":[{"tool":"a","decision":"ask"},{"tool":"a","decision":"deny"}]}])");
    row("twice", R"([{"argv":["x"],"rules":[]},{"argv":["x"],"rules":[]}])");
    row("no command", R"([{"argv":[],"rules":[]}])");
    row("another member", R"([{"argv":["x"],"rules":[],"project":"/"}])");
    row("an end in the past of time", R"([{"argv":["x"],"rules":[{"decision":"allow","expiresAt":-1}]}])");
}

void TestRegistryTools::filesOfStrangersAreRefused()
{
    QFETCH(QByteArray, tools);
    Machine machine;
    const auto key = ownRegistryKey(machine.home.places);
    const auto body = R"({"v":2,"madeAt":1,"items":[],"tools":)" + tools.toStdString() + "}";
    const auto head = "gatehouse-registry 1\nkey " + base::toHex(key->publicKey()) + "\n";
    const auto file = head + "signature " + key->sign(head + "\n" + body) + "\n\n" + body;
    QCOMPARE(decodeRegistry(file).error().code, base::ErrorCode::BadMessage);
}

void TestRegistryTools::tenThousandAreTakenInOneGo_data()
{
    QTest::addColumn<bool>("ends");
    QTest::newRow("for good") << false;
    QTest::newRow("for an hour") << true;
}

/// And taken back in one go: in proportion to how many they are, since what the command line waits for from a
/// desktop are 15 s.
void TestRegistryTools::tenThousandAreTakenInOneGo()
{
    QFETCH(bool, ends);
    constexpr int kMany = 10'000;
    constexpr int kTenth = kMany / 10;
    constexpr double kMost = 30; // times as long; in proportion it is ten
    const auto few = takenAndGivenBack(kTenth, ends);
    const auto many = takenAndGivenBack(kMany, ends);
    qInfo("taken in %.0f ms of processor time, taken back in %.0f", many.import, many.revoking);
    QVERIFY2(many.import < kMost * few.import, qPrintable(QString::number(few.import)));
    QVERIFY2(many.revoking < kMost * few.revoking, qPrintable(QString::number(few.revoking)));
    QVERIFY2(many.sweeping < kMost * few.sweeping, qPrintable(QString::number(few.sweeping)));
}

QTEST_GUILESS_MAIN(TestRegistryTools)
#include "tst_registry_tools.moc"

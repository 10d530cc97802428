// SPDX-License-Identifier: Apache-2.0
#include "core/policy/snapshot.h"
#include "core/trust/launch_resolver.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

using namespace gatehouse;
using policy::Snapshot;
using policy::SnapshotContent;

class TestSnapshot : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyFieldSurvives();
    void anEmptyOneOpens();
    void findsEntriesAndDecisionsAmongMany();
    void everyFlippedByteIsNoticedOrHarmless();
    void everyTruncationIsRefused();
    void anotherFormatHasItsOwnError();
    void aFileThatOthersCanWriteIsRefused();
    void aLinkIsRefused();
    void aMissingFileHasItsOwnError();
    void isStaleWhenASourceAppearsOrChanges();
    void isFreshWhenASourceWasOnlyTouched();
};

namespace {

model::LaunchIdentity identityOf(int number)
{
    model::LaunchIdentity identity;
    identity.entryRef = "ref" + std::to_string(number % 97);
    identity.entry = {"cursor", model::EntryScope::Project, "/p/.cursor/mcp.json", "/mcpServers/x", "x"};
    identity.argv = {"node", "", "é\n", std::to_string(number)};
    identity.commandAsGiven = "node";
    identity.executable = {"/usr/bin/node", base::sha256("n"), {1, 2, 3, 4, 5}};
    identity.script = model::HashedFile{"/s.js", base::sha256("s"), {5, 4, 3, 2, 1}};
    identity.package = model::PackageRun{"npx", "p", "1.0.0", true, "1.0.0", "cache"};
    identity.files = {{model::FileRole::Package, {"/c/p", base::sha256("t"), {1, 2, 3, 4, 5}}},
        {model::FileRole::Lock, {"/c/lock", base::sha256("l"), {}}}};
    identity.unknown = {"package-choice"};
    identity.form = number % 2 == 0 ? 2 : 1;
    identity.environmentNames = {"A", "B"};
    identity.environment = {{"PATH", base::sha256("/bin")}};
    identity.workingFolder = "/w";
    identity.call =
        model::GuardedCall{"tools/call", "write", base::sha256("call"), true, {"a reason", ""}, "{\"a\":1}"};
    return identity;
}

model::RegistryDecision decisionOf(int number)
{
    model::RegistryDecision decision;
    decision.id = "d" + std::to_string(number);
    decision.identity = identityOf(number);
    decision.identityDigest = trust::identityDigest(*decision.identity);
    decision.choice = model::Choice::Session;
    decision.client = "cursor";
    decision.scope = model::EntryScope::Project;
    decision.clientProcess = model::ProcessInfo{42, 77, "/usr/bin/cursor", {"cursor", "."}};
    decision.decidedAt = 1000 + number;
    decision.expiresAt = -1;
    decision.answeredBy = model::AnsweredBy::Keyboard;
    decision.note = "note";
    decision.despite = {"MAL-1", "MAL-2"};
    return decision;
}

SnapshotContent contentOf(int count)
{
    SnapshotContent content;
    content.generation = 99;
    content.settings.maxLineBytes = 12345;
    content.settings.acceptsWording = true;
    content.settings.requiresListing = true;
    content.settings.forbiddenPackages = {"left-pad"};
    content.settings.classes = {{"names", {"Bluebird", "Sparrow II"}, "BB-[0-9]+", model::Family::Secret},
        {"empty", {"abc"}, {}, model::Family::Business}};
    content.settings.inspection = {
        {{{"files", model::TrustLevel::Low, model::Family::Secret, {}, model::Channel::Result,
              model::Treatment::Ask, {}, {}},
             {{}, {}, {}, "github-token", {}, {}, model::Confidence::Low, model::RedactionStyle::Mask}},
            false},
        {{}, true}};
    content.commandLineProgram = "/opt/gatehouse-cli";
    content.knownTable = "0123456789abcdef";
    content.sources = {{"/etc/none", false, {}, {}}};
    for (int i = 0; i < count; ++i) {
        policy::SnapshotEntry entry;
        entry.ref = QStringLiteral("%1").arg(i, 6, 10, QLatin1Char('0')).toStdString();
        entry.location = identityOf(i).entry;
        entry.fileStamp = {9, 8, 7, 6, 5};
        entry.environmentNames = {"TOKEN"};
        entry.setsWorkingFolder = true;
        entry.isKnownModern = true;
        entry.knownCapabilities = R"({"tools":{}})";
        entry.trust = model::TrustLevel::High;
        content.entries.push_back(entry);
        content.decisions.push_back(decisionOf(i));
    }
    model::RegistryDecision pattern;
    pattern.id = "p";
    pattern.pattern = {"node", "x"};
    pattern.project = "/home/u/project";
    content.decisions.push_back(pattern);
    content.toolRules = {{"ref1", base::sha256("c"),
        {{"read", model::ToolDecision::Allow, base::sha256("d"), 77},
            {"", model::ToolDecision::Ask, {}, 0}}}};
    return content;
}

} // namespace

void TestSnapshot::everyFieldSurvives()
{
    const auto content = contentOf(3);

    const auto snapshot = Snapshot::fromBytes(policy::encodeSnapshot(content));

    QVERIFY(snapshot.hasValue());
    QVERIFY(snapshot->content() == content);
}

void TestSnapshot::anEmptyOneOpens()
{
    const auto snapshot = Snapshot::fromBytes(policy::encodeSnapshot({}));

    QVERIFY(snapshot.hasValue());
    QVERIFY(!snapshot->entry("x"));
    QVERIFY(snapshot->decisionsFor("x").empty());
    QVERIFY(snapshot->patterns().empty());
}

void TestSnapshot::findsEntriesAndDecisionsAmongMany()
{
    const auto snapshot = Snapshot::fromBytes(policy::encodeSnapshot(contentOf(1000)));
    QVERIFY(snapshot.hasValue());

    for (const int number : {0, 1, 499, 998, 999}) {
        const auto ref = QStringLiteral("%1").arg(number, 6, 10, QLatin1Char('0')).toStdString();
        QCOMPARE(snapshot->entry(ref)->ref, ref);
        const auto found = snapshot->decisionsFor(decisionOf(number).identityDigest);
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].id, "d" + std::to_string(number));
    }
    QVERIFY(!snapshot->entry("001000"));
    const auto forEntry = snapshot->decisionsForEntry("ref3");
    QCOMPARE(forEntry.size(), std::size_t{11});
    QCOMPARE(forEntry.front().id, std::string("d973")); // newest first
    QCOMPARE(snapshot->patterns().size(), std::size_t{1});
}

void TestSnapshot::everyFlippedByteIsNoticedOrHarmless()
{
    const auto bytes = policy::encodeSnapshot(contentOf(1));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto damaged = bytes;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
        QVERIFY2(!Snapshot::fromBytes(damaged), qPrintable(QString::number(i)));
    }
}

void TestSnapshot::everyTruncationIsRefused()
{
    const auto bytes = policy::encodeSnapshot(contentOf(1));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        QVERIFY(!Snapshot::fromBytes(bytes.substr(0, size)));
}

void TestSnapshot::anotherFormatHasItsOwnError()
{
    auto bytes = policy::encodeSnapshot({});
    bytes[16] = 9;

    QCOMPARE(Snapshot::fromBytes(bytes).error().code, base::ErrorCode::SnapshotVersion);
}

void TestSnapshot::aFileThatOthersCanWriteIsRefused()
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("snapshot")).toStdString();
    QVERIFY(base::replaceFile(path, policy::encodeSnapshot(contentOf(1)), 0600).hasValue());
    QVERIFY(Snapshot::open(path).hasValue());

    QCOMPARE(::chmod(path.c_str(), 0620), 0);

    QCOMPARE(Snapshot::open(path).error().code, base::ErrorCode::UnsafeOwner);
}

void TestSnapshot::aLinkIsRefused()
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("snapshot")).toStdString();
    QVERIFY(base::replaceFile(path, policy::encodeSnapshot({}), 0600).hasValue());
    const auto link = folder.filePath(QStringLiteral("link")).toStdString();
    QCOMPARE(::symlink(path.c_str(), link.c_str()), 0);

    QVERIFY(!Snapshot::open(link));
}

void TestSnapshot::aMissingFileHasItsOwnError()
{
    const QTemporaryDir folder;

    QCOMPARE(Snapshot::open(folder.filePath(QStringLiteral("none")).toStdString()).error().code,
        base::ErrorCode::SnapshotMissing);
}

void TestSnapshot::isStaleWhenASourceAppearsOrChanges()
{
    const QTemporaryDir folder;
    const auto source = folder.filePath(QStringLiteral("policy.toml")).toStdString();
    SnapshotContent content;
    content.sources = {{source, false, {}, {}}};
    const auto absent = Snapshot::fromBytes(policy::encodeSnapshot(content));
    QVERIFY(policy::isFresh(*absent));

    QVERIFY(base::replaceFile(source, "a", 0600).hasValue());

    QVERIFY(!policy::isFresh(*absent));
    content.sources = {{source, true, base::stampOf(source).value(), base::sha256("a")}};
    const auto present = Snapshot::fromBytes(policy::encodeSnapshot(content));
    QVERIFY(policy::isFresh(*present));
    QVERIFY(base::replaceFile(source, "b", 0600).hasValue());
    QVERIFY(!policy::isFresh(*present));
}

void TestSnapshot::isFreshWhenASourceWasOnlyTouched()
{
    const QTemporaryDir folder;
    const auto source = folder.filePath(QStringLiteral("policy.toml")).toStdString();
    QVERIFY(base::replaceFile(source, "a", 0600).hasValue());
    SnapshotContent content;
    content.sources = {{source, true, base::stampOf(source).value(), base::sha256("a")}};
    const auto snapshot = Snapshot::fromBytes(policy::encodeSnapshot(content));

    QVERIFY(base::replaceFile(source, "a", 0600).hasValue()); // another inode, the same bytes

    QVERIFY(policy::isFresh(*snapshot));
}

QTEST_APPLESS_MAIN(TestSnapshot)
#include "tst_snapshot.moc"

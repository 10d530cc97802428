// SPDX-License-Identifier: Apache-2.0
#include "core/ipc/messages.h"
#include "tests/support/processor_time.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::ipc;

namespace {

model::LaunchIdentity fullIdentity()
{
    model::LaunchIdentity identity;
    identity.entryRef = "0123456789abcdef";
    identity.entry = {
        "claude-desktop", model::EntryScope::Project, "/home/u/a b.json", "/mcpServers/f~1g", "f/g"};
    identity.argv = {"npx", "", "-y", "caf\xC3\xA9 \"q\"\n", std::string("bytes \xFF\xFE")};
    identity.commandAsGiven = "npx";
    identity.executable = {
        "/usr/bin/node\xC0", base::sha256("node"), {UINT64_MAX, UINT64_MAX - 1, 3, INT64_MIN, INT64_MAX}};
    identity.script = model::HashedFile{"/opt/x.js", base::sha256("x"), {1, 2, 3, 4, 9'007'199'254'740'993}};
    identity.package = model::PackageRun{"npx", "@scope/name", "1.2.3", true, "1.2.3", "cache"};
    identity.files = {{model::FileRole::Package, {"/c\xff", base::sha256("t"), {1, 2, 3, -4, 5}}},
        {model::FileRole::Shim, {"/v/node", base::sha256("v"), {}}}};
    identity.unknown = {"package-choice", "shell-script"};
    identity.environmentNames = {"A", "B"};
    identity.environment = {{"LD_PRELOAD", base::sha256("l")}, {"PATH", base::sha256("p")}};
    identity.workingFolder = "";
    identity.call = model::GuardedCall{
        "tools/call", "write", base::sha256("c"), true, {"why", "\xff"}, "{\"a\":\"‹k›\"}", "fedcba"};
    return identity;
}

std::string bodyOf(const Message& message)
{
    return encodeFrame(message).substr(4);
}

Message roundTrip(const Message& message)
{
    auto decoded = decodeBody(bodyOf(message));
    if (!decoded)
        qWarning("%s", decoded.error().detail.c_str());
    return decoded ? *decoded : Message(Done{false, "round-trip-failed", ""});
}

model::LaunchIdentity identityWithSources()
{
    auto identity = fullIdentity();
    identity.form = model::LaunchIdentity::kNewestForm;
    identity.files.push_back(
        {model::FileRole::Source, {"/p/a b.js", base::Sha256{}, {UINT64_MAX, 2, 3, INT64_MIN, 5}}});
    identity.files.push_back({model::FileRole::Source, {"/p/\xFF.js", base::sha256("x"), {1, 2, 3, 4, 5}}});
    return identity;
}

} // namespace

class TestMessages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyMessageComesBackAsItWas();
    void aMessageThatFitsIntoNoFrameEncodesToNothing();
    void badBodiesAreRefused_data();
    void badBodiesAreRefused();
    void deepNestingIsRefusedQuickly();
    void framesArriveBytewiseAndTogether();
    void aFrameLengthOverTheLimitIsRefusedBeforeItsBytesCome();
    void identityComesBackWithEveryBitAndByte();
    void badSourcesAreRefused_data();
    void badSourcesAreRefused();
    void theFirstFormIsReadAndWrittenAsItWas();
    void identityRefusesWhatItDoesNotUnderstand_data();
    void identityRefusesWhatItDoesNotUnderstand();
    void decisionComesBackAsItWas();
};

void TestMessages::everyMessageComesBackAsItWas()
{
    const Hello hello{7, "wrap", "0.1", "s-1", "/j/\xFF.jsonl"};
    const auto hello2 = std::get<Hello>(roundTrip(hello));
    QCOMPARE(hello2.protocol, 7U);
    QCOMPARE(hello2.program, hello.program);
    QCOMPARE(hello2.version, hello.version);
    QCOMPARE(hello2.sessionId, hello.sessionId);
    QCOMPARE(hello2.journal, hello.journal);

    const auto pending =
        std::get<LaunchPending>(roundTrip(LaunchPending{"abcd2345", fullIdentity(), "cursor", true, "r"}));
    QCOMPARE(pending.cardId, std::string("abcd2345"));
    QVERIFY(pending.identity == fullIdentity());
    QCOMPARE(pending.clientName, std::string("cursor"));
    QVERIFY(pending.isProbe);
    QCOMPARE(pending.reason, std::string("r"));

    QCOMPARE(std::get<LaunchWithdrawn>(roundTrip(LaunchWithdrawn{"x"})).cardId, std::string("x"));
    QCOMPARE(std::get<ShowWindow>(roundTrip(ShowWindow{"review"})).page, std::string("review"));
    const auto answer = std::get<AnswerCard>(roundTrip(AnswerCard{"y", model::Choice::Session}));
    QCOMPARE(answer.cardId, std::string("y"));
    QVERIFY(answer.choice == model::Choice::Session);
    QVERIFY(answer.despite.empty());
    const auto despite =
        std::get<AnswerCard>(roundTrip(AnswerCard{"y", model::Choice::Always, 0, {}, {"MAL-1", "MAL-2"}}));
    QVERIFY((despite.despite == std::vector<std::string>{"MAL-1", "MAL-2"}));
    const auto import = std::get<ImportList>(roundTrip(ImportList{"/a/\x80", true}));
    QCOMPARE(import.path, std::string("/a/\x80"));
    QVERIFY(import.isTrial);
    const auto key = std::get<TrustListKey>(roundTrip(TrustListKey{"k", "n", true}));
    QVERIFY(key.key == "k" && key.name == "n" && key.isTrusted);
    const auto take = std::get<TakeImport>(roundTrip(TakeImport{"/a/\x80", "d1"}));
    QVERIFY(take.path == "/a/\x80" && take.digest == "d1");
    const auto candidate = std::get<AnswerCandidate>(roundTrip(AnswerCandidate{"i", true}));
    QVERIFY(candidate.id == "i" && candidate.isDismissed);
    const auto approve =
        std::get<ApprovePattern>(roundTrip(ApprovePattern{{"npx", "\x80", ""}, "c", "user", true}));
    QVERIFY((approve.argv == std::vector<std::string>{"npx", "\x80", ""}));
    QCOMPARE(approve.client, std::string("c"));
    QCOMPARE(approve.scope, std::string("user"));
    QVERIFY(approve.isDenied);
    QVERIFY(std::holds_alternative<Refresh>(roundTrip(Refresh{})));
    const auto welcome = std::get<Welcome>(roundTrip(Welcome{1, "v", UINT64_MAX}));
    QCOMPARE(welcome.snapshotGeneration, UINT64_MAX);
    QCOMPARE(welcome.version, std::string("v"));
    const auto done = std::get<Done>(roundTrip(Done{false, "locked", "why"}));
    QVERIFY(!done.isOk);
    QCOMPARE(done.errorName, std::string("locked"));
    QCOMPARE(done.text, std::string("why"));
}

void TestMessages::aMessageThatFitsIntoNoFrameEncodesToNothing()
{
    auto identity = fullIdentity();
    identity.argv.assign(20, std::string(100'000, 'a'));

    QVERIFY(encodeFrame(LaunchPending{"x", identity, {}, false, {}}).empty());
}

void TestMessages::badBodiesAreRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char* name, const QByteArray& body) { QTest::newRow(name) << body; };
    row("empty", "");
    row("no JSON", "hello");
    row("an array", "[]");
    row("no type", "{}");
    row("type is a number", R"({"type":1})");
    row("unknown type", R"({"type":"grant","cardId":"x"})");
    row("missing member", R"({"type":"answer-card","cardId":"x"})");
    row("wrong type of a member", R"({"type":"launch-withdrawn","cardId":7})");
    row("unknown member", R"({"type":"launch-withdrawn","cardId":"x","more":1})");
    row("member twice", R"({"type":"launch-withdrawn","cardId":"x","cardId":"y"})");
    row("unknown choice", R"({"type":"answer-card","cardId":"x","choice":"forever"})");
    row("NUL in a text", R"({"type":"launch-withdrawn","cardId":"x\u0000y"})");
    row("text too long", R"({"type":"launch-withdrawn","cardId":")" + QByteArray(2000, 'x') + R"("})");
    row("two values", R"({"type":"refresh"}{"type":"refresh"})");
    row("invalid UTF-8", QByteArray("{\"type\":\"launch-withdrawn\",\"cardId\":\"\xFF\"}"));
    row("lone surrogate", R"({"type":"launch-withdrawn","cardId":"\ud800"})");
    row("negative protocol", R"({"type":"welcome","protocol":-1,"version":"","snapshotGeneration":0})");
    row("protocol over 32 bits",
        R"({"type":"welcome","protocol":4294967297,"version":"","snapshotGeneration":0})");
    row("fraction", R"({"type":"welcome","protocol":1.0,"version":"","snapshotGeneration":0})");
    row("number over 64 bits",
        R"({"type":"welcome","protocol":1,"version":"","snapshotGeneration":18446744073709551616})");
    row("empty pattern", R"({"type":"approve-pattern","argv":[],"client":"","scope":"","isDenied":false})");
    row("bad hex",
        R"({"type":"approve-pattern","argv":[{"hex":"abc"}],"client":"","scope":"","isDenied":false})");
    row("NUL in hex",
        R"({"type":"approve-pattern","argv":[{"hex":"00"}],"client":"","scope":"","isDenied":false})");
    row("longer than a frame", QByteArray(int(kMaxFrameBytes) + 1, ' '));
}

void TestMessages::badBodiesAreRefused()
{
    QFETCH(QByteArray, body);

    const auto message = decodeBody({body.constData(), std::size_t(body.size())});

    QVERIFY(!message);
    QCOMPARE(message.error().code, base::ErrorCode::BadMessage);
    QVERIFY(!message.error().detail.empty());
}

void TestMessages::deepNestingIsRefusedQuickly()
{
    const std::string open(kMaxFrameBytes - 2, '[');
    const tests::ProcessorTime time;

    QVERIFY(!decodeBody(open));
    QVERIFY(!decodeBody("{\"type\":" + std::string(17, '[') + std::string(17, ']') + "}"));

    QVERIFY(time.milliseconds() < 2000 * tests::kBuildFactor);
}

void TestMessages::framesArriveBytewiseAndTogether()
{
    const auto stream = encodeFrame(ShowWindow{"a"}) + encodeFrame(Refresh{}) + encodeFrame(ShowWindow{"b"});
    FrameReader bytewise;
    FrameReader together;
    std::vector<std::string> bodies;

    for (const char byte : stream) {
        bytewise.feed({&byte, 1});
        bool hasOne = true;
        auto body = bytewise.next(hasOne);
        QVERIFY(body.hasValue());
        if (hasOne)
            bodies.push_back(*body);
    }
    together.feed(stream);
    for (const auto& expected : bodies) {
        bool hasOne = false;
        QCOMPARE(together.next(hasOne).value(), expected);
        QVERIFY(hasOne);
    }

    QCOMPARE(bodies.size(), 3U);
    QCOMPARE(std::get<ShowWindow>(*decodeBody(bodies[2])).page, std::string("b"));
    bool hasOne = true;
    QVERIFY(together.next(hasOne).hasValue());
    QVERIFY(!hasOne);
}

void TestMessages::aFrameLengthOverTheLimitIsRefusedBeforeItsBytesCome()
{
    FrameReader reader;
    bool hasOne = true;

    reader.feed(std::string_view("\x01\x00\x10\x00", 4)); // 1 MiB + 1

    QCOMPARE(reader.next(hasOne).error().code, base::ErrorCode::BadMessage);
    QVERIFY(!hasOne);
}

void TestMessages::identityComesBackWithEveryBitAndByte()
{
    const auto identity = fullIdentity();
    const model::LaunchIdentity empty;

    QVERIFY(identityFromJson(identityToJson(identity)).value() == identity);
    QVERIFY(identityFromJson(identityToJson(empty)).value() == empty);
    const auto newest = identityWithSources();
    QVERIFY(identityFromJson(identityToJson(newest)).value() == newest);
}

void TestMessages::badSourcesAreRefused_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::newRow("no digest") << QByteArray("\"0000") << QByteArray("\"x000");
    QTest::newRow("no path's blank") << QByteArray(" 5 /p/a b.js") << QByteArray(" 5");
    QTest::newRow("a number too large")
        << QByteArray("18446744073709551615") << QByteArray("18446744073709551616");
    QTest::newRow("a number with a sign") << QByteArray(" 2 3 ") << QByteArray(" -2 3 ");
    QTest::newRow("no text") << QByteArray("\"sources\":[") << QByteArray("\"sources\":[1,");
    QTest::newRow("none at all") << QByteArray("\"sources\"") << QByteArray("\"source\"");
    QTest::newRow("in form 2") << QByteArray("\"v\":3") << QByteArray("\"v\":2");
}

void TestMessages::badSourcesAreRefused()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    auto json = QByteArray::fromStdString(identityToJson(identityWithSources()));
    QVERIFY2(json.contains(from), json.constData());

    json.replace(from, to);

    QVERIFY(!identityFromJson(json.toStdString()));
}

void TestMessages::theFirstFormIsReadAndWrittenAsItWas()
{
    // A line of Gatehouse 0.1: the store compares such texts byte by byte.
    auto old = fullIdentity();
    old.form = 1;
    old.files.clear();
    old.unknown.clear();
    old.package = model::PackageRun{"npx", "@scope/name", "1.2.3", true};
    const auto json = identityToJson(old);

    QVERIFY(json.find("\"v\":1") != std::string::npos);
    for (const auto* const member : {"\"files\"", "\"unknown\"", "\"found\"", "\"origin\""})
        QVERIFY2(json.find(member) == std::string::npos, member);
    QVERIFY(identityFromJson(json).value() == old);
}

void TestMessages::identityRefusesWhatItDoesNotUnderstand_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::newRow("later version") << QByteArray("\"v\":2") << QByteArray("\"v\":4");
    QTest::newRow("no version at all") << QByteArray("\"v\":2") << QByteArray("\"v\":0");
    QTest::newRow("members of form 2 in form 1") << QByteArray("\"v\":2") << QByteArray("\"v\":1");
    QTest::newRow("unknown role") << QByteArray("\"role\":\"shim\"") << QByteArray("\"role\":\"ghost\"");
    QTest::newRow("unknown member") << QByteArray("\"v\":2") << QByteArray("\"v\":2,\"sandbox\":true");
    QTest::newRow("unknown member below")
        << QByteArray("\"isPinned\":true") << QByteArray("\"isPinned\":true,\"x\":1");
    QTest::newRow("short hash") << QByteArray("\"sha256\":\"") << QByteArray("\"sha256\":\"ab");
    QTest::newRow("stamp too large") << QByteArray("18446744073709551615")
                                     << QByteArray("18446744073709551616");
    QTest::newRow("unknown scope") << QByteArray("\"scope\":\"project\"")
                                   << QByteArray("\"scope\":\"galaxy\"");
}

void TestMessages::identityRefusesWhatItDoesNotUnderstand()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    auto json = QByteArray::fromStdString(identityToJson(fullIdentity()));
    QVERIFY(json.contains(from));

    json.replace(from, to);

    QCOMPARE(identityFromJson(json.toStdString()).error().code, base::ErrorCode::BadMessage);
}

void TestMessages::decisionComesBackAsItWas()
{
    model::RegistryDecision decision;
    decision.id = "aa11";
    decision.isDenied = true;
    decision.choice = model::Choice::Deny;
    decision.identityDigest = "ff";
    decision.identity = fullIdentity();
    decision.pattern = {"npx", "\xFF"};
    decision.client = "cursor";
    decision.scope = model::EntryScope::Local;
    decision.clientProcess = model::ProcessInfo{4242, UINT64_MAX, "/usr/bin/\xFE", {"a", ""}};
    decision.decidedAt = 1'700'000'000'123;
    decision.expiresAt = INT64_MAX;
    decision.answeredBy = model::AnsweredBy::Accessibility;
    decision.note = "line\nbreak";
    decision.despite = {"MAL-1"};
    const model::RegistryDecision least;

    QVERIFY(decisionFromJson(decisionToJson(decision)).value() == decision);
    QVERIFY(decisionFromJson(decisionToJson(least)).value() == least);
    QVERIFY(processFromJson(processToJson(*decision.clientProcess)).value() == *decision.clientProcess);
    QVERIFY(!decisionFromJson("{}"));
    QVERIFY(!decisionFromJson(identityToJson(fullIdentity())));
}

QTEST_APPLESS_MAIN(TestMessages)
#include "tst_messages.moc"

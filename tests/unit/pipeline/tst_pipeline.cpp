// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/pipeline.h"
#include "core/pipeline/reasons.h"

#include <QtTest>

#include <functional>
#include <stdexcept>

using namespace gatehouse;
using namespace gatehouse::pipeline;
using model::Verdict;

namespace {

class ScriptedStage final : public Stage {
public:
    ScriptedStage(Phase phase, std::function<base::Result<void>(Passage&)> script)
        : m_phase(phase)
        , m_script(std::move(script))
    {
    }
    std::string_view id() const override { return "scripted"; }
    Phase phase() const override { return m_phase; }
    base::Result<void> apply(Passage& passage) const override { return m_script(passage); }

private:
    Phase m_phase;
    std::function<base::Result<void>(Passage&)> m_script;
};

/// A pipeline of scripted stages, in the order given.
class Builder {
public:
    Builder& add(Phase phase, std::function<base::Result<void>(Passage&)> script)
    {
        m_stages.push_back(std::make_unique<ScriptedStage>(phase, std::move(script)));
        return *this;
    }
    Builder& note(Phase phase, std::string& log, const char* word)
    {
        return add(phase, [&log, word](Passage&) -> base::Result<void> {
            log += word;
            return {};
        });
    }
    Pipeline build() { return Pipeline(std::move(m_stages)); }

private:
    std::vector<std::unique_ptr<Stage>> m_stages;
};

struct Outcome {
    Verdict verdict;
    std::string reason;
    mcp::Surface surface;
    std::string tool;
};

Outcome runOn(const Pipeline& pipeline, std::string_view line,
    model::Direction direction = model::Direction::ToServer,
    Surroundings surroundings = {mcp::Era::Legacy, 0, 10, nullptr, nullptr})
{
    const auto parsed = jsonrpc::parseMessage(line, {});
    if (!parsed.message)
        qFatal("the test's line does not parse");
    SessionMemory memory("server", "key", "origin");
    surroundings.memory = &memory;
    Passage passage(*parsed.message, direction, surroundings);
    pipeline.run(passage);
    return {passage.verdict(), std::string(passage.reason()), passage.surface, passage.tool};
}

constexpr std::string_view kPing = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";
constexpr std::string_view kCall =
    R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file","arguments":{}}})";

} // namespace

class TestPipeline : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void phasesRunInTheirOrderWhateverOrderTheStagesWereGivenIn();
    void aVerdictIsOnlyRaised();
    void aStageThatFailsBlocks();
    void aStageThatThrowsBlocks();
    void whatIsBlockedIsClassifiedButNeitherSearchedNorTransformed();
    void classifyNamesSurfaceAndTool();
    void anAnswerIsClassifiedAsThatOfItsRequest();
    void tooManyOpenRequestsBlockRequestsOnly();
    void methodsOfTheOtherPeerAreBlocked_data();
    void methodsOfTheOtherPeerAreBlocked();
};

void TestPipeline::phasesRunInTheirOrderWhateverOrderTheStagesWereGivenIn()
{
    std::string log;
    const auto pipeline = Builder()
                              .note(Phase::Transform, log, "transform ")
                              .note(Phase::Decide, log, "decide ")
                              .note(Phase::Limits, log, "limits ")
                              .note(Phase::Detect, log, "detect ")
                              .note(Phase::Classify, log, "classify ")
                              .build();

    runOn(pipeline, kPing);

    QCOMPARE(log, std::string("limits classify detect decide transform "));
}

void TestPipeline::aVerdictIsOnlyRaised()
{
    const auto raise = [](Verdict verdict, std::string_view reason) {
        return [=](Passage& passage) -> base::Result<void> {
            passage.raise(verdict, reason);
            return {};
        };
    };
    const auto pipeline = Builder()
                              .add(Phase::Detect, raise(Verdict::Ask, "first"))
                              .add(Phase::Decide, raise(Verdict::Pass, "lower"))
                              .add(Phase::Decide, raise(Verdict::Ask, "equal"))
                              .build();

    const auto outcome = runOn(pipeline, kPing);

    QCOMPARE(outcome.verdict, Verdict::Ask);
    QCOMPARE(outcome.reason, std::string("first"));
}

void TestPipeline::aStageThatFailsBlocks()
{
    const auto pipeline = Builder()
                              .add(Phase::Detect,
                                  [](Passage&) -> base::Result<void> {
                                      return base::Error{base::ErrorCode::Internal, "broken"};
                                  })
                              .build();

    const auto outcome = runOn(pipeline, kPing);

    QCOMPARE(outcome.verdict, Verdict::Block);
    QCOMPARE(outcome.reason, std::string(reasons::kInternalError));
}

void TestPipeline::aStageThatThrowsBlocks()
{
    const auto pipeline =
        Builder().add(Phase::Detect, [](Passage&) -> base::Result<void> { throw std::bad_alloc(); }).build();

    const auto outcome = runOn(pipeline, kPing);

    QCOMPARE(outcome.verdict, Verdict::Block);
    QCOMPARE(outcome.reason, std::string(reasons::kInternalError));
}

void TestPipeline::whatIsBlockedIsClassifiedButNeitherSearchedNorTransformed()
{
    std::string log;
    const auto pipeline = Builder()
                              .add(Phase::Limits,
                                  [](Passage& passage) -> base::Result<void> {
                                      passage.raise(Verdict::Block, "no");
                                      return {};
                                  })
                              .note(Phase::Classify, log, "classify")
                              .note(Phase::Detect, log, "detect")
                              .note(Phase::Transform, log, "transform")
                              .build();

    runOn(pipeline, kPing);

    QCOMPARE(log, std::string("classify"));
}

void TestPipeline::classifyNamesSurfaceAndTool()
{
    const auto outcome = runOn(Pipeline::standard(), kCall);

    QCOMPARE(outcome.verdict, Verdict::Pass);
    QCOMPARE(outcome.surface, mcp::Surface::ToolArguments);
    QCOMPARE(outcome.tool, std::string("read_file"));
}

void TestPipeline::anAnswerIsClassifiedAsThatOfItsRequest()
{
    const jsonrpc::OpenRequest request{"1", "tools/call", "read_file", 0, 0};

    const auto outcome = runOn(Pipeline::standard(), R"({"jsonrpc":"2.0","id":1,"result":{}})",
        model::Direction::ToClient, {mcp::Era::Legacy, 0, 10, &request});

    QCOMPARE(outcome.verdict, Verdict::Pass);
    QCOMPARE(outcome.surface, mcp::Surface::ToolResult);
    QCOMPARE(outcome.tool, std::string("read_file"));
}

void TestPipeline::tooManyOpenRequestsBlockRequestsOnly()
{
    const Surroundings full{mcp::Era::Legacy, 10, 10, nullptr, nullptr};
    const auto pipeline = Pipeline::standard();

    const auto request = runOn(pipeline, kPing, model::Direction::ToServer, full);
    const auto notification = runOn(pipeline, R"({"jsonrpc":"2.0","method":"notifications/initialized"})",
        model::Direction::ToServer, full);

    QCOMPARE(request.reason, std::string(reasons::kTooManyOpen));
    QCOMPARE(notification.verdict, Verdict::Pass);
}

void TestPipeline::methodsOfTheOtherPeerAreBlocked_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("isToClient");
    QTest::addColumn<bool>("isModern");
    QTest::addColumn<QByteArray>("reason");
    const QByteArray call = R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}})";
    const QByteArray sampling = R"({"jsonrpc":"2.0","id":1,"method":"sampling/createMessage","params":{}})";
    const QByteArray ping = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";
    const QByteArray unknown = R"({"jsonrpc":"2.0","id":1,"method":"vendor/thing"})";
    QTest::newRow("client calls a tool") << call << false << false << QByteArray();
    QTest::newRow("server calls a tool") << call << true << false << QByteArray("method-wrong-direction");
    QTest::newRow("server samples") << sampling << true << false << QByteArray();
    QTest::newRow("client samples") << sampling << false << false << QByteArray("method-wrong-direction");
    QTest::newRow("server pings") << ping << true << false << QByteArray();
    QTest::newRow("server samples on modern")
        << sampling << true << true << QByteArray("server-request-on-modern-session");
    QTest::newRow("server asks the unknown on modern")
        << unknown << true << true << QByteArray("server-request-on-modern-session");
    QTest::newRow("unknown from the client") << unknown << false << false << QByteArray();
    QTest::newRow("unknown from the server") << unknown << true << false << QByteArray();
    QTest::newRow("a call without an id")
        << QByteArray(R"({"jsonrpc":"2.0","method":"tools/call","params":{}})") << false << false
        << QByteArray("method-wrong-kind");
    QTest::newRow("a notification with an id")
        << QByteArray(R"({"jsonrpc":"2.0","id":1,"method":"notifications/initialized"})") << false << false
        << QByteArray("method-wrong-kind");
}

void TestPipeline::methodsOfTheOtherPeerAreBlocked()
{
    QFETCH(QByteArray, line);
    QFETCH(bool, isToClient);
    QFETCH(bool, isModern);
    QFETCH(QByteArray, reason);

    const auto outcome = runOn(Pipeline::standard(), line.toStdString(),
        isToClient ? model::Direction::ToClient : model::Direction::ToServer,
        {isModern ? mcp::Era::Modern : mcp::Era::Legacy, 0, 10, nullptr, nullptr});

    QCOMPARE(outcome.reason, reason.toStdString());
    QCOMPARE(outcome.verdict, reason.isEmpty() ? Verdict::Pass : Verdict::Block);
}

QTEST_APPLESS_MAIN(TestPipeline)
#include "tst_pipeline.moc"

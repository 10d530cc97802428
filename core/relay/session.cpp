// SPDX-License-Identifier: Apache-2.0
#include "core/relay/session.h"

#include "core/relay/answers.h"
#include "core/relay/asked_calls.h"
#include "core/relay/definitions.h"
#include "core/relay/ending_phase.h"
#include "core/relay/holding_phase.h"
#include "core/relay/intake.h"
#include "core/relay/reasons.h"
#include "core/relay/starting_phase.h"

#include <utility>

namespace gatehouse::relay {

/// Hands inputs to the phase that the session is in, and changes it.
class Session::State {
public:
    State(SessionOptions options, Admission admission)
        : m_shared(std::move(options))
        , m_fromClient(m_shared, model::Direction::ToServer)
        , m_fromServer(m_shared, model::Direction::ToClient)
        , m_phase(firstPhase(admission))
    {
    }

    void begin(const Input& input) { step(m_phase->enter(input), input); }

    void onClientBytes(std::string_view bytes, const Input& input)
    {
        m_fromClient.feed(bytes);
        while (const auto* arrival = m_fromClient.next(input)) {
            if (arrival->isBatch && m_phase->takesBatches()) {
                m_phase->onClientBatch(*arrival, input);
                continue;
            }
            for (const auto& message : arrival->messages)
                step(m_phase->onClientMessage(incomingOf(*arrival, message, m_fromClient), input), input);
        }
    }

    void onServerBytes(std::string_view bytes, const Input& input)
    {
        // What is said without a server, or after its end, is nobody's.
        if (!m_phase->hasServer())
            return;
        m_fromServer.feed(bytes);
        while (const auto* arrival = m_fromServer.next(input)) {
            if (arrival->refusedAnswer)
                step(m_phase->onRefusedAnswer(*arrival->refusedAnswer, input), input);
            if (arrival->isBatch && m_phase->takesBatches()) {
                m_phase->onServerBatch(*arrival, input);
                continue;
            }
            for (const auto& message : arrival->messages)
                step(m_phase->onServerMessage(incomingOf(*arrival, message, m_fromServer), input), input);
        }
    }

    void onClientEnd(const Input& input)
    {
        if (std::exchange(m_clientEnded, true))
            return;
        m_fromClient.end(input);
        step(m_phase->onClientEnd(input), input);
    }

    void onServerEnd(const Input& input)
    {
        if (!m_phase->hasServer())
            return;
        m_fromServer.end(input);
        step(m_phase->onServerEnd(input), input);
    }

    void onJournalFailed(const base::Error& why, std::string_view undelivered, const Input& input)
    {
        const auto sentence = "the journal cannot be written (" + std::string(base::errorName(why.code)) +
            "), and nothing passes without it. Make room for it, or make it writable, and reconnect.";
        refuseUndelivered(m_shared, undelivered, endings::kJournalFailed, sentence, input);
        refuseOpenRequests(m_shared, endings::kJournalFailed, sentence, input);
        input.out.events.clear();
        m_phase = std::make_unique<EndingPhase>(m_shared, endings::kJournalFailed);
    }

    void onOtherLaunch(std::string cardId, std::string pendingReason)
    {
        m_shared.cardId = std::move(cardId);
        m_shared.pendingReason = std::move(pendingReason);
    }

    void onCallAnswer(std::string_view cardId, CallAnswer answer, const Input& input)
    {
        if (m_phase->hasServer())
            answerCalls(m_shared, cardId, answer, input);
    }

    void onPolicy(std::vector<policy::InspectionRules> rules, const std::vector<policy::DataClass>& classes,
        model::TrustLevel trust, bool acceptsWording)
    {
        m_shared.memory.setPolicy(std::move(rules), classes, trust);
        m_shared.memory.pins.setAcceptsWording(acceptsWording);
    }

    void onDefinitions(LaunchDefinitions definitions)
    {
        m_shared.memory.launch = std::move(definitions.identity);
        for (auto& one : definitions.pinned)
            onPins(one.kind, std::move(one.pins));
        m_shared.memory.pins.decide(definitions.decisions);
        m_shared.memory.tools.decide(definitions.toolRules);
        m_shared.memory.otherTools = std::move(definitions.otherTools);
    }

    void onPins(model::DefinitionKind kind, std::vector<trust::Pin> pins)
    {
        // Until it is listed a tool is taken for what it was first seen to be.
        for (const auto& pin : pins) {
            if (kind == model::DefinitionKind::Tool)
                m_shared.memory.tools.saw(pin.name, pin.digest);
        }
        m_shared.memory.pins.load(kind, std::move(pins));
    }

    void onContest(const std::vector<trust::Pin>& pins, const Input& input)
    {
        if (m_phase->hasServer())
            applyContest(m_shared, pins, input);
    }

    trust::BehaviourWatch& behaviour() { return m_shared.memory.behaviour; }

    void onDefinitionDecisions(const std::vector<trust::DefinitionDecision>& decisions, const Input& input)
    {
        applyDefinitionDecisions(m_shared, decisions, input);
    }

    void onToolRules(const std::vector<std::vector<model::ToolRule>>& sets, const Input& input)
    {
        applyToolRules(m_shared, sets, input);
    }

    void onTimer(int id, const Input& input)
    {
        if (id == timers::kCalls)
            endOverdueCalls(m_shared, input);
        else
            step(m_phase->onTimer(id, input), input);
    }

    Phase& phase() { return *m_phase; }
    bool isInitialised() const { return m_shared.isInitialised; }

    void step(Next next, const Input& input)
    {
        while (next) {
            m_phase = std::move(next);
            next = m_phase->enter(input);
        }
    }

private:
    Next firstPhase(Admission admission)
    {
        switch (admission) {
        case Admission::Approved:
            return std::make_unique<StartingPhase>(m_shared, HandshakeRecord());
        case Admission::Pending:
            return std::make_unique<HoldingPhase>(m_shared, mcp::HoldState::Pending);
        case Admission::Denied:
            break;
        }
        return std::make_unique<HoldingPhase>(m_shared, mcp::HoldState::Denied);
    }

    /// A message on its own keeps the bytes of its line; one of a batch becomes a line.
    static Incoming incomingOf(const Arrival& arrival, const jsonrpc::Message& message, Intake& intake)
    {
        if (arrival.isBatch)
            return {message, message.line};
        return {message, arrival.line, intake.lineBuffer()};
    }

    Shared m_shared;
    Intake m_fromClient;
    Intake m_fromServer;
    Next m_phase;
    bool m_clientEnded = false;
};

Session::Session(SessionOptions options, Admission admission)
    : m_state(std::make_unique<State>(std::move(options), admission))
{
}

Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

void Session::begin(Now now, Output& out)
{
    m_state->begin({now, out});
}

void Session::onClientBytes(std::string_view bytes, Now now, Output& out)
{
    m_state->onClientBytes(bytes, {now, out});
}

void Session::onServerBytes(std::string_view bytes, Now now, Output& out)
{
    m_state->onServerBytes(bytes, {now, out});
}

void Session::onClientEnd(Now now, Output& out)
{
    m_state->onClientEnd({now, out});
}

void Session::onServerEnd(Now now, Output& out)
{
    m_state->onServerEnd({now, out});
}

void Session::onTimer(int id, Now now, Output& out)
{
    m_state->onTimer(id, {now, out});
}

void Session::onAdmission(Admission admission, Now now, Output& out)
{
    const Input input{now, out};
    m_state->step(m_state->phase().onAdmission(admission, input), input);
}

void Session::onOtherLaunch(std::string cardId, std::string pendingReason)
{
    m_state->onOtherLaunch(std::move(cardId), std::move(pendingReason));
}

void Session::onCallAnswer(std::string_view cardId, CallAnswer answer, Now now, Output& out)
{
    m_state->onCallAnswer(cardId, answer, {now, out});
}

void Session::onPolicy(std::vector<policy::InspectionRules> rules,
    const std::vector<policy::DataClass>& classes, model::TrustLevel trust, bool acceptsWording)
{
    m_state->onPolicy(std::move(rules), classes, trust, acceptsWording);
}

void Session::onDefinitions(LaunchDefinitions definitions)
{
    m_state->onDefinitions(std::move(definitions));
}

void Session::onPins(model::DefinitionKind kind, std::vector<trust::Pin> pins)
{
    m_state->onPins(kind, std::move(pins));
}

void Session::onContest(const std::vector<trust::Pin>& pins, Now now, Output& out)
{
    m_state->onContest(pins, {now, out});
}

void Session::onBehaviour(std::string home, const base::ShortHashKey& key, trust::Baseline baseline)
{
    auto& behaviour = m_state->behaviour();
    if (behaviour.isOn())
        behaviour.kept(std::move(baseline));
    else
        behaviour.begin(std::move(home), key, std::move(baseline));
}

const trust::BehaviourWatch& Session::behaviour() const
{
    return m_state->behaviour();
}

void Session::onDefinitionDecisions(
    const std::vector<trust::DefinitionDecision>& decisions, Now now, Output& out)
{
    m_state->onDefinitionDecisions(decisions, {now, out});
}

void Session::onToolRules(const std::vector<std::vector<model::ToolRule>>& sets, Now now, Output& out)
{
    m_state->onToolRules(sets, {now, out});
}

void Session::onServerStarted(Now now, Output& out)
{
    const Input input{now, out};
    m_state->step(m_state->phase().onServerStarted(input), input);
}

void Session::onServerFailed(const base::Error& why, Now now, Output& out)
{
    const Input input{now, out};
    m_state->step(m_state->phase().onServerFailed(why, input), input);
}

void Session::onJournalFailed(const base::Error& why, std::string_view undelivered, Now now, Output& out)
{
    m_state->onJournalFailed(why, undelivered, {now, out});
}

bool Session::isInitialised() const
{
    return m_state->isInitialised();
}

} // namespace gatehouse::relay

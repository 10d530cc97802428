// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/message.h"
#include "core/jsonrpc/open_requests.h"
#include "core/mcp/methods.h"
#include "core/model/finding.h"
#include "core/model/verdict.h"
#include "core/pipeline/session_memory.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::pipeline {

/// What the session knows about the moment at which a message comes.
struct Surroundings {
    std::optional<mcp::Era> era;  ///< nothing as long as the client has not shown which
    std::size_t openRequests = 0; ///< unanswered ones in the message's direction
    std::size_t maxOpenRequests = 0;
    const jsonrpc::OpenRequest* answered =
        nullptr;                     ///< for an answer: the request that it answers, never null then
    SessionMemory* memory = nullptr; ///< without it nothing can be inspected, so nothing passes
    bool isApproved = false;         ///< the user has allowed this message: nothing is asked any more
};

/// A finding on which something is to be done.
struct Treated {
    std::size_t finding = 0; ///< index into Passage::found
    model::Treatment treatment = model::Treatment::Flag;
    model::RedactionStyle style = model::RedactionStyle::Reversible;
};

/// A definition that does not reach the client.
struct Withheld {
    std::string_view raw; ///< as the line has it
    std::string instead;  ///< JSON that stands in its place; empty: the element leaves its list
};

/// One definition of an answer, as the catalog keeps it.
struct ListedNow {
    std::string name; ///< see trust::pinName()
    base::Sha256 digest{};
    trust::DefinitionStanding standing = trust::DefinitionStanding::Known;
    std::vector<trust::ChangeKind>
        changes; ///< each once, the weightiest first; empty where none was looked for
};

/// What an answer was found to define, beside what the client may see of it.
struct DefinitionNews {
    static constexpr std::size_t kMaxListed = 4096;

    std::optional<model::DefinitionKind> listedKind; ///< the answer is a page of this kind
    bool isFirstPage = false;
    bool isLastPage = false;
    std::vector<ListedNow> listed;               ///< at most kMaxListed
    std::size_t omitted = 0;                     ///< those beyond
    std::optional<model::DefinitionKind> pinned; ///< the answer is part of the first listing of this kind
    std::vector<trust::Pin> firstSeen;           ///< without texts
    std::size_t deniedTools = 0;               ///< of what is withheld, those that the user wants not at all
    std::vector<model::GuardedCall> questions; ///< what is withheld from now on and nobody has decided
    std::vector<model::GuardedCall> accepted;  ///< what the policy lets pass, though it is worded otherwise
    std::vector<model::GuardedCall> settled;   ///< what was asked about and is so no more
};

/// One message on its way through the phases, and what the stages have found out about it so far. Lives no
/// longer than the message's line.
class Passage {
public:
    Passage(const jsonrpc::Message& passing, model::Direction way, const Surroundings& around)
        : message(passing)
        , direction(way)
        , surroundings(around)
        , method(mcp::methodInfo(around.answered ? around.answered->method : passing.method))
    {
    }

    const jsonrpc::Message& message;
    const model::Direction direction;
    const Surroundings& surroundings;
    const mcp::MethodInfo& method; ///< of the message; for an answer that of its request

    // Set by classify.
    mcp::Surface surface = mcp::Surface::None;
    std::string tool; ///< of tools/call and its answer, at most 128 bytes

    // Set by detect.
    std::vector<inspect::Found> found;
    bool isInspected = false;                 ///< `found` is all that there is to find
    std::vector<trust::Deviation> deviations; ///< a finding of the family Behaviour stands for each
    // Set by decide.
    std::vector<Treated> treated;         ///< all that the policy does not leave aside
    std::vector<model::Finding> findings; ///< the same for the journal
    std::vector<Withheld> withheld;
    DefinitionNews definitions;
    bool isAskedByTool = false;     ///< the user wants to see each call of this tool
    bool asksToRestoreOnly = false; ///< all that is asked: whether redacted values may be put back
    std::string sentence;           ///< for whoever is refused; empty: the reason's own
    // Set by transform.
    std::optional<std::string> rewritten; ///< stands in the place of the line
    bool hidesSomething = false;          ///< a list element or a whole text is left out

    bool isRequest() const { return message.kind == jsonrpc::Message::Kind::Request; }
    bool isNotification() const { return message.kind == jsonrpc::Message::Kind::Notification; }
    bool isAnswer() const { return surroundings.answered != nullptr; }

    /// Raises the verdict. A lower or equal one changes nothing, so the first reason for the strictest
    /// verdict stays. `reason` is one of reasons.h and outlives the passage.
    void raise(model::Verdict verdict, std::string_view reason)
    {
        if (verdict > m_verdict) {
            m_verdict = verdict;
            m_reason = reason;
        }
    }
    model::Verdict verdict() const { return m_verdict; }
    std::string_view reason() const { return m_reason; }
    bool isBlocked() const { return m_verdict == model::Verdict::Block; }

private:
    model::Verdict m_verdict = model::Verdict::Pass;
    std::string_view m_reason;
};

} // namespace gatehouse::pipeline

// SPDX-License-Identifier: Apache-2.0
#include "core/base/utf8.h"
#include "core/mcp/handshake.h"
#include "core/pipeline/excerpt.h"
#include "core/pipeline/inspection_defaults.h"
#include "core/pipeline/reasons.h"
#include "core/pipeline/stage.h"
#include "core/pipeline/treatment.h"

#include <algorithm>
#include <memory>

namespace gatehouse::pipeline {
namespace {

constexpr std::size_t kMaxToolBytes = 128; // what a journal line holds

using model::Confidence;
using model::Treatment;
using model::Verdict;

Verdict verdictOf(Treatment treatment)
{
    switch (treatment) {
    case Treatment::Off:
        return Verdict::Pass;
    case Treatment::Flag:
        return Verdict::Flag;
    case Treatment::Strip:
    case Treatment::Fence:
    case Treatment::Redact:
    case Treatment::Hide:
        return Verdict::Redact;
    case Treatment::Ask:
        return Verdict::Ask;
    case Treatment::Block:
        break;
    }
    return Verdict::Block;
}

/// "A GitHub token" within a sentence; "JSON web token" stays.
std::string withinSentence(std::string_view text)
{
    std::string words(text);
    const bool isWord = words.size() > 1 && words[0] >= 'A' && words[0] <= 'Z' &&
        (words[1] == ' ' || (words[1] >= 'a' && words[1] <= 'z'));
    if (isWord)
        words[0] = static_cast<char>(words[0] + ('a' - 'A'));
    return words;
}

std::string sentenceFor(const Passage& passage, const inspect::Found& found, Treatment treatment)
{
    const auto& rule = *found.rule;
    if (rule.family == model::Family::Behaviour) {
        const auto about = "it is not as calls of this server usually are: " + sentenceOf(passage, found) +
            " (" + std::string(rule.id) + ").";
        return treatment == Treatment::Ask ? "the user has to approve this first, because " + about : about;
    }
    const std::string about = withinSentence(rule.sentence) + " (" + std::string(rule.id) + ").";
    if (treatment == Treatment::Ask && rule.id == kTokenRule)
        return "the user has to allow once that this tool gets the real values of what was redacted.";
    return treatment == Treatment::Ask ? "the user has to approve this first, because it holds " + about
                                       : "the message holds " + about;
}

/// Findings become treatments, and the strictest of them the verdict.
class TreatStage final : public Stage {
public:
    std::string_view id() const override { return "treat"; }
    Phase phase() const override { return Phase::Decide; }
    base::Result<void> apply(Passage& passage) const override
    {
        if (passage.found.empty())
            return {};
        const auto confidences = jointConfidences(passage.found);
        std::vector<inspect::Found> told;
        for (std::size_t i = 0; i < passage.found.size(); ++i) {
            const auto treated = treat(passage, i, confidences[i]);
            if (treated.treatment == Treatment::Off)
                continue;
            passage.treated.push_back(treated);
            told.push_back(passage.found[i]);
        }
        passage.findings = inspect::toFindings(passage.message.line, told);
        // From here on the tool has a name that may be kept.
        if (passage.isRequest() && passage.method.method == mcp::Method::ToolsCall)
            passage.tool =
                base::truncateUtf8(shownText(passage, mcp::calledTool(passage.message)), kMaxToolBytes);
        passage.asksToRestoreOnly = passage.verdict() == Verdict::Ask && asksForTokensOnly(passage);
        return {};
    }

private:
    static Treated treat(Passage& passage, std::size_t index, Confidence confidence)
    {
        const auto& found = passage.found[index];
        auto& memory = *passage.surroundings.memory;
        const policy::FindingKind kind{memory.server, memory.trust, found.rule->family, found.rule->id,
            found.detector->id(), found.field.channel};
        const auto handling = policy::handlingOf(
            memory.rules, kind, defaultHandling(found.rule->family, found.field.channel, passage.direction));
        auto treatment = handling.treatment;
        std::string_view reason = found.rule->id;
        if (found.rule->id == kTokenRule) {
            treatment = treatmentOfToken(passage, found);
            if (treatment == Treatment::Block)
                reason = reasons::kTokenUnknown;
        } else {
            if (confidence < handling.from && treatment != Treatment::Off)
                treatment = confidence == Confidence::Low ? Treatment::Off : Treatment::Flag;
            if (treatment == Treatment::Ask && isServersOwn(passage, found))
                treatment = Treatment::Flag;
            treatment = possibleTreatment(treatment, found, passage.direction);
            if (treatment == Treatment::Ask && passage.surroundings.isApproved)
                treatment = Treatment::Flag;
            if (treatment == Treatment::Block && handling.treatment == Treatment::Redact)
                reason = reasons::kNotRedactable;
        }
        raise(passage, treatment, reason, found);
        return {index, treatment, handling.style};
    }

    static void raise(
        Passage& passage, Treatment treatment, std::string_view reason, const inspect::Found& found)
    {
        const auto verdict = verdictOf(treatment);
        if (verdict > passage.verdict() && verdict >= Verdict::Ask && reason == found.rule->id)
            passage.sentence = sentenceFor(passage, found, treatment);
        passage.raise(verdict, reason);
    }

    /// A token comes back: its value may go to the server that showed it, and to no other.
    static Treatment treatmentOfToken(const Passage& passage, const inspect::Found& found)
    {
        if (passage.direction == model::Direction::ToClient)
            return Treatment::Off;
        auto& memory = *passage.surroundings.memory;
        const auto token = decodedPart(passage.message.line, found.source);
        if (memory.vault.valueOf(token) == nullptr)
            return memory.vault.isOfThisOrigin(token) ? Treatment::Block : Treatment::Flag;
        // Once for each tool: the server has seen the value, but not every one of its tools keeps it there.
        if (passage.surroundings.isApproved && memory.restoringTools.size() < SessionMemory::kMaxTools)
            memory.restoringTools.insert(passage.tool);
        const bool isAllowed =
            passage.surroundings.isApproved || memory.restoringTools.contains(passage.tool);
        return isAllowed ? Treatment::Redact : Treatment::Ask;
    }

    static bool asksForTokensOnly(const Passage& passage)
    {
        return std::all_of(passage.treated.begin(), passage.treated.end(), [&](const Treated& treated) {
            return treated.treatment != Treatment::Ask ||
                passage.found[treated.finding].rule->id == kTokenRule;
        });
    }

    static bool isServersOwn(const Passage& passage, const inspect::Found& found)
    {
        return passage.direction == model::Direction::ToServer &&
            found.rule->family == model::Family::Secret &&
            passage.surroundings.memory->vault.knows(decodedPart(passage.message.line, found.source));
    }
};

} // namespace

std::unique_ptr<Stage> makeTreatStage();
std::unique_ptr<Stage> makeTreatStage()
{
    return std::make_unique<TreatStage>();
}

} // namespace gatehouse::pipeline

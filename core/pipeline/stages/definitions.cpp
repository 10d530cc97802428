// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/definitions.h"
#include "core/base/utf8.h"
#include "core/pipeline/excerpt.h"
#include "core/pipeline/reasons.h"
#include "core/pipeline/stage.h"
#include "core/trust/canonical.h"
#include "core/trust/launch_resolver.h"
#include "core/trust/schema_change.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

namespace gatehouse::pipeline {
namespace {

using model::DefinitionKind;
using model::GuardedCall;

constexpr std::size_t kMaxSentences = 8;

std::string kindForPeople(DefinitionKind kind)
{
    switch (kind) {
    case DefinitionKind::Tool:
        return "tool";
    case DefinitionKind::Prompt:
        return "prompt";
    case DefinitionKind::ResourceTemplate:
        return "resource template";
    case DefinitionKind::Instructions:
        break;
    }
    return "instructions";
}

GuardedCall questionOf(DefinitionKind kind, const std::string& name, const base::Sha256& digest)
{
    GuardedCall question;
    question.method = std::string(GuardedCall::kDefinitionOf) + std::string(model::toText(kind));
    question.tool = name;
    question.digest = digest;
    return question;
}

std::string cardOf(const SessionMemory& memory, GuardedCall question)
{
    auto identity = memory.launch;
    identity.call = std::move(question);
    return trust::cardId(identity);
}

/// What detectors say of this definition, in their words: it is part of what the user decides on.
void addFindings(const Passage& passage, std::string_view raw, std::vector<std::string>& sentences)
{
    const auto begin = static_cast<std::size_t>(raw.data() - passage.message.line.data());
    for (const auto& treated : passage.treated) {
        const auto& found = passage.found[treated.finding];
        const bool isInside = found.source.begin >= begin && found.source.begin < begin + raw.size();
        if (!isInside || sentences.size() >= kMaxSentences)
            continue;
        auto sentence = std::string(found.rule->sentence) + " (" + std::string(found.rule->id) + ")";
        if (std::find(sentences.begin(), sentences.end(), sentence) == sentences.end())
            sentences.push_back(std::move(sentence));
    }
}

/// True where it holds what the journal must not, whatever the policy does about that.
bool isPrivate(const Passage& passage, std::string_view raw)
{
    const auto begin = static_cast<std::size_t>(raw.data() - passage.message.line.data());
    return std::any_of(passage.found.begin(), passage.found.end(), [&](const inspect::Found& found) {
        const auto family = found.rule->family;
        return found.source.begin >= begin && found.source.begin < begin + raw.size() &&
            (family == model::Family::Secret || family == model::Family::Personal ||
                family == model::Family::Business);
    });
}

/// What tells a definition from others wherever it is kept: what is private in its own name is not.
std::string keptName(const Passage& passage, const std::string& name)
{
    constexpr std::size_t kDigits = 32;
    auto shown = shownText(passage, name);
    if (shown != name)
        shown += "…" + base::toHex(base::sha256(name)).substr(0, kDigits);
    return trust::pinName(shown);
}

/// True where the policy leaves it out because of what stands in it.
bool isHiddenByPolicy(const Passage& passage, std::string_view raw)
{
    const auto begin = static_cast<std::size_t>(raw.data() - passage.message.line.data());
    return std::any_of(passage.treated.begin(), passage.treated.end(), [&](const Treated& treated) {
        const auto at = passage.found[treated.finding].source.begin;
        return treated.treatment == model::Treatment::Hide && at >= begin && at < begin + raw.size();
    });
}

/// Compares what a server defines with what it was first seen to define. What differs is withheld, and so are
/// calls of it; all else passes.
class DefinitionsStage final : public Stage {
public:
    std::string_view id() const override { return "definitions"; }
    Phase phase() const override { return Phase::Decide; }
    base::Result<void> apply(Passage& passage) const override
    {
        if (passage.direction == model::Direction::ToServer && passage.isRequest())
            onRequest(passage);
        else if (passage.direction == model::Direction::ToClient && passage.isAnswer())
            onAnswer(passage);
        return {};
    }

private:
    static void onRequest(Passage& passage)
    {
        const auto method = passage.method.method;
        auto& pins = passage.surroundings.memory->pins;
        if (const auto kind = mcp::definedBy(method); kind && mcp::asksForFirstPage(passage.message)) {
            pins.beginListing(*kind);
            passage.surroundings.memory->beginsList[static_cast<std::size_t>(*kind)] = true;
        }
        const auto used = mcp::usedDefinition(method, passage.message);
        const auto name = used ? keptName(passage, used->name) : std::string();
        if (const auto suspended = used ? pins.suspension(used->kind, name) : std::nullopt)
            refuse(passage, used->kind, name, *suspended);
        else if (used && hiddenOf(passage, used->kind).contains(name))
            refuseHidden(passage, used->kind);
    }

    static std::set<std::string, std::less<>>& hiddenOf(const Passage& passage, DefinitionKind kind)
    {
        return passage.surroundings.memory->hidden[static_cast<std::size_t>(kind)];
    }

    static void refuseHidden(Passage& passage, DefinitionKind kind)
    {
        passage.sentence = "this " + kindForPeople(kind) + " is hidden because of what its definition says.";
        passage.raise(model::Verdict::Block, reasons::kDefinitionHidden);
    }

    /// What is hidden is not called either, by a client that knows its name from elsewhere.
    static void noteHidden(const Passage& passage, const mcp::DefinitionPage& page)
    {
        auto& hidden = hiddenOf(passage, page.kind);
        for (const auto& definition : page.definitions)
            hidden.erase(keptName(passage, definition.name));
        for (const auto& definition : page.definitions) {
            if (hidden.size() < SessionMemory::kMaxHidden &&
                isHiddenByPolicy(passage, definition.value.raw()))
                hidden.insert(keptName(passage, definition.name));
        }
    }

    static void refuse(Passage& passage, DefinitionKind kind, const std::string& name,
        const trust::PinBook::Suspension& suspended)
    {
        const auto what = kindForPeople(kind);
        if (suspended.isDenied) {
            passage.sentence = "the user has denied this " + what + " as the server describes it now.";
            passage.raise(model::Verdict::Block, reasons::kDefinitionDenied);
            return;
        }
        const auto card = cardOf(*passage.surroundings.memory, questionOf(kind, name, suspended.digest));
        passage.sentence = "this " + what + " is not as it was when it was first seen, and waits as " + card +
            " until the user has decided, in Gatehouse or with `gatehouse-cli approve " + card + "`.";
        passage.raise(model::Verdict::Block, reasons::kDefinitionSuspended);
    }

    static void onAnswer(Passage& passage)
    {
        const auto& result = passage.message.result;
        const auto page = result ? mcp::readDefinitions(passage.method.method, *result) : std::nullopt;
        if (result && mcp::isListBent(passage.method.method, *result))
            passage.raise(model::Verdict::Block, reasons::kListBent);
        if (!page)
            return;
        noteHidden(passage, *page);
        auto& pins = passage.surroundings.memory->pins;
        if (!pins.isPinned(page->kind))
            passage.definitions.pinned = page->kind;
        auto& begins = passage.surroundings.memory->beginsList[static_cast<std::size_t>(page->kind)];
        passage.definitions.listedKind = page->kind;
        passage.definitions.isFirstPage = std::exchange(begins, false);
        passage.definitions.isLastPage = page->isLast;
        const bool isFirstListing = passage.definitions.pinned && page->kind == DefinitionKind::Tool;
        const auto* const others = isFirstListing ? otherNames(*passage.surroundings.memory) : nullptr;
        for (const auto& definition : page->definitions)
            judge(passage, page->kind, definition, others);
        for (const auto& settled : pins.endPage(page->kind, page->isLast, page->cursor))
            passage.definitions.settled.push_back(questionOf(page->kind, settled.name, settled.digest));
        passage.surroundings.memory->otherNames
            .reset(); // others may have been listed before the next page comes
        if (passage.withheld.size() > passage.definitions.deniedTools)
            passage.raise(model::Verdict::Redact, reasons::kDefinitionChanged);
        else if (!passage.withheld.empty())
            passage.raise(model::Verdict::Redact, reasons::kToolDenied);
    }

    static bool saysItDestroys(const jsonrpc::Value& tool)
    {
        const auto annotations = tool.find("annotations");
        const auto hint = annotations ? annotations->find("destructiveHint") : std::nullopt;
        return hint && hint->raw() == "true";
    }

    static bool isDeniedTool(SessionMemory& memory, std::string_view name, const std::string& canonical)
    {
        memory.tools.saw(name, trust::definitionDigest(canonical));
        return memory.tools.standing(name) == model::ToolDecision::Deny;
    }

    static const OtherTools* otherNames(SessionMemory& memory)
    {
        if (!memory.otherNames && memory.otherTools)
            memory.otherNames.emplace(memory.otherTools());
        return memory.otherNames && !memory.otherNames->isEmpty() ? &*memory.otherNames : nullptr;
    }

    static void judge(Passage& passage, DefinitionKind kind, const mcp::ListedDefinition& definition,
        const OtherTools* others)
    {
        auto& memory = *passage.surroundings.memory;
        auto& news = passage.definitions;
        const auto name = keptName(passage, definition.name);
        const auto canonical = trust::canonicalForm(definition.value);
        const bool isDenied =
            kind == DefinitionKind::Tool && isDeniedTool(memory, definition.name, canonical);
        if (isDenied) {
            passage.withheld.push_back({definition.value.raw(), {}});
            ++news.deniedTools;
            if (memory.pins.isPinned(kind))
                return; // it stays denied whatever it becomes, so that nobody need be asked about it
        }
        if (kind == DefinitionKind::Tool)
            memory.behaviour.noteTool(definition.name, saysItDestroys(definition.value));
        const auto* const imitated =
            others != nullptr ? others->imitatedBy(name, trust::definitionDigest(canonical)) : nullptr;
        trust::DefinitionRemarks remarks{{}, {}, isPrivate(passage, definition.value.raw())};
        if (imitated != nullptr) {
            remarks.doubt = "it could be taken for " + trust::inQuotes(imitated->name) + " of " +
                trust::inQuotes(imitated->server) + ", another server of this client" +
                (imitated->rivalEntry.empty() ? "" : ", which was first listed at the same moment");
            remarks.rivalEntry = imitated->rivalEntry;
        }
        const auto verdict = memory.pins.judge(kind, name, canonical, remarks);
        if (verdict.standing == trust::DefinitionStanding::FirstSeen)
            news.firstSeen.push_back({name, verdict.digest, {}});
        addListed(news, name, verdict);
        if (isDenied)
            return;
        auto told = questionOf(kind, name, verdict.digest);
        if (verdict.isHidden())
            passage.withheld.push_back({definition.value.raw(),
                kind == DefinitionKind::Instructions ? insteadOfInstructions(memory, told) : std::string()});
        if (!verdict.change)
            return;
        for (const auto& part : verdict.change->parts) {
            if (told.reasons.size() < kMaxSentences)
                told.reasons.push_back(part.sentence);
        }
        addFindings(passage, definition.value.raw(), told.reasons);
        told.excerpt = verdict.change->diff;
        told.rivalEntry = verdict.change->rivalEntry;
        (verdict.isHidden() ? news.questions : news.accepted).push_back(std::move(told));
    }

    static void addListed(
        DefinitionNews& news, const std::string& name, const trust::DefinitionVerdict& verdict)
    {
        if (news.listed.size() >= DefinitionNews::kMaxListed) {
            ++news.omitted;
            return;
        }
        ListedNow listed{name, verdict.digest, verdict.standing, {}};
        if (verdict.change) {
            for (const auto& part : verdict.change->parts) {
                if (std::find(listed.changes.begin(), listed.changes.end(), part.kind) ==
                    listed.changes.end())
                    listed.changes.push_back(part.kind);
            }
        }
        news.listed.push_back(std::move(listed));
    }

    static std::string insteadOfInstructions(const SessionMemory& memory, const GuardedCall& question)
    {
        return jsonrpc::encodeString("Withheld by Gatehouse: the server's instructions are not those that "
                                     "were first seen. They wait as " +
            cardOf(memory, question) + " until the user has decided.");
    }
};

} // namespace

std::unique_ptr<Stage> makeDefinitionsStage();
std::unique_ptr<Stage> makeDefinitionsStage()
{
    return std::make_unique<DefinitionsStage>();
}

} // namespace gatehouse::pipeline

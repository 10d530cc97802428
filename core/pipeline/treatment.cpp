// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/treatment.h"

#include "core/jsonrpc/value.h"
#include "core/pipeline/inspection_defaults.h"

#include <map>
#include <set>
#include <utility>

namespace gatehouse::pipeline {
namespace {

using mcp::Channel;
using mcp::TextRole;
using model::Treatment;

bool changesText(Treatment treatment)
{
    return treatment == Treatment::Strip || treatment == Treatment::Fence || treatment == Treatment::Redact;
}

/// What is worse than it looks, not what is worth hiding from others.
bool isAboutAttacks(model::Family family)
{
    using model::Family;
    return family == Family::Poisoning || family == Family::Injection || family == Family::Carrier ||
        family == Family::Terminal || family == Family::Elicitation || family == Family::Sampling;
}

Treatment insideOf(TextRole role, Treatment wanted, Channel channel)
{
    switch (role) {
    case TextRole::Opaque: // both sides compare it
        return Treatment::Flag;
    case TextRole::Blob: // would not decode any more
        return wanted == Treatment::Redact ? Treatment::Block : Treatment::Flag;
    case TextRole::Name:
        if (channel == Channel::ToolDefinition || channel == Channel::PromptDefinition)
            return Treatment::Hide;
        return channel == Channel::Arguments ? Treatment::Flag : wanted;
    default:
        return wanted;
    }
}

} // namespace

Treatment possibleTreatment(Treatment wanted, const inspect::Found& found, model::Direction direction)
{
    auto possible = wanted;
    // There is nothing in it that could be left out, and what has been asked for can only be told of.
    if (found.rule->family == model::Family::Behaviour) {
        const bool isCall = direction == model::Direction::ToServer;
        return changesText(wanted) || wanted == Treatment::Hide || (wanted == Treatment::Ask && !isCall)
            ? Treatment::Flag
            : wanted;
    }
    // Letters that look like others are letters: nothing can be left out.
    if (possible == Treatment::Strip && found.rule->id == inspect::toText(inspect::Carrier::Lookalike))
        possible = Treatment::Fence;
    const bool isNumber = found.field.kind == mcp::TextField::Kind::Number;
    if (possible == Treatment::Fence && (direction == model::Direction::ToServer || isNumber))
        return Treatment::Flag;
    if (possible == Treatment::Strip && isNumber)
        return Treatment::Flag;
    if (changesText(possible))
        possible = insideOf(found.field.role, possible, found.field.channel);
    // An id or a cursor in whose place a sentence stood would leave the client waiting.
    if (possible == Treatment::Hide &&
        (!isDefinition(found.field.channel) || found.field.role == TextRole::Opaque))
        return Treatment::Block;
    return possible;
}

std::string sentenceOf(const Passage& passage, const inspect::Found& found)
{
    for (const auto& deviation : passage.deviations) {
        if (found.rule->family == model::Family::Behaviour &&
            model::toText(deviation.rule) == found.rule->id &&
            deviation.token.data() == found.field.token.data())
            return deviation.sentence;
    }
    return std::string(found.rule->sentence);
}

bool isSuspicious(const inspect::Found& found, model::Direction direction)
{
    const auto family = found.rule->family;
    const bool isToServer = direction == model::Direction::ToServer;
    return found.confidence == model::Confidence::High &&
        (isAboutAttacks(family) ||
            (isToServer && (family == model::Family::Argument || family == model::Family::Secret)));
}

std::vector<model::Confidence> jointConfidences(const std::vector<inspect::Found>& found)
{
    using Place = std::pair<mcp::Channel, std::uint32_t>;
    std::map<Place, std::set<const inspect::Detector*>> detectors;
    for (const auto& one : found) {
        if (isAboutAttacks(one.rule->family) && one.confidence >= model::Confidence::Medium)
            detectors[{one.field.channel, one.field.item}].insert(one.detector);
    }
    std::vector<model::Confidence> confidences;
    confidences.reserve(found.size());
    for (const auto& one : found) {
        const bool counts = isAboutAttacks(one.rule->family) && one.confidence >= model::Confidence::Medium;
        const bool isJoint = counts && detectors[{one.field.channel, one.field.item}].size() > 1;
        confidences.push_back(isJoint ? model::Confidence::High : one.confidence);
    }
    return confidences;
}

std::string decodedPart(std::string_view line, inspect::Span span)
{
    std::string token = "\"";
    token.append(line.substr(span.begin, span.size())).push_back('"');
    return jsonrpc::decodeString(token);
}

} // namespace gatehouse::pipeline

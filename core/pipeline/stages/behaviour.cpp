// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/behaviour_rules.h"
#include "core/pipeline/stage.h"

#include <algorithm>
#include <memory>

namespace gatehouse::pipeline {
namespace {

/// Compares calls of tools, and their answers, with what was learned of the server. Makes findings and
/// nothing else: what is done about them the policy says.
class BehaviourStage final : public Stage {
public:
    std::string_view id() const override { return "behaviour"; }
    Phase phase() const override { return Phase::Detect; }
    base::Result<void> apply(Passage& passage) const override
    {
        auto* const memory = passage.surroundings.memory;
        if (memory == nullptr || !memory->behaviour.isOn() || passage.method.method != mcp::Method::ToolsCall)
            return {};
        if (passage.direction == model::Direction::ToServer && passage.isRequest())
            onCall(passage, memory->behaviour);
        else if (passage.direction == model::Direction::ToClient && passage.isAnswer())
            onAnswer(passage, memory->behaviour);
        return {};
    }

private:
    static void onCall(Passage& passage, trust::BehaviourWatch& watch)
    {
        const auto& params = passage.message.params;
        std::string_view name;
        std::string_view arguments;
        for (auto member = params ? params->children() : jsonrpc::Value("null").children(); member.next();) {
            if (member.keyIs("name"))
                name = member.value().raw();
            else if (member.keyIs("arguments"))
                arguments = member.value().raw();
        }
        passage.deviations = watch.onCall(passage.tool, arguments, passage.message.line.size());
        note(passage, name.empty() && params ? params->raw() : name, mcp::Channel::Arguments);
    }

    static void onAnswer(Passage& passage, trust::BehaviourWatch& watch)
    {
        const auto& message = passage.message;
        const auto& body = message.result ? message.result : message.error;
        const bool isError = message.error || message.isToolError;
        passage.deviations =
            watch.onAnswer(passage.surroundings.answered->ticket, message.line.size(), isError);
        note(passage, body ? body->raw() : std::string_view(),
            message.error ? mcp::Channel::Error : mcp::Channel::Result);
    }

    /// `whole`: where a deviation stands that is about no argument.
    static void note(Passage& passage, std::string_view whole, mcp::Channel channel)
    {
        if (passage.deviations.empty())
            return;
        for (auto& deviation : passage.deviations) {
            if (deviation.token.empty())
                deviation.token = whole;
            inspect::Found found;
            found.detector = &inspect::behaviourDetector();
            found.rule = &inspect::ruleOf(deviation.rule);
            found.confidence = deviation.confidence;
            found.field.token = deviation.token;
            found.field.channel = channel;
            const auto begin = static_cast<std::size_t>(deviation.token.data() - passage.message.line.data());
            found.source = {begin, begin + deviation.token.size()};
            passage.found.push_back(found);
        }
        std::stable_sort(passage.found.begin(), passage.found.end(),
            [](const auto& left, const auto& right) { return left.source.begin < right.source.begin; });
    }
};

} // namespace

std::unique_ptr<Stage> makeBehaviourStage();
std::unique_ptr<Stage> makeBehaviourStage()
{
    return std::make_unique<BehaviourStage>();
}

} // namespace gatehouse::pipeline

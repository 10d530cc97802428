// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/phrase_detector.h"
#include "core/inspect/detectors/token_text.h"

#include <array>
#include <memory>
#include <vector>

namespace gatehouse::inspect {
namespace {

enum HiddenParameterRule : std::size_t { AskingParameter, ReadingParameter };

constexpr auto kHiddenParameterRules =
    std::to_array<Rule>({{"definition-hidden-parameter", Family::Poisoning, Severity::High,
                             "A parameter that asks for what only the model knows"},
        {"definition-reading-parameter", Family::Poisoning, Severity::High,
            "A parameter whose name is an order to read something secret"}});

struct HiddenParameter {
    std::string_view name;
    Confidence confidence;
};

constexpr auto kHiddenParameters = std::to_array<HiddenParameter>({
#define GATEHOUSE_PARAMETER(name, confidence) {name, Confidence::confidence},
#include "core/inspect/detectors/hidden_parameters.def"
#undef GATEHOUSE_PARAMETER
});

/// Names of parameters in tools' schemas: `sidenote`, `conversation_history`, `content_of_id_rsa`.
class HiddenParametersDetector final : public Detector {
public:
    HiddenParametersDetector()
    {
        for (const auto& parameter : kHiddenParameters)
            m_patterns.push_back({quoted(parameter.name), true});
        // Names that carry the order themselves (CyberArk, "Poison everywhere", 2025).
        m_patterns.push_back(
            {"(?:content|contents|read|reading|send|dump)_[a-z0-9_]{0,40}(?:ssh|id_rsa|env_?file|"
             "private_key|credentials|passwd|mcp_json|secrets)",
                true});
    }
    std::string_view id() const override { return "hidden-parameters"; }
    std::span<const Rule> rules() const override { return kHiddenParameterRules; }
    std::span<const Pattern> patterns() const override { return m_patterns; }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override
    {
        const auto role = look.field.role;
        const bool isName = look.field.channel == mcp::Channel::ToolDefinition &&
            (role == mcp::TextRole::Schema || role == mcp::TextRole::Data);
        if (!isName)
            return;
        if (pattern == kHiddenParameters.size()) {
            if (look.text.find_first_of(" \n") == std::string_view::npos)
                sink.found(ReadingParameter, {0, end}, Confidence::High);
            return;
        }
        const auto& parameter = kHiddenParameters[pattern];
        if (end == look.text.size() && look.text.size() == parameter.name.size())
            sink.found(AskingParameter, {0, end}, parameter.confidence);
    }

private:
    std::vector<Pattern> m_patterns;
};

std::span<const Sample> HiddenParametersDetector::samples() const
{
    using mcp::Channel;
    static const auto kSamples = std::to_array<Sample>({
        {"sidenote", "definition-hidden-parameter", Channel::ToolDefinition},
        {"conversation_history", "definition-hidden-parameter", Channel::ToolDefinition},
        {"content_of_ssh_id_rsa", "definition-reading-parameter", Channel::ToolDefinition},
        {"sidenotes of the book", "", Channel::ToolDefinition},
        {"content_type", "", Channel::ToolDefinition},
        {"sidenote", ""},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeHiddenParametersDetector();
std::unique_ptr<const Detector> makeHiddenParametersDetector()
{
    return std::make_unique<HiddenParametersDetector>();
}

} // namespace gatehouse::inspect

// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/phrase_detector.h"

#include <algorithm>
#include <array>
#include <memory>

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
    std::string_view id() const override { return "hidden-parameters"; }
    std::span<const Rule> rules() const override { return kHiddenParameterRules; }
    std::span<const Sample> samples() const override;

    bool readsTextsOf(mcp::Channel channel) const override { return channel == mcp::Channel::ToolDefinition; }

    void onText(const Look& look, FindingSink& sink) const override
    {
        constexpr std::size_t kLongestName = 80;
        const auto role = look.field.role;
        const bool isName = (role == mcp::TextRole::Schema || role == mcp::TextRole::Data) &&
            look.text.size() <= kLongestName;
        if (!isName)
            return;
        const FoldedWord name(look.text);
        for (const auto& parameter : kHiddenParameters) {
            if (name.text() == parameter.name)
                sink.found(AskingParameter, {0, look.text.size()}, parameter.confidence);
        }
        if (isOrderToRead(look.text))
            sink.found(ReadingParameter, {0, look.text.size()}, Confidence::High);
    }

private:
    /// Names that carry the order themselves (CyberArk, "Poison everywhere", 2025).
    static bool isOrderToRead(std::string_view name)
    {
        constexpr std::array<std::string_view, 6> kOrders{
            "content_", "contents_", "read_", "reading_", "send_", "dump_"};
        constexpr std::array<std::string_view, 8> kSecrets{
            "ssh", "id_rsa", "env_file", "private_key", "credentials", "passwd", "mcp_json", "secrets"};
        const auto isIn = [name](std::string_view part) { return name.find(part) != std::string_view::npos; };
        return name.find(' ') == std::string_view::npos && std::ranges::any_of(kOrders, isIn) &&
            std::ranges::any_of(kSecrets, isIn);
    }
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

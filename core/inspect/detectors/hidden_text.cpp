// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"

#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

constexpr std::uint32_t kDataRun =
    8; // characters: enough for a letter in the densest coding, more than any slip leaves

/// One rule for each carrier, in the order of carriers.def.
constexpr auto kHiddenTextRules = std::to_array<Rule>({
#define GATEHOUSE_CARRIER(name, text, sentence) {text, Family::Carrier, Severity::Medium, sentence},
#include "core/inspect/carriers.def"
#undef GATEHOUSE_CARRIER
});

/// A definition has no reason to hide anything; a result may bring whatever it found.
bool isDefinition(mcp::Channel channel)
{
    return channel == mcp::Channel::ToolDefinition || channel == mcp::Channel::PromptDefinition ||
        channel == mcp::Channel::ResourceDefinition || channel == mcp::Channel::Instructions ||
        channel == mcp::Channel::ServerInfo || channel == mcp::Channel::Elicitation ||
        channel == mcp::Channel::Sampling;
}

Confidence confidenceIn(const Hidden& hidden, mcp::Channel channel)
{
    switch (hidden.carrier) {
    case Carrier::TagCharacter:
    case Carrier::TerminalConceal:
    case Carrier::TerminalCommand:
        return Confidence::High;
    case Carrier::ZeroWidth:
    case Carrier::VariationSelector:
        if (hidden.count >= kDataRun)
            return Confidence::High;
        break;
    default:
        break;
    }
    return isDefinition(channel) ? Confidence::High : Confidence::Medium;
}

class HiddenTextDetector final : public Detector {
public:
    std::string_view id() const override { return "hidden-text"; }
    std::span<const Rule> rules() const override { return kHiddenTextRules; }
    std::span<const Sample> samples() const override;
    void onHidden(const Look& look, const Hidden& hidden, FindingSink& sink) const override
    {
        sink.foundInSource(static_cast<std::size_t>(hidden.carrier), hidden.source,
            confidenceIn(hidden, look.field.channel));
    }
};

std::span<const Sample> HiddenTextDetector::samples() const
{
    static const std::array<Sample, 12> kSamples{{{"Reads a file.", ""},
        {"👩🏽‍💻 family 👨‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿", ""},
        {"می‌خواهم שלום 日本語", ""}, {"\x1B[32mok\x1B[0m 5 μV", ""},
        {"ig\u200Bnore", "zero-width"}, {"\u202Eevil", "bidi-control"},
        {"a\U000E0068\U000E0069", "tag-character"}, {"a\U000E0158\U000E0159\U000E0160", "variation-selector"},
        {"ign\u043Ere this", "lookalike"}, {"\x1B[8mx", "terminal-conceal"},
        {"\x1B]52;c;aGk=\x07", "terminal-command"}, {"\x1B[2Jx", "terminal-control"}}};
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeHiddenTextDetector();
std::unique_ptr<const Detector> makeHiddenTextDetector()
{
    return std::make_unique<HiddenTextDetector>();
}

} // namespace gatehouse::inspect

// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/phrase_detector.h"

#include <algorithm>
#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

enum BentFieldRule : std::size_t { NameIsProse, ActiveAddress, SecretHeader };

constexpr auto kBentFieldRules =
    std::to_array<Rule>({{"protocol-name", Family::Protocol, Severity::Medium,
                             "A name that is a whole sentence, or too long for one"},
        {"protocol-active-address", Family::Protocol, Severity::High,
            "An address that runs code where it is opened (javascript:, data:text/html)"},
        {"protocol-secret-header", Family::Protocol, Severity::Medium,
            "A schema that copies a secret argument into an HTTP header (x-mcp-header)"}});

/// Fields that the protocol knows, bent to carry something else.
class BentFieldsDetector final : public Detector {
public:
    std::string_view id() const override { return "bent-fields"; }
    std::span<const Rule> rules() const override { return kBentFieldRules; }
    std::span<const Sample> samples() const override;

    bool readsTextsOf(mcp::Channel channel) const override { return channel != mcp::Channel::Elicitation; }
    void onText(const Look& look, FindingSink& sink) const override
    {
        // Elicitation has a rule of its own for addresses.
        const bool isDefinition = isDefinitionChannel(look.field.channel);
        if ((isDefinition || look.field.role == mcp::TextRole::Uri) &&
            look.field.channel != mcp::Channel::Elicitation)
            readAddress(look, sink);
        if (!isDefinition)
            return;
        if (look.field.role == mcp::TextRole::Name && look.field.kind == mcp::TextField::Kind::String)
            readName(look, sink);
        else if (look.field.key == "\"x-mcp-header\"")
            readHeader(look, sink);
    }

private:
    static void readAddress(const Look& look, FindingSink& sink)
    {
        constexpr std::array<std::string_view, 3> kActive{"javascript:", "vbscript:", "data:text/html"};
        const auto isSame = [](char known, char c) {
            return known == (c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
        };
        for (const auto scheme : kActive) {
            const auto start = look.text.substr(0, scheme.size());
            if (std::ranges::equal(scheme, start, isSame))
                sink.found(ActiveAddress, {0, scheme.size()}, Confidence::High);
        }
    }

    static void readName(const Look& look, FindingSink& sink)
    {
        constexpr std::size_t kLongest = 128; // of a tool's name, in the specification of 2025-11-25
        constexpr std::ptrdiff_t kMostBlanks = 8;
        const auto& text = look.text;
        const bool isProse =
            std::ranges::count(text, ' ') > kMostBlanks || text.find('\n') != std::string_view::npos;
        if (isProse || text.size() > kLongest)
            sink.found(NameIsProse, {0, text.size()}, isProse ? Confidence::High : Confidence::Medium);
    }

    static void readHeader(const Look& look, FindingSink& sink)
    {
        const FoldedWord header(look.text);
        for (const std::string_view secret :
            {"key", "token", "secret", "password", "authorization", "cookie"}) {
            if (header.text().find(secret) != std::string_view::npos) {
                sink.found(SecretHeader, {0, look.text.size()}, Confidence::Medium);
                return;
            }
        }
    }
};

std::span<const Sample> BentFieldsDetector::samples() const
{
    using mcp::Channel;
    static const auto kSamples = std::to_array<Sample>({
        {"javascript:fetch(1)", "protocol-active-address", Channel::ToolDefinition},
        {"data:text/html,<p>", "protocol-active-address", Channel::ResourceDefinition},
        {"Runs javascript: in a page.", "", Channel::ToolDefinition},
        {"data:image/png,x", "", Channel::ToolDefinition},
        {"javascript:void(0)", ""},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeBentFieldsDetector();
std::unique_ptr<const Detector> makeBentFieldsDetector()
{
    return std::make_unique<BentFieldsDetector>();
}

} // namespace gatehouse::inspect

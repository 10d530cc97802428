// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/argument_text.h"

#include <algorithm>
#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

enum OptionRule : std::size_t { OptionRuns, OptionInValue, TransportRuns };

constexpr std::array<Rule, 3> kOptionRules{
    {{"option-runs-program", Family::Argument, Severity::High,
         "A value that a program takes for an option, which starts another program"},
        {"option-in-value", Family::Argument, Severity::Medium,
            "An option where a name, path or address belongs"},
        {"transport-runs-program", Family::Argument, Severity::High,
            "An address whose transport is a program to start"}}};

/// Options by which widely used programs start others: git, ssh, tar, find, curl, rsync, hg, chrome, less,
/// zip.
bool startsProgram(std::string_view value)
{
    static constexpr auto kOptions = std::to_array<std::string_view>({"--upload-pack", "--receive-pack",
        "-oproxycommand", "-o proxycommand", "-olocalcommand", "-opermitlocalcommand", "--checkpoint-action",
        "--to-command", "--use-compress-program", "--rsh-command", "--rsh", "--exec", "--ext-diff",
        "--open-files-in-pager", "-ccore.", "-c core.", "--config=core", "--config core", "--config=alias",
        "--gpu-launcher", "--utility-cmd-prefix", "--renderer-cmd-prefix", "--unzip-command", "--rmt-command",
        "--postgres-exec", "--pager=", "--editor=", "--info-script", "--new-volume-script", "--preload",
        "--require=", "--eval=", "--script=", "--debugger=", "--init-file="});
    return std::ranges::any_of(
        kOptions, [value](std::string_view option) { return value.starts_with(option); });
}

bool isLongOption(std::string_view value)
{
    return value.size() > 3 && value.starts_with("--") && value[2] >= 'a' && value[2] <= 'z';
}

bool isShortOption(std::string_view value)
{
    return value.size() > 2 && value[0] == '-' && value[1] >= 'a' && value[1] <= 'z';
}

class ArgumentInjectionDetector final : public Detector {
public:
    std::string_view id() const override { return "argument-injection"; }
    std::span<const Rule> rules() const override { return kOptionRules; }
    bool readsTextsOf(mcp::Channel channel) const override { return channel == kInArguments; }
    std::span<const Sample> samples() const override;

    void onText(const Look& look, FindingSink& sink) const override
    {
        if (!isArgument(look) || look.text.empty() || look.text.size() > kLongestArgumentValue)
            return;
        const bool mayBeTransport = look.text.starts_with("ext::") || look.text.starts_with("fd::");
        if (look.text[0] != '-' && !mayBeTransport)
            return;
        const auto kind = argumentKind(look.field.key);
        if (kind == ArgumentKind::Command || kind == ArgumentKind::Content || kind == ArgumentKind::Query)
            return;
        const auto value = lowered(look.text);
        const Span all{0, look.text.size()};
        if (mayBeTransport)
            sink.found(TransportRuns, all, Confidence::High);
        else if (startsProgram(value))
            sink.found(OptionRuns, all, Confidence::High);
        else if (kind != ArgumentKind::Other && (isLongOption(value) || isShortOption(value)))
            sink.found(OptionInValue, all, isLongOption(value) ? Confidence::Medium : Confidence::Low);
    }
};

std::span<const Sample> ArgumentInjectionDetector::samples() const
{
    static const auto kSamples = std::to_array<Sample>({
        {"--upload-pack=touch x", "option-runs-program", kInArguments, "url"},
        {"-oProxyCommand=touch x", "option-runs-program", kInArguments, "host"},
        {"--checkpoint-action=exec=a", "option-runs-program", kInArguments},
        {"--output=/srv/x", "option-in-value", kInArguments, "ref"},
        {"ext::touch x", "transport-runs-program", kInArguments, "repo"},
        {"--output=/srv/x", "", kInArguments, "args"},
        {"-12.5", "", kInArguments, "name"},
        {"- first\n- second", "", kInArguments, "content"},
        {"--- a heading", "", kInArguments, "name"},
        {"main", "", kInArguments, "branch"},
        {"--upload-pack=x", "", mcp::Channel::Result},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeArgumentInjectionDetector();
std::unique_ptr<const Detector> makeArgumentInjectionDetector()
{
    return std::make_unique<ArgumentInjectionDetector>();
}

} // namespace gatehouse::inspect

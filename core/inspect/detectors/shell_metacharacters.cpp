// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/ascii.h"
#include "core/inspect/detectors/argument_text.h"
#include "core/inspect/detectors/percent.h"

#include <algorithm>
#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 1> kShellSignRules{{{"command-in-value", Family::Argument, Severity::High,
    "A shell command inside a value that is a name, path or address"}}};

/// Values that end the shell word they are put into and begin a command: `a.txt; id`, `$(id)`, `x|cat y`.
/// Signs alone are ordinary (`AT&T; Co`, `a | b`): a program's name has to follow.
class ShellMetacharactersDetector final : public Detector {
public:
    std::string_view id() const override { return "shell-metacharacters"; }
    std::span<const Rule> rules() const override { return kShellSignRules; }
    bool readsTextsOf(mcp::Channel channel) const override { return channel == kInArguments; }
    std::span<const Sample> samples() const override;

    void onText(const Look& look, FindingSink& sink) const override
    {
        static constexpr ascii::ByteSet kSigns(";|&`$\n%");
        if (!isArgument(look) || look.text.size() > kLongestArgumentValue || !kSigns.isIn(look.text))
            return;
        const auto kind = argumentKind(look.field.key);
        if (kind == ArgumentKind::Content || kind == ArgumentKind::Command)
            return;
        auto value = lowered(look.text);
        const bool isEncoded = value.find('%') != std::string::npos;
        if (isEncoded)
            value = percentDecoded(value);
        for (auto at = value.find_first_of(";|&`$\n"); at != std::string::npos;
             at = value.find_first_of(";|&`$\n", at + 1)) {
            if (const auto end = commandBehind(value, at); end > at && mayBe(kind, value, at)) {
                sink.found(0, isEncoded ? Span{0, look.text.size()} : Span{at, end},
                    confidenceOf(kind, value, at, end));
                return; // one is enough, and the rest of the value belongs to it
            }
        }
    }

private:
    /// End of the command's name behind the sign at `at`; `at` where there is none.
    static std::size_t commandBehind(std::string_view value, std::size_t at)
    {
        constexpr std::size_t kMostSigns = 12;
        const auto head = value.substr(at, kMostSigns);
        const auto count = head.find_first_not_of(";|&`$( \t\n\\{\"'");
        if (count == std::string_view::npos)
            return at;
        const auto begin = at + count;
        const auto signs = value.substr(at, begin - at);
        if (signs.starts_with("```"))
            return at; // Markdown
        // `$` is a sign only as `$(`; `${IFS}` is a space that needs none.
        if (value.substr(at).starts_with("${ifs}") || value.substr(at).starts_with("$ifs"))
            return at + 4;
        if (signs.front() == '$' && !signs.starts_with("$("))
            return at;
        auto end = value.find_first_of(" \t\n;|&`$)(<>\"'%{},", begin);
        end = std::min(end, value.size());
        const auto word = value.substr(begin, end - begin);
        const auto slash = word.find_last_of('/');
        const auto name = slash == std::string_view::npos ? word : word.substr(slash + 1);
        const bool isPath =
            word.starts_with("/bin/") || word.starts_with("/usr/") || word.starts_with("/sbin/");
        return isCommandName(name) && (slash == std::string_view::npos || isPath) &&
                (end == value.size() || value[end] != ',')
            ? end
            : at;
    }
    static bool isOrdinaryWord(std::string_view word)
    {
        static constexpr auto kWords = std::to_array<std::string_view>({"cut", "dir", "echo", "env", "export",
            "find", "head", "hostname", "id", "ip", "kill", "less", "more", "net", "node", "php", "python",
            "ruby", "set", "sleep", "system", "tail", "time", "touch", "type", "which"});
        return std::ranges::find(kWords, word) != kWords.end();
    }
    static bool isOneWord(ArgumentKind kind)
    {
        return kind == ArgumentKind::Path || kind == ArgumentKind::Address || kind == ArgumentKind::Name;
    }
    /// Where nothing says what the value is, it may be a whole command, or prose with its `&` and `;`: only
    /// one that begins with the sign goes on from something else, or one with a program's whole path at it.
    static bool mayBe(ArgumentKind kind, std::string_view value, std::size_t at)
    {
        const bool isFirst = value.find_first_not_of(" \"')") >= at;
        const bool isWholePath = value[at + 1 < value.size() ? at + 1 : at] == '/' &&
            value.find(' ') >= value.find_first_of(";|&`\n", at + 1);
        return isOneWord(kind) ||
            ((isFirst || isWholePath) && value[at] != '\n' && kind != ArgumentKind::Query);
    }
    static Confidence confidenceOf(ArgumentKind kind, std::string_view value, std::size_t at, std::size_t end)
    {
        if (!isOneWord(kind))
            return Confidence::Medium;
        const char sign = value[at];
        const bool isSubstitution =
            sign == '$' || (sign == '`' && value.find('`', at + 1) != std::string_view::npos);
        // What is an ordinary word as well (`name; type`) needs more.
        const bool isDense = value.find(' ') == std::string_view::npos || value[at + 1] != ' ';
        const auto word = value.substr(0, end).substr(value.find_last_of(" \t;|&`", end - 1) + 1);
        if (!isSubstitution && !isDense && isOrdinaryWord(word))
            return Confidence::Low;
        // Names hold sentences now and then, paths and addresses hardly.
        const bool isSure = isSubstitution || isDense || sign == '&' || kind != ArgumentKind::Name;
        return isSure ? Confidence::High : Confidence::Medium;
    }
};

std::span<const Sample> ShellMetacharactersDetector::samples() const
{
    static const auto kSamples = std::to_array<Sample>({
        {"report.txt; whoami", "command-in-value", kInArguments, "path"},
        {"main && id", "command-in-value", kInArguments, "branch"},
        {"$(hostname)", "command-in-value", kInArguments, "name"},
        {"a`id`.png", "command-in-value", kInArguments, "fileName"},
        {"host.dev|cat x", "command-in-value", kInArguments, "host"},
        {"8.8.8.8\nwhoami", "command-in-value", kInArguments, "ip"},
        {"; ls -la", "command-in-value", kInArguments},
        {"a;/usr/bin/id;", "command-in-value", kInArguments},
        {"a)|/bin/ls|", "command-in-value", kInArguments},
        {"and/or;/etc/x", "", kInArguments},
        {"cat a |/usr/bin/sort", "", kInArguments},
        {"Barnes & Noble; Smith", "", kInArguments, "name"},
        {"a | b | c", "", kInArguments, "pattern"},
        {"https://host.dev/?a=1&b=2;c=3", "", kInArguments, "url"},
        {"cd x && ls", "", kInArguments, "command"},
        {"first; ls second", "", kInArguments, "content"},
        {"price in $ (USD)", "", kInArguments, "name"},
        {"R&D; id=7", "", mcp::Channel::Result, "name"},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeShellMetacharactersDetector();
std::unique_ptr<const Detector> makeShellMetacharactersDetector()
{
    return std::make_unique<ShellMetacharactersDetector>();
}

} // namespace gatehouse::inspect

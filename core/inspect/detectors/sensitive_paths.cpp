// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/argument_text.h"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace gatehouse::inspect {
namespace {

enum class PathRule : std::size_t {
    Credentials,
    EnvironmentFile,
    ProcessMemory,
    SystemFile,
    BrowserProfile,
    Wallet,
    ClientFile,
    OwnFile,
    StartFile
};

constexpr std::array<Rule, 9> kPathRules{{{"path-credentials", Family::Argument, Severity::High,
                                              "A file that holds keys or passwords"},
    {"path-environment", Family::Argument, Severity::Medium, "An .env file, which often holds keys"},
    {"path-process", Family::Argument, Severity::High, "The environment or memory of a running program"},
    {"path-system", Family::Argument, Severity::Medium,
        "A system file that tells of accounts or of what was typed"},
    {"path-browser", Family::Argument, Severity::High, "A browser's profile: cookies, passwords, history"},
    {"path-wallet", Family::Argument, Severity::High, "A wallet of digital money"},
    {"path-client", Family::Argument, Severity::High,
        "The configuration of an AI client, where its servers stand"},
    {"path-gatehouse", Family::Argument, Severity::High, "Gatehouse's own files"},
    {"path-startup", Family::Argument, Severity::Medium, "A file whose content runs by itself"}}};

enum class PathEnd { Anywhere, End };

struct SensitivePath {
    PathRule rule;
    std::string_view expression;
    Confidence confidence;
    PathEnd end;
};

constexpr auto kSensitivePaths = std::to_array<SensitivePath>({
#define GATEHOUSE_PATH(rule, expression, confidence, end)                                                    \
    {PathRule::rule, expression, Confidence::confidence, PathEnd::end},
#include "core/inspect/detectors/sensitive_paths.def"
#undef GATEHOUSE_PATH
});

/// Programs that are told such files so that they use them, and those that only look at names.
bool hasReasonToNameIt(std::string_view program)
{
    static constexpr auto kPrograms = std::to_array<std::string_view>({"ansible", "aws", "chmod", "docker",
        "export", "git", "helm", "kubectl", "ls", "mkdir", "npm", "rsync", "scp", "sftp", "source", "ssh",
        "ssh-add", "ssh-copy-id", "ssh-keygen", "stat", "sudo", "test", "touch", "."});
    return std::ranges::find(kPrograms, program) != kPrograms.end();
}

class SensitivePathsDetector final : public Detector {
public:
    std::string_view id() const override { return "sensitive-paths"; }
    std::span<const Rule> rules() const override { return kPathRules; }
    std::span<const Pattern> patterns() const override
    {
        static const auto kPatterns = patternsOfRows(kSensitivePaths, true);
        return kPatterns;
    }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override
    {
        if (!isArgument(look))
            return;
        const auto& path = kSensitivePaths[pattern];
        const auto begin = wordStart(look.text, end - 1);
        const auto rest = restOfWord(look.text.substr(end));
        const bool goesOn = !rest.empty() && rest.front() != ':' && rest.front() != ',';
        const bool isOther = path.rule == PathRule::EnvironmentFile &&
            !isFileName(look.text.substr(begin, end - begin), ".env");
        if ((path.end == PathEnd::End && goesOn) || isOther || isHarmless(rest))
            return;
        sink.found(
            static_cast<std::size_t>(path.rule), {begin, end}, confidenceIn(look, end, path.confidence));
    }

private:
    /// Public keys are public, and templates hold nothing.
    static bool isHarmless(std::string_view rest)
    {
        return rest.ends_with(".pub") || rest.ends_with(".example") || rest.ends_with(".sample") ||
            rest.ends_with(".template");
    }
    static std::string_view restOfWord(std::string_view text)
    {
        constexpr std::size_t kLongest = 64;
        text = text.substr(0, kLongest);
        return text.substr(0, text.find_first_of(" \t\r\n\"'`;|&<>()"));
    }
    static bool isFileName(std::string_view word, std::string_view name)
    {
        const auto at = lowered(word).rfind(name);
        return at == 0 || (at != std::string_view::npos && (word[at - 1] == '/' || word[at - 1] == '\\'));
    }
    static std::size_t wordStart(std::string_view text, std::size_t at)
    {
        constexpr std::size_t kFarthest = 128;
        auto begin = at;
        while (begin > 0 && at - begin < kFarthest && !isSpace(text[begin - 1]) &&
            std::string_view("\"'`=<>|;(").find(text[begin - 1]) == std::string_view::npos)
            --begin;
        return begin;
    }
    static Confidence confidenceIn(const Look& look, std::size_t end, Confidence confidence)
    {
        const auto kind = argumentKind(look.field.key);
        const bool isCommand = kind == ArgumentKind::Command || look.text.find(' ') != std::string_view::npos;
        if (isCommand && kind != ArgumentKind::Path) {
            const auto words = shellWords(look.text.substr(commandStart(look.text, end - 1)));
            if (!words.empty() && hasReasonToNameIt(words.front()))
                return Confidence::Low;
        }
        return kind == ArgumentKind::Name ? Confidence::Low : ifRun(look, confidence);
    }
};

std::span<const Sample> SensitivePathsDetector::samples() const
{
    static const auto kSamples = std::to_array<Sample>({
        {"/home/ida/.ssh/id_ed25519", "path-credentials", kInArguments, "path"},
        {"cat ~/.aws/credentials", "path-credentials", kInArguments, "command"},
        {"C:\\Users\\ida\\.kube\\config", "path-credentials", kInArguments, "path"},
        {"/srv/app/.env", "path-environment", kInArguments, "path"},
        {"/proc/self/environ", "path-process", kInArguments, "path"},
        {"/etc/shadow", "path-system", kInArguments, "path"},
        {"~/.mozilla/firefox/a.default/logins.json", "path-browser", kInArguments, "path"},
        {"~/wallet.dat", "path-wallet", kInArguments, "path"},
        {"~/Library/Application Support/Claude/claude_desktop_config.json", "path-client", kInArguments,
            "path"},
        {"/home/ida/.config/gatehouse/policy.toml", "path-gatehouse", kInArguments, "path"},
        {"~/.config/autostart/x.desktop", "path-startup", kInArguments, "file_path"},
        {"/home/ida/.ssh/id_rsa.pub", "", kInArguments, "path"},
        {"/srv/.env.example", "", kInArguments, "path"},
        {"/srv/app/src/environment.ts", "", kInArguments, "path"},
        {"/etc/hosts", "", kInArguments, "path"},
        {"/home/ida/.ssh/id_ed25519", "", mcp::Channel::Result},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeSensitivePathsDetector();
std::unique_ptr<const Detector> makeSensitivePathsDetector()
{
    return std::make_unique<SensitivePathsDetector>();
}

} // namespace gatehouse::inspect

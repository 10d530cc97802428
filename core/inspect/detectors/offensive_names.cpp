// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"
#include "core/inspect/detectors/phrase_words.h"
#include "core/inspect/detectors/word_set.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

namespace gatehouse::inspect {
namespace {

constexpr auto kOffensiveNameRules = std::to_array<Rule>({{"definition-offensive-name", Family::Poisoning,
    Severity::High, "A tool whose name says that it is made for attacks"}});

/// What parts of a name say.
constexpr WordSet kAttackParts("exfil*|keylog*|mimikatz|ransom*|rootkit*|malicious|phish*|stealer|botnet*|"
                               "shellcode|backdoor*|dcsync|kerberoast*|meterpreter|privesc*|cryptojack*");
constexpr WordSet kTakingParts(
    "steal|dump|crack|grab|sniff|spoof|hijack|poison|intercept|brute|spray|forge|relay|"
    "capture|inject|extract|hook|shadow|harvest");
constexpr WordSet kTakenParts("cred*|password*|passwd|secret*|lsass|ntlm|hash|hashes|token*|keychain|keyring|"
                              "kwallet|cookie*|wallet|ticket*|sam|traffic|arp|dns");

/// `exfil_screen`, `credDump`: the names of a tool are read part by part. It is a second sign beside what its
/// description says (definition-offensive), and none by itself: names are short.
class OffensiveNamesDetector final : public Detector {
public:
    std::string_view id() const override { return "offensive-names"; }
    std::span<const Rule> rules() const override { return kOffensiveNameRules; }
    std::span<const Sample> samples() const override;
    bool readsTextsOf(mcp::Channel channel) const override { return channel == mcp::Channel::ToolDefinition; }

    void onText(const Look& look, FindingSink& sink) const override
    {
        constexpr std::size_t kLongestToolName = 80;
        const bool isName = look.field.role == mcp::TextRole::Name || look.field.role == mcp::TextRole::Data;
        if (!isName || look.text.size() > kLongestToolName || look.text.find(' ') != std::string_view::npos)
            return;
        bool isAttack = false;
        bool takes = false;
        bool isTaken = false;
        for (std::size_t at = 0; at < look.text.size();) {
            const auto end = endOfPart(look.text, at);
            const FoldedWord part(look.text.substr(at, end - at));
            isAttack = isAttack || kAttackParts.has(part.text());
            takes = takes || kTakingParts.has(part.text());
            isTaken = isTaken || kTakenParts.has(part.text());
            at = std::max(end, at + 1);
        }
        if (isAttack || (takes && isTaken))
            sink.found(0, {0, look.text.size()}, Confidence::Medium);
    }

private:
    static bool isLetter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
    static bool isCapital(char c) { return c >= 'A' && c <= 'Z'; }

    /// Of the letters at `at`, up to the next sign or to a capital behind a small one.
    static std::size_t endOfPart(std::string_view name, std::size_t at)
    {
        auto end = at;
        while (end < name.size() && isLetter(name[end]) &&
            (end == at || !isCapital(name[end]) || isCapital(name[end - 1])))
            ++end;
        return end;
    }
};

std::span<const Sample> OffensiveNamesDetector::samples() const
{
    using mcp::Channel;
    static const auto kSamples = std::to_array<Sample>({
        {"grabCookies", "definition-offensive-name", Channel::ToolDefinition},
        {"phish_page_create", "definition-offensive-name", Channel::ToolDefinition},
        {"dump_database", "", Channel::ToolDefinition},
        {"inject_script", "", Channel::ToolDefinition},
        {"get_token", "", Channel::ToolDefinition},
        {"grab_cookies", ""},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeOffensiveNamesDetector();
std::unique_ptr<const Detector> makeOffensiveNamesDetector()
{
    return std::make_unique<OffensiveNamesDetector>();
}

} // namespace gatehouse::inspect

// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"
#include "core/inspect/detectors/named_values.h"
#include "core/inspect/detectors/secret_names.h"
#include "core/inspect/detectors/secret_values.h"
#include "core/inspect/detectors/token_text.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 3> kAssignedSecretRules{
    {{"assigned-key", Family::Secret, Severity::High,
         "A value that looks random, under a name that says it is a key or token"},
        {"assigned-password", Family::Secret, Severity::High, "A password that stands beside its name"},
        {"random-value", Family::Secret, Severity::Medium, "A value that may be a key: it looks random"}}};

/// What stands behind the sign, and whether quotes are around it.
struct AssignedValue {
    std::string_view text;
    std::size_t begin = 0;
    bool isQuoted = false;
};

/// For a few bytes, by comparing: a call costs more.
constexpr bool isAmong(std::string_view set, char c)
{
    for (const char one : set) {
        if (one == c)
            return true;
    }
    return false;
}

/// Where a value without quotes ends. A table, since values may be long and many.
std::size_t endOfBare(std::string_view text)
{
    static constexpr auto kEnds = [] {
        std::array<bool, 256> ends{};
        for (const char c : std::string_view(" \t\r\n\"'`,;)}]<>|\\&"))
            ends[static_cast<unsigned char>(c)] = true;
        return ends;
    }();
    return static_cast<std::size_t>(std::ranges::find_if(text, [](char c) {
        return kEnds[static_cast<unsigned char>(c)];
    }) - text.begin());
}

/// The value behind `at`. Escaped quotes (`\"`) are quotes: code often stands inside another text.
AssignedValue valueBehind(std::string_view text, std::size_t at)
{
    constexpr std::size_t kLongest = 1024;
    constexpr std::size_t kMostSigns = 32;
    const auto limit = std::min(at + kMostSigns, text.size());
    while (at < limit && isAmong(" \t=>:(\\", text[at]))
        ++at;
    char quote = '\0';
    while (at < limit && (isAmong("\"'`", text[at]) || (quote != '\0' && text[at] == '\\')))
        quote = text[at++];
    const auto rest = text.substr(std::min(at, text.size()), kLongest);
    if (quote == '\0')
        return {rest.substr(0, endOfBare(rest)), at, false};
    const auto stop = rest.find_first_of(std::string{quote, '\n', '\\'});
    if (stop == std::string_view::npos)
        return {};
    return {rest.substr(0, stop), at, true};
}

enum AssignedPattern : std::size_t { Name, OtherName, Private, Option };

/// Bytes of `text` from `at` on that are in the set, at most `most`.
template <typename IsIn>
std::size_t countFrom(std::string_view text, std::size_t at, std::size_t most, IsIn isIn)
{
    std::size_t count = 0;
    while (count < most && at + count < text.size() && isIn(text[at + count]))
        ++count;
    return count;
}

bool isBlankOrTab(char c)
{
    return c == ' ' || c == '\t';
}

bool isSpaceByte(char c)
{
    return isBlankOrTab(c) || c == '\r' || c == '\n';
}

std::size_t skipOne(std::string_view text, std::size_t at, std::string_view set)
{
    return at + (at < text.size() && isAmong(set, text[at]) ? 1 : 0);
}

/// `end` is that of a word in a name: the rest of it, quotes and brackets, blanks, and `=`, `:`, `>` or `("`.
std::optional<std::size_t> endOfSign(std::string_view text, std::size_t end)
{
    constexpr std::size_t kMostLetters = 12;
    constexpr std::size_t kMostQuotes = 3;
    constexpr std::size_t kMostBlanks = 3;
    const bool isPlural = end < text.size() && (text[end] | 0x20) == 's';
    auto at = end + (isPlural ? 1 : 0);
    at += countFrom(text, at, kMostLetters + 1, [](char c) { return isOf(Alphabet::Dotted, c); });
    if (at - end > kMostLetters + (isPlural ? 1 : 0))
        return std::nullopt;
    at += countFrom(text, at, kMostQuotes, [](char c) { return isAmong("\"'\\])", c); });
    at += countFrom(text, at, kMostBlanks, [](char c) { return c == ' '; });
    if (at >= text.size())
        return std::nullopt;
    if (isAmong(":=>", text[at]))
        return at + 1;
    if (!isAmong("(,", text[at]))
        return std::nullopt;
    at += 1 + countFrom(text, at + 1, 1, isBlankOrTab);
    return at < text.size() && isAmong("\"'", text[at]) ? std::optional(at + 1) : std::nullopt;
}

/// As containers' manifests have it: name: KEY, value: …
std::optional<std::size_t> endOfManifestSign(std::string_view text, std::size_t end)
{
    constexpr std::size_t kMostBlanks = 20;
    constexpr std::string_view kValue = "value";
    auto at = skipOne(text, skipOne(text, end, "\"'"), ",");
    const auto blanks = countFrom(text, at, kMostBlanks, isSpaceByte);
    at = skipOne(text, at + blanks, "\"");
    const auto isSame = [](char left, char right) { return (left | 0x20) == right; };
    if (blanks == 0 ||
        !std::ranges::equal(text.substr(std::min(at, text.size()), kValue.size()), kValue, isSame))
        return std::nullopt;
    at = skipOne(text, skipOne(text, at + kValue.size(), "\"'"), " ");
    return at < text.size() && isAmong(":=", text[at]) ? std::optional(at + 1) : std::nullopt;
}

/// `token is "abcdef…`, `key: abcdef…`: where six letters stand. One blank or two, or else it is no sentence.
std::optional<std::size_t> spokenValue(std::string_view text, std::size_t end)
{
    constexpr std::size_t kFewest = 6;
    const auto isValue = [&text](std::size_t at) {
        at = skipOne(text, at, ":");
        const auto blanks = countFrom(text, at, 2, [](char c) { return c == ' '; });
        at = skipOne(text, at + blanks, "\"'`");
        const auto letters = countFrom(
            text, at, kFewest, [](char c) { return isOf(Alphabet::Token, c) || c == '+' || c == '/'; });
        return blanks > 0 && letters == kFewest ? std::optional(at) : std::nullopt;
    };
    if (end >= text.size() || !isAmong(" :", text[end]))
        return std::nullopt;
    const auto verb = text.substr(end, 3);
    const bool isVerb =
        verb.size() == 3 && verb[0] == ' ' && (verb[1] | 0x20) == 'i' && (verb[2] | 0x20) == 's';
    const auto behindVerb = isVerb ? isValue(end + 3) : std::nullopt;
    return behindVerb ? behindVerb : isValue(end);
}

/// Behind `is` stands what is.
std::string_view withoutVerb(std::string_view name)
{
    constexpr std::string_view kVerb = " is";
    return name.ends_with(kVerb) ? name.substr(0, name.size() - kVerb.size()) : name;
}

/// `NAME=value` as in env files and before commands: what is left of the line is the value.
bool isEnvironmentLine(std::string_view text, std::string_view name, std::size_t valueBegin)
{
    const auto nameEnd = static_cast<std::size_t>(name.data() - text.data()) + name.size();
    const bool isShouted = std::ranges::none_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
    return isShouted && valueBegin == nameEnd + 1 && text[nameEnd] == '=';
}

/// `api_key = "…"`, `"password": "…"`, `SECRET=…`, `<token>…</token>`, `setApiKey("…")`: what a name says is
/// secret, and a value that may be.
class AssignedSecretsDetector final : public Detector {
public:
    std::string_view id() const override { return "assigned-secrets"; }
    std::span<const Rule> rules() const override { return kAssignedSecretRules; }
    std::span<const Pattern> patterns() const override
    {
        // Where names end: they are frequent, and what must stand behind is seen faster than searched for.
        static const std::array<Pattern, 4> kPatterns{{{"key|token|secret|password|passwd|passphrase", true},
            {"credential|pwd|passwort|senha|(?:client|app|application|account|access|api|consumer)id|"
             "[_-](?:sid|auth|api|pass|access|id)",
                true},
            {"private", true}, {"--(?:api-?key|token|secret|password) ", true}}};
        return kPatterns;
    }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override
    {
        if (pattern == Option) {
            tellAssigned(look, end, false, sink);
            return;
        }
        if (pattern != Private) {
            if (const auto sign = endOfSign(look.text, end))
                tellAssigned(look, *sign, false, sink);
            if (const auto sign = endOfManifestSign(look.text, end))
                tellAssigned(look, *sign, true, sink);
            if (const auto named = namedValueAt(look.text, end))
                tellNamed(look, *named, sink);
        }
        if (pattern != OtherName) {
            if (const auto value = spokenValue(look.text, end))
                tellSpoken(look, *value, sink);
        }
    }

private:
    static constexpr std::size_t kShortestValue = 4; // valueKind() takes no shorter for one

    static void tellAssigned(const Look& look, std::size_t end, bool isManifest, FindingSink& sink)
    {
        // Comparisons and qualified names, of which code is full.
        const auto sign = look.text.substr(end - 1, 3);
        if (sign.starts_with("==") || (sign.starts_with("::") && sign != "::="))
            return;
        const auto value = valueBehind(look.text, isAmong("\"'", look.text[end - 1]) ? end - 1 : end);
        if (value.text.size() < kShortestValue)
            return;
        const auto name = nameOf(look.text, end, isManifest);
        const auto meaning = secretName(name);
        if (meaning.kind == NameKind::None)
            return;
        const bool isEnvironment = isManifest || isEnvironmentLine(look.text, name, value.begin);
        tell(meaning, value,
            isEnvironment        ? Surroundings::Environment
                : value.isQuoted ? Surroundings::Quoted
                                 : Surroundings::Loose,
            sink);
    }
    static void tellNamed(const Look& look, const NamedValue& named, FindingSink& sink)
    {
        const auto value = valueBehind(look.text, named.sign);
        const auto meaning = secretName(named.name);
        if (value.text.size() >= kShortestValue && value.isQuoted && meaning.kind != NameKind::None)
            tell(meaning, value, Surroundings::Quoted, sink);
    }
    /// `the password is hunter2xyz`, `token abc…`: only what is surely drawn by lot.
    static void tellSpoken(const Look& look, std::size_t begin, FindingSink& sink)
    {
        const auto value = valueBehind(look.text, begin);
        if (value.text.size() < kFewestRandomBytes) // a word, as a rule: what it is called need not be read
            return;
        const auto name = secretName(withoutVerb(nameBefore(look.text, begin)));
        if (name.kind == NameKind::None)
            return;
        const auto kind = valueKind(value.text);
        if (kind == ValueKind::Random)
            tell({name.kind == NameKind::Password ? NameKind::Strong : name.kind, name.hasProvider}, value,
                Surroundings::Loose, sink);
    }
    static std::string_view nameOf(std::string_view text, std::size_t end, bool isManifest)
    {
        if (!isManifest)
            return nameBefore(text, end);
        const auto value = text.substr(0, end).rfind("alue");
        return nameBefore(text, value == std::string_view::npos || value == 0 ? end : value - 1);
    }
    static void tell(
        const SecretName& name, const AssignedValue& value, Surroundings surroundings, FindingSink& sink)
    {
        constexpr std::size_t kEnough =
            96; // letters tell what it is, and no more are looked at for each of many
        if (const auto judged = judgeAssigned(name, value.text.substr(0, kEnough), surroundings))
            sink.found(static_cast<std::size_t>(judged->kind), {value.begin, value.begin + value.text.size()},
                judged->confidence);
    }
};

std::span<const Sample> AssignedSecretsDetector::samples() const
{
    static const auto kSamples = std::to_array<Sample>({
        {"api_key = \"q7Rz2LxV9mKt4WbY8cHn3JpD\"", "assigned-key"},
        {R"({"client_secret": "q7Rz2LxV9mKt4WbY8cHn"})", "assigned-key"},
        {"SECRET_TOKEN=9f86d081884c7d659a2feaa0c55ad015", "assigned-key"},
        {"algolia_app_id = K9M2PXQ7RT", "assigned-key"},
        {"<launchToken>q7rz2lxv9mkt4wby8chn</launchToken>", "assigned-key"},
        {"- name: DEPLOY_TOKEN\n  value: q7Rz2LxV9mKt4WbY8cHn", "assigned-key"},
        {R"([{"name":"SMTP_TOKEN","value":"q7Rz2LxV9mKt4WbY8cHn"}])", "assigned-key"},
        {R"({\"value\":\"q7Rz2LxV9mKt4WbY8cHn\",\"key\":\"api_key\"})", "assigned-key"},
        {R"({"Name":"db_password","Type":"String","Value":"k9#mPq2vX"})", "assigned-password"},
        {"client.setApiKey(\"q7Rz2LxV9mKt4WbY8cHn\")", "assigned-key"},
        {"okta.Key = 00q7rz2lxv9mkt4wby8chn", "assigned-key"},
        {"your new token is q7Rz2LxV9mKt4WbY8cHn.", "assigned-key"},
        {"password: Tr0ub4dor&3", "assigned-password"},
        {"DB_PASSWORD='k9#mPq2vX'", "assigned-password"},
        {"cache key: q7rz2lxv9mkt4wby8chn", ""},
        {"sort_key = \"q7Rz2LxV9mKt4WbY8cHn\"", ""},
        {"api_key = os.environ[\"API_KEY\"]", ""},
        {"token: string, the token to use", ""},
        {"password = \"changeme\"", ""},
        {"const token = getToken(user1, options)", ""},
        {"secret: ${{ secrets.DEPLOY_KEY }}", ""},
        {"password: [your password here]", ""},
        {"\"token\": \"abcdefghijklmnop\"", ""},
        {"access_key: config.aws.accessKey", ""},
        {"token = tokens.next_token_2", ""},
        {"token := \"house-style-opaque-token-93c\"", ""},
        {R"({"name":"next_page_token","value":"q7Rz2LxV9mKt4WbY8cHn"})", ""},
        {R"([{"name":"api_key"},{"name":"id","value":"q7Rz2LxV9mKt4WbY8cHn"}])", ""},
        {R"({"name":"api_key","value":"${API_KEY}"})", ""},
        {"next_page_token: q7Rz2LxV9mKt4WbY8cHn", ""},
        {"\"key\": \"9f86d081884c7d659a2feaa0c55ad015\"", "random-value"},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeAssignedSecretsDetector();
std::unique_ptr<const Detector> makeAssignedSecretsDetector()
{
    return std::make_unique<AssignedSecretsDetector>();
}

} // namespace gatehouse::inspect

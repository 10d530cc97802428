// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"
#include "core/inspect/detectors/secret_names.h"
#include "core/inspect/detectors/secret_values.h"

#include <algorithm>
#include <array>
#include <memory>

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

bool isAmong(std::string_view set, char c)
{
    return set.find(c) != std::string_view::npos;
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
        static const std::string kNames =
            "(?:key|token|secret|credentials?|passw(?:or)?d|passwd|pwd|passphrase|passwort|senha|(?:client|"
            "app|"
            "application|account|access|api|consumer)[_-]?id|[_-](?:sid|auth|api|pass|access)|[_-]id)";
        static const std::array<Pattern, 4> kPatterns{
            {{kNames + "s?[a-z0-9_.-]{0,12}[\"'\\\\\\])]{0,3} {0,3}(?:[:=>]|[(,][ \\t]?[\"'])", true},
                // As containers' manifests have it: name: KEY, value: …
                {kNames + "[\"']?,?[ \\t\\r\\n]{1,20}\"?value[\"']? ?[:=]", true},
                {"(?:secret|token|key|private|passw(?:or)?d|passwd|passphrase)(?: is)?:? "
                 "{1,2}[\"'`]?"
                 "[A-Za-z0-9+\\/_-]{6}",
                    true},
                {"--(?:api-?key|token|secret|password)[ =]", true}}};
        return kPatterns;
    }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override
    {
        constexpr std::size_t kLettersOfValue = 6;
        if (pattern == 2)
            tellSpoken(look, end - kLettersOfValue, sink);
        else
            tellAssigned(look, end, pattern == 1, sink);
    }

private:
    static void tellAssigned(const Look& look, std::size_t end, bool isManifest, FindingSink& sink)
    {
        // Comparisons and qualified names, of which code is full.
        const auto sign = look.text.substr(end - 1, 3);
        if (sign.starts_with("==") || (sign.starts_with("::") && sign != "::="))
            return;
        const auto name = nameOf(look.text, end, isManifest);
        const auto meaning = secretName(name);
        if (meaning.kind == NameKind::None)
            return;
        const auto value = valueBehind(look.text, isAmong("\"'", look.text[end - 1]) ? end - 1 : end);
        if (value.text.empty())
            return;
        const bool isEnvironment = isManifest || isEnvironmentLine(look.text, name, value.begin);
        tell(meaning, value,
            isEnvironment        ? Surroundings::Environment
                : value.isQuoted ? Surroundings::Quoted
                                 : Surroundings::Loose,
            sink);
    }
    /// `the password is hunter2xyz`, `token abc…`: only what is surely drawn by lot.
    static void tellSpoken(const Look& look, std::size_t begin, FindingSink& sink)
    {
        const auto value = valueBehind(look.text, begin);
        const auto name = secretName(withoutVerb(nameBefore(look.text, begin)));
        if (value.text.empty() || name.kind == NameKind::None)
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

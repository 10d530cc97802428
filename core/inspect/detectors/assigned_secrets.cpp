// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"
#include "core/inspect/detectors/token_text.h"

#include <algorithm>
#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

enum AssignedRule : std::size_t { AssignedKey, AssignedPassword };

constexpr std::array<Rule, 2> kAssignedSecretRules{
    {{"assigned-key", Family::Secret, Severity::High,
         "A value that looks random, under a name that says it is a key or token"},
        {"assigned-password", Family::Secret, Severity::High, "A password that stands beside its name"}}};

/// What stands behind the sign, and whether quotes are around it.
struct AssignedValue {
    std::string_view text;
    std::size_t begin = 0;
    bool isQuoted = false;
};

bool isOneOfThese(std::string_view set, char c)
{
    return set.find(c) != std::string_view::npos;
}

/// The value behind `at`, on the same line. Escaped quotes (`\"`) are quotes: code often stands inside
/// another text.
AssignedValue valueBehind(std::string_view text, std::size_t at)
{
    constexpr std::size_t kLongest = 512;
    while (at < text.size() && isOneOfThese(" \t", text[at]))
        ++at;
    while (at < text.size() && text[at] == '\\')
        ++at;
    const bool isQuoted = at < text.size() && isOneOfThese("\"'`", text[at]);
    const auto begin = at + (isQuoted ? 1 : 0);
    const auto rest = text.substr(std::min(begin, text.size()), kLongest);
    const auto stop = isQuoted ? rest.find_first_of(std::string{text[at], '\n', '\\'})
                               : rest.find_first_of(" \t\r\n\"'`,;)}]<>|\\&");
    if (isQuoted && stop == std::string_view::npos)
        return {};
    return {rest.substr(0, stop), begin, isQuoted};
}

struct Kinds {
    bool hasLower = false;
    bool hasUpper = false;
    bool hasDigit = false;
    bool hasOther = false;
    int count() const { return hasLower + hasUpper + hasDigit + hasOther; }
};

Kinds kindsIn(std::string_view text)
{
    Kinds kinds;
    for (const char c : text) {
        if (c >= 'a' && c <= 'z')
            kinds.hasLower = true;
        else if (c >= 'A' && c <= 'Z')
            kinds.hasUpper = true;
        else if (c >= '0' && c <= '9')
            kinds.hasDigit = true;
        else
            kinds.hasOther = true;
    }
    return kinds;
}

/// A name of something else that holds the value: process.env.KEY, ${KEY}, config["key"], f(x), a path.
bool isReference(const AssignedValue& value)
{
    const auto& text = value.text;
    const bool hasBrackets = text.find_first_of("(){}[]<>$*") != std::string_view::npos;
    const bool isDottedName = text.find('.') != std::string_view::npos &&
        std::ranges::all_of(text, [](char c) { return isOf(Alphabet::Dotted, c); }) &&
        !kindsIn(text).hasDigit;
    return hasBrackets || isDottedName || text.starts_with('/') || text.starts_with("./") ||
        text.starts_with("http") || text.find("::") != std::string_view::npos ||
        text.find("->") != std::string_view::npos;
}

bool isRandomKey(const AssignedValue& value)
{
    constexpr std::size_t kFewest = 16;
    constexpr double kFewestBits = 3.2;
    const auto& text = value.text;
    const auto kinds = kindsIn(text);
    const bool isOfToken = std::ranges::all_of(
        text, [](char c) { return isOf(Alphabet::TokenEquals, c) || isOneOfThese("+/.~:", c); });
    return text.size() >= kFewest && isOfToken && kinds.hasDigit && (kinds.hasLower || kinds.hasUpper) &&
        entropyOf(text) >= kFewestBits && looksRandom(text);
}

bool isPasswordValue(const AssignedValue& value)
{
    constexpr std::size_t kFewest = 8;
    constexpr std::size_t kMost = 64;
    const auto& text = value.text;
    const auto kinds = kindsIn(text);
    const bool isWord =
        !kinds.hasDigit && (!kinds.hasOther || text.find_first_of("_-. ") != std::string_view::npos);
    return text.size() >= kFewest && text.size() <= kMost && text.find(' ') == std::string_view::npos &&
        kinds.count() >= 3 && !isWord && entropyOf(text) >= 2.5 && looksRandom(text);
}

/// `api_key = "…"`, `"password": "…"`, `SECRET=…`: what a name says is secret, and a value that may be.
class AssignedSecretsDetector final : public Detector {
public:
    std::string_view id() const override { return "assigned-secrets"; }
    std::span<const Rule> rules() const override { return kAssignedSecretRules; }
    std::span<const Pattern> patterns() const override
    {
        static const std::array<Pattern, 2> kPatterns{
            {{"(?:secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|credential|client[_-]?"
              "id|encryption[_-]?key|signing[_-]?key)[a-z0-9_.-]{0,16}[\"'\\\\\\]]{0,3} {0,2}[=:]",
                 true},
                {"(?:passw(?:or)?d|passwd|pwd|passphrase|passwort)[a-z0-9_.-]{0,8}[\"'\\\\\\]]{0,3} "
                 "{0,2}[=:]",
                    true}}};
        return kPatterns;
    }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override
    {
        auto at = end;
        while (at < look.text.size() && isOneOfThese("=>", look.text[at])) // ==, =>, :=
            ++at;
        const auto value = valueBehind(look.text, at);
        if (value.text.empty() || isReference(value))
            return;
        if (isRandomKey(value))
            sink.found(pattern == 0 ? AssignedKey : AssignedPassword,
                {value.begin, value.begin + value.text.size()}, Confidence::Medium);
        else if (pattern == 1 && isPasswordValue(value))
            sink.found(AssignedPassword, {value.begin, value.begin + value.text.size()}, Confidence::Medium);
    }
};

std::span<const Sample> AssignedSecretsDetector::samples() const
{
    static const std::array<Sample, 14> kSamples{{{"api_key = \"q7Rz2LxV9mKt4WbY8cHn3JpD\"", "assigned-key"},
        {R"({"client_secret": "q7Rz2LxV9mKt4WbY8cHn"})", "assigned-key"},
        {"SECRET_TOKEN=9f86d081884c7d659a2feaa0c55ad015", "assigned-key"},
        {"password: Tr0ub4dor&3", "assigned-password"}, {"DB_PASSWORD='k9#mPq2vX'", "assigned-password"},
        {"api_key = os.environ[\"API_KEY\"]", ""}, {"token: string, the token to use", ""},
        {"password = \"changeme\"", ""}, {"const token = getToken(user1, options)", ""},
        {"secret: ${{ secrets.DEPLOY_KEY }}", ""}, {"password: [your password here]", ""},
        {"\"token\": \"abcdefghijklmnop\"", ""}, {"access_key: config.aws.accessKey", ""},
        {"token = tokens.next_token_2", ""}}};
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeAssignedSecretsDetector();
std::unique_ptr<const Detector> makeAssignedSecretsDetector()
{
    return std::make_unique<AssignedSecretsDetector>();
}

} // namespace gatehouse::inspect

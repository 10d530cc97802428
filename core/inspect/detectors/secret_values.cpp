// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/secret_values.h"

#include "core/inspect/ascii.h"
#include "core/inspect/detectors/provider_tokens.h"
#include "core/inspect/detectors/token_text.h"

#include <algorithm>
#include <array>
#include <string>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kLongestSecretValue = 2048;

struct Kinds {
    explicit Kinds(std::string_view text)
    {
        for (const char c : text) {
            lower += c >= 'a' && c <= 'z' ? 1 : 0;
            upper += c >= 'A' && c <= 'Z' ? 1 : 0;
            digits += c >= '0' && c <= '9' ? 1 : 0;
            spaces += c == ' ' || c == '\n' || c == '\t' ? 1 : 0;
        }
        others = static_cast<int>(text.size()) - lower - upper - digits;
    }
    int count() const { return (lower > 0) + (upper > 0) + (digits > 0) + (others > 0); }
    int letters() const { return lower + upper; }
    int lower = 0;
    int upper = 0;
    int digits = 0;
    int others = 0; ///< spaces too
    int spaces = 0;
};

std::string smallLetters(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(
        out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

bool isUuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isDash = i == 8 || i == 13 || i == 18 || i == 23;
        if (isDash ? text[i] != '-' : !isOf(Alphabet::Hex, text[i]))
            return false;
    }
    return true;
}

bool isVowel(char c)
{
    return std::string_view("aeiouyAEIOUY").find(c) != std::string_view::npos;
}

/// A row of letters that could be spoken: a vowel, and no more than three consonants together.
bool isSpeakable(std::string_view row)
{
    std::size_t consonants = 0;
    bool hasVowel = false;
    for (const char c : row) {
        consonants = isVowel(c) ? 0 : consonants + 1;
        hasVowel = hasVowel || isVowel(c);
        if (consonants > 3)
            return false;
    }
    return hasVowel;
}

bool isAnyLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isJoint(std::string_view text, std::size_t at)
{
    return at >= text.size() || text[at] == '-' || text[at] == '_' || text[at] == '.';
}

/// True where most of it is words: prompt-token-456, myPasswordField. Between joints three letters are one,
/// elsewhere four.
bool isMadeOfWords(std::string_view text)
{
    const auto isSmall = [](char c) { return c >= 'a' && c <= 'z'; };
    std::size_t inWords = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        auto end = begin;
        while (end < text.size() && isAnyLetter(text[end]) &&
            (end == begin || isSmall(text[end]) || !isSmall(text[end - 1])))
            ++end;
        const auto row = text.substr(begin, end - begin);
        const bool isJoined = (begin == 0 || isJoint(text, begin - 1)) && isJoint(text, end);
        inWords += row.size() >= (isJoined ? 3U : 4U) && isSpeakable(row) ? row.size() : 0;
        begin = end == begin ? end + 1 : end;
    }
    const bool hasJoints = text.find_first_of("-_") != std::string_view::npos;
    return hasJoints ? inWords * 5 > text.size() * 3 : inWords * 3 > text.size() * 2;
}

/// TOOL_REDIS_PASSWORD: the name of a variable that holds it.
bool isVariableName(std::string_view text)
{
    return text.find('_') != std::string_view::npos && isMadeOfWords(text) &&
        std::ranges::all_of(
            text, [](char c) { return c == '_' || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

/// ed25519.Ed25519PrivateKey: a type of a module, whose own name says what it is; no part of it begins with a
/// digit.
bool isNameOfType(std::string_view text)
{
    static constexpr auto kThings =
        std::to_array<std::string_view>({"Key", "Secret", "Token", "Password", "Credential", "Credentials"});
    for (std::size_t begin = 0; begin < text.size();) {
        if (text[begin] >= '0' && text[begin] <= '9')
            return false;
        const auto dot = text.find('.', begin);
        begin = dot == std::string_view::npos ? text.size() : dot + 1;
    }
    return std::ranges::any_of(kThings, [text](std::string_view thing) { return text.ends_with(thing); });
}

bool isTokenLetter(char c)
{
    return isOf(Alphabet::TokenEquals, c) || std::string_view("+/.~:@%!,").find(c) != std::string_view::npos;
}

bool isPickedPassword(std::string_view text, const Kinds& kinds)
{
    return text.size() >= 8 && text.size() <= 64 && text.find(' ') == std::string_view::npos &&
        kinds.count() >= 3 && (kinds.digits > 0 || kinds.others > 0) && entropyOf(text) >= 2.5;
}

} // namespace

bool isReferenceValue(std::string_view value)
{
    const Kinds kinds(value);
    // Passwords drawn by lot have brackets too, among all other signs.
    const bool isDrawn = kinds.count() == 4 && value.size() >= 20 && entropyOf(value) >= 4;
    static constexpr ascii::ByteSet kBrackets("(){}[]<>*");
    const bool hasBrackets = !isDrawn && kBrackets.isIn(value);
    const bool isVariable =
        value.starts_with('$') || value.starts_with('%') || value.find("${") != std::string_view::npos;
    const bool isDottedName = value.find('.') != std::string_view::npos &&
        (kinds.digits == 0 || isNameOfType(value)) &&
        std::ranges::all_of(value, [](char c) { return isOf(Alphabet::Dotted, c); });
    return hasBrackets || isVariable || isDottedName || value.starts_with("./") || value.starts_with("../") ||
        value.starts_with("~/") || value.find("://") != std::string_view::npos || value.starts_with("arn:") ||
        value.find("::") != std::string_view::npos || value.find("->") != std::string_view::npos ||
        value.find("_env") != std::string_view::npos || value.starts_with("env.") ||
        value.starts_with("op:") || value.starts_with("env:") || value.starts_with("vault:") ||
        value.starts_with("file:") || isVariableName(value);
}

namespace {

constexpr auto kPlaceholderParts = std::to_array<std::string_view>(
    {"example", "sample", "dummy", "placeholder", "changeme", "change_me", "change-me", "redacted", "fake",
        "xxxx", "your", "notreal", "insert", "replace", "todo", "secret_here", "_here", "-here", "&lt;",
        "...", "****", "####", "••", "<", ">", "mock", "foobar", "lorem", "deadbeef"});

constexpr auto kPartBegins = [] {
    std::array<bool, 256> begins{};
    for (const auto part : kPlaceholderParts)
        begins[static_cast<unsigned char>(part.front())] = true;
    return begins;
}();

bool hasPlaceholderPart(std::string_view text)
{
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!kPartBegins[static_cast<unsigned char>(text[at])])
            continue;
        const auto rest = text.substr(at);
        // By the first two letters: a call for each would cost more than all else.
        if (std::ranges::any_of(kPlaceholderParts, [rest](std::string_view part) {
                return part[0] == rest[0] && (part.size() < 2 || (rest.size() > 1 && part[1] == rest[1])) &&
                    rest.starts_with(part);
            }))
            return true;
    }
    return false;
}

} // namespace

bool isPlaceholderValue(std::string_view value)
{
    static constexpr auto kWhole = std::to_array<std::string_view>({"password", "passwd", "pass", "pwd",
        "secret", "token", "key", "none", "null", "undefined", "true", "false", "test", "testing", "admin",
        "root", "user", "username", "string", "text", "value", "optional", "required", "hidden", "disabled",
        "enabled", "default", "empty", "mypassword", "mysecret", "mytoken", "my-secret", "test123", "apikey",
        "api_key", "api-key", "access_token", "bearer", "basic", "prompt", "masked", "private", "public"});
    const auto text = smallLetters(value);
    return std::ranges::find(kWhole, text) != kWhole.end() || hasPlaceholderPart(text);
}

ValueKind valueKind(std::string_view value)
{
    constexpr std::size_t kFewestMixed = 10;
    constexpr std::size_t kFewestDigits = 12;
    constexpr std::size_t kFewestPatterned = 24;
    if (value.size() < 4 || value.size() > kLongestSecretValue || isReferenceValue(value) ||
        isPlaceholderValue(value))
        return ValueKind::None;
    const Kinds kinds(value);
    const bool isOfToken = std::ranges::all_of(value, isTokenLetter);
    const bool isMixed = kinds.digits > 0 && kinds.letters() > 0;
    if (!looksRandom(value)) {
        const bool isPatterned =
            isOfToken && isMixed && value.size() >= kFewestPatterned && entropyOf(value) >= 3.5;
        return isPatterned ? ValueKind::Patterned : ValueKind::None;
    }
    if (isUuid(value))
        return ValueKind::Uuid;
    if (kinds.digits == static_cast<int>(value.size()))
        return value.size() >= kFewestDigits ? ValueKind::Digits : ValueKind::Word;
    if (isMadeOfWords(value))
        return kinds.digits + kinds.others > 0 && kinds.spaces == 0 ? ValueKind::WordAndSign
                                                                    : ValueKind::Word;
    const bool isLongLetters = kinds.lower > 3 && kinds.upper > 3 && value.size() >= 20;
    if (isOfToken && value.size() >= kFewestRandomBytes && (isMixed || isLongLetters) &&
        entropyOf(value) >= 3.0)
        return ValueKind::Random;
    if (isPickedPassword(value, kinds))
        return ValueKind::Picked;
    if (isOfToken && isMixed && value.size() >= kFewestMixed)
        return ValueKind::Mixed;
    return isMixed && kinds.spaces == 0 ? ValueKind::WordAndSign : ValueKind::Word;
}

namespace {

using Judgement = std::optional<AssignedSecret>;

Judgement judgePassword(ValueKind kind, std::string_view value, Surroundings surroundings)
{
    constexpr std::size_t kFewest = 6;
    const auto password = [](Confidence confidence) {
        return AssignedSecret{AssignedKind::Password, confidence};
    };
    const bool isPlain = surroundings != Surroundings::Loose;
    switch (kind) {
    case ValueKind::Random:
        return password(Confidence::High);
    case ValueKind::Picked:
        return password(isPlain ? Confidence::High : Confidence::Medium);
    case ValueKind::Uuid:
    case ValueKind::Digits:
    case ValueKind::Mixed:
        return password(Confidence::Medium);
    case ValueKind::WordAndSign:
    case ValueKind::Word:
        // In an env file the value is what the name says; elsewhere a word may be a label or a rule.
        if (value.size() < kFewest || !isPlain || value.find(' ') != std::string_view::npos)
            return std::nullopt;
        return password(surroundings == Surroundings::Environment ? Confidence::Medium : Confidence::Low);
    default:
        return std::nullopt;
    }
}

Judgement judgeKey(const SecretName& name, ValueKind kind, std::string_view value, Surroundings surroundings)
{
    const bool isStrong = name.kind == NameKind::Strong;
    const AssignedSecret likely{AssignedKind::Key, Confidence::Medium};
    const AssignedSecret maybe{AssignedKind::RandomValue, Confidence::Medium};
    switch (kind) {
    case ValueKind::Random:
        if (isStrong)
            return AssignedSecret{AssignedKind::Key, Confidence::High};
        return name.hasProvider ? likely : AssignedSecret{AssignedKind::RandomValue, Confidence::Low};
    case ValueKind::Uuid:
    case ValueKind::Mixed:
        return name.hasProvider ? Judgement(likely) : isStrong ? Judgement(maybe) : std::nullopt;
    case ValueKind::Digits:
        return name.hasProvider && (isStrong || name.kind == NameKind::Id) ? Judgement(likely) : std::nullopt;
    case ValueKind::Patterned:
        return name.hasProvider && isStrong ? Judgement(maybe) : std::nullopt;
    case ValueKind::Picked:
        // With joints alone it is a name: token-123.
        return isStrong && surroundings != Surroundings::Loose &&
                value.find_first_not_of(
                    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/") !=
                    std::string_view::npos
            ? Judgement(likely)
            : std::nullopt;
    default:
        return std::nullopt;
    }
}

} // namespace

std::optional<AssignedSecret> judgeAssigned(
    const SecretName& name, std::string_view value, Surroundings surroundings)
{
    if (name.kind == NameKind::None)
        return std::nullopt;
    const auto kind = valueKind(value);
    const auto judged = name.kind == NameKind::Password ? judgePassword(kind, value, surroundings)
                                                        : judgeKey(name, kind, value, surroundings);
    // What says itself whose it is has a rule of its own.
    return judged && isProviderToken(value) ? std::nullopt : judged;
}

} // namespace gatehouse::inspect

// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/secret_names.h"

#include <algorithm>
#include <array>
#include <string>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kMostNameWords = 12;
constexpr std::size_t kLongestName = 64;

constexpr auto kProviderNames = std::to_array<std::string_view>({
#define GATEHOUSE_PROVIDER(name) name,
#include "core/inspect/detectors/provider_names.def"
#undef GATEHOUSE_PROVIDER
});
static_assert(std::ranges::is_sorted(kProviderNames));

bool isUpperCase(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool isLowerCase(char c)
{
    return c >= 'a' && c <= 'z';
}

bool isDecimal(char c)
{
    return c >= '0' && c <= '9';
}

bool isNameLetter(char c)
{
    return isUpperCase(c) || isLowerCase(c) || isDecimal(c);
}

/// The words of a name in small letters: of api_key, apiKey, APIKey, X-Api-Key.
struct NameWords {
    explicit NameWords(std::string_view name)
    {
        name = name.size() > kLongestName ? name.substr(name.size() - kLongestName) : name;
        for (std::size_t i = 0; i < name.size(); ++i) {
            if (!isNameLetter(name[i]))
                continue;
            if (startsWord(name, i) && count < kMostNameWords)
                begins[count++] = size;
            letters[size++] = isUpperCase(name[i]) ? static_cast<char>(name[i] + 32) : name[i];
        }
    }
    static bool startsWord(std::string_view name, std::size_t i)
    {
        if (i == 0 || !isNameLetter(name[i - 1]))
            return true;
        const bool endsRow = isUpperCase(name[i]) && i + 1 < name.size() && isLowerCase(name[i + 1]);
        return isUpperCase(name[i]) && (!isUpperCase(name[i - 1]) || endsRow);
    }
    /// Words `first` to `last`, written as one.
    std::string_view joined(std::size_t first, std::size_t last) const
    {
        const auto end = last + 1 < count ? begins[last + 1] : size;
        return {letters.data() + begins[first], end - begins[first]};
    }
    std::string_view operator[](std::size_t i) const { return joined(i, i); }

    std::array<char, kLongestName> letters{};
    std::array<std::size_t, kMostNameWords> begins{};
    std::size_t count = 0;
    std::size_t size = 0;
};

/// Words, and a bit for what each begins, ends and measures: nearly all others need no comparing.
template <std::size_t N>
struct WordList {
    static constexpr std::size_t kBits = 256;

    template <typename... Words>
    constexpr explicit WordList(Words... all)
        : words{std::string_view(all)...}
    {
        for (const auto word : words)
            bits[bitOf(word) / 64] |= std::uint64_t{1} << (bitOf(word) % 64);
    }
    static constexpr std::size_t bitOf(std::string_view word)
    {
        const auto first = static_cast<unsigned char>(word.front());
        const auto last = static_cast<unsigned char>(word.back());
        return (first * 7U + last * 29U + word.size() * 53U) % kBits;
    }
    bool has(std::string_view word) const
    {
        return !word.empty() && (bits[bitOf(word) / 64] >> (bitOf(word) % 64) & 1U) != 0 &&
            std::ranges::find(words, word) != words.end();
    }

    std::array<std::string_view, N> words;
    std::array<std::uint64_t, kBits / 64> bits{};
};
template <typename... Words>
WordList(Words...) -> WordList<sizeof...(Words)>;

/// A bit for what each provider's name begins, ends and measures.
constexpr std::size_t kProviderBits = 4096;
constexpr std::size_t providerBitOf(std::string_view name)
{
    const auto byte = [name](std::size_t at) { return static_cast<unsigned char>(name[at]); };
    return (byte(0) * 977U + byte(name.size() / 2) * 61U + byte(name.size() - 1) * 5U + name.size() * 331U) %
        kProviderBits;
}
constexpr auto kProviderFilter = [] {
    std::array<std::uint64_t, kProviderBits / 64> bits{};
    for (const auto name : kProviderNames)
        bits[providerBitOf(name) / 64] |= std::uint64_t{1} << (providerBitOf(name) % 64);
    return bits;
}();

bool isProviderName(std::string_view name)
{
    return !name.empty() &&
        (kProviderFilter[providerBitOf(name) / 64] >> (providerBitOf(name) % 64) & 1U) != 0 &&
        std::ranges::binary_search(kProviderNames, name);
}

bool hasProviderName(const NameWords& words)
{
    for (std::size_t first = 0; first < words.count; ++first) {
        for (auto last = first; last < std::min(first + 3, words.count); ++last) {
            if (isProviderName(words.joined(first, last)))
                return true;
        }
    }
    return false;
}

/// Says nothing about what the name is of: API_KEY_PROD, token2, password_value.
bool isIdleWord(std::string_view word)
{
    static constexpr WordList kIdle("value", "val", "str", "string", "env", "var", "default", "prod",
        "production", "dev", "staging", "live", "test", "old", "new", "current", "v1", "v2", "plaintext",
        "raw", "text", "b64", "base64", "hex");
    return kIdle.has(word) || std::ranges::all_of(word, isDecimal);
}

/// `apikey`, `accesstoken`: two words written as one.
bool endsInQualified(std::string_view word, std::string_view end)
{
    static constexpr WordList kFirst("api", "access", "secret", "private", "auth", "app", "client",
        "encryption", "signing", "master", "account", "consumer", "service", "bot", "user", "shared",
        "storage", "license", "deploy", "admin", "license", "session", "refresh", "bearer", "oauth", "id",
        "write", "webhook", "application", "subscription", "integration", "personal", "security", "db",
        "root", "project", "publishable", "sas", "hmac", "jwt", "cipher", "crypto", "crypt",
        "instrumentation", "ingest", "insert", "sdk", "my", "www", "acc", "apisecret", "dbuser", "rest",
        "site", "developer", "environment");
    return word.ends_with(end) && kFirst.has(word.substr(0, word.size() - end.size()));
}

NameKind kindOfToken(std::string_view before)
{
    static constexpr WordList kOther("next", "prev", "previous", "page", "paging", "continuation", "csrf",
        "xsrf", "max", "min", "num", "number", "total", "prompt", "completion", "input", "output", "cached",
        "sync", "cursor", "start", "end", "stop", "pad", "eos", "bos", "unk", "special", "mask", "public",
        "cancellation", "cancel", "design", "color", "last", "first", "current", "per", "of", "token",
        "placeholder", "progress", "state", "resume", "ack", "tracking", "operation", "reasoning", "budget",
        "matching", "lookahead", "separator", "sep");
    return kOther.has(before) ? NameKind::None : NameKind::Strong;
}

NameKind kindOfKey(std::string_view before)
{
    static constexpr WordList kOther("public", "pub", "primary", "foreign", "partition", "sort", "cache",
        "object", "row", "hash", "range", "i18n", "translation", "route", "query", "group", "dedup",
        "registry", "map", "react", "locale", "label", "data", "json", "hot", "shortcut", "arrow", "enter",
        "lookup", "config", "idempotency", "host", "order", "unique", "index", "event", "header", "field",
        "node", "type", "param", "error", "message", "item", "record", "filter", "metric", "s3", "file",
        "image", "issue", "project", "space", "board", "answer", "meta", "attribute", "property", "tag",
        "column", "table", "sequence", "job", "task", "step", "lock", "queue", "topic", "routing", "binding");
    if (kOther.has(before))
        return NameKind::None;
    return endsInQualified(before, "") ? NameKind::Strong : NameKind::Weak;
}

NameKind kindOfLast(std::string_view word, std::string_view before)
{
    static constexpr WordList kPasswords("password", "passwords", "passwd", "pwd", "passphrase", "passwort",
        "passcode", "senha", "contrasena", "userpass", "dbpass", "pgpass", "rootpass", "adminpass",
        "requirepass", "userpassword", "adminpassword", "rootpassword");
    static constexpr WordList kIdFirst("client", "app", "application", "access", "account", "api", "key",
        "consumer", "secret", "tenant", "license", "site", "merchant", "team");
    if (kPasswords.has(word) || word.ends_with("password") || word.ends_with("passwd"))
        return NameKind::Password;
    if (word == "pass" || word == "pw")
        return before.empty() ? NameKind::Weak : NameKind::Password;
    if (word == "secret" || word == "secrets" || word == "credential" || word == "credentials" ||
        endsInQualified(word, "secret"))
        return NameKind::Strong;
    if (word == "token" || word == "tok")
        return kindOfToken(before);
    if (word == "key" || word == "keys")
        return kindOfKey(before);
    if (endsInQualified(word, "key") || endsInQualified(word, "token"))
        return NameKind::Strong;
    if (word == "auth" || word == "access" || word == "api" || word == "authorization" ||
        word == "signature" || word == "sig" || word == "private")
        return NameKind::Weak;
    if (word == "sid" || (word == "id" && kIdFirst.has(before)) || endsInQualified(word, "id"))
        return NameKind::Id;
    return NameKind::None;
}

/// Of what a provider's name may make more than it is by itself.
bool mayBeGlued(std::string_view word)
{
    return word == "id" || word.ends_with("token") || word.ends_with("key") || word.ends_with("secret");
}

} // namespace

SecretName secretName(std::string_view name)
{
    const NameWords words(name);
    auto last = words.count;
    while (last > 0 && isIdleWord(words[last - 1]))
        --last;
    if (last == 0)
        return {};
    auto kind = kindOfLast(words[last - 1], last > 1 ? words[last - 2] : std::string_view{});
    if (kind == NameKind::None && !mayBeGlued(words[last - 1]))
        return {}; // most names, and whose they are does not matter then
    const bool hasProvider = hasProviderName(words);
    if (kind == NameKind::None && hasProvider && words[last - 1] == "id")
        kind = NameKind::Id;
    // A small suffix that glues provider and word: mailgunkey.
    if (kind == NameKind::None &&
        (words[last - 1].ends_with("token") || words[last - 1].ends_with("key") ||
            words[last - 1].ends_with("secret"))) {
        const auto word = words[last - 1];
        const auto stem = word.substr(0,
            word.size() -
                (word.ends_with("key")            ? 3
                        : word.ends_with("token") ? 5
                                                  : 6));
        if (isProviderName(stem))
            return {NameKind::Strong, true};
    }
    return {kind, hasProvider};
}

std::string_view nameBefore(std::string_view text, std::size_t end)
{
    constexpr std::size_t kFarthestLook = 48;
    auto stop = std::min(end, text.size());
    const auto floor = stop > kFarthestLook + 8 ? stop - kFarthestLook - 8 : 0;
    while (stop > floor && !isNameLetter(text[stop - 1]))
        --stop;
    auto begin = stop;
    while (begin > floor &&
        (isNameLetter(text[begin - 1]) || text[begin - 1] == '_' || text[begin - 1] == '-' ||
            text[begin - 1] == '.' || (text[begin - 1] == ' ' && begin > 1 && isNameLetter(text[begin - 2]))))
        --begin;
    return text.substr(begin, stop - begin);
}

} // namespace gatehouse::inspect

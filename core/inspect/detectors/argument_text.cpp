// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/argument_text.h"

#include <algorithm>
#include <array>

namespace gatehouse::inspect {
namespace {

struct ArgumentWord {
    std::string_view word;
    ArgumentKind kind;
};

constexpr bool isBefore(const ArgumentWord& left, const ArgumentWord& right)
{
    return left.word < right.word;
}

constexpr auto kArgumentWords = [] {
    auto words = std::to_array<ArgumentWord>({
#define GATEHOUSE_ARGUMENT(word, kind) {word, ArgumentKind::kind},
#include "core/inspect/detectors/argument_kinds.def"
#undef GATEHOUSE_ARGUMENT
    });
    std::sort(words.begin(), words.end(), isBefore);
    return words;
}();

constexpr std::size_t kLongestArgumentWord = std::max_element(kArgumentWords.begin(), kArgumentWords.end(),
    [](const auto& left, const auto& right) { return left.word.size() < right.word.size(); }) -> word.size();

bool isUpperLetter(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool isLowerLetter(char c)
{
    return c >= 'a' && c <= 'z';
}

bool isDigitOrAnyLetter(char c)
{
    return isUpperLetter(c) || isLowerLetter(c) || (c >= '0' && c <= '9');
}

char toSmall(char c)
{
    return isUpperLetter(c) ? static_cast<char>(c + ('a' - 'A')) : c;
}

ArgumentKind kindOfSmallWord(std::string_view word)
{
    const auto found = std::lower_bound(
        kArgumentWords.begin(), kArgumentWords.end(), ArgumentWord{word, ArgumentKind::Other}, isBefore);
    return found != kArgumentWords.end() && found->word == word ? found->kind : ArgumentKind::Other;
}

/// Asked for every argument by several detectors: allocates nothing.
ArgumentKind kindOfWord(std::string_view word)
{
    std::array<char, kLongestArgumentWord + 1> small; // and the s of a plural
    if (word.size() > small.size())
        return ArgumentKind::Other;
    std::ranges::transform(word, small.begin(), toSmall);
    const std::string_view text(small.data(), word.size());
    const auto kind = kindOfSmallWord(text);
    const bool isPlural = kind == ArgumentKind::Other && text.size() > 2 && text.ends_with('s');
    return isPlural ? kindOfSmallWord(text.substr(0, text.size() - 1)) : kind;
}

/// Where the last word of `key` begins: behind what is neither letter nor digit, or at a capital letter that
/// follows a small one.
std::size_t lastWord(std::string_view key)
{
    auto begin = key.size();
    while (begin > 0 && isDigitOrAnyLetter(key[begin - 1])) {
        --begin;
        if (begin > 0 && isUpperLetter(key[begin]) && !isUpperLetter(key[begin - 1]))
            break;
    }
    return begin;
}

/// Longer than what somebody runs in one line.
bool isDocument(std::string_view text)
{
    constexpr std::size_t kLongestScript = 1024;
    return text.size() > kLongestScript && text.find('\n') < kLongestArgumentValue;
}

bool endsCommand(char c)
{
    return c == ';' || c == '|' || c == '&' || c == '\n' || c == '`' || c == ')';
}

} // namespace

ArgumentKind argumentKind(std::string_view key)
{
    constexpr std::size_t kLongestKey = 80;
    key = key.substr(0, kLongestKey);
    while (!key.empty()) {
        const auto begin = lastWord(key);
        if (begin == key.size()) {
            key.remove_suffix(1);
            continue;
        }
        if (const auto kind = kindOfWord(key.substr(begin)); kind != ArgumentKind::Other)
            return kind;
        key = key.substr(0, begin);
    }
    return ArgumentKind::Other;
}

bool isArgument(const Look& look)
{
    return look.field.channel == mcp::Channel::Arguments && look.field.kind == mcp::TextField::Kind::String;
}

std::string plainValue(const Look& look)
{
    if (!isArgument(look) || look.text.size() > kLongestArgumentValue)
        return {};
    const auto kind = argumentKind(look.field.key);
    if (kind == ArgumentKind::Content || kind == ArgumentKind::Command)
        return {};
    return lowered(look.text);
}

Confidence ifRun(const Look& look, Confidence confidence)
{
    const auto kind = argumentKind(look.field.key);
    const bool isStored = kind == ArgumentKind::Content || kind == ArgumentKind::Query ||
        (kind == ArgumentKind::Other && isDocument(look.text));
    return isStored ? Confidence::Low : confidence;
}

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(), toSmall);
    return out;
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isWordAt(std::string_view text, std::size_t begin, std::size_t end)
{
    return (begin == 0 || !isDigitOrAnyLetter(text[begin - 1])) &&
        (end >= text.size() || !isDigitOrAnyLetter(text[end]));
}

std::vector<std::string_view> shellWords(std::string_view text)
{
    constexpr std::size_t kLongestCommand = 512;
    constexpr std::size_t kMostWords = 24;
    text = text.substr(0, kLongestCommand);
    std::vector<std::string_view> words;
    std::size_t at = 0;
    while (at < text.size() && words.size() < kMostWords && !endsCommand(text[at])) {
        if (isSpace(text[at])) {
            ++at;
            continue;
        }
        const bool isQuoted = text[at] == '"' || text[at] == '\'';
        const auto begin = isQuoted ? at + 1 : at;
        auto end = begin;
        while (end < text.size() &&
            (isQuoted ? text[end] != text[at] : !isSpace(text[end]) && !endsCommand(text[end])))
            ++end;
        words.push_back(text.substr(begin, end - begin));
        at = isQuoted ? end + 1 : end;
    }
    return words;
}

std::size_t commandStart(std::string_view text, std::size_t at)
{
    constexpr std::size_t kFarthest = 160;
    auto begin = std::min(at, text.size());
    while (begin > 0 && at - begin < kFarthest && !endsCommand(text[begin - 1]))
        --begin;
    while (begin < at && isSpace(text[begin]))
        ++begin;
    return begin;
}

bool isCommandName(std::string_view word)
{
    static constexpr auto kNames =
        std::to_array<std::string_view>({"awk", "base64", "bash", "cat", "chmod", "chown", "cmd", "cp", "csh",
            "curl", "cut", "dash", "dd", "del", "dig", "dir", "echo", "env", "eval", "exec", "export", "find",
            "gcc", "grep", "head", "hostname", "id", "ifconfig", "ip", "ipconfig", "kill", "ksh", "less",
            "ln", "ls", "mkdir", "mkfifo", "more", "mv", "nc", "ncat", "net", "netcat", "netsh", "netstat",
            "nmap", "node", "nslookup", "passthru", "passwd", "perl", "php", "phpinfo", "ping", "powershell",
            "printenv", "printf", "ps", "pwd", "pwsh", "python", "python2", "python3", "reboot", "reg", "rm",
            "rmdir", "ruby", "scp", "sed", "set", "sh", "shutdown", "sleep", "socat", "ssh", "su", "sudo",
            "sysinfo", "system", "systeminfo", "tail", "tar", "tee", "telnet", "tftp", "timeout", "touch",
            "type", "uname", "useradd", "vi", "wget", "which", "whoami", "xargs", "xxd", "zsh"});
    static_assert(std::ranges::is_sorted(kNames));
    return std::ranges::binary_search(kNames, word);
}

} // namespace gatehouse::inspect

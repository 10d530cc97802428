// SPDX-License-Identifier: Apache-2.0
#include "core/trust/command_wrapper.h"

#include "core/trust/command_search.h"
#include "core/trust/interpreter.h"
#include "core/trust/word_list.h"

#include <algorithm>

namespace gatehouse::trust {
namespace {

namespace unknowns = model::unknowns;

constexpr std::string_view kShells = "sh bash dash zsh ksh ash";
/// std::vector<std::string> that a shell runs by itself or reads further words after.
constexpr std::string_view kShellWords =
    ". : [ alias bg break builtin case cd command continue coproc declare do done elif else enable esac eval "
    "exit export fc fg fi for function getopts hash if in jobs let local logout mapfile popd pushd read "
    "readonly return select set shift shopt source suspend then time times trap type typeset ulimit umask "
    "unalias unset until wait while";

/// A program that runs the command behind its own options and words.
struct Plain {
    std::string_view program;
    std::string_view takesValue;
    std::size_t ownWords; // that stand before the command, no options
};

constexpr Plain kPlain[] = {
    {"nohup", "", 0},
    {"setsid", "", 0},
    {"nice", "-n --adjustment", 0},
    {"ionice", "-c --class -n --classdata", 0},
    {"chrt", "-T --sched-runtime -P --sched-period -D --sched-deadline", 1},
    {"stdbuf", "-i --input -o --output -e --error", 0},
    {"timeout", "-k --kill-after -s --signal", 1},
    {"taskset", "", 1},
    {"flock", "-w --wait --timeout -E --conflict-exit-code", 1},
    {"chroot", "", 1},
};

std::vector<std::string> wordsFrom(const std::vector<std::string>& words, std::size_t at)
{
    return at < words.size()
        ? std::vector<std::string>(words.begin() + static_cast<std::ptrdiff_t>(at), words.end())
        : std::vector<std::string>();
}

void setVariable(LaunchRequest& request, const std::string& name, const std::string& value)
{
    std::erase_if(request.environment, [&](const auto& one) { return one.first == name; });
    request.environment.emplace_back(name, value);
}

void unsetVariable(LaunchRequest& request, const std::string& name)
{
    std::erase_if(request.environment, [&](const auto& one) { return one.first == name; });
}

bool isAssignment(std::string_view word)
{
    const auto equals = word.find('=');
    if (equals == 0 || equals == std::string_view::npos || (word.front() >= '0' && word.front() <= '9'))
        return false;
    return std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

void assign(LaunchRequest& request, const std::string& word)
{
    const auto equals = word.find('=');
    setVariable(request, word.substr(0, equals), word.substr(equals + 1));
}

Unwrapped opened(LaunchRequest inner)
{
    // `flock FILE -c LINE` and its like.
    if (inner.argv.empty() || inner.argv.front().empty() || inner.argv.front().front() == '-')
        return {std::nullopt, unknowns::kInnerHidden};
    return {std::move(inner), {}};
}

/// A shell's line: assignments, maybe `exec`, then one command.
Unwrapped openLine(const LaunchRequest& command, std::string_view line)
{
    auto words = simpleWords(line);
    if (!words)
        return {std::nullopt, unknowns::kShellScript};
    auto inner = command;
    std::size_t at = 0;
    while (at < words->size() && isAssignment((*words)[at]))
        assign(inner, (*words)[at++]);
    if (at < words->size() && (*words)[at] == "exec")
        ++at;
    if (at >= words->size() || holdsWord(kShellWords, (*words)[at]) || (*words)[at].starts_with('-'))
        return {std::nullopt, unknowns::kShellScript};
    inner.argv = wordsFrom(*words, at);
    return opened(std::move(inner));
}

/// Nothing for a shell that runs a script or reads its input: that is no wrapper.
std::optional<Unwrapped> openShell(const LaunchRequest& command)
{
    bool isLogin = false;
    bool hasLine = false;
    std::size_t at = 1;
    for (; at < command.argv.size(); ++at) {
        const std::string_view word = command.argv[at];
        if (word.size() < 2 || (word.front() != '-' && word.front() != '+'))
            break;
        if (word == "--login") {
            isLogin = true;
            continue;
        }
        if (word.starts_with("--")) {
            at += holdsWord("--rcfile --init-file", word) ? 1 : 0;
            continue;
        }
        const auto letters = word.substr(1);
        hasLine = hasLine || (word.front() == '-' && letters.find('c') != std::string_view::npos);
        // An interactive shell reads its settings as a login shell does.
        isLogin = isLogin || letters.find_first_of("li") != std::string_view::npos;
        at += letters.find_first_of("oO") != std::string_view::npos ? 1 : 0;
    }
    if (!hasLine)
        return std::nullopt;
    if (at >= command.argv.size())
        return Unwrapped{std::nullopt, unknowns::kInnerHidden};
    auto result = openLine(command, command.argv[at]);
    // What such a shell reads first may set any variable, PATH above all.
    if (isLogin && result.doubt.empty())
        result.doubt = unknowns::kLoginShell;
    return result;
}

/// GNU's env(1) and BSD's. False where an option is none of theirs.
class EnvOptions {
public:
    explicit EnvOptions(const LaunchRequest& command)
        : m_inner(command)
        , m_words(wordsFrom(command.argv, 1))
    {
    }

    Unwrapped open()
    {
        while (m_at < m_words.size() && readsOption()) {
        }
        if (m_isHidden)
            return {std::nullopt, unknowns::kInnerHidden};
        while (m_at < m_words.size() && m_words[m_at].find('=') != std::string::npos)
            assign(m_inner, m_words[m_at++]);
        m_inner.argv = wordsFrom(m_words, m_at);
        return opened(std::move(m_inner));
    }

private:
    /// True where an option was taken and another may follow.
    bool readsOption()
    {
        const auto word = m_words[m_at];
        if (m_isHidden || word.size() < 1 || word.front() != '-')
            return false;
        ++m_at;
        if (word == "--")
            return false;
        if (word == "-") {
            m_inner.environment.clear();
            return true;
        }
        return word.starts_with("--") ? readsLong(word) : readsShort(word);
    }

    bool readsLong(const std::string& word)
    {
        const auto equals = word.find('=');
        const auto name = word.substr(0, equals);
        const auto value = [&] {
            if (equals != std::string::npos)
                return word.substr(equals + 1);
            return m_at < m_words.size() ? m_words[m_at++] : std::string();
        };
        if (name == "--ignore-environment")
            m_inner.environment.clear();
        else if (name == "--unset")
            unsetVariable(m_inner, value());
        else if (name == "--chdir")
            changeFolder(value());
        else if (name == "--split-string")
            split(value());
        else if (name == "--argv0")
            value();
        else if (!holdsWord("--null --debug --block-signal --default-signal --ignore-signal "
                            "--list-signal-handling",
                     name))
            m_isHidden = true;
        return true;
    }

    /// Several letters in one word; one that takes a value takes the rest of the word or the next.
    bool readsShort(const std::string& word)
    {
        for (std::size_t i = 1; i < word.size(); ++i) {
            const auto value = [&] {
                if (i + 1 < word.size())
                    return word.substr(i + 1);
                return m_at < m_words.size() ? m_words[m_at++] : std::string();
            };
            switch (word[i]) {
            case 'i':
                m_inner.environment.clear();
                continue;
            case '0':
            case 'v':
                continue;
            case 'u':
                unsetVariable(m_inner, value());
                return true;
            case 'C':
                changeFolder(value());
                return true;
            case 'S':
                split(value());
                return true;
            case 'a':
                value();
                return true;
            default: // BSD's -P and -L change the search by themselves
                m_isHidden = true;
                return false;
            }
        }
        return true;
    }

    void changeFolder(const std::string& folder)
    {
        m_inner.workingFolder = absoluteBelow(m_inner.workingFolder, folder);
    }

    /// `-S "X=1 node --flag"`: its words stand where the option stood. It expands ${NAME} and escapes of its
    /// own, which simpleWords() refuses.
    void split(const std::string& line)
    {
        auto words = line.find('\\') == std::string::npos ? simpleWords(line) : std::nullopt;
        if (!words) {
            m_isHidden = true;
            return;
        }
        const auto rest = wordsFrom(m_words, m_at);
        words->insert(words->end(), rest.begin(), rest.end());
        m_words = std::move(*words);
        m_at = 0;
    }

    LaunchRequest m_inner;
    std::vector<std::string> m_words;
    std::size_t m_at = 0;
    bool m_isHidden = false;
};

std::optional<Unwrapped> openCmd(const LaunchRequest& command)
{
    for (std::size_t at = 1; at < command.argv.size(); ++at) {
        const auto& word = command.argv[at];
        if (word == "/c" || word == "/C" || word == "/k" || word == "/K") {
            auto words = wordsFrom(command.argv, at + 1);
            // One word is a line; several were parted, and quoted, by whoever started it.
            if (words.size() == 1) {
                const auto line = std::exchange(words, {}).front();
                for (const auto one : wordsOf(line))
                    words.emplace_back(one);
            }
            for (const auto& one : words) {
                if (one.find_first_of("%^&|<>()\"'`$") != std::string::npos)
                    return Unwrapped{std::nullopt, unknowns::kShellScript};
            }
            if (!words.empty() && words.front().starts_with('@')) // it says its line no more
                return Unwrapped{std::nullopt, unknowns::kShellScript};
            auto inner = command;
            inner.argv = std::move(words);
            return opened(std::move(inner));
        }
        if (!word.starts_with('/'))
            return std::nullopt;
    }
    return std::nullopt;
}

std::optional<Unwrapped> openPlain(const Plain& plain, const LaunchRequest& command)
{
    std::size_t at = 1;
    for (; at < command.argv.size(); ++at) {
        const std::string_view word = command.argv[at];
        if (word == "--") {
            ++at;
            break;
        }
        if (holdsWord(plain.takesValue, word)) {
            ++at;
            continue;
        }
        if (!word.starts_with('-'))
            break;
    }
    auto inner = command;
    inner.argv = wordsFrom(command.argv, at + plain.ownWords);
    return opened(std::move(inner));
}

} // namespace

std::optional<std::vector<std::string>> simpleWords(std::string_view line)
{
    constexpr std::string_view kMeansSomething = "$`|&;<>(){}*?[]~#!\n\r";
    std::vector<std::string> words;
    bool isInWord = false;
    char quote = 0;
    const auto put = [&](char c) {
        if (!isInWord)
            words.emplace_back();
        isInWord = true;
        words.back().push_back(c);
    };
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quote == '\'' ? c == quote : c == '"' && quote == '"') {
            quote = 0;
        } else if (quote == '\'') {
            put(c);
        } else if (kMeansSomething.find(c) != std::string_view::npos &&
            (quote == 0 || c == '$' || c == '`' || c == '!')) {
            return std::nullopt;
        } else if (c == '\\') {
            if (quote != 0 || ++i == line.size() || line[i] == '\n')
                return std::nullopt;
            put(line[i]);
        } else if (quote == 0 && (c == '\'' || c == '"')) {
            quote = c;
            if (!isInWord)
                words.emplace_back();
            isInWord = true;
        } else if (quote == 0 && (c == ' ' || c == '\t')) {
            isInWord = false;
        } else {
            put(c);
        }
    }
    return quote == 0 ? std::optional(std::move(words)) : std::nullopt;
}

std::optional<Unwrapped> unwrap(const LaunchRequest& command)
{
    const auto program = baseName(command.argv.front());
    if (holdsWord(kShells, program))
        return openShell(command);
    if (program == "env")
        return EnvOptions(command).open();
    if (program == "cmd")
        return openCmd(command);
    for (const auto& plain : kPlain) {
        if (plain.program == program)
            return openPlain(plain, command);
    }
    return std::nullopt;
}

} // namespace gatehouse::trust

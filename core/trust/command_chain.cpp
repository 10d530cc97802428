// SPDX-License-Identifier: Apache-2.0
#include "core/trust/command_chain.h"

#include "core/trust/interpreter.h"
#include "core/trust/package_runner.h"
#include "core/trust/word_list.h"

#include <algorithm>
#include <optional>

namespace gatehouse::trust {
namespace {

constexpr std::size_t kMaxLinks = 8; // nobody stacks more; a chain that is longer is made to be long

enum class Finds { Command, Address, Named, Hidden };

struct Known {
    ChainRole role;
    std::string_view title;
    std::string_view names;
    std::string_view subcommands;
    Finds finds;
    std::string_view takesValue;
};

constexpr Known kKnown[] = {
#define GATEHOUSE_LINK(role, title, names, subcommands, finds, takesValue)                                   \
    {ChainRole::role, title, names, subcommands, Finds::finds, takesValue},
#include "core/trust/known_links.def"
#undef GATEHOUSE_LINK
};

using Words = std::vector<std::string>;

Words from(const Words& argv, std::size_t at)
{
    return at < argv.size() ? Words(argv.begin() + static_cast<std::ptrdiff_t>(at), argv.end()) : Words();
}

/// A name that an argv may be known by, and where the arguments of what bears it begin.
struct Name {
    std::string text;
    std::size_t arguments = 1;
};

/// The npm package that a script belongs to: "/usr/lib/node_modules/@x/y/dist/i.js" → "@x/y".
std::string moduleOf(std::string_view script)
{
    constexpr std::string_view kFolder = "node_modules/";
    const auto at = script.rfind(kFolder);
    if (at == std::string_view::npos)
        return {};
    auto rest = script.substr(at + kFolder.size());
    auto end = rest.find('/');
    if (rest.starts_with('@') && end != std::string_view::npos)
        end = rest.find('/', end + 1);
    return std::string(rest.substr(0, end));
}

std::vector<Name> namesOf(const Words& argv)
{
    std::vector<Name> names{{std::string(baseName(argv.front())), 1}};
    if (const auto run = packageRunOf(argv); run && !run->name.empty())
        names.push_back({run->name, behindPackage(argv)});
    if (!isInterpreter(argv.front()))
        return names;
    if (const auto script = scriptArgument(argv.front(), argv)) {
        names.push_back({std::string(baseName(argv[*script])), *script + 1});
        if (auto module = moduleOf(argv[*script]); !module.empty())
            names.push_back({std::move(module), *script + 1});
    }
    const auto module = std::find(argv.begin(), argv.end(), "-m");
    if (argv.end() - module > 1 && baseName(argv.front()).starts_with("py"))
        names.push_back({module[1], static_cast<std::size_t>(module - argv.begin()) + 2});
    return names;
}

/// Where a known program's own arguments begin; nothing where the argv is none of it.
std::optional<std::size_t> argumentsOf(const Known& known, const std::vector<Name>& names, const Words& argv)
{
    for (const auto& name : names) {
        if (!holdsWord(known.names, name.text))
            continue;
        std::size_t at = name.arguments;
        bool fits = true;
        for (const auto word : wordsOf(known.subcommands))
            fits = fits && at < argv.size() && argv[at++] == word;
        if (fits)
            return at;
    }
    return std::nullopt;
}

bool isAddress(std::string_view word)
{
    return word.starts_with("http://") || word.starts_with("https://") || word.starts_with("ws://") ||
        word.starts_with("wss://");
}

/// A shell line that is nothing but words; anything that a shell would do something with makes it none.
Words plainWords(std::string_view line)
{
    if (line.find_first_of("$`\\|&;<>(){}*?[]~#'\"\n\r\t=") != std::string_view::npos)
        return {};
    Words words;
    for (const auto word : wordsOf(line))
        words.emplace_back(word);
    if (!words.empty() && words.front() == "exec")
        words.erase(words.begin());
    return words;
}

/// The command behind a known program's options. `isShell`: a shell without -c runs a script, which is a
/// server of its own.
Words commandBehind(const Known& known, const Words& argv, std::size_t at)
{
    const bool needsOption = known.title == "shell";
    const bool takesAssignments = known.title == "env";
    for (; at < argv.size(); ++at) {
        const std::string_view word = argv[at];
        if (word == "--")
            return from(argv, at + 1);
        if (holdsWord(known.takesValue, std::string(word) + "!")) {
            // One word with blanks in it is a line of its own, whatever follows it.
            const bool isLine =
                at + 1 < argv.size() && (needsOption || argv[at + 1].find(' ') != std::string::npos);
            return isLine ? plainWords(argv[at + 1]) : from(argv, at + 1);
        }
        const std::size_t values = holdsWord(known.takesValue, word) ? 1
            : holdsWord(known.takesValue, std::string(word) + ":2")  ? 2
                                                                     : 0;
        if (values > 0) {
            at += values;
            continue;
        }
        if (word.starts_with('-') || (takesAssignments && word.find('=') != std::string_view::npos))
            continue;
        return needsOption ? Words() : from(argv, at);
    }
    return {};
}

std::string addressIn(const Words& argv, std::size_t at)
{
    for (; at < argv.size() && argv[at] != "--"; ++at) {
        const std::string_view word = argv[at];
        const auto equals = word.starts_with('-') ? word.find('=') : std::string_view::npos;
        const auto value = equals == std::string_view::npos ? word : word.substr(equals + 1);
        if (isAddress(value))
            return std::string(value);
    }
    return {};
}

/// One step inwards. False where the argv is no known link, or a shell whose line cannot be followed.
bool step(CommandChain& chain)
{
    const auto argv = chain.inner;
    const auto names = namesOf(argv);
    for (const auto& known : kKnown) {
        const auto at = argumentsOf(known, names, argv);
        if (!at)
            continue;
        CommandChain next;
        if (known.finds == Finds::Address)
            next.target = addressIn(argv, *at);
        if (known.finds != Finds::Hidden && next.target.empty())
            next.inner = commandBehind(known, argv, *at);
        if (known.finds == Finds::Named) {
            next.target = next.inner.empty() ? std::string() : next.inner.front();
            next.inner.clear();
        }
        if (known.role == ChainRole::Launcher && next.inner.empty())
            return false;
        chain.links.push_back({known.role, std::string(known.title)});
        chain.inner = std::move(next.inner);
        chain.target = std::move(next.target);
        return true;
    }
    return false;
}

/// Scheme, host and path: a user's name and password, and the query, may be secrets.
std::string shortAddress(std::string_view address)
{
    address = address.substr(0, address.find_first_of("?#"));
    const auto scheme = address.find("://");
    if (scheme == std::string_view::npos)
        return std::string(address);
    const auto host = scheme + 3;
    const auto at = address.substr(0, address.find('/', host)).rfind('@');
    return std::string(address.substr(0, host)) +
        std::string(address.substr(at == std::string_view::npos ? host : at + 1));
}

std::string shortCommand(const Words& argv)
{
    std::string text(baseName(argv.front()));
    if (const auto run = packageRunOf(argv)) {
        if (!run->name.empty())
            text += " " + run->name;
    } else if (const auto script = scriptArgument(argv.front(), argv)) {
        text += " " + std::string(baseName(argv[*script]));
    }
    return text;
}

} // namespace

CommandChain chainOf(const std::vector<std::string>& argv)
{
    CommandChain chain;
    chain.inner = argv;
    while (!chain.inner.empty() && chain.links.size() < kMaxLinks && step(chain)) {
    }
    return chain;
}

std::string chainText(const CommandChain& chain)
{
    constexpr std::string_view kArrow = " → ";
    std::string text;
    for (const auto& link : chain.links)
        text += (text.empty() ? "" : std::string(kArrow)) + link.name;
    const auto end = chain.target.empty() ? (chain.inner.empty() ? std::string() : shortCommand(chain.inner))
                                          : shortAddress(chain.target);
    if (!end.empty())
        text += (text.empty() ? "" : std::string(kArrow)) + end;
    return text;
}

std::size_t behindPackage(const std::vector<std::string>& argv)
{
    const auto run = packageRunOf(argv);
    if (!run)
        return 0;
    if (run->name.empty())
        return argv.size();
    constexpr std::string_view kPackageOptions = "-p --package --from --spec";
    bool isOption = false;
    std::size_t at = 1;
    for (; at < argv.size(); ++at) {
        const std::string_view word = argv[at];
        const auto equals = word.find('=');
        isOption = holdsWord(kPackageOptions, argv[at - 1]) ||
            (word.starts_with("--") && equals != std::string_view::npos &&
                holdsWord(kPackageOptions, word.substr(0, equals)));
        const auto spec = isOption && word.starts_with("--") ? word.substr(equals + 1) : word;
        if (spec.starts_with(run->name) && (run->version.empty() || spec.ends_with(run->version)))
            break;
    }
    ++at;
    // An option names the package: the program of it that is run comes next.
    while (isOption && at < argv.size() && argv[at].starts_with('-'))
        ++at;
    return std::min(at + (isOption ? 1 : 0), argv.size());
}

} // namespace gatehouse::trust

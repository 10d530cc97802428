// SPDX-License-Identifier: Apache-2.0
#include "core/trust/interpreter.h"

#include "core/trust/word_list.h"

#include <algorithm>
#include <array>

namespace gatehouse::trust {
namespace {

constexpr std::size_t kShebangLimit = 256; // BINPRM_BUF_SIZE

/// How one family of interpreters reads its arguments. Lists are separated by blanks.
struct Family {
    std::string_view names;        // base names; a final '*' stands for a version
    std::string_view inlineCode;   // options after which there is no script file
    std::string_view takesValue;   // options that take the next argument
    std::string_view subcommands;  // words that stand before the script
    std::string_view scriptOption; // option whose value is the script
};

constexpr std::array<Family, 9> kFamilies{{
    {"node nodejs node*", "-e --eval -p --print -i --interactive",
        "-r --require --import --loader --experimental-loader "
        "-C --conditions --env-file --env-file-if-exists --experimental-config-file --inspect-port --title "
        "--input-type "
        "--snapshot-blob --openssl-config --disable-warning --icu-data-dir --redirect-warnings "
        "--unhandled-rejections "
        "--experimental-default-type --localstorage-file --report-dir --tls-cipher-list --watch-path",
        "", ""},
    {"python python* pypy pypy*", "-c -m -", "-W -X -Q", "", ""},
    {"bash sh dash zsh ksh fish ash busybox", "-c -s", "-o -O --rcfile --init-file", "", ""},
    {"deno", "eval repl task", "-c --config --import-map --lock -L --log-level --cert --location",
        "run serve", ""},
    {"bun", "-e --eval -p --print x create", "-r --preload --require --import -c --config --cwd --env-file",
        "run", ""},
    {"ruby ruby*", "-e", "-r -I -C -E -x", "", ""},
    {"perl perl*", "-e -E", "-I -M -m", "", ""},
    {"php php*", "-r -B -R -a", "-d -c -z", "", "-f"},
    {"java", "", "-cp -classpath --class-path -p --module-path --add-modules", "", "-jar"},
}};

bool isVersion(std::string_view text)
{
    return std::all_of(
        text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '-'; });
}

bool isNamed(const Family& family, std::string_view program)
{
    std::string_view list = family.names;
    while (!list.empty()) {
        const auto blank = list.find(' ');
        auto name = list.substr(0, blank);
        list.remove_prefix(blank == std::string_view::npos ? list.size() : blank + 1);
        if (name == program)
            return true;
        if (!name.ends_with('*'))
            continue;
        name.remove_suffix(1);
        if (program.starts_with(name) && isVersion(program.substr(name.size())))
            return true;
    }
    return false;
}

const Family* familyOf(std::string_view program)
{
    const auto name = baseName(program);
    const auto found = std::find_if(
        kFamilies.begin(), kFamilies.end(), [&](const Family& family) { return isNamed(family, name); });
    return found == kFamilies.end() ? nullptr : &*found;
}

} // namespace

std::optional<Shebang> parseShebang(std::string_view head)
{
    if (!head.starts_with("#!"))
        return std::nullopt;
    auto line = head.substr(2, std::min(head.find('\n'), kShebangLimit) - 2);
    const auto trim = [](std::string_view text) {
        const auto first = text.find_first_not_of(" \t\r");
        if (first == std::string_view::npos)
            return std::string_view{};
        return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
    };
    line = trim(line);
    const auto blank = line.find_first_of(" \t");
    Shebang shebang{std::string(line.substr(0, blank)), {}};
    if (blank == std::string_view::npos)
        return shebang.interpreter.empty() ? std::nullopt : std::optional(shebang);
    auto rest = trim(line.substr(blank));
    const bool splits = baseName(shebang.interpreter) == "env" && rest.starts_with("-S");
    if (!splits) {
        shebang.arguments.emplace_back(rest);
        return shebang;
    }
    rest = trim(rest.substr(2));
    while (!rest.empty()) {
        const auto end = rest.find_first_of(" \t");
        shebang.arguments.emplace_back(rest.substr(0, end));
        rest = end == std::string_view::npos ? std::string_view{} : trim(rest.substr(end));
    }
    return shebang;
}

bool isInterpreter(std::string_view program)
{
    return familyOf(program) != nullptr;
}

std::optional<std::size_t> scriptArgument(std::string_view program, const std::vector<std::string>& argv)
{
    const Family* const family = familyOf(program);
    if (family == nullptr)
        return std::nullopt;
    for (std::size_t i = 1; i < argv.size(); ++i) {
        const std::string_view argument = argv[i];
        if (holdsWord(family->inlineCode, argument))
            return std::nullopt;
        if (argument == "--")
            return i + 1 < argv.size() ? std::optional(i + 1) : std::nullopt;
        if (!family->scriptOption.empty() && argument == family->scriptOption)
            return i + 1 < argv.size() ? std::optional(i + 1) : std::nullopt;
        if (holdsWord(family->takesValue, argument)) {
            ++i;
            continue;
        }
        if (argument.starts_with('-') && argument.size() > 1) {
            // A bundle of one-letter options that ends in inline code: `sh -ec …`, `python -Ic …`.
            const auto last = std::string("-") + argument.back();
            if (!argument.starts_with("--") && holdsWord(family->inlineCode, last))
                return std::nullopt;
            continue;
        }
        if (holdsWord(family->subcommands, argument))
            continue;
        return i;
    }
    return std::nullopt;
}

std::string_view baseName(std::string_view path)
{
    const auto slash = path.find_last_of("/\\");
    if (slash != std::string_view::npos)
        path.remove_prefix(slash + 1);
    for (const std::string_view ending : {".exe", ".EXE", ".cmd", ".CMD", ".bat", ".ps1"}) {
        if (path.ends_with(ending) && path.size() > ending.size()) {
            path.remove_suffix(ending.size());
            break;
        }
    }
    return path;
}

} // namespace gatehouse::trust

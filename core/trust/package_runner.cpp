// SPDX-License-Identifier: Apache-2.0
#include "core/trust/package_runner.h"

#include "core/trust/interpreter.h"
#include "core/trust/word_list.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gatehouse::trust {
namespace {

enum class Naming { Npm, Python, Image };

/// How one runner is called.
struct Runner {
    std::string_view program;
    std::string_view subcommands;   // words that must follow, in this order
    std::string_view packageOption; // options whose value is the package, parted by blanks
    std::string_view takesValue;    // other options that take the next argument
    Naming naming;
};

constexpr std::array<Runner, 13> kRunners{{
    {"npx", "", "-p --package", "-w --workspace --cache --registry --prefix --userconfig", Naming::Npm},
    {"npm", "exec", "-p --package", "-w --workspace --cache --registry --prefix --userconfig", Naming::Npm},
    {"npm", "x", "-p --package", "-w --workspace --cache --registry --prefix --userconfig", Naming::Npm},
    {"pnpm", "dlx", "--package", "-C --dir", Naming::Npm},
    {"pnpx", "", "--package", "-C --dir", Naming::Npm},
    {"yarn", "dlx", "-p --package", "", Naming::Npm},
    {"bunx", "", "-p --package", "", Naming::Npm},
    {"bun", "x", "-p --package", "", Naming::Npm},
    {"uvx", "", "--from",
        "--with --with-editable --with-requirements -p --python --index --index-url --default-index "
        "--extra-index-url -f --find-links --cache-dir --directory --project --env-file --config-file -c "
        "--constraints",
        Naming::Python},
    {"uv", "tool run", "--from",
        "--with -p --python --index --index-url --default-index --directory --project", Naming::Python},
    {"pipx", "run", "--spec", "--python --pip-args --index-url", Naming::Python},
    {"docker", "run", "",
        "-e --env --env-file -v --volume --mount -p --publish --name --network --net -w --workdir -u --user "
        "--entrypoint -l --label --add-host --cpus -m --memory --platform --pull --cap-add --cap-drop "
        "--security-opt "
        "--tmpfs --ulimit --hostname -h --restart --runtime --shm-size --dns --device --gpus",
        Naming::Image},
    {"podman", "run", "",
        "-e --env --env-file -v --volume --mount -p --publish --name --network --net -w --workdir -u --user "
        "--entrypoint -l --label --add-host --cpus -m --memory --platform --pull --cap-add --cap-drop "
        "--security-opt "
        "--tmpfs --ulimit --hostname -h --restart --runtime --shm-size --dns --device --gpus",
        Naming::Image},
}};

/// Semantic version without ranges: "1.2.3", "1.2.3-rc.1"; PEP 440 releases look the same.
bool isExactVersion(std::string_view version)
{
    if (version.empty() || version.front() < '0' || version.front() > '9')
        return false;
    const auto core = version.substr(0, version.find_first_of("-+"));
    const auto dots = std::count(core.begin(), core.end(), '.');
    return dots >= 2 && core.find_first_not_of("0123456789.") == std::string_view::npos && core.back() != '.';
}

void splitNpm(std::string_view spec, model::PackageRun& run)
{
    const auto at = spec.find('@', 1); // a scope starts with '@' itself
    run.name = spec.substr(0, at);
    if (at != std::string_view::npos)
        run.version = spec.substr(at + 1);
    run.isPinned = isExactVersion(run.version);
}

void splitPython(std::string_view spec, model::PackageRun& run)
{
    const auto end = spec.find_first_of("=@<>~!");
    run.name = spec.substr(0, end);
    if (end != std::string_view::npos)
        run.version = spec.substr(spec.find_first_not_of("=@", end) == std::string_view::npos
                ? spec.size()
                : (spec[end] == '=' || spec[end] == '@' ? spec.find_first_not_of("=@", end) : end));
    run.isPinned = isExactVersion(run.version) && !spec.starts_with("git+") &&
        run.version.find('*') == std::string::npos;
}

void splitImage(std::string_view spec, model::PackageRun& run)
{
    constexpr std::string_view kDigest = "@sha256:";
    if (const auto digest = spec.find(kDigest); digest != std::string_view::npos) {
        run.name = spec.substr(0, digest);
        run.version = spec.substr(digest + 1);
        constexpr std::size_t kDigestDigits = 64;
        run.isPinned = spec.size() - digest - kDigest.size() == kDigestDigits;
        return;
    }
    const auto slash = spec.rfind('/');
    const auto colon =
        spec.find(':', slash == std::string_view::npos ? 0 : slash); // a port stands before the slash
    run.name = spec.substr(0, colon);
    if (colon != std::string_view::npos)
        run.version = spec.substr(colon + 1);
}

void splitPackage(Naming naming, std::string_view spec, model::PackageRun& run)
{
    switch (naming) {
    case Naming::Npm:
        return splitNpm(spec, run);
    case Naming::Python:
        return splitPython(spec, run);
    case Naming::Image:
        return splitImage(spec, run);
    }
}

/// Index behind the runner's subcommands, or nothing where they are not there.
std::optional<std::size_t> behindSubcommands(const Runner& runner, const std::vector<std::string>& argv)
{
    std::size_t at = 1;
    for (const auto word : wordsOf(runner.subcommands)) {
        if (at >= argv.size() || argv[at] != word)
            return std::nullopt;
        ++at;
    }
    return at;
}

RunnerWords wordsOfRunner(const Runner& runner, const std::vector<std::string>& argv, std::size_t at)
{
    RunnerWords words;
    const auto name = [&](std::string package) {
        words.byOption = true;
        words.packages.push_back(std::move(package));
    };
    const auto next = [&] { return at + 1 < argv.size() ? argv[++at] : std::string(); };
    for (; at < argv.size(); ++at) {
        const std::string_view argument = argv[at];
        const auto equals = argument.find('=');
        if (argument == "--") {
            words.word = next();
            break;
        }
        if (argument.starts_with("--") && equals != std::string_view::npos &&
            holdsWord(runner.packageOption, argument.substr(0, equals)))
            name(std::string(argument.substr(equals + 1)));
        else if (holdsWord(runner.packageOption, argument))
            name(next());
        // `npx -c CODE` runs a shell line: what it fetches cannot be told from the arguments.
        else if (runner.naming == Naming::Npm &&
            (argument == "-c" || argument == "--call" || argument.starts_with("--call=")))
            words.runsLine = true;
        else if (holdsWord(runner.takesValue, argument))
            ++at;
        else if (!argument.starts_with('-')) {
            words.word = argument;
            break;
        }
        if (words.runsLine)
            break;
    }
    if (!words.byOption && !words.word.empty())
        words.packages.push_back(words.word);
    return words;
}

const Runner* runnerOf(const std::vector<std::string>& argv, std::size_t& at)
{
    if (argv.empty())
        return nullptr;
    const auto program = baseName(argv.front());
    for (const auto& runner : kRunners) {
        if (runner.program != program)
            continue;
        if (const auto behind = behindSubcommands(runner, argv)) {
            at = *behind;
            return &runner;
        }
    }
    return nullptr;
}

} // namespace

std::optional<model::PackageRun> packageRunOf(const std::vector<std::string>& argv)
{
    std::size_t at = 1;
    const auto* const runner = runnerOf(argv, at);
    if (runner == nullptr)
        return std::nullopt;
    const auto words = wordsOfRunner(*runner, argv, at);
    model::PackageRun run{std::string(runner->program), {}, {}, false};
    splitPackage(runner->naming, words.packages.empty() ? std::string() : words.packages.front(), run);
    return run;
}

RunnerWords runnerWordsOf(const std::vector<std::string>& argv)
{
    std::size_t at = 1;
    const auto* const runner = runnerOf(argv, at);
    return runner == nullptr ? RunnerWords() : wordsOfRunner(*runner, argv, at);
}

std::string optionValue(const std::vector<std::string>& argv, std::string_view name)
{
    for (std::size_t at = 1; at < argv.size() && argv[at] != "--"; ++at) {
        const std::string_view word = argv[at];
        if (word == name)
            return at + 1 < argv.size() ? argv[at + 1] : std::string();
        if (word.starts_with(name) && word.substr(name.size()).starts_with('='))
            return std::string(word.substr(name.size() + 1));
    }
    return {};
}

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
#include "core/trust/package_runner.h"

#include "core/trust/container_words.h"
#include "core/trust/interpreter.h"
#include "core/trust/word_list.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace gatehouse::trust {
namespace {

enum class Naming { Npm, Python };

/// How one runner is called.
struct Runner {
    std::string_view program;
    std::string_view subcommands;   // words that must follow, in this order
    std::string_view packageOption; // options whose value is the package, parted by blanks
    std::string_view takesValue;    // other options that take the next argument
    Naming naming;
};

/// Of npm: every setting that takes a value may stand as an option, before or behind the subcommand.
constexpr std::string_view kNpmValues = "-w --workspace --cache --registry --prefix -C --userconfig "
                                        "--globalconfig --script-shell --node-options --tag "
                                        "--before --omit --include --loglevel --location --proxy "
                                        "--https-proxy --noproxy --cafile --ca --cert --key "
                                        "--install-strategy --os --cpu --libc --git --scope --otp "
                                        "--fetch-retries --fetch-timeout --maxsockets --logs-dir "
                                        "--logs-max --user-agent --local-address --shell";
constexpr std::string_view kUvValues =
    "--with -w --with-editable --with-requirements --with-executables-from -p --python --python-platform "
    "--index "
    "--index-url -i --default-index --extra-index-url -f --find-links --index-strategy --keyring-provider "
    "--cache-dir --directory --project --env-file --config-file --config-setting -C "
    "--config-settings-package -c "
    "--constraints --overrides -b --build-constraints --exclude-newer --exclude-newer-package --link-mode "
    "--refresh-package -P --upgrade-package --reinstall-package --resolution --prerelease --fork-strategy "
    "--no-binary-package --no-build-package --no-build-isolation-package --color --allow-insecure-host "
    "--python-preference --python-fetch --torch-backend --preview-features";
constexpr std::array<Runner, 12> kRunners{{
    {"npx", "", "-p --package", kNpmValues, Naming::Npm},
    {"npm", "exec", "-p --package", kNpmValues, Naming::Npm},
    {"npm", "x", "-p --package", kNpmValues, Naming::Npm},
    {"pnpm", "dlx", "--package",
        "-C --dir --reporter --loglevel --store-dir --cache-dir --allow-build --registry", Naming::Npm},
    {"pnpx", "", "--package",
        "-C --dir --reporter --loglevel --store-dir --cache-dir --allow-build --registry", Naming::Npm},
    {"yarn", "dlx", "-p --package", "--cwd", Naming::Npm},
    {"yarnpkg", "dlx", "-p --package", "--cwd", Naming::Npm},
    {"bunx", "", "-p --package", "--cwd -c --config", Naming::Npm},
    {"bun", "x", "-p --package", "--cwd -c --config", Naming::Npm},
    {"uvx", "", "--from", kUvValues, Naming::Python},
    {"uv", "tool run", "--from", kUvValues, Naming::Python},
    {"pipx", "run", "--spec", "--python --pip-args --index-url -i --fetch-python --with --backend",
        Naming::Python},
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

std::string_view withoutOuterBlanks(std::string_view text)
{
    const auto first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// One version as PEP 440 writes it, "1.0", "2.0rc1"; without a range, a list or a '*'.
bool isPythonVersion(std::string_view version)
{
    constexpr std::string_view kLetters =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.+!_-";
    return !version.empty() && version.front() >= '0' && version.front() <= '9' &&
        version.find_first_not_of(kLetters) == std::string_view::npos;
}

/// "name[extra] == 1.0; marker" (PEP 508), and uv's "name@1.0".
void splitPython(std::string_view spec, model::PackageRun& run)
{
    spec = withoutOuterBlanks(spec.substr(0, spec.find(';')));
    const auto end = spec.find_first_of("[=@<>~! ");
    run.name = spec.substr(0, end);
    if (end == std::string_view::npos)
        return;
    auto rest = spec.substr(end);
    if (rest.front() == '[')
        rest = rest.substr(std::min(rest.find(']'), rest.size() - 1) + 1);
    rest = withoutOuterBlanks(rest);
    const auto version = rest.find_first_not_of("=@ ");
    const bool isExact = version != std::string_view::npos && version > 0;
    run.version = isExact ? rest.substr(version) : version == 0 ? rest : std::string_view();
    run.isPinned = isExact && isPythonVersion(run.version) && !spec.starts_with("git+");
}

bool isDigest(std::string_view text)
{
    constexpr std::size_t kDigits = 64;
    return text.size() == kDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// What an image is, instead of what somebody calls it.
bool isImageId(std::string_view spec)
{
    constexpr std::string_view kAlgorithm = "sha256:";
    return isDigest(spec.starts_with(kAlgorithm) ? spec.substr(kAlgorithm.size()) : spec);
}

void splitImage(std::string_view spec, model::PackageRun& run)
{
    constexpr std::string_view kDigest = "@sha256:";
    if (isImageId(spec)) {
        run.name = spec;
        run.isPinned = true;
        return;
    }
    if (const auto digest = spec.find(kDigest); digest != std::string_view::npos) {
        run.name = spec.substr(0, digest);
        run.version = spec.substr(digest + 1);
        run.isPinned = isDigest(spec.substr(digest + kDigest.size()));
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
    }
}

/// Index behind the runner's subcommands, or nothing where they are not there. Options may stand before each,
/// `uv --offline tool run`, and may name a package themselves: those are read as if they stood behind.
std::optional<std::size_t> behindSubcommands(const Runner& runner, const std::vector<std::string>& argv)
{
    std::size_t at = 1;
    for (const auto word : wordsOf(runner.subcommands)) {
        while (at < argv.size() && argv[at].size() > 1 && argv[at].front() == '-' && argv[at] != "--")
            at += holdsWord(runner.takesValue, argv[at]) || holdsWord(runner.packageOption, argv[at]) ? 2 : 1;
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
    for (std::size_t before = 1; before < at; ++before) {
        const std::string_view word = argv[before];
        const auto equals = word.find('=');
        if (holdsWord(runner.packageOption, word.substr(0, equals)))
            name(equals == std::string_view::npos ? argv[++before] : argv[before].substr(equals + 1));
    }
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
    if (const auto container = containerWordsOf(argv)) {
        model::PackageRun run{std::string(baseName(argv.front())), {}, {}, false};
        splitImage(container->image, run);
        return run;
    }
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

std::optional<UvRunWords> uvRunWords(const std::vector<std::string>& argv)
{
    if (argv.empty() || baseName(argv.front()) != "uv")
        return std::nullopt;
    UvRunWords words;
    bool isRun = false;
    for (std::size_t at = 1; at < argv.size(); ++at) {
        const std::string_view word = argv[at];
        if (word == "--" || !word.starts_with('-') || word == "-") {
            if (!isRun && word != "run")
                return std::nullopt;
            if (!std::exchange(isRun, true))
                continue;
            at += word == "--" ? 1 : 0;
            for (; at < argv.size(); ++at)
                words.command.push_back(argv[at]);
            return words;
        }
        const auto equals = word.find('=');
        const auto name = word.substr(0, equals);
        const bool takesNext = equals == std::string_view::npos && holdsWord(kUvValues, name);
        const auto value = equals != std::string_view::npos ? std::string(word.substr(equals + 1))
            : takesNext && at + 1 < argv.size()             ? argv[at + 1]
                                                            : std::string();
        at += takesNext ? 1 : 0;
        if (name == "--directory")
            words.folder = value;
        else if (name == "--project")
            words.project = value;
        else if (name == "--env-file")
            words.environmentFiles.push_back(value);
        words.isModule = words.isModule || name == "-m" || name == "--module";
        words.isScript = words.isScript || name == "-s" || name == "--script" || name == "--gui-script";
        words.isIsolated = words.isIsolated || name == "--isolated";
        words.isActive = words.isActive || name == "--active";
        words.hasNoProject = words.hasNoProject || name == "--no-project";
        words.addsPackages = words.addsPackages || name.starts_with("--with") || name == "-w";
    }
    return isRun ? std::optional(std::move(words)) : std::nullopt;
}

bool hidesWhatItStarts(const std::vector<std::string>& argv)
{
    struct Hiding {
        std::string_view program;
        std::string_view subcommands; // any of them; empty: whatever follows
    };
    constexpr std::array<Hiding, 32> kHiding{
        {{"npm", "run run-script start test restart stop init create innit exec x"},
            {"pnpm", "run start exec create test"}, {"yarn", ""}, {"yarnpkg", ""}, {"bun", "create"},
            {"deno", "task"}, {"poetry", "run"}, {"pdm", "run"}, {"hatch", "run"}, {"pixi", "run exec"},
            {"rye", "run"}, {"pipenv", "run"}, {"conda", "run"}, {"mamba", "run"}, {"micromamba", "run"},
            {"make", ""}, {"gmake", ""}, {"just", ""}, {"task", ""}, {"go", "run"}, {"cargo", "run"},
            {"dotnet", "run"}, {"nix", "run shell develop"}, {"docker", "exec start attach compose stack"},
            {"podman", "exec start attach compose play kube"}, {"docker-compose", ""}, {"podman-compose", ""},
            {"podman-remote", ""}, {"nerdctl", ""}, {"ssh", ""}, {"xargs", ""}, {"parallel", ""}}};
    if (argv.empty() || packageRunOf(argv))
        return false;
    const auto program = baseName(argv.front());
    const auto* const known = std::ranges::find(kHiding, program, &Hiding::program);
    if (known == kHiding.end())
        return false;
    return known->subcommands.empty() ||
        std::any_of(argv.begin() + 1, argv.end(),
            [&](const std::string& word) { return holdsWord(known->subcommands, word); });
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

// SPDX-License-Identifier: Apache-2.0
#include "core/service/running_command.h"

#include "core/trust/command_chain.h"
#include "core/trust/interpreter.h"
#include "core/trust/package_runner.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>

namespace gatehouse::service {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kMaxInterpreterWords = 3; // `node --no-warnings /usr/bin/npx`
constexpr std::size_t kTellingLetters = 3;      // of a word with variables in it

bool isNameLetter(char letter)
{
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

/// The length of the variable that `text` begins with: ${NAME}, {env:NAME}, $NAME, whichever client fills it
/// in; 0 where none stands there.
std::size_t variableAt(std::string_view text)
{
    const bool isDollar = text.starts_with('$');
    const auto body = text.substr(isDollar ? 1 : 0);
    if (body.starts_with('{')) {
        const auto end = text.find('}');
        return end == std::string_view::npos ? 0 : end + 1;
    }
    if (!isDollar)
        return 0;
    const auto end = std::ranges::find_if_not(body, isNameLetter) - body.begin();
    return end == 0 ? 0 : static_cast<std::size_t>(end) + 1;
}

/// A declared word as a row of literal pieces, between any two of which the client writes something.
std::vector<std::string> piecesOf(std::string_view word)
{
    std::vector<std::string> pieces(1);
    while (!word.empty()) {
        const auto length = variableAt(word);
        if (length > 0)
            pieces.emplace_back();
        else
            pieces.back() += word.front();
        word.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return pieces;
}

bool isWord(std::string_view given, std::string_view declared)
{
    const auto pieces = piecesOf(declared);
    if (pieces.size() == 1)
        return given == declared;
    if (!given.starts_with(pieces.front()))
        return false;
    given.remove_prefix(pieces.front().size());
    for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
        const auto found = given.find(pieces[i]);
        if (found == std::string_view::npos)
            return false;
        given.remove_prefix(found + pieces[i].size());
    }
    return given.ends_with(pieces.back());
}

/// True where the word by itself says which program it is about.
bool isTelling(std::string_view word)
{
    const auto pieces = piecesOf(word);
    std::size_t letters = 0;
    for (const auto& piece : pieces)
        letters += piece.size();
    return pieces.size() == 1 ? letters > 0 : letters >= kTellingLetters;
}

/// Otherwise what runs could be anything of the client's.
bool isTellingCommand(const Words& command)
{
    if (!trust::isInterpreter(command.front()))
        return isTelling(trust::baseName(command.front()));
    return std::any_of(command.begin() + 1, command.end(),
        [](const std::string& word) { return !word.starts_with('-') && isTelling(word); });
}

/// The command's own words, behind at most an interpreter and its options.
bool endsWithCommand(const Words& argv, const Words& command)
{
    if (argv.size() < command.size())
        return false;
    const auto before = argv.size() - command.size();
    if (before > kMaxInterpreterWords || (before > 0 && !trust::isInterpreter(argv.front())))
        return false;
    const auto first = argv.begin() + static_cast<std::ptrdiff_t>(before);
    return isWord(trust::baseName(*first), trust::baseName(command.front())) &&
        std::equal(first + 1, argv.end(), command.begin() + 1, isWord);
}

/// npm's own title, "npm exec @x/y …", in one word that may have been cut.
bool isTitleOf(const std::string& title, const model::PackageRun& run)
{
    constexpr std::string_view kTitle = "npm exec ";
    if (!title.starts_with(kTitle))
        return false;
    const auto name = title.find(run.name, kTitle.size());
    const auto end = name == std::string::npos ? name : name + run.name.size();
    return end != std::string::npos && title[name - 1] == ' ' &&
        (end == title.size() || title[end] == ' ' || title[end] == '@');
}

/// What a runner starts once it has fetched: a module below node_modules, or a program of the package's name.
bool isProgramOf(const Words& argv, const model::PackageRun& run)
{
    const auto module = "/node_modules/" + run.name + "/";
    const auto program = "/" + run.name.substr(run.name.rfind('/') + 1);
    const auto isIt = [&](const std::string& word) {
        const bool isInProgramFolder =
            word.find("/bin/") != std::string::npos || word.find("/.bin/") != std::string::npos;
        return word.find(module) != std::string::npos || (word.ends_with(program) && isInProgramFolder);
    };
    return isIt(argv.front()) || (argv.size() > 1 && trust::isInterpreter(argv.front()) && isIt(argv[1]));
}

bool runsOne(const Words& argv, const Words& command)
{
    if (!isTellingCommand(command))
        return false;
    if (endsWithCommand(argv, command))
        return true;
    const auto run = trust::packageRunOf(command);
    return run && !run->name.empty() && (isTitleOf(argv.front(), *run) || isProgramOf(argv, *run));
}

} // namespace

bool runsCommand(const Words& argv, const Words& command)
{
    if (argv.empty() || argv.front().empty() || command.empty())
        return false;
    if (runsOne(argv, command))
        return true;
    const auto chain = trust::chainOf(command);
    const bool onlyLaunchers = !chain.links.empty() && std::ranges::all_of(chain.links, [](const auto& link) {
        return link.role == trust::ChainRole::Launcher;
    });
    return onlyLaunchers && !chain.inner.empty() && runsOne(argv, chain.inner);
}

} // namespace gatehouse::service

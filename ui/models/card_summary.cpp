// SPDX-License-Identifier: Apache-2.0
#include "ui/models/card_summary.h"

#include "core/service/known_words.h"
#include "core/service/launch_words.h"
#include "ui/models/contest.h"
#include "ui/text/display_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <string_view>

namespace gatehouse::models {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::models::CardSummary)
};

constexpr std::array<std::string_view, 7> kShells{
    "sh", "bash", "dash", "zsh", "fish", "cmd.exe", "powershell"};
constexpr std::array<std::string_view, 8> kInterpreters{
    "node", "python", "perl", "ruby", "php", "deno", "bun", "lua"};
constexpr std::array<std::string_view, 12> kVariablePrefixes{"PATH", "LD_", "DYLD_", "NODE_OPTIONS",
    "NODE_PATH", "PYTHON", "PERL5", "RUBYOPT", "BASH_ENV", "ENV", "JAVA_TOOL_OPTIONS", "npm_config_"};

std::string_view baseName(std::string_view path)
{
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool startsWith(std::string_view text, std::string_view prefix)
{
    return text.substr(0, prefix.size()) == prefix;
}

template <typename Names>
bool isOneOf(const Names& names, std::string_view program)
{
    return std::any_of(names.begin(), names.end(), [program](std::string_view name) {
        // "python3.11" is python; "shellcheck" is no sh.
        const auto rest = startsWith(program, name) ? program.substr(name.size()) : std::string_view("?");
        return rest.find_first_not_of("0123456789.") == std::string_view::npos;
    });
}

/// -c, -e, -lc, --eval …: the code stands in the arguments instead of in a file that has a hash.
bool isInlineCodeFlag(std::string_view argument, bool isShell)
{
    if (startsWith(argument, "--"))
        return argument == "--eval" || argument == "--print" || startsWith(argument, "--eval=") ||
            argument == "--command";
    if (argument == "-Command" || argument == "/c" || argument == "/C")
        return true;
    if (argument.size() < 2 || argument[0] != '-')
        return false;
    const auto letters = argument.substr(1);
    return isShell ? letters.find('c') != std::string_view::npos
                   : letters[0] == 'c' || letters[0] == 'e' || letters[0] == 'p' || letters == "pe";
}

/// Any word of the command counts, since `env`, `sudo` and runners put the interpreter behind themselves.
bool runsInlineCode(const std::vector<std::string>& argv, bool& isShell)
{
    for (std::size_t at = 0; at + 1 < argv.size(); ++at) {
        isShell = isOneOf(kShells, baseName(argv[at]));
        if (!isShell && !isOneOf(kInterpreters, baseName(argv[at])))
            continue;
        for (std::size_t next = at + 1; next < argv.size() && startsWith(argv[next], "-"); ++next)
            if (isInlineCodeFlag(argv[next], isShell))
                return true;
        if (isInlineCodeFlag(argv[at + 1], isShell))
            return true;
    }
    return false;
}

QStringList riskyVariables(const model::LaunchIdentity& identity)
{
    QStringList names;
    for (const auto& name : identity.environmentNames)
        if (std::any_of(kVariablePrefixes.begin(), kVariablePrefixes.end(), [&name](std::string_view prefix) {
                return prefix.back() == '_' || prefix == "PYTHON" ? startsWith(name, prefix) : name == prefix;
            }))
            names << text::displayText(name);
    return names;
}

constexpr qsizetype kSentenceLimit = 600;

} // namespace

QStringList risksOf(const model::ApprovalCard& card)
{
    const auto& identity = card.identity;
    QStringList risks;
    if (identity.call)
        return risks; // of the launch, which was decided on
    for (const auto& [sentence, isDanger] : service::knownRemarks(card.known))
        if (isDanger)
            risks << text::displayText(sentence, kSentenceLimit);
    bool isShell = false;
    if (runsInlineCode(identity.argv, isShell))
        risks << (isShell ? Words::tr("It hands a command line to a shell, which can do anything you can.")
                          : Words::tr("It runs code that stands in the command itself, not in a file."));
    for (const auto& danger : service::packageDangers(card))
        risks << text::displayText(danger);
    if (!service::isPackageWatched(identity) && identity.unknown.empty())
        risks << Words::tr(
            "The package is not pinned: what runs may change at any time, without asking again.");
    for (const auto& code : identity.unknown)
        if (service::isDangerousUnknown(code))
            risks << QString::fromStdString(service::unknownSentence(code));
    if (const auto names = riskyVariables(identity); !names.isEmpty())
        risks << Words::tr("The entry sets variables that change what runs: %1.")
                     .arg(names.join(QStringLiteral(", ")));
    return risks;
}

QStringList remarksOfLists(const model::ApprovalCard& card)
{
    QStringList remarks;
    for (const auto& [sentence, isDanger] : service::knownRemarks(card.known))
        if (!isDanger)
            remarks << text::displayText(sentence, kSentenceLimit);
    return remarks;
}

bool isAboutADefinition(const model::ApprovalCard& card)
{
    return card.identity.call && card.identity.call->isDefinition();
}

bool isOneMatter(const model::ApprovalCard& left, const model::ApprovalCard& right)
{
    const auto& one = left.identity;
    const auto& other = right.identity;
    if (isContested(left) || isContested(right))
        return isSameContest(left, right);
    return isAboutADefinition(left) && isAboutADefinition(right) && one.entryRef == other.entryRef &&
        one.entry == other.entry && one.argv == other.argv;
}

QString matterTitle(const model::ApprovalCard& first, int count)
{
    constexpr qsizetype kNameLimit = 48;
    const auto& identity = first.identity;
    const auto& name = identity.entry.name.empty() ? identity.commandAsGiven : identity.entry.name;
    return Words::tr("%1 definitions of “%2” are not as they were")
        .arg(count)
        .arg(text::displayText(name, kNameLimit));
}

CardClass cardClass(const model::ApprovalCard& card)
{
    if (isAboutADefinition(card))
        return CardClass::Changed;
    if (card.identity.call)
        return CardClass::Call;
    if (!risksOf(card).isEmpty())
        return CardClass::Dangerous;
    return card.approvedBefore ? CardClass::Changed : CardClass::NewServer;
}

QString cardTitle(const model::ApprovalCard& card)
{
    const auto& identity = card.identity;
    constexpr qsizetype kNameLimit = 48;
    const std::string& name = !identity.entry.name.empty() ? identity.entry.name : identity.commandAsGiven;
    if (isAboutADefinition(card)) {
        if (identity.call->tool.empty())
            return Words::tr("The instructions of “%1” are not as they were")
                .arg(text::displayText(name, kNameLimit));
        if (isContested(card))
            return Words::tr("“%1” of “%2” could be another server's")
                .arg(text::displayText(identity.call->tool, kNameLimit), text::displayText(name, kNameLimit));
        return Words::tr("“%1” of “%2” is not as it was")
            .arg(text::displayText(identity.call->tool, kNameLimit), text::displayText(name, kNameLimit));
    }
    if (identity.call && identity.call->isAnswer())
        return Words::tr("“%1” is to get an answer").arg(text::displayText(name, kNameLimit));
    if (identity.call)
        return Words::tr("%1 of “%2” is to be called")
            .arg(text::displayText(
                     identity.call->tool.empty() ? identity.call->method : identity.call->tool, kNameLimit),
                text::displayText(name, kNameLimit));
    if (name.empty())
        return Words::tr("A server without a name wants to start");
    return Words::tr("“%1” wants to start").arg(text::displayText(name, kNameLimit));
}

QString whyAsked(const model::ApprovalCard& card)
{
    if (isContested(card))
        return Words::tr(
            "Another server of this client was first listed at the same moment, and a model could "
            "take the one's tool for the other's. It is kept from the client until you decide. "
            "Everything else of the server goes on.");
    if (isAboutADefinition(card))
        return Words::tr("The server describes it otherwise than when it was first seen, or did not have it "
                         "then. It is kept "
                         "from the client until you decide. Everything else of the server goes on.");
    if (card.identity.call && card.identity.call->restoresValues)
        return Words::tr(
            "The call holds tokens that stand for secrets which this server has shown. The tool gets the "
            "secrets themselves only if you allow it.");
    if (card.identity.call && card.identity.call->isAnswer())
        return Words::tr("The server asked for something, and the answer holds what your policy asks about.");
    if (card.identity.call && card.identity.call->reasons.size() == 1 &&
        card.identity.call->reasons.front().ends_with("(tool-asks)"))
        return Words::tr(
            "You wanted to see each call of this tool. The catalog's table of its tools changes that.");
    if (card.identity.call)
        return Words::tr("The call holds what your policy asks about.");
    if (!model::stoppingIds(card.known).empty())
        return Words::tr("A list that you imported says that this does harm. It does not start, and did not "
                         "go on running, unless you allow it knowing that.");
    if (const auto upgrade = service::upgradeOf(card); upgrade && upgrade->isImage)
        return Words::tr("The image %1 is another than the one that you allowed: %2 → %3. Nothing of the new "
                         "one was relayed.")
            .arg(text::displayText(upgrade->name), text::displayText(upgrade->before),
                text::displayText(upgrade->after));
    if (const auto upgrade = service::upgradeOf(card))
        return Words::tr(
            "The package has another version now: %1 %2 → %3. Nothing of the new one was relayed.")
            .arg(text::displayText(upgrade->name), text::displayText(upgrade->before),
                text::displayText(upgrade->after));
    if (const auto sentence = service::sourceSentence(card); !sentence.empty())
        return Words::tr("%1 Nothing of it was relayed.").arg(text::displayText(sentence, kSentenceLimit));
    if (card.approvedBefore)
        return Words::tr(
            "You approved another launch of this entry. What wants to start now is not the same.");
    if (card.identity.entryRef.empty())
        return Words::tr("No client's file names this launch, and it was never approved on this machine.");
    return Words::tr("This server was never approved on this machine.");
}

bool asksForAWindow(const model::ApprovalCard& card)
{
    // Nothing waits for a definition: the server goes on without it.
    return card.waiting > 0 && !card.isProbe && !isAboutADefinition(card);
}

} // namespace gatehouse::models

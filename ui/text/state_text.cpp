// SPDX-License-Identifier: Apache-2.0
#include "ui/text/state_text.h"

#include "ui/text/display_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace gatehouse::text {
namespace {

using model::ServerState;

struct State {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::text::State)
};

struct Reason {
    std::string_view code;
    const char* text;
};

constexpr const char* kStateContext = "gatehouse::text::State";
#define REASON(code, text) {code, QT_TRANSLATE_NOOP("gatehouse::text::State", text)},
// clang-format would stack these to the right, one step a line.
// clang-format off
constexpr auto kReasons = std::to_array<Reason>({
    REASON("remote", "it is a remote server, which no program on this machine starts")
    REASON("tracked-by-git", "its file is tracked by git, so a change would reach other people")
    REASON("managed", "its file is managed by your organisation")
    REASON("not-editable", "the entry cannot be changed safely")
    REASON("no-command", "the entry names no command")
    REASON("does-not-parse", "its file cannot be read as what it should be")
    REASON("file-does-not-parse", "its file cannot be read as what it should be")
    REASON("dangerous-environment", "the entry sets variables that could take hold of the wrapper itself")
    REASON("read-only", "its file can only be read")
    REASON("unsafe-owner", "its file belongs to somebody else, or others may write to it")
    REASON("disabled", "the client does not start it: the entry is switched off")
    REASON("plugin", "a plug-in brings it and would overwrite the change")
    REASON("built-in", "the client brings it along and starts it itself")
    REASON("cloud", "it is kept in your account and not in a file here")
    REASON("container", "it runs inside a development container")
    REASON("ide-file", "the IDE writes that file anew when it closes")
    REASON("app-database", "the app keeps it in its own database")
    REASON("old-format", "it is written in a way that the client has given up")
    REASON("unknown-format", "this version of Gatehouse cannot edit files of that format")
    REASON("sandboxed", "its client runs in a Flatpak or Snap sandbox")
    REASON("private-override", "git tracks its file, so its guarded copy goes into the client's private file")
    REASON("override-outdated", "it changed since its guarded copy was made; protect it again to renew the copy")
    REASON("new-entry", "it came into the file by itself")
    REASON("dropped", "its client dropped it from its file")
    REASON("overridden", "the client starts the entry of the same name in its private file instead")
});

/// What the user can do, for the reasons where there is something to do.
constexpr auto kAdvice = std::to_array<Reason>({
    REASON("managed", "Ask the people who manage this machine to put Gatehouse's wrapper into it.")
    REASON("plugin", "To have it guarded, switch the plug-in's server off and declare the same command in the client's own file.")
    REASON("cloud", "To have a local server guarded, remove it there and declare its command in the client's own file.")
    REASON("container", "Install Gatehouse inside the container, or declare the server outside of it.")
    REASON("ide-file", "Move its servers to ~/.ai/mcp/mcp.json, which newer versions of the IDE read; Gatehouse guards that file.")
    REASON("app-database", "Remove it there and use it from a client whose file Gatehouse guards.")
    REASON("old-format", "Move the server to the file that the client reads now.")
    REASON("unknown-format", "Use the server from a client whose file Gatehouse guards, or look for a newer Gatehouse.")
    REASON("sandboxed", "Install the client without the sandbox, or use the server from another client.")
});
constexpr auto kUnsearched = std::to_array<Reason>({
    REASON("other-file-system", "not searched, another file system is mounted there")
    REASON("network", "not searched, another machine serves it")
    REASON("network-time", "not searched to its end, another machine serves it and takes long")
    REASON("too-many-folders", "not searched to its end, it holds too many folders")
});
// clang-format on
#undef REASON

/// Reasons that say how an entry is guarded, not why it is not.
bool explainsGuarding(const std::string& code)
{
    return code == "private-override" || code == "override-outdated";
}

QString translated(std::span<const Reason> reasons, const std::string& code)
{
    const auto found = std::ranges::find(reasons, code, &Reason::code);
    return found == reasons.end() ? QString() : QCoreApplication::translate(kStateContext, found->text);
}

} // namespace

QString serverStateText(ServerState state)
{
    switch (state) {
    case ServerState::Unguarded:
        return State::tr("Unguarded");
    case ServerState::SeenNotGuarded:
        return State::tr("Seen, not guarded");
    case ServerState::Waiting:
        return State::tr("Waiting for you");
    case ServerState::Approved:
        return State::tr("Approved");
    case ServerState::Running:
        return State::tr("Running");
    case ServerState::Denied:
        return State::tr("Denied");
    case ServerState::RunningUnguarded:
        return State::tr("Running unguarded");
    case ServerState::Suspended:
        return State::tr("Partly withheld");
    case ServerState::Gone:
        return State::tr("Gone");
    }
    return {};
}

QString notGuardedReason(const std::string& code)
{
    const auto text = translated(kReasons, code);
    return text.isEmpty() ? displayText(code) : text;
}

QString notSearchedReason(const std::string& code)
{
    const auto text = translated(kUnsearched, code);
    return text.isEmpty() ? displayText(code) : text;
}

QString notGuardedAdvice(const std::string& code)
{
    return translated(kAdvice, code);
}

static QString notGuardedSentence(const model::ServerRow& row)
{
    const auto reason =
        State::tr("Gatehouse cannot stand in front of it: %1.").arg(notGuardedReason(row.stateReason));
    return (reason + u' ' + notGuardedAdvice(row.stateReason)).trimmed();
}

static QString runningUnguardedSentence(const model::ServerRow& row)
{
    if (row.isGuarded)
        return State::tr(
            "Its client runs it past Gatehouse, most likely since before it was protected. Restart the "
            "client: what runs now is neither asked about nor recorded.");
    const auto sentence =
        State::tr("Its client runs it directly at this moment. Gatehouse sees and stops nothing of it.");
    return row.canBeGuarded ? sentence : sentence + u' ' + notGuardedSentence(row);
}

static QString plainStateSentence(const model::ServerRow& row)
{
    if (row.stateReason == "dropped")
        return State::tr(
            "It was guarded, and its client dropped it from its file. Put it back, or do without it.");
    switch (row.state) {
    case ServerState::Unguarded:
        if (row.stateReason == "new-entry")
            return State::tr("It is new: it came into the file by itself, and the client starts it directly "
                             "until it is protected.");
        return State::tr(
            "The client starts it directly. Gatehouse sees and stops nothing of it until it is protected.");
    case ServerState::SeenNotGuarded:
        return notGuardedSentence(row);
    case ServerState::Waiting:
        return State::tr("It is held back until you decide. Nothing of it runs.");
    case ServerState::Approved:
        return row.isByOrganisation
            ? State::tr("Your organisation has approved it. A changed command or program asks again.")
            : State::tr("It may start. A changed command or program asks again.");
    case ServerState::Running:
        return State::tr("It runs behind Gatehouse, in %n session(s).", nullptr, row.liveSessions);
    case ServerState::Denied:
        return row.isByOrganisation ? State::tr("Your organisation does not let it start.")
                                    : State::tr("You denied it. It does not start.");
    case ServerState::RunningUnguarded:
        return runningUnguardedSentence(row);
    case ServerState::Suspended:
        return State::tr(
            "Something that it offers is not as it was first seen, and is withheld until you decide. "
            "The rest goes on.");
    case ServerState::Gone:
        return State::tr("No client's file declares it any more, and nothing of it runs.");
    }
    return {};
}

QString serverStateSentence(const model::ServerRow& row)
{
    const auto sentence = plainStateSentence(row);
    if (row.state == ServerState::SeenNotGuarded || !explainsGuarding(row.stateReason))
        return sentence;
    return State::tr("%1 (%2)", "what is, and how it is guarded")
        .arg(sentence, notGuardedReason(row.stateReason));
}

} // namespace gatehouse::text

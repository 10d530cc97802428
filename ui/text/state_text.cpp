// SPDX-License-Identifier: Apache-2.0
#include "ui/text/state_text.h"

#include "ui/text/display_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
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

constexpr const char* kContext = "gatehouse::text::State";
#define REASON(code, text) {code, QT_TRANSLATE_NOOP("gatehouse::text::State", text)},
constexpr std::array kReasons{
    std::to_array<Reason>({REASON("remote", "it is a remote server, which no program on this machine starts")
            REASON("tracked-by-git", "its file is tracked by git, so a change would reach other people")
                REASON("managed", "its file is managed by your organisation") REASON("not-editable",
                    "the entry cannot be changed safely") REASON("no-command", "the entry names no command")
                    REASON("does-not-parse", "its file cannot be read as what it should be")
                        REASON("file-does-not-parse", "its file cannot be read as what it should be") REASON(
                            "dangerous-environment",
                            "the entry sets variables that could take hold of the wrapper itself")
                            REASON("read-only", "its file can only be read") REASON("unsafe-owner",
                                "its file belongs to somebody else, or others may write to it")
                                REASON("disabled", "the client does not start it: the entry is switched off")
                                    REASON("plugin", "a plug-in brings it and would overwrite the change")
                                        REASON("private-override",
                                            "git tracks its file, so its guarded copy goes into the client's private file")
                                            REASON("override-outdated",
                                                "it changed since its guarded copy was made; protect it again to renew the copy")
                                                REASON("overridden",
                                                    "the client starts the entry of the same name in its private file instead")})};
#undef REASON

/// Reasons that say how an entry is guarded, not why it is not.
bool explainsGuarding(const std::string& code)
{
    return code == "private-override" || code == "override-outdated";
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
    }
    return {};
}

QString notGuardedReason(const std::string& code)
{
    const auto& reasons = kReasons;
    const auto* found = std::find_if(
        reasons.begin(), reasons.end(), [&code](const Reason& reason) { return reason.code == code; });
    return found == reasons.end() ? displayText(code) : QCoreApplication::translate(kContext, found->text);
}

static QString plainStateSentence(const model::ServerRow& row)
{
    switch (row.state) {
    case ServerState::Unguarded:
        return State::tr(
            "The client starts it directly. Gatehouse sees and stops nothing of it until it is protected.");
    case ServerState::SeenNotGuarded:
        return State::tr("Gatehouse cannot stand in front of it: %1.").arg(notGuardedReason(row.stateReason));
    case ServerState::Waiting:
        return State::tr("It is held back until you decide. Nothing of it runs.");
    case ServerState::Approved:
        return State::tr("It may start. A changed command or program asks again.");
    case ServerState::Running:
        return State::tr("It runs behind Gatehouse, in %n session(s).", nullptr, row.liveSessions);
    case ServerState::Denied:
        return State::tr("You denied it. It does not start.");
    }
    return {};
}

QString serverStateSentence(const model::ServerRow& row)
{
    const auto sentence = plainStateSentence(row);
    if (row.state == ServerState::SeenNotGuarded || !explainsGuarding(row.stateReason))
        return sentence;
    return State::tr("%1 (%2)", "what is, and how it is guarded").arg(sentence, notGuardedReason(row.stateReason));
}

} // namespace gatehouse::text

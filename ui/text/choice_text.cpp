// SPDX-License-Identifier: Apache-2.0
#include "ui/text/choice_text.h"

#include "core/service/client_words.h"
#include "core/service/launch_words.h"

#include <QCoreApplication>

namespace gatehouse::text {
namespace {

using model::AnsweredBy;
using model::Choice;
using model::EntryScope;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::text::Choice)
};

} // namespace

QString choiceLabel(Choice choice)
{
    switch (choice) {
    case Choice::Once:
        return Words::tr("Allow once");
    case Choice::Session:
        return Words::tr("Allow for this session");
    case Choice::Always:
        return Words::tr("Always allow");
    case Choice::Deny:
        return Words::tr("Deny");
    case Choice::NotNow:
        return Words::tr("Not now");
    }
    return {};
}

namespace {

QString definitionSentence(Choice choice)
{
    switch (choice) {
    case Choice::Deny:
        return Words::tr("Keeps it from the client for good, as it is now. The server goes on running.");
    case Choice::NotNow:
        return Words::tr("Decides nothing. It stays withheld and the question stays under Review.");
    default:
        return Words::tr("Shows it to the client as it is now. Any other change asks again.");
    }
}

QString callSentence(Choice choice, const model::GuardedCall& call, const QString& clientTitle)
{
    switch (choice) {
    case Choice::Once:
        return call.restoresValues
            ? Words::tr("The tool gets the secrets behind the tokens until this session ends.")
            : Words::tr("Sends exactly this call, once. The same call asks again.");
    case Choice::Session:
        return Words::tr("Sends calls like this for as long as this %1 keeps running. Then they ask again.")
            .arg(clientTitle);
    case Choice::Always:
        return call.restoresValues
            ? Words::tr("The tool gets the secrets behind tokens from now on, in every session.")
            : Words::tr("Sends exactly this call whenever it is made. Any other call asks by itself.");
    case Choice::Deny:
        return Words::tr("Never sends this call. The server goes on running.");
    case Choice::NotNow:
        return Words::tr(
            "Decides nothing. After 45 seconds the call is refused; the question stays under Review.");
    }
    return {};
}

} // namespace

QString choiceSentence(Choice choice, const model::ApprovalCard& card, const QString& clientTitle)
{
    if (card.identity.call && card.identity.call->isDefinition())
        return definitionSentence(choice);
    if (card.identity.call)
        return callSentence(choice, *card.identity.call, clientTitle);
    const bool isWatched = service::isPackageWatched(card.identity);
    switch (choice) {
    case Choice::Once:
        return Words::tr("Starts exactly this command now, for %1. When it ends, the next start asks again.")
            .arg(clientTitle);
    case Choice::Session:
        return Words::tr(
            "Starts exactly this command for as long as this %1 keeps running. Then it asks again.")
            .arg(clientTitle);
    case Choice::Always:
        return isWatched
            ? Words::tr("Starts exactly this command in %1 from now on. It asks again as soon as "
                        "the command, the program "
                        "or a named file changes.")
                  .arg(clientTitle)
            : Words::tr("Starts this command in %1 from now on. The package is not pinned, so "
                        "what it runs may change "
                        "without asking again.")
                  .arg(clientTitle);
    case Choice::Deny:
        if (card.identity.package && !card.identity.package->found.empty())
            return Words::tr(
                "Never starts this command in %1 with this version of the package. Another version "
                "asks. You can undo that in the catalog.")
                .arg(clientTitle);
        return Words::tr("Never starts this command in %1. You can undo that in the catalog.")
            .arg(clientTitle);
    case Choice::NotNow:
        return Words::tr("Decides nothing. The server stays stopped and the question stays under Review.");
    }
    return {};
}

QString scopeText(EntryScope scope)
{
    switch (scope) {
    case EntryScope::Managed:
        return Words::tr("set by your organisation");
    case EntryScope::User:
        return Words::tr("for all your projects");
    case EntryScope::Project:
        return Words::tr("from a project's own file");
    case EntryScope::Local:
        return Words::tr("for one project, private to you");
    case EntryScope::Profile:
        return Words::tr("for one profile");
    case EntryScope::Plugin:
        return Words::tr("brought by a plug-in");
    }
    return {};
}

QString answeredByText(AnsweredBy by)
{
    switch (by) {
    case AnsweredBy::Pointer:
        return Words::tr("by pointer");
    case AnsweredBy::Keyboard:
        return Words::tr("by keyboard");
    case AnsweredBy::Accessibility:
        return Words::tr("by assistive technology");
    case AnsweredBy::Synthetic:
        return Words::tr("by synthetic input");
    case AnsweredBy::CommandLine:
        return Words::tr("on the command line");
    }
    return {};
}

QString afterApprovalText(const model::ApprovalCard& card)
{
    if (card.identity.call && card.identity.call->isDefinition())
        return Words::tr(
            "Clients that listen see it at once, others when they list the server's tools anew.");
    if (card.identity.call && card.identity.call->isAnswer())
        return Words::tr("If the server has stopped waiting by then, it has to ask again.");
    if (card.identity.call)
        return Words::tr("If the client has stopped waiting by then, it has to make the same call again.");
    return Words::tr("Then %1.").arg(QString::fromStdString(service::nextStepInClient(card.clientName)));
}

} // namespace gatehouse::text

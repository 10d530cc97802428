// SPDX-License-Identifier: Apache-2.0
#include "ui/tray/tray_state.h"

#include <QCoreApplication>

namespace gatehouse::tray {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::tray::State)
};

} // namespace

TrayState stateOf(const Situation& situation)
{
    if (!situation.problem.isEmpty())
        return TrayState::Degraded;
    if (situation.questions > 0 || situation.bypassed > 0)
        return TrayState::Attention;
    if (situation.guarded == 0)
        return TrayState::NoClients;
    return TrayState::Protected;
}

QString sentenceOf(const Situation& situation)
{
    switch (stateOf(situation)) {
    case TrayState::Degraded:
        return Words::tr("Something is wrong: %1").arg(situation.problem);
    case TrayState::Attention:
        if (situation.questions == 0)
            return Words::tr(
                "%n server(s) run past Gatehouse: restart their client", nullptr, situation.bypassed);
        return Words::tr("%n server(s) wait for your decision", nullptr, situation.questions);
    case TrayState::NoClients:
        return situation.unguarded == 0
            ? Words::tr("No server is guarded: none was found")
            : Words::tr("No server is guarded: %n could be", nullptr, situation.unguarded);
    case TrayState::Protected:
        break;
    }
    auto sentence = Words::tr("%n server(s) guarded", nullptr, situation.guarded);
    if (situation.running > 0)
        sentence += Words::tr(", %n running", nullptr, situation.running);
    if (situation.unguarded > 0)
        sentence += Words::tr(", %n unguarded", nullptr, situation.unguarded);
    return sentence;
}

QString shapeOf(TrayState state)
{
    switch (state) {
    case TrayState::Degraded:
        return QStringLiteral("state-degraded");
    case TrayState::Attention:
        return QStringLiteral("state-attention");
    case TrayState::NoClients:
        return QStringLiteral("state-no-clients");
    case TrayState::Protected:
        return QStringLiteral("state-protected");
    }
    return {};
}

} // namespace gatehouse::tray

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace gatehouse::tray {

/// How things stand, as far as a tray icon says it. The first that is true wins.
enum class TrayState { Degraded, Attention, NoClients, Protected };

struct Situation {
    int questions = 0; ///< in the inbox, those that wait included
    int guarded = 0;   ///< servers behind the wrapper
    int unguarded = 0; ///< servers that could be and are not
    int running = 0;   ///< sessions now
    QString problem;   ///< the first thing that is wrong; empty: nothing
    int bypassed = 0;  ///< guarded servers that their client runs past the wrapper
};

TrayState stateOf(const Situation& situation);

/// One line in words: the tooltip, the first row of the menu, the line below the windows.
QString sentenceOf(const Situation& situation);

/// The drawing of resources/icons that stands for the state.
QString shapeOf(TrayState state);

} // namespace gatehouse::tray

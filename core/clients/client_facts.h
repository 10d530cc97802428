// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace gatehouse::clients {

/// What a client does with the text of an entry before it starts the server. What is expanded stays in the
/// client's file as it is, so a wrapped server gets the same values.
enum class Expansion {
    Dollar,        ///< $NAME
    Braces,        ///< ${NAME}
    BracesDefault, ///< ${NAME:-default}
    EnvColon,      ///< ${env:NAME}
    BraceEnv,      ///< {env:NAME}
    BraceFile,     ///< {file:path}
    Inputs,        ///< ${input:id}: the client asks its user
    Folders,       ///< ${workspaceFolder}, ${userHome}, ${extensionPath} and their like
    Templates,     ///< ${{ secrets.NAME }}
    Shell,         ///< $(command): the client runs it
};

/// When a client reads a changed file.
enum class Reload {
    Unknown,
    Watched,    ///< at once
    NewSession, ///< with the next session, conversation or command
    Restart,    ///< after it was ended and started again
    ByHand,     ///< when its user presses a button or gives a command
};

/// How long a client waits for a server that starts. A server that waits for approval is held within these.
struct Timeouts {
    enum class Unit { Milliseconds, Seconds };
    int startSeconds = 0; ///< 0: not known
    int listSeconds = 0;  ///< of its command that lists servers and tries them; 0: as startSeconds
    std::string entryKey; ///< the member of an entry that sets another time; empty: there is none
    Unit entryUnit = Unit::Milliseconds;
    bool listIgnoresEntry = false; ///< entryKey does not hold for the list
    std::string
        variable; ///< the environment variable (milliseconds) that sets another time; empty: there is none
};

} // namespace gatehouse::clients

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/rows.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::service {

using Environment = std::vector<std::pair<std::string, std::string>>;

/// What the client's own look for the command would come to.
enum class CommandFault { None, Missing, NotExecutable, Folder, InterpreterMissing };

/// A place that holds the command although the client does not look there.
struct CommandPlace {
    std::string keeper; ///< "nvm", "pyenv" …; whoever put it there
    std::string path;   ///< absolute
    bool needsItsFolder =
        false; ///< a script whose interpreter lies beside it and is not on the client's PATH either

    bool operator==(const CommandPlace&) const = default;
};

/// A variable that the entry uses and that has nothing in it.
struct VariableFact {
    std::string name;
    bool isSetByEntry = false; ///< the entry's own `env` gives it an empty value; else the entry refers to it
    bool isSet = false;        ///< empty; else not set at all

    bool operator==(const VariableFact&) const = default;
};

enum class WrapperState { Good, Missing, NotExecutable, Older };

/// How a session of the server ended, or failed to begin.
struct EndFact {
    bool hasStarted = true;
    int exitCode = 0;
    std::string signal; ///< "SIGKILL"; empty where it exited
    std::string reason; ///< stable code
    base::UnixMilliseconds at = 0;
};

/// What the books know of the entry.
struct BookFacts {
    bool isWaiting = false;
    bool isDenied = false;
    std::string cardId; ///< of the question that waits
    std::optional<EndFact> lastEnd;
    std::vector<base::Error> leftOutLists; ///< imported lists that do not hold
    std::int64_t startMilliseconds =
        -1; ///< from the client's `initialize` to the answer, the last time; -1: not measured
};

/// The server started by the doctor itself.
struct TrialFact {
    std::optional<base::Error> refused; ///< why it was not started
    bool hasAnswered = false;           ///< `initialize` was answered
    std::string errorAnswer;            ///< `initialize` was answered with this error
    bool hasTimedOut = false;
    int exitCode = 0;
    std::string signal;
    std::int64_t milliseconds = 0;       ///< until the answer, the end, or the time-out
    std::vector<std::string> errorLines; ///< the last that it wrote to its standard error; in memory only
};

/// Everything that the checks look at. Values only: gathering is at the edge, so that a check is a function
/// of this.
struct DoctorFacts {
    model::ServerRow server;
    bool isGuarded = false; ///< a protection record proves that the entry is ours

    std::string environmentSource; ///< where `environment` was learned: "client", "session", "terminal"
    Environment environment;       ///< what the client would give the server, the entry's own values included
    std::optional<std::string> workingFolder; ///< that the entry sets
    bool hasWorkingFolder = true;             ///< it is there

    CommandFault commandFault = CommandFault::None;
    std::string commandPath; ///< what was found, or what is wrong
    std::string interpreter; ///< the one that is missing
    std::vector<CommandPlace> elsewhere;

    std::vector<VariableFact> variables;

    std::string wrapper; ///< the path that the client's file names; empty where the entry is not guarded
    WrapperState wrapperState = WrapperState::Good;
    std::string expectedWrapper; ///< the path that a new protection would write

    std::string list = "fresh"; ///< of what wrappers decide by: "fresh", "stale", or the name of an error
    std::string listDetail;

    std::string organisationProblem;  ///< why its registry is not understood; empty: it is, or there is none
    std::string organisationDistrust; ///< why what it allows is ignored; empty: it is not
    bool isForbiddenByOrganisation = false;

    BookFacts books;
    int clientWaitsSeconds = 0; ///< for a server that starts; 0: not known
    std::optional<TrialFact> trial;
};

} // namespace gatehouse::service

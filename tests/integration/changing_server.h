// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/integration/scratch_home.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <vector>

namespace gatehouse::integration {

/// A guarded server whose answers change, and what the user is asked about it.
class ChangingServer {
public:
    /// When a change happens, and whether the server tells of it.
    enum class Moment { AtTheNextStart, InSession, Silently };

    ChangingServer();

    ScratchHome& home() { return m_home; }
    WrapProcess& wrap() { return *m_wrap; }
    /// A start that is not noted here: a second session.
    std::unique_ptr<WrapProcess> anotherSession() const;

    /// A line for each, "TOOL result" or "method result"; from the next request on.
    void answersAre(const std::string& answers) const;
    /// Starts the wrapper and answers its handshake.
    void start();
    void end();
    void restart();
    /// The same program with one argument more: another launch.
    void becomeAnotherLaunch();

    /// The line that answers this request.
    std::string list(const std::string& method = "tools/list", const std::string& params = "{}");
    /// With these answers from the first start on.
    std::string firstOf(const std::string& answers, const std::string& method = "tools/list");
    /// With other answers from a moment on.
    std::string afterChange(const std::string& answers, Moment moment = Moment::Silently,
        const std::string& method = "tools/list");

    std::size_t questions() const { return m_home.events("call-pending").size(); }
    /// The details of the last one's journal line.
    nlohmann::json lastQuestion() const;
    /// What the command line would write for the definition that was asked about last.
    void decide(bool isDenied);
    /// What has reached the server.
    std::string logged() const;

private:
    ScratchHome m_home;
    std::vector<std::string> m_command;
    std::unique_ptr<WrapProcess> m_wrap;
    int m_id = 1000;
};

// Definitions, and answers that hold them.
extern const std::string kSendTool;
extern const std::string kReadTool;
/// kReadTool with one part in the place of another.
std::string readToolWith(const std::string& what, const std::string& instead);
std::string toolsAnswer(const std::string& elements);
/// Of a server that announces changes of its tools.
std::string helloWith(const std::string& instructions);

} // namespace gatehouse::integration

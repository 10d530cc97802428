// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/integration/cli/cli_home.h"

#include <QProcess>

#include <string>

namespace gatehouse::tests {

/// A client that is a process of its own, so that the test (and the command line that it starts) is no
/// client: a shell script that starts what Cursor's file declares and passes its own input and output on.
class WaitingClient {
public:
    /// Starts it and speaks the handshake. The entry must be protected.
    WaitingClient(const CliHome& home, const std::string& server);
    ~WaitingClient();
    WaitingClient(const WaitingClient&) = delete;
    WaitingClient& operator=(const WaitingClient&) = delete;

    /// True once the wrapper has answered the handshake.
    bool isAnswered();
    /// Sends a request with this id and returns the line that answers it; empty where none comes.
    std::string ask(int id, const std::string& method, const std::string& params);
    /// The two halves of it.
    void send(int id, const std::string& method, const std::string& params);
    std::string answerTo(int id);
    /// Closes the server's input and starts the same server anew, in the same client process.
    void startServerAgain();
    void end();

private:
    void shakeHands();

    QProcess m_process;
    QByteArray m_output;
};

} // namespace gatehouse::tests

// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/waiting_client.h"

#include <QtTest>

namespace gatehouse::tests {
namespace {

constexpr int kPatienceMs = 20000;

std::string quoted(const std::string& word)
{
    return "'" + word + "'"; // nothing in these tests holds a quote
}

/// A line "again" ends one server and starts the next; what else comes goes to the server.
std::string scriptFor(const nlohmann::json& entry)
{
    std::string command = quoted(entry["command"].get<std::string>());
    for (const auto& word : entry["args"])
        command += " " + quoted(word.get<std::string>());
    return "#!/bin/sh\nwhile [ \"$line\" != end ]; do\n"
           "  while IFS= read -r line && [ \"$line\" != again ] && [ \"$line\" != end ]; do printf '%s\\n' "
           "\"$line\"; done | " +
        command + "\ndone\n";
}

} // namespace

WaitingClient::WaitingClient(const CliHome& home, const std::string& server)
{
    const auto file = nlohmann::json::parse(home.read(".cursor/mcp.json"));
    home.write("client.sh", scriptFor(file["mcpServers"][server]), 0700);
    m_process.setProcessEnvironment(home.environment());
    m_process.setWorkingDirectory(QString::fromStdString(home.places.home));
    m_process.start(QStringLiteral("/bin/sh"), {QString::fromStdString(home.path("client.sh"))});
    shakeHands();
}

WaitingClient::~WaitingClient()
{
    end();
}

void WaitingClient::shakeHands()
{
    m_process.write(
        R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",)"
        R"("capabilities":{},"clientInfo":{"name":"cursor-vscode","version":"1"}}})"
        "\n"
        R"({"jsonrpc":"2.0","method":"notifications/initialized"})"
        "\n");
}

bool WaitingClient::isAnswered()
{
    return QTest::qWaitFor(
        [this] {
            m_output += m_process.readAllStandardOutput();
            return m_output.contains("\"serverInfo\"");
        },
        kPatienceMs);
}

std::string WaitingClient::ask(int id, const std::string& method, const std::string& params)
{
    send(id, method, params);
    return answerTo(id);
}

void WaitingClient::send(int id, const std::string& method, const std::string& params)
{
    m_process.write("{\"jsonrpc\":\"2.0\",\"id\":" + QByteArray::number(id) + ",\"method\":\"" +
        QByteArray::fromStdString(method) + "\",\"params\":" + QByteArray::fromStdString(params) + "}\n");
}

std::string WaitingClient::answerTo(int id)
{
    const auto number = QByteArray::number(id);
    QByteArray found;
    const auto isThere = [&] {
        m_output += m_process.readAllStandardOutput();
        for (const auto& line : m_output.split('\n')) {
            if (line.contains("\"id\":" + number + ",") && line.endsWith('}'))
                found = line;
        }
        return !found.isEmpty();
    };
    return QTest::qWaitFor(isThere, kPatienceMs) ? found.toStdString() : std::string();
}

void WaitingClient::startServerAgain()
{
    m_output.clear();
    m_process.write("again\n");
    shakeHands();
}

void WaitingClient::end()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished(kPatienceMs);
}

} // namespace gatehouse::tests

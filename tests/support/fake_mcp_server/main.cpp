// SPDX-License-Identifier: Apache-2.0
// An MCP server that behaves as its arguments and its callers say. Its tools: `echo` answers with the length
// of the request, `big` with n bytes of text, `flood` sends n notifications first, `half` dies inside a
// message, `announce` says that its tools have changed, `exit` and `kill` end it with n, `unfinished` answers
// without a final newline and ends.
#include "tests/support/fake_mcp_server/behaviour.h"
#include "tests/support/fake_mcp_server/request.h"
#include "tests/support/fake_mcp_server/scripted_answers.h"
#include "tests/support/fake_mcp_server/surroundings.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace {

using namespace gatehouse::fake;

constexpr std::size_t kReadBytes = std::size_t{64} << 10;

void writeBytes(int descriptor, std::string_view bytes, std::size_t piece)
{
    while (!bytes.empty()) {
        const auto wrote = ::write(descriptor, bytes.data(), std::min(bytes.size(), piece));
        if (wrote < 0)
            ::_exit(1);
        bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
}

/// As the system ends a program, whatever handler a sanitizer has put in its place.
void dieBy(int signal)
{
    std::signal(signal, SIG_DFL);
    ::raise(signal);
}

class Server {
public:
    explicit Server(Behaviour behaviour)
        : m_behaviour(std::move(behaviour))
    {
    }

    void answer(std::string_view line)
    {
        const auto request = readRequest(line);
        if (request.id.empty())
            return;
        if (request.tool == "announce" && request.method == "tools/call")
            say(R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed"})"
                "\n");
        if (const auto scripted = scriptedAnswer(m_behaviour.answersFile, request)) {
            result(request, *scripted);
        } else if (request.method == "initialize") {
            result(request,
                R"({"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"fake","version":"1"}})");
        } else if (request.method == "tools/list") {
            result(request, R"({"tools":[{"name":"echo","inputSchema":{"type":"object"}}]})");
        } else if (request.method == "tools/call") {
            call(request, line);
        } else {
            result(request, "{}");
        }
    }

    void flush()
    {
        say(m_held);
        m_held.clear();
    }

private:
    void call(const Request& request, std::string_view line)
    {
        if (request.tool == "exit")
            ::_exit(static_cast<int>(request.number));
        if (request.tool == "kill")
            dieBy(static_cast<int>(request.number));
        if (request.tool == "half") {
            say(R"({"jsonrpc":"2.0","id":)" + std::string(request.id) +
                R"(,"result":{"content":[{"type":"te)");
            ::_exit(3);
        }
        if (request.tool == "unfinished") {
            say(R"({"jsonrpc":"2.0","id":)" + std::string(request.id) + R"(,"result":{"content":[]}})");
            ::_exit(0);
        }
        if (request.tool == "flood")
            flood(request.number);
        const auto text = request.tool == "big" ? std::string(static_cast<std::size_t>(request.number), 'x')
                                                : std::to_string(line.size());
        result(request, R"({"content":[{"type":"text","text":")" + text + "\"}]}");
    }

    void flood(long count)
    {
        std::string lines;
        for (long i = 0; i < count; ++i) {
            lines += R"({"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":)" +
                std::to_string(i) + "}}\n";
        }
        say(lines);
    }

    void result(const Request& request, std::string_view body)
    {
        auto line = R"({"jsonrpc":"2.0","id":)" + std::string(request.id) +
            ",\"result\":" + std::string(body) + "}\n";
        if (m_behaviour.isPairwise && m_held.empty()) {
            m_held = std::move(line);
            return;
        }
        m_held += line;
        flush();
    }

    void say(std::string_view bytes) const
    {
        writeBytes(STDOUT_FILENO, bytes, m_behaviour.isBytewise ? 1 : bytes.size());
    }

    Behaviour m_behaviour;
    std::string m_held; // the first of a pair
};

int serve(const Behaviour& behaviour)
{
    Server server(behaviour);
    std::FILE* const log = behaviour.logFile.empty() ? nullptr : std::fopen(behaviour.logFile.c_str(), "we");
    std::vector<char> chunk(kReadBytes);
    std::string pending;
    for (;;) {
        const auto got = ::read(STDIN_FILENO, chunk.data(), chunk.size());
        if (got <= 0)
            break;
        const std::string_view bytes(chunk.data(), static_cast<std::size_t>(got));
        if (log != nullptr) {
            std::fwrite(bytes.data(), 1, bytes.size(), log);
            std::fflush(log);
        }
        auto searched = pending.size();
        pending += bytes;
        std::size_t begin = 0;
        for (auto end = pending.find('\n', searched); end != std::string::npos;
             end = pending.find('\n', begin)) {
            server.answer(std::string_view(pending).substr(begin, end - begin));
            begin = end + 1;
        }
        pending.erase(0, begin);
    }
    server.flush();
    while (behaviour.ignoresEnd)
        ::pause();
    return behaviour.exitCode;
}

} // namespace

int main(int argc, char** argv)
{
    const auto behaviour = readBehaviour(argc, argv);
    if (!behaviour.reportFile.empty())
        report(behaviour.reportFile, argc, argv);
    if (behaviour.ignoresTerm)
        std::signal(SIGTERM, SIG_IGN);
    if (!behaviour.daemonFile.empty())
        startDaemon(behaviour.daemonFile);
    if (behaviour.holdsStdout)
        startHolder();
    if (behaviour.stderrBytes > 0)
        writeBytes(
            STDERR_FILENO, std::string(static_cast<std::size_t>(behaviour.stderrBytes), 'e'), kReadBytes);
    while (behaviour.neverReads)
        ::pause();
    return serve(behaviour);
}

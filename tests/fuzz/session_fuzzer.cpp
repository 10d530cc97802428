// SPDX-License-Identifier: Apache-2.0
// A session bears any order of lines, chunks, decisions, timers and ends. The input is a script, one step a
// line: the first character says what happens, the rest is its text. What is checked after each step is
// listed in `Fuzzed::check…`.
#include "core/jsonrpc/message.h"
#include "core/jsonrpc/open_requests.h"
#include "core/relay/session.h"
#include "tests/fuzz/fuzz_check.h"

#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

using namespace gatehouse;

namespace {

constexpr std::size_t kMaxInput = 1U << 16;
constexpr std::size_t kMaxOutput = 8U << 20; // of one step; what waits is bounded by 1 MiB and 1,000 messages
constexpr int kFirstOwnId = 1000;

const std::string kModernParams = R"({"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                                  R"("io.modelcontextprotocol/clientCapabilities":{}}})";

jsonrpc::Limits fuzzLimits()
{
    jsonrpc::Limits limits;
    limits.maxLineBytes = 2048;
    limits.maxDepth = 16;
    limits.maxOpenRequests = 8;
    return limits;
}

/// One key for all ids that some client could take for each other.
std::string keyOf(const jsonrpc::RequestId& id)
{
    const double number =
        id.kind == jsonrpc::RequestId::Kind::String ? jsonrpc::ecmaScriptNumber(id.text) : id.number;
    return std::isnan(number) ? "s:" + id.text : "n:" + std::to_string(number);
}

class Fuzzed {
public:
    Fuzzed(relay::Admission admission, bool isKnownModern)
        : m_session(options(isKnownModern), admission)
    {
        m_session.begin(m_now, m_out);
        check();
    }

    void step(std::string_view step)
    {
        if (step.empty())
            return;
        m_now.monotonicUs += 1000;
        perform(step.front(), step.substr(1));
        check();
    }

private:
    static relay::SessionOptions options(bool isKnownModern)
    {
        relay::SessionOptions options;
        options.limits = fuzzLimits();
        options.serverName = "fuzzed";
        options.sessionId = "5eed";
        options.isKnownModern = isKnownModern;
        return options;
    }

    void perform(char what, std::string_view text)
    {
        switch (what) {
        case 'c':
            client(std::string(text) + "\n", true);
            break;
        case 'C':
            client(std::string(text), true);
            break;
        case 's':
            server(std::string(text) + "\n");
            break;
        case 'S':
            server(std::string(text));
            break;
        case 'i':
            clientMessage("initialize",
                std::string(R"({"protocolVersion":"2025-03-26","capabilities":{},)") +
                    R"("clientInfo":{"name":")" + nameFrom(text) + R"(","version":"1"}})");
            break;
        case 'n':
            client(R"({"jsonrpc":"2.0","method":"notifications/initialized"})"
                   "\n",
                false);
            break;
        case 'l':
            clientMessage("tools/list", "{}");
            break;
        case 'L':
            clientMessage("tools/list", kModernParams);
            break;
        case 'm':
            clientMessage("server/discover", kModernParams);
            break;
        case 'M':
            clientMessage("subscriptions/listen", kModernParams);
            break;
        case 't':
            clientMessage("tools/call", R"({"name":"t","arguments":{}})");
            break;
        case 'v':
            clientMessage("logging/setLevel", R"({"level":"info"})");
            break;
        case 'b':
            clientMessage("resources/subscribe", R"({"uri":"a:1"})");
            break;
        case 'o':
            server(R"({"jsonrpc":"2.0","id":)" + ownId(text) +
                R"(,"result":{}})"
                "\n");
            break;
        case 'O':
            server(R"({"jsonrpc":"2.0","id":)" + ownId(text) +
                R"(,"error":{"code":-32601,"message":"x"}})"
                "\n");
            break;
        case 'h':
            server(handshake(text));
            break;
        case 'q':
            server(R"({"jsonrpc":"2.0","id":7,"method":"roots/list"})"
                   "\n");
            break;
        case 'a':
            m_session.onAdmission(relay::Admission::Approved, m_now, m_out);
            break;
        case 'p':
            m_session.onAdmission(relay::Admission::Pending, m_now, m_out);
            break;
        case 'd':
            m_session.onAdmission(relay::Admission::Denied, m_now, m_out);
            break;
        case 'u':
            m_serverStarted = true;
            m_session.onServerStarted(m_now, m_out);
            break;
        case 'f':
            m_session.onServerFailed({base::ErrorCode::CommandNotFound, "x"}, m_now, m_out);
            break;
        case 'e':
            m_session.onClientEnd(m_now, m_out);
            break;
        case 'E':
            m_session.onServerEnd(m_now, m_out);
            break;
        case 'w':
            m_now.monotonicUs += 30'000'000;
            break;
        case 'T':
            m_session.onTimer(text.empty() ? 0 : text.front() - '0', m_now, m_out);
            break;
        default:
            break;
        }
    }

    static std::string nameFrom(std::string_view text)
    {
        constexpr std::string_view kNames[]{"claude-code", "codex-mcp-client", "@cline/core", "unknown"};
        return std::string(kNames[text.empty() ? 0 : static_cast<unsigned char>(text.front()) % 4]);
    }

    std::string ownId(std::string_view text) const
    {
        const int back = text.empty() ? 0 : static_cast<unsigned char>(text.front()) % 8;
        return std::to_string(m_nextId - 1 - back);
    }

    static std::string handshake(std::string_view text)
    {
        const std::string head = R"({"jsonrpc":"2.0","id":"gatehouse-init-5eed",)";
        switch (text.empty() ? '0' : text.front()) {
        case '1':
            return head +
                R"("result":{"protocolVersion":"1999-01-01","capabilities":{},"serverInfo":{"name":"x","version":"1"}}})"
                "\n";
        case '2':
            return head +
                R"("error":{"code":-32601,"message":"x"}})"
                "\n";
        case '3':
            return head +
                R"("result":{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"resultType":"complete"}})"
                "\n";
        default:
            return head +
                R"("result":{"protocolVersion":"2025-03-26","capabilities":{"tools":{},"logging":{},"resources":{"subscribe":true}},"serverInfo":{"name":"x","version":"1"}}})"
                "\n";
        }
    }

    /// A request with an id of its own, so that its answer can be told from every other.
    void clientMessage(std::string_view method, std::string_view params)
    {
        const auto id = std::to_string(m_nextId++);
        m_ownIds.insert(id);
        client(R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":")" + std::string(method) + R"(","params":)" +
                std::string(params) + "}\n",
            false);
    }

    void client(const std::string& bytes, bool isFree)
    {
        m_wasFree = m_wasFree || isFree;
        m_clientText += bytes;
        noteRequests();
        m_session.onClientBytes(bytes, m_now, m_out);
    }

    void server(const std::string& bytes)
    {
        m_serverText += bytes;
        m_session.onServerBytes(bytes, m_now, m_out);
    }

    /// Counts what could be meant as a request, by id, in the lines that the client has finished.
    void noteRequests()
    {
        for (auto end = m_clientText.find('\n', m_noted); end != m_clientText.npos;
             end = m_clientText.find('\n', m_noted)) {
            const auto line = std::string_view(m_clientText).substr(m_noted, end - m_noted);
            m_noted = end + 1;
            if (auto batch = jsonrpc::BatchReader::open(line, fuzzLimits())) {
                while (const auto parsed = batch->next())
                    note(*parsed);
            } else {
                note(jsonrpc::parseMessage(line, fuzzLimits()));
                if (line.size() > fuzzLimits().maxLineBytes)
                    count(jsonrpc::refuseTooLongLine(line.substr(0, 1024), line.substr(line.size() - 1024))
                              .id());
            }
        }
    }

    void note(const jsonrpc::Parsed& parsed)
    {
        if (!parsed.message)
            count(parsed.refusal.id());
        else if (parsed.message->kind == jsonrpc::Message::Kind::Request)
            count(parsed.message->id);
    }

    void count(const jsonrpc::RequestId& id)
    {
        if (id.kind == jsonrpc::RequestId::Kind::String || id.kind == jsonrpc::RequestId::Kind::Number)
            ++m_requests[keyOf(id)];
    }

    void check()
    {
        FUZZ_CHECK(m_out.toClient.size() + m_out.toServer.size() < kMaxOutput);
        checkCommands();
        checkLines(m_out.toServer, true);
        checkLines(m_out.toClient, false);
        for (const auto& event : m_out.events) {
            FUZZ_CHECK(event.id.size() <= 64 && event.tool.size() <= 128 && event.method.size() <= 128);
            FUZZ_CHECK(!event.kind.empty() && event.details.size() < (1U << 18));
        }
        if (m_hasEnded && !m_wasChecked) {
            m_wasChecked = true;
            checkAllAnswered();
        }
        m_out = {};
    }

    void checkCommands()
    {
        for (const auto& command : m_out.commands) {
            FUZZ_CHECK(!m_hasEnded); // nothing is asked for after the end
            if (std::holds_alternative<relay::StartServer>(command)) {
                FUZZ_CHECK(!m_askedToStart);
                m_askedToStart = true;
            }
            m_hasEnded = m_hasEnded || std::holds_alternative<relay::EndSession>(command);
        }
    }

    /// Only whole lines leave, each a message; what is no answer and none of ours is, byte by byte, what the
    /// other peer said.
    void checkLines(std::string_view bytes, bool isToServer)
    {
        FUZZ_CHECK(bytes.empty() || bytes.back() == '\n');
        FUZZ_CHECK(!isToServer || bytes.empty() || (m_askedToStart && m_serverStarted));
        while (!bytes.empty()) {
            const auto end = bytes.find('\n');
            const auto line = bytes.substr(0, end);
            bytes.remove_prefix(end + 1);
            jsonrpc::Limits limits; // what we say may be longer than what peers may say here
            if (auto batch = jsonrpc::BatchReader::open(line, limits)) {
                while (const auto parsed = batch->next()) {
                    FUZZ_CHECK(parsed->message.has_value());
                    checkMessage(*parsed->message, isToServer);
                }
                continue;
            }
            const auto parsed = jsonrpc::parseMessage(line, limits);
            FUZZ_CHECK(parsed.message.has_value());
            checkMessage(*parsed.message, isToServer);
        }
    }

    void checkMessage(const jsonrpc::Message& message, bool isToServer)
    {
        const auto& said = isToServer ? m_clientText : m_serverText;
        const bool wasSaid = said.find(message.line) != said.npos;
        if (message.isAnswer()) {
            if (!isToServer)
                countAnswer(message.id);
            return;
        }
        const bool isOurs = isToServer
            ? message.id.text.starts_with("gatehouse-") || message.method == "notifications/initialized"
            : message.method.ends_with("/list_changed") || message.method.ends_with("/acknowledged");
        FUZZ_CHECK(wasSaid || isOurs);
    }

    void countAnswer(const jsonrpc::RequestId& id)
    {
        if (id.kind == jsonrpc::RequestId::Kind::Null)
            return;
        const auto key = keyOf(id);
        FUZZ_CHECK(++m_answers[key] <= m_requests[key]);
    }

    /// Where the client only sent requests with ids of their own, each of them has its answer when the
    /// session ends.
    void checkAllAnswered()
    {
        if (m_wasFree)
            return;
        for (const auto& id : m_ownIds)
            FUZZ_CHECK(m_answers["n:" + std::to_string(std::stod(id))] == 1);
    }

    relay::Now m_now{1'800'000'000'000, 1'000'000};
    relay::Output m_out;
    relay::Session m_session;
    std::string m_clientText;
    std::string m_serverText;
    std::size_t m_noted = 0;
    std::map<std::string, int> m_requests;
    std::map<std::string, int> m_answers;
    std::set<std::string> m_ownIds;
    int m_nextId = kFirstOwnId;
    bool m_wasFree = false;
    bool m_askedToStart = false;
    bool m_serverStarted = false;
    bool m_hasEnded = false;
    bool m_wasChecked = false;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0 || size > kMaxInput)
        return 0;
    std::string_view script(reinterpret_cast<const char*>(data), size);
    const unsigned start = data[0];
    script.remove_prefix(1);
    constexpr relay::Admission kAdmissions[]{relay::Admission::Approved, relay::Admission::Pending,
        relay::Admission::Denied, relay::Admission::Pending};
    Fuzzed fuzzed(kAdmissions[start % 4], (start & 4U) != 0);
    while (!script.empty()) {
        const auto end = script.find('\n');
        fuzzed.step(script.substr(0, end));
        script.remove_prefix(end == script.npos ? script.size() : end + 1);
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// echo_server: the cheapest MCP server there can be, so that what is measured is the way and not the server.
// It understands only what bench_roundtrip writes: `initialize`, and `tools/call` with the arguments bytes
// and kind.
#include "tests/bench/payload.h"

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace {

using gatehouse::bench::PayloadKind;

constexpr std::uint32_t kSeed = 20260728;

/// The text behind `"name":` up to the next delimiter; empty where there is none.
std::string_view valueOf(std::string_view line, std::string_view key)
{
    const auto at = line.find(key);
    if (at == std::string_view::npos)
        return {};
    const std::string_view rest = line.substr(at + key.size());
    return rest.substr(0, rest.find_first_of(",}\""));
}

class EchoServer {
public:
    /// The answer with its newline; empty for what needs none.
    std::string answer(std::string_view line)
    {
        const std::string_view id = valueOf(line, "\"id\":");
        if (id.empty())
            return {};
        std::string out = R"({"jsonrpc":"2.0","id":)";
        out += id;
        // The frequent one first: the search for the other would read all of a long line.
        if (line.find(R"("method":"tools/call")") != std::string_view::npos) {
            out += R"(,"result":{"content":[{"type":"text","text":")";
            out += payload(valueOf(line, "\"bytes\":"), valueOf(line, "\"kind\":\""));
            out += R"("}]}})";
        } else if (line.find(R"("method":"initialize")") != std::string_view::npos) {
            out += R"(,"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},)"
                   R"("serverInfo":{"name":"echo","version":"1"}}})";
        } else {
            out += R"(,"error":{"code":-32601,"message":"Method not found"}})";
        }
        out += '\n';
        return out;
    }

private:
    const std::string& payload(std::string_view bytesText, std::string_view kindText)
    {
        std::size_t bytes = 0;
        std::from_chars(bytesText.data(), bytesText.data() + bytesText.size(), bytes);
        PayloadKind kind = PayloadKind::Code;
        gatehouse::bench::payloadKindFrom(kindText, kind);
        const auto key = std::make_pair(kind, bytes);
        const auto known = m_payloads.find(key);
        if (known != m_payloads.end())
            return known->second;
        return m_payloads.emplace(key, gatehouse::bench::makePayload(kind, bytes, kSeed)).first->second;
    }

    std::map<std::pair<PayloadKind, std::size_t>, std::string> m_payloads;
};

bool writeOut(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0)
            bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace

int main()
{
    EchoServer server;
    std::string buffer;
    std::string chunk(std::size_t{256} * 1024, '\0');
    for (;;) {
        const ssize_t count = ::read(STDIN_FILENO, chunk.data(), chunk.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return 0;
        const std::size_t searched = buffer.size();
        buffer.append(chunk, 0, static_cast<std::size_t>(count));
        std::size_t start = 0;
        for (auto end = buffer.find('\n', searched); end != std::string::npos;
             end = buffer.find('\n', start)) {
            const std::string answer = server.answer(std::string_view(buffer).substr(start, end - start));
            if (!writeOut(answer))
                return 0;
            start = end + 1;
        }
        buffer.erase(0, start);
    }
}

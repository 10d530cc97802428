// SPDX-License-Identifier: Apache-2.0
// What one message costs in relay::Session, against parsing it alone: a call with its answer at 100 B, and a
// result of 64 KB.
#include "core/jsonrpc/message.h"
#include "core/relay/session.h"

#include <benchmark/benchmark.h>

#include <string>

using namespace gatehouse;

namespace {

std::string call(std::size_t bytes)
{
    std::string line = R"({"method":"tools/call","params":{"name":"echo","arguments":{"message":")";
    while (line.size() + 28 < bytes)
        line += 'x';
    return line + R"("}},"jsonrpc":"2.0","id":17})";
}

std::string answer(std::size_t bytes)
{
    std::string line = R"({"result":{"content":[{"type":"text","text":")";
    while (line.size() + 28 < bytes)
        line += "The quick brown fox jumps. ";
    return line + R"("}]},"jsonrpc":"2.0","id":17})";
}

/// A call and its answer through an approved session, as the wrapper hands them over and takes the output
/// away.
void roundTrip(benchmark::State& state)
{
    const auto bytes = static_cast<std::size_t>(state.range(0));
    const auto request = call(bytes) + "\n";
    const auto result = answer(bytes) + "\n";
    relay::SessionOptions options;
    options.serverName = "echo";
    relay::Session session(options, relay::Admission::Approved);
    relay::Output out;
    const auto clear = [&out] {
        out.toClient.clear();
        out.toServer.clear();
        out.events.clear();
        out.commands.clear();
    };
    session.begin({}, out);
    session.onServerStarted({}, out);
    session.onClientBytes(
        R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
        R"("capabilities":{},"clientInfo":{"name":"bench","version":"1"}}})"
        "\n",
        {}, out);
    for (auto _ : state) {
        clear();
        session.onClientBytes(request, {}, out);
        session.onServerBytes(result, {}, out);
        benchmark::DoNotOptimize(out);
        if (out.toServer.size() < request.size() || out.toClient.size() < result.size())
            state.SkipWithError("not relayed");
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * (request.size() + result.size())));
}
BENCHMARK(roundTrip)->Arg(100)->Arg(4 << 10)->Arg(64 << 10)->Arg(1 << 20);

/// The same two lines, only parsed.
void parseOnly(benchmark::State& state)
{
    const auto bytes = static_cast<std::size_t>(state.range(0));
    const auto request = call(bytes);
    const auto result = answer(bytes);
    for (auto _ : state) {
        benchmark::DoNotOptimize(jsonrpc::parseMessage(request, {}));
        benchmark::DoNotOptimize(jsonrpc::parseMessage(result, {}));
    }
}
BENCHMARK(parseOnly)->Arg(100)->Arg(4 << 10)->Arg(64 << 10)->Arg(1 << 20);

} // namespace

BENCHMARK_MAIN();

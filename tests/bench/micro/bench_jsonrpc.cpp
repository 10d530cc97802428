// SPDX-License-Identifier: Apache-2.0
// parseMessage against simdjson and nlohmann on the messages that matter: a small call, big texts in Latin
// and other scripts, structured content, tool lists. All three in one run: compare the ratios, not the
// figures.
#include "core/jsonrpc/line_framer.h"
#include "core/jsonrpc/message.h"
#include "core/mcp/shape.h"

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>
#include <simdjson.h>

#include <string>

using namespace gatehouse;

namespace {

std::string textResult(std::size_t bytes, std::string_view unit)
{
    std::string line = R"({"jsonrpc":"2.0","id":42,"result":{"content":[{"type":"text","text":")";
    while (line.size() < bytes)
        line += unit;
    return line + "\"}]}}";
}

std::string structured(std::size_t bytes)
{
    std::string line = R"({"jsonrpc":"2.0","id":42,"result":{"content":[],"structuredContent":{"rows":[)";
    for (int i = 0; line.size() < bytes; ++i) {
        line += R"({"id":)" + std::to_string(i) + R"(,"name":"row number )" + std::to_string(i) +
            R"(","tags":["alpha","beta"],"size":)" + std::to_string(i * 7) +
            R"(.25,"isOpen":true,"parent":null},)";
    }
    line.back() = ']';
    return line + "}}}";
}

std::string toolList(int count)
{
    std::string line = R"({"jsonrpc":"2.0","id":1,"result":{"tools":[)";
    for (int i = 0; i < count; ++i) {
        line += R"({"name":"tool_)" + std::to_string(i) +
            R"(","title":"A tool","description":"Reads the complete contents of a file as text. Handles various encodings.",)"
            R"("inputSchema":{"type":"object","properties":{"path":{"type":"string","description":"Where it is"},)"
            R"("head":{"type":"number","description":"First lines"}},"required":["path"],"additionalProperties":false},)"
            R"("annotations":{"readOnlyHint":true}},)";
    }
    line.back() = ']';
    return line + "}}";
}

std::string message(int kind)
{
    switch (kind) {
    case 0:
        return R"({"jsonrpc":"2.0","id":17,"method":"tools/call","params":{"name":"echo","arguments":{"message":"hi"}}})";
    case 1:
        return textResult(
            64 << 10, "The quick brown fox jumps over the lazy dog, again and again and again. ");
    case 2:
        return textResult(64 << 10, "line of a source file;\\n    indented \\\"text\\\" with escapes\\n");
    case 3:
        return textResult(64 << 10, "敏捷的棕色狐狸跳过懒狗。");
    case 4:
        return structured(64 << 10);
    case 5:
        return toolList(100);
    default:
        return textResult(std::size_t{16} << 20, "The quick brown fox jumps over the lazy dog. ");
    }
}

const char* const kNames[] = {"call 100 B", "text 64 KB", "text with escapes 64 KB", "Chinese text 64 KB",
    "structured 64 KB", "100 tools", "text 16 MB"};

void finish(benchmark::State& state, const std::string& line)
{
    state.SetBytesProcessed(
        static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(line.size()));
    state.SetLabel(kNames[state.range(0)]);
}

void gatehouseParse(benchmark::State& state)
{
    const auto line = message(static_cast<int>(state.range(0)));
    for (auto _ : state) {
        auto parsed = jsonrpc::parseMessage(line, {});
        if (!parsed.message)
            state.SkipWithError("refused");
        benchmark::DoNotOptimize(parsed);
    }
    finish(state, line);
}

void simdjsonDom(benchmark::State& state)
{
    const simdjson::padded_string line(message(static_cast<int>(state.range(0))));
    simdjson::dom::parser parser;
    for (auto _ : state) {
        auto document = parser.parse(line);
        if (document.error() != simdjson::SUCCESS)
            state.SkipWithError("refused");
        benchmark::DoNotOptimize(document);
    }
    finish(state, std::string(std::string_view(line)));
}

void nlohmannAccept(benchmark::State& state)
{
    const auto line = message(static_cast<int>(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(nlohmann::json::accept(line));
    finish(state, line);
}

void frameAndParse(benchmark::State& state)
{
    const auto line = message(static_cast<int>(state.range(0))) + "\n";
    jsonrpc::LineFramer framer(std::size_t{64} << 20);
    for (auto _ : state) {
        for (std::string_view rest = line; !rest.empty();
             rest.remove_prefix(std::min<std::size_t>(rest.size(), 65536))) {
            framer.feed(rest.substr(0, 65536));
            while (const auto framed = framer.next())
                benchmark::DoNotOptimize(jsonrpc::parseMessage(framed->line, {}));
        }
    }
    finish(state, line);
}

void shape(benchmark::State& state)
{
    const auto line = message(static_cast<int>(state.range(0)));
    const auto parsed = jsonrpc::parseMessage(line, {});
    for (auto _ : state)
        benchmark::DoNotOptimize(mcp::shapeOf(*parsed.message));
    finish(state, line);
}

} // namespace

BENCHMARK(gatehouseParse)->DenseRange(0, 6);
BENCHMARK(simdjsonDom)->DenseRange(0, 6);
BENCHMARK(nlohmannAccept)->DenseRange(0, 6);
BENCHMARK(frameAndParse)->DenseRange(0, 6);
BENCHMARK(shape)->DenseRange(0, 6);
BENCHMARK_MAIN();

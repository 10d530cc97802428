// SPDX-License-Identifier: Apache-2.0
// What a text costs before anything is found in it, step by step, and an inspection of all of it: for each
// kind of text in messages of 100 B to 1 MB.
#include "core/inspect/encoded_runs.h"
#include "core/inspect/inspector.h"
#include "core/inspect/marks.h"
#include "core/inspect/normalise.h"
#include "core/jsonrpc/value.h"
#include "core/mcp/text_walk.h"
#include "tests/bench/micro/sample_texts.h"

#include <benchmark/benchmark.h>

using namespace gatehouse;
using namespace gatehouse::inspect;

namespace {

using bench::TextKind;

struct IgnoreTexts final : mcp::TextSink {
    void text(const mcp::TextField& field) override { bytes += field.token.size(); }
    std::size_t bytes = 0;
};

struct IgnoreFindings final : FindingSink, MarkSink {
    void found(std::size_t, Span, Confidence) override { ++count; }
    void foundInSource(std::size_t, Span, Confidence) override { ++count; }
    void cue(std::size_t, std::uint32_t) override {}
    std::size_t reveal(Encoding, Span place) override
    {
        ++count;
        return place.end;
    }
    void mark(Mark, std::size_t) override { ++count; }
    int count = 0;
};

/// A text from the middle of a line on, as it stands in a message; some bytes less where a character would be
/// cut.
std::string_view textOf(const benchmark::State& state)
{
    constexpr std::size_t kFrom = 500;
    const auto bytes = static_cast<std::size_t>(state.range(1));
    const auto& text = bench::sampleText(static_cast<TextKind>(state.range(0)));
    const auto isInside = [&](std::size_t at) { return at < text.size() && (text[at] & 0xC0) == 0x80; };
    auto begin = bytes < text.size() / 2 ? kFrom : 0;
    auto end = begin + bytes;
    while (isInside(begin))
        ++begin;
    while (isInside(end))
        --end;
    return std::string_view(text).substr(begin, end - begin);
}

std::string resultOf(std::string_view text)
{
    return R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":)" +
        jsonrpc::encodeString(text) + "}]}}";
}

void finish(benchmark::State& state, std::size_t bytes)
{
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(bytes));
    state.SetLabel(bench::nameOf(static_cast<TextKind>(state.range(0))));
}

void kindsAndSizes(benchmark::internal::Benchmark* benchmark)
{
    for (std::int64_t kind = 0; kind < static_cast<std::int64_t>(TextKind::Count); ++kind) {
        for (const std::int64_t bytes : {100, 4 << 10, 64 << 10, 1 << 20})
            benchmark->Args({kind, bytes});
    }
}

/// Finding the texts of a message.
void walk(benchmark::State& state)
{
    const auto line = resultOf(textOf(state));
    const auto parsed = jsonrpc::parseMessage(line, {});
    IgnoreTexts sink;
    for (auto _ : state)
        mcp::walkTexts(parsed.message.value(), mcp::Channel::Result, sink);
    benchmark::DoNotOptimize(sink.bytes);
    finish(state, textOf(state).size());
}
BENCHMARK(walk)->Apply(kindsAndSizes);

void copy(benchmark::State& state)
{
    const auto token = jsonrpc::encodeString(textOf(state));
    TextCopy copy;
    for (auto _ : state) {
        copy.clear();
        normalise(token, 0, copy);
    }
    benchmark::DoNotOptimize(copy.text.data());
    finish(state, textOf(state).size());
}
BENCHMARK(copy)->Apply(kindsAndSizes);

void marks(benchmark::State& state)
{
    IgnoreFindings sink;
    const auto text = textOf(state);
    for (auto _ : state)
        findMarks(text, sink);
    benchmark::DoNotOptimize(sink.count);
    finish(state, textOf(state).size());
}
BENCHMARK(marks)->Apply(kindsAndSizes);

/// Without decoding them.
void encoded_runs(benchmark::State& state)
{
    IgnoreFindings sink;
    const auto text = textOf(state);
    for (auto _ : state)
        EncodedRuns(text, sink).reveal();
    benchmark::DoNotOptimize(sink.count);
    finish(state, textOf(state).size());
}
BENCHMARK(encoded_runs)->Apply(kindsAndSizes);

void inspect_line(benchmark::State& state, const std::string& line)
{
    static const auto kDetectors = DetectorSet::standard();
    const auto parsed = jsonrpc::parseMessage(line, {});
    auto inspector = Inspector::make(kDetectors);
    if (!parsed.message || !inspector) {
        state.SkipWithError("refused");
        return;
    }
    for (auto _ : state)
        benchmark::DoNotOptimize(inspector->inspect(*parsed.message, mcp::Channel::Result));
    finish(state, textOf(state).size());
}

void whole(benchmark::State& state)
{
    inspect_line(state, resultOf(textOf(state)));
}
BENCHMARK(whole)->Apply(kindsAndSizes);

/// The rows not as one text, but as values of their own.
void whole_rows(benchmark::State& state)
{
    const auto text = textOf(state);
    const auto begin = text.find("{\"id\"");
    const auto end = text.rfind("},{\"id\"");
    const auto rows = begin < end && end != std::string_view::npos ? text.substr(begin, end + 1 - begin) : "";
    inspect_line(state,
        R"({"jsonrpc":"2.0","id":1,"result":{"structuredContent":{"rows":[)" + std::string(rows) + "]}}}");
}
BENCHMARK(whole_rows)->Args({1, 4 << 10})->Args({1, 64 << 10})->Args({1, 1 << 20});

} // namespace

BENCHMARK_MAIN();

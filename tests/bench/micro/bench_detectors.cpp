// SPDX-License-Identifier: Apache-2.0
// What finding things costs, over code (Gatehouse's own), prose (its documents) and JSON: first what all
// detectors share (the marks, the search for patterns, a whole inspection), then what each adds by itself to
// those for the same text.
#include "core/inspect/inspector.h"
#include "core/inspect/marks.h"
#include "core/inspect/pattern_database.h"
#include "core/inspect/window_selector.h"
#include "core/jsonrpc/value.h"
#include "tests/bench/micro/sample_texts.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace gatehouse;
using namespace gatehouse::inspect;

namespace {

const std::string& text(std::int64_t kind)
{
    return bench::sampleText(static_cast<bench::TextKind>(kind));
}
constexpr auto kScope = Scope::Content;
constexpr auto kLastKind = static_cast<std::int64_t>(bench::TextKind::Count) - 1;

void finish(benchmark::State& state, std::int64_t kind)
{
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text(kind).size()));
    state.SetLabel(bench::nameOf(static_cast<bench::TextKind>(kind)));
}

struct CountFindings final : FindingSink {
    void found(std::size_t, Span, Confidence) override { ++count; }
    void foundInSource(std::size_t, Span, Confidence) override { ++count; }
    void cue(std::size_t end, std::uint32_t points) override { selector.addCue(0, textBytes, end, points); }
    std::size_t reveal(Encoding, Span place) override { return place.end; }
    int count = 0;
    std::size_t textBytes = 0;
    WindowSelector selector;
};

struct TakeMarks final : MarkSink {
    void mark(Mark mark, std::size_t at) override { marks.push_back({mark, at}); }
    std::vector<std::pair<Mark, std::size_t>> marks;
};

struct TakeMatches final : MatchSink {
    void match(std::size_t pattern, std::size_t end) override { matches.push_back({pattern, end}); }
    std::vector<std::pair<std::size_t, std::size_t>> matches;
};

const DetectorSet& detectors()
{
    static const auto kDetectors = DetectorSet::standard();
    return kDetectors;
}

void shared_marks(benchmark::State& state)
{
    TakeMarks sink;
    for (auto _ : state) {
        sink.marks.clear();
        findMarks(text(state.range(0)), sink);
    }
    state.counters["marks/MB"] = static_cast<double>(sink.marks.size());
    finish(state, state.range(0));
}
BENCHMARK(shared_marks)->DenseRange(0, kLastKind);

void shared_patterns(benchmark::State& state)
{
    auto scan = PatternScan::open();
    TakeMatches sink;
    for (auto _ : state) {
        sink.matches.clear();
        if (!scan || !scan->scan(kScope, text(state.range(0)), sink))
            state.SkipWithError("not searched");
    }
    state.counters["matches/MB"] = static_cast<double>(sink.matches.size());
    finish(state, state.range(0));
}
BENCHMARK(shared_patterns)->DenseRange(0, kLastKind);

/// All of it, from the parsed message on: walking, normalising, searching, every detector.
void whole_inspection(benchmark::State& state)
{
    const auto line = R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":)" +
        jsonrpc::encodeString(text(state.range(0))) + "}]}}";
    const auto parsed = jsonrpc::parseMessage(line, {});
    auto inspector = Inspector::make(detectors());
    if (!parsed.message || !inspector) {
        state.SkipWithError("refused");
        return;
    }
    for (auto _ : state)
        benchmark::DoNotOptimize(inspector->inspect(*parsed.message, mcp::Channel::Result));
    finish(state, state.range(0));
}
BENCHMARK(whole_inspection)->DenseRange(0, kLastKind);

/// What a program makes when it starts, before it can inspect.
void start(benchmark::State& state)
{
    for (auto _ : state) {
        const auto set = DetectorSet::standard();
        benchmark::DoNotOptimize(Inspector::make(set));
    }
}
BENCHMARK(start)->Unit(benchmark::kMicrosecond);

/// A definition: its words are read one by one.
void definition_inspection(benchmark::State& state)
{
    const auto kind = state.range(0);
    const auto bytes = static_cast<std::size_t>(state.range(1));
    const auto line = R"({"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a","description":)" +
        jsonrpc::encodeString(text(kind).substr(0, bytes)) + "}]}}";
    const auto parsed = jsonrpc::parseMessage(line, {});
    auto inspector = Inspector::make(detectors());
    if (!parsed.message || !inspector) {
        state.SkipWithError("refused");
        return;
    }
    for (auto _ : state)
        benchmark::DoNotOptimize(inspector->inspect(*parsed.message, mcp::Channel::ToolDefinition));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * line.size()));
    state.SetLabel(bench::nameOf(static_cast<bench::TextKind>(kind)));
}
BENCHMARK(definition_inspection)
    ->ArgsProduct({{0, 2}, {100, 4096, bench::kTextBytes}})
    ->Unit(benchmark::kMicrosecond);

/// What marks cost all detectors together, as an inspection asks them: the first that knows one takes it.
void all_marks(benchmark::State& state)
{
    const auto kind = state.range(0);
    const auto bytes = static_cast<std::size_t>(state.range(1));
    const Look look{std::string_view(text(kind)).substr(0, bytes), {}};
    TakeMarks marks;
    findMarks(look.text, marks);
    CountFindings sink;
    for (auto _ : state) {
        sink.count = 0;
        for (const auto& [mark, at] : marks.marks) {
            Sighting sighting;
            if (!sightingAt(look.text, mark, at, sighting))
                continue;
            for (const auto* const detector : detectors().readersOf(sighting)) {
                if (detector->onMark(look, sighting, sink))
                    break;
            }
        }
    }
    state.counters["marks"] = static_cast<double>(marks.marks.size());
    state.counters["found"] = sink.count;
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * look.text.size()));
    state.SetLabel(bench::nameOf(static_cast<bench::TextKind>(kind)));
}
BENCHMARK(all_marks)
    ->ArgsProduct({{0, 1, 2, 4}, {100, 4096, bench::kTextBytes}})
    ->Unit(benchmark::kMicrosecond);

/// One detector alone, with the marks and matches known.
void one(benchmark::State& state, const Detector& detector)
{
    const auto kind = state.range(0);
    const Look look{text(kind), {}};
    TakeMarks marks;
    findMarks(look.text, marks);
    std::erase_if(marks.marks, [&](const auto& mark) {
        return std::ranges::find(detector.marks(), mark.first) == detector.marks().end();
    });
    TakeMatches matches;
    auto scan = PatternScan::open();
    if (!scan || !scan->scan(kScope, look.text, matches))
        state.SkipWithError("not searched");
    // As a result is looked at: what is looked for elsewhere costs nothing here.
    std::vector<std::pair<std::size_t, std::size_t>> own;
    for (const auto& [pattern, end] : matches.matches) {
        for (const auto& owner : ownersOf(kScope, pattern)) {
            if (detectors().detectors()[owner.detector].get() == &detector)
                own.push_back({owner.told, end});
        }
    }
    CountFindings sink;
    sink.textBytes = look.text.size();
    std::vector<Span> windows;
    for (auto _ : state) {
        sink.count = 0;
        sink.selector.startMessage(look.text.size());
        if (detector.readsTextsOf(look.field.channel))
            detector.onText(look, sink);
        for (const auto& [mark, at] : marks.marks) {
            Sighting sighting;
            if (sightingAt(look.text, mark, at, sighting) &&
                (mark != Mark::Number || (detector.numbers() & bitOf(sighting.kind)) != 0))
                detector.onMark(look, sighting, sink);
        }
        for (const auto& [pattern, end] : own)
            detector.onMatch(look, pattern, end, sink);
        windows.clear();
        for (const auto& window : sink.selector.finishBatch(look.text.size()))
            windows.push_back(window.place);
        if (detector.readsWindows())
            detector.onWindows(look, windows, sink);
    }
    if (detector.readsWindows())
        state.counters["windows/MB"] = static_cast<double>(windows.size());
    state.counters["found/MB"] = sink.count;
    finish(state, kind);
}

} // namespace

int main(int argc, char** argv)
{
    for (const auto& detector : detectors().detectors())
        benchmark::RegisterBenchmark(std::string(detector->id()).c_str(),
            [&detector](benchmark::State& state) { one(state, *detector); })
            ->DenseRange(0, kLastKind)
            ->Unit(benchmark::kMicrosecond);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}

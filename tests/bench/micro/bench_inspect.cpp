// SPDX-License-Identifier: Apache-2.0
// What inspecting costs, on 64 KB of code, JSON and prose: all of it, and alone each detector that looks at
// every text. All in one run: compare the ratios, not the figures.
#include "core/inspect/inspector.h"
#include "core/jsonrpc/value.h"
#include "tests/bench/payload.h"

#include <benchmark/benchmark.h>

using namespace gatehouse;

namespace {

constexpr std::size_t kBytes = 64 << 10;

std::string inside(int kind)
{
    return bench::makePayload(static_cast<bench::PayloadKind>(kind), kBytes, 7);
}

const inspect::DetectorSet& detectors()
{
    static const auto kDetectors = inspect::DetectorSet::standard();
    return kDetectors;
}

class NoSink final : public inspect::FindingSink {
public:
    void found(std::size_t, inspect::Span, inspect::Confidence) override {}
    void foundInSource(std::size_t, inspect::Span, inspect::Confidence) override {}
    std::size_t reveal(inspect::Encoding, inspect::Span place) override { return place.end; }
    void cue(std::size_t, std::uint32_t) override {}
};

void all(benchmark::State& state)
{
    const auto line = R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":")" +
        inside(static_cast<int>(state.range(0))) + "\"}]}}";
    const auto parsed = jsonrpc::parseMessage(line, {});
    auto inspector = inspect::Inspector::make(detectors()).value();
    for (auto _ : state)
        benchmark::DoNotOptimize(inspector.inspect(*parsed.message, mcp::Channel::Result));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(line.size()));
}

void oneReader(benchmark::State& state, const inspect::Detector* detector)
{
    const auto text = jsonrpc::decodeString('"' + inside(static_cast<int>(state.range(0))) + '"');
    const mcp::TextField field{};
    NoSink sink;
    for (auto _ : state)
        detector->onText({text, field}, sink);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

} // namespace

int main(int argc, char** argv)
{
    benchmark::RegisterBenchmark("all", &all)->DenseRange(0, 2);
    for (const auto* const detector : detectors().textReaders()) {
        benchmark::RegisterBenchmark(std::string(detector->id()).c_str(), &oneReader, detector)
            ->DenseRange(0, 2);
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}

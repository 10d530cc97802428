// SPDX-License-Identifier: Apache-2.0
// What the linear model costs for each byte that it is shown, and choosing windows for it.
#include "core/inspect/classifier/model.h"
#include "core/inspect/classifier/windows.h"
#include "core/inspect/window_selector.h"

#include <benchmark/benchmark.h>
#include <string>

using namespace gatehouse::inspect;

namespace {

/// Words of several lengths, none of them the same in a window.
std::string textOf(std::size_t bytes)
{
    static const char* const kWords[] = {"The", "server", "answers", "with", "a", "list", "of", "paths,",
        "each", "relative", "to", "root", "configuration", "(see", "below)", "and", "its", "size", "in",
        "bytes."};
    std::string text;
    for (std::size_t i = 0; text.size() < bytes; ++i) {
        text += kWords[(i * 7 + i / 20) % std::size(kWords)];
        text += i % 3 == 0 ? std::to_string(i) + " " : std::string(1, static_cast<char>('a' + i % 26)) + " ";
    }
    text.resize(bytes);
    return text;
}

/// Texts of some bytes, one after the other.
void scoreTexts(benchmark::State& state)
{
    const auto bytes = static_cast<std::size_t>(state.range(0));
    const auto text = textOf(std::size_t{64} << 10);
    const auto& model = Model::builtIn();
    for (auto _ : state) {
        for (std::size_t i = 0; i + bytes <= text.size(); i += bytes)
            benchmark::DoNotOptimize(model.score(std::string_view(text).substr(i, bytes)));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(scoreTexts)->Arg(32)->Arg(100)->Arg(kWindowBytes);

void chooseWindows(benchmark::State& state)
{
    constexpr std::size_t kBytes = std::size_t{1} << 20;
    WindowSelector selector;
    for (auto _ : state) {
        selector.startMessage(kBytes);
        for (std::size_t end = 50; end < kBytes; end += 50)
            selector.addCue(0, kBytes, end, 7U << (end % 26));
        benchmark::DoNotOptimize(selector.finishBatch(kBytes));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kBytes));
}
BENCHMARK(chooseWindows);

} // namespace

BENCHMARK_MAIN();

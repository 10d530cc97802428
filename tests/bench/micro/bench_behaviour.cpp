// SPDX-License-Identifier: Apache-2.0
// What the baseline costs a call with its answer, once it knows the server.
#include "core/trust/behaviour_watch.h"

#include <benchmark/benchmark.h>

#include <string>

using namespace gatehouse;

namespace {

std::string pathArguments(std::size_t)
{
    return R"({"path":"/home/dana/src/project/main.cpp"})";
}

std::string contentArguments(std::size_t bytes)
{
    std::string text = R"({"path":"/home/dana/src/project/main.cpp","content":")";
    while (text.size() < bytes)
        text += R"(for (auto at = begin; at != end; ++at)\n    out.push_back(*at);\n)";
    return text + R"("})";
}

void callWithAnswer(benchmark::State& state, std::string (*argumentsOf)(std::size_t))
{
    const auto arguments = argumentsOf(static_cast<std::size_t>(state.range(0)));
    trust::BehaviourWatch watch;
    watch.begin("/home/dana", {}, trust::Baseline({"cursor", "files", "ref"}, 0));
    base::MonotonicMicroseconds moment = 0;
    for (auto _ : state) {
        moment += 40;
        watch.setTime(1'700'000'000'000 + moment / 1000, moment);
        benchmark::DoNotOptimize(watch.onCall("read_file", arguments, arguments.size()));
        const auto ticket = watch.onAdmitted(true);
        benchmark::DoNotOptimize(watch.onAnswer(ticket, 100, false));
        watch.onSettled(ticket, true, true);
        if (watch.lessons().size() >= trust::BehaviourWatch::kMaxLessons)
            watch.kept(watch.baseline());
    }
}
BENCHMARK_CAPTURE(callWithAnswer, path, pathArguments)->Arg(0);
BENCHMARK_CAPTURE(callWithAnswer, content, contentArguments)->Arg(1536);

} // namespace

BENCHMARK_MAIN();

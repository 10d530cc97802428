// SPDX-License-Identifier: Apache-2.0
// bench_starts [--smoke|--instructions] --server=… --wrap=… --cli=…: how long the wrapper takes to start a
// server whose script has no, some and hundreds of source files, alternating in one run on one CPU.
// --instructions counts with callgrind instead, which a busy machine does not disturb. --smoke only checks
// that each is approved and answers. resources/docs/performance.md says how to read the figures.
#include "tests/bench/measure.h"
#include "tests/bench/session.h"
#include "tests/bench/source_subjects.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace gatehouse::bench {
namespace {

// More than 256 are not looked at one by one: then the files nearest to the script are.
const std::vector<std::size_t> kCounts{0, 40, 250, 300};
constexpr int kRounds = 80;
constexpr std::size_t kBase = 1; // the script without sources: what the others are compared with

/// How long one start took, in microseconds.
base::Result<double> startOf(const SourceSubject& subject)
{
    double took = 0;
    auto session = BenchSession::start(subject.command, subject.environment, took);
    if (!session)
        return base::Error{session.error().code, subject.name + ": " + session.error().detail};
    if (const int status = session->finish(); status != 0)
        return base::Error{
            base::ErrorCode::Internal, subject.name + " ended with status " + std::to_string(status)};
    return took;
}

base::Result<std::vector<std::vector<double>>> measureTimes(const std::vector<SourceSubject>& subjects)
{
    std::vector<std::vector<double>> times(subjects.size());
    for (int round = 0; round < kRounds; ++round) {
        for (std::size_t at = 0; at < subjects.size(); ++at) {
            const auto took = startOf(subjects[at]);
            if (!took)
                return took.error();
            if (round > 0) // the first finds cold caches
                times[at].push_back(*took);
        }
    }
    return times;
}

void printTimes(const std::vector<SourceSubject>& subjects, const std::vector<std::vector<double>>& times)
{
    constexpr double kMilli = 1000;
    const auto base = percentile(times[kBase], 0.5);
    std::puts("Start-up (spawn to initialize result) behind the wrapper, ms\n\n"
              "| server | p50 | p95 | × the script alone | more than the script alone |\n"
              "| --- | --- | --- | --- | --- |");
    for (std::size_t at = 0; at < subjects.size(); ++at) {
        const auto median = percentile(times[at], 0.5);
        std::printf("| %s | %.2f | %.2f | %.2f | %+.2f |\n", subjects[at].name.c_str(), median / kMilli,
            percentile(times[at], 0.95) / kMilli, median / base, (median - base) / kMilli);
    }
}

/// Where callgrind writes what it has counted: a file for each process.
std::filesystem::path countsIn(const ScratchHome& home)
{
    return std::filesystem::path(home.path()) / "counted";
}

std::vector<std::string> counting(const ScratchHome& home)
{
    return {"valgrind", "--tool=callgrind", "-q", "--callgrind-out-file=" + (countsIn(home) / "%p").string()};
}

/// The counts that lie there; the keeper of the last session may still be writing its own.
std::vector<double> countsThere(const ScratchHome& home)
{
    std::vector<double> counts;
    for (const auto& entry : std::filesystem::directory_iterator(countsIn(home))) {
        std::ifstream file(entry.path());
        constexpr std::string_view kTotals = "totals: ";
        for (std::string line; std::getline(file, line);) {
            if (line.starts_with(kTotals))
                counts.push_back(std::stod(line.substr(kTotals.size())));
        }
    }
    return counts;
}

/// What the wrapper's own process executed. Its keeper, which is a fork of it and then only waits, is
/// another.
base::Result<double> instructionsOf(const SourceSubject& subject, const ScratchHome& home)
{
    constexpr std::size_t kProcesses = 2;
    constexpr auto kPause = std::chrono::milliseconds(20);
    constexpr int kTries = 500;
    for (const auto& entry : std::filesystem::directory_iterator(countsIn(home)))
        std::filesystem::remove(entry.path());
    if (const auto took = startOf(subject); !took)
        return took.error();
    for (int attempt = 0; attempt < kTries; ++attempt) {
        if (const auto counts = countsThere(home); counts.size() >= kProcesses)
            return *std::max_element(counts.begin(), counts.end());
        std::this_thread::sleep_for(kPause);
    }
    return base::Error{base::ErrorCode::Internal, subject.name + ": callgrind has counted nothing"};
}

base::Result<void> printInstructions(const std::vector<SourceSubject>& subjects, const ScratchHome& home)
{
    constexpr double kMillion = 1e6;
    std::vector<double> counts;
    for (const auto& subject : subjects) {
        const auto count = instructionsOf(subject, home);
        if (!count)
            return count.error();
        counts.push_back(*count);
    }
    std::puts("Instructions of the wrapper's process from its start to its end, millions\n\n"
              "| server | millions | × the script alone |\n"
              "| --- | --- | --- |");
    for (std::size_t at = 0; at < subjects.size(); ++at)
        std::printf("| %s | %.2f | %.2f |\n", subjects[at].name.c_str(), counts[at] / kMillion,
            counts[at] / counts[kBase]);
    return {};
}

base::Result<void> smoke(const std::vector<SourceSubject>& subjects)
{
    for (const auto& subject : subjects) {
        if (const auto took = startOf(subject); !took)
            return took.error();
    }
    return {};
}

int fail(const base::Error& error)
{
    std::fprintf(stderr, "bench_starts: %s\n", error.detail.c_str());
    return 2;
}

int run(std::string_view mode, const Programs& programs)
{
    if (mode.empty()) {
        if (auto pinned = pinToOneCpu(); !pinned)
            return fail(pinned.error());
    }
    auto home = ScratchHome::create();
    if (!home)
        return fail(home.error());
    std::vector<std::string> before;
    if (mode == "--instructions") {
        std::filesystem::create_directories(countsIn(*home));
        before = counting(*home);
    }
    const auto subjects = makeSourceSubjects(programs, *home, kCounts, before);
    if (!subjects)
        return fail(subjects.error());
    if (const auto checked = checkSources(*home, *subjects); !checked)
        return fail(checked.error());
    if (!mode.empty()) {
        const auto done = mode == "--smoke" ? smoke(*subjects) : printInstructions(*subjects, *home);
        return done ? 0 : fail(done.error());
    }
    const auto times = measureTimes(*subjects);
    if (!times)
        return fail(times.error());
    printTimes(*subjects, *times);
    return 0;
}

} // namespace
} // namespace gatehouse::bench

int main(int argc, char** argv)
{
    const std::vector<std::string_view> words(argv + 1, argv + argc);
    const auto programs = gatehouse::bench::programsIn(words, false);
    if (!programs) {
        std::fputs(
            "usage: bench_starts [--smoke|--instructions] --server=PATH --wrap=PATH --cli=PATH\n", stderr);
        return 64;
    }
    std::string_view mode;
    for (const std::string_view word : words) {
        if (word == "--smoke" || word == "--instructions")
            mode = word;
    }
    return gatehouse::bench::run(mode, *programs);
}

// SPDX-License-Identifier: Apache-2.0
// bench_roundtrip [--smoke|--gate] [--only=WORDS] --relay=… --server=… --wrap=… --cli=…: the echo server
// direct, behind a bare relay and behind gatehouse-wrap, alternating in one run on one CPU. --smoke only
// checks that all three answer alike; --gate ends with 1 where a limit is exceeded; --only measures just the
// round trips of loads with these words in their names, which is what a profiler wants.
// resources/docs/performance.md says how to read the figures.
#include "tests/bench/report.h"
#include "tests/bench/session.h"
#include "tests/bench/subjects.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::bench {
namespace {

struct MeasuredLoad {
    Load load;
    std::size_t batch = 0; // calls per subject and round
    double limit = 0;
};

const std::vector<MeasuredLoad> kLoads = {
    {{"result 100 B", "prose", 100, 0}, 200, 2},
    {{"result 4 KB", "json", 4096, 0}, 200, 3},
    {{"result 64 KB code", "code", 65536, 0}, 60, 6},
    {{"result 64 KB json", "json", 65536, 0}, 60, 6},
    {{"result 64 KB prose", "prose", 65536, 0}, 60, 6},
    {{"result 1 MB", "code", std::size_t{1} << 20, 0}, 8, 8},
    {{"result 16 MB", "code", std::size_t{16} << 20, 0}, 2, 8},
    {{"argument 4 KB", "json", 100, 4096}, 200, 0},
    {{"argument 64 KB", "code", 100, 65536}, 60, 0},
    {{"argument 1 MB", "code", 100, std::size_t{1} << 20}, 8, 0},
};

struct Pipelined {
    Load load;
    std::size_t count = 0;
    std::size_t window = 0;
};

const std::vector<Pipelined> kPipelined = {
    {{"100 B, 64 open", "prose", 100, 0}, 4000, 64},
    {{"4 KB, 64 open", "json", 4096, 0}, 1600, 64},
    {{"64 KB, 16 open", "code", 65536, 0}, 160, 16},
};

// Many short rounds: what the machine does meanwhile then falls on all three alike.
constexpr int kRounds = 30;
constexpr int kStarts = 60;

/// One session per subject, all open at once, so that rounds can alternate.
base::Result<std::vector<BenchSession>> openAll(const std::vector<Subject>& subjects)
{
    std::vector<BenchSession> sessions;
    for (const Subject& subject : subjects) {
        double ignored = 0;
        auto session = BenchSession::start(subject.command, subject.environment, ignored);
        if (!session)
            return base::Error{
                session.error().code, std::string(subject.name) + ": " + session.error().detail};
        sessions.push_back(std::move(*session));
    }
    return sessions;
}

base::Result<void> closeAll(std::vector<BenchSession>& sessions)
{
    for (BenchSession& session : sessions) {
        if (const int status = session.finish(); status != 0)
            return base::Error{
                base::ErrorCode::Internal, "a session ended with status " + std::to_string(status)};
    }
    return {};
}

base::Result<void> measureStarts(const std::vector<Subject>& subjects, Figures& figures)
{
    for (int round = 0; round < kStarts; ++round) {
        for (std::size_t at = 0; at < SubjectCount; ++at) {
            double took = 0;
            auto session = BenchSession::start(subjects[at].command, subjects[at].environment, took);
            if (!session)
                return session.error();
            figures.starts[at].push_back(took);
            session->finish();
        }
    }
    return {};
}

base::Result<void> measureRoundTrips(
    std::vector<BenchSession>& sessions, const MeasuredLoad& measured, Figures& figures)
{
    Figures::RoundTrips row;
    row.load = measured.load.name;
    row.limit = measured.limit;
    for (int round = 0; round < kRounds; ++round) {
        for (std::size_t at = 0; at < SubjectCount; ++at) {
            for (std::size_t call = 0; call < measured.batch; ++call) {
                auto took = sessions[at].call(measured.load);
                if (!took)
                    return took.error();
                if (call > 0) // the first of a batch finds cold caches and unmade payloads
                    row.samples[at].push_back(*took);
            }
        }
    }
    figures.roundTrips.push_back(std::move(row));
    return {};
}

base::Result<void> measureThroughput(
    std::vector<BenchSession>& sessions, const Pipelined& pipelined, Figures& figures)
{
    Figures::Throughput row;
    row.load = pipelined.load.name;
    row.bytesEach = static_cast<double>(pipelined.load.resultBytes);
    for (int round = 0; round < kRounds; ++round) {
        for (std::size_t at = 0; at < SubjectCount; ++at) {
            auto took = sessions[at].callPipelined(pipelined.load, pipelined.count, pipelined.window);
            if (!took)
                return took.error();
            row.messagesPerSecond[at].push_back(static_cast<double>(pipelined.count) / (*took / 1e6));
        }
    }
    figures.throughput.push_back(std::move(row));
    return {};
}

/// Only the round trips that a profiler was asked about.
base::Result<Figures> measureSome(const std::vector<Subject>& subjects, std::string_view words)
{
    Figures figures;
    auto sessions = openAll(subjects);
    if (!sessions)
        return sessions.error();
    for (const MeasuredLoad& load : kLoads) {
        if (load.load.name.find(words) == load.load.name.npos)
            continue;
        if (auto measured = measureRoundTrips(*sessions, load, figures); !measured)
            return measured.error();
    }
    if (auto closed = closeAll(*sessions); !closed)
        return closed.error();
    return figures;
}

/// What a session that waits for its next call has done, so that it holds what it needs.
base::Result<void> makeFirstCalls(BenchSession& session)
{
    constexpr int kFirstCalls = 20;
    for (int i = 0; i < kFirstCalls; ++i) {
        if (auto called = session.call(kLoads.front().load); !called)
            return called.error();
    }
    return {};
}

base::Result<void> measureFirstMemory(std::vector<BenchSession>& sessions, Figures& figures)
{
    for (std::size_t at = 0; at < SubjectCount; ++at) {
        if (auto called = makeFirstCalls(sessions[at]); !called)
            return called.error();
        figures.afterHandshake[at] = memoryOf(sessions[at].pid());
    }
    return {};
}

/// What each of many sessions costs that are open at once, as on a machine with several clients.
base::Result<double> measureMany(const Subject& subject)
{
    auto sessions = openAll(std::vector<Subject>(kManyServers, subject));
    if (!sessions)
        return sessions.error();
    for (BenchSession& session : *sessions) {
        if (auto called = makeFirstCalls(session); !called)
            return called.error();
    }
    double megabytes = 0;
    for (const BenchSession& session : *sessions)
        megabytes += memoryOf(session.pid()).proportionalMb;
    if (auto closed = closeAll(*sessions); !closed)
        return closed.error();
    return megabytes / static_cast<double>(sessions->size());
}

base::Result<Figures> measureAll(const std::vector<Subject>& subjects)
{
    Figures figures;
    if (auto measured = measureStarts(subjects, figures); !measured)
        return measured.error();
    auto sessions = openAll(subjects);
    if (!sessions)
        return sessions.error();
    if (auto measured = measureFirstMemory(*sessions, figures); !measured)
        return measured.error();
    for (const MeasuredLoad& load : kLoads) {
        if (auto measured = measureRoundTrips(*sessions, load, figures); !measured)
            return measured.error();
    }
    for (std::size_t at = 0; at < SubjectCount; ++at)
        figures.afterLargest[at] = memoryOf((*sessions)[at].pid());
    if (auto closed = closeAll(*sessions); !closed)
        return closed.error();
    sessions = openAll(subjects); // fresh ones: buffers that 16 MB have left behind are another matter
    if (!sessions)
        return sessions.error();
    for (const Pipelined& pipelined : kPipelined) {
        if (auto measured = measureThroughput(*sessions, pipelined, figures); !measured)
            return measured.error();
    }
    if (auto closed = closeAll(*sessions); !closed)
        return closed.error();
    for (const auto at : {Relay, Gatehouse}) {
        auto megabytes = measureMany(subjects[at]);
        if (!megabytes)
            return megabytes.error();
        figures.proportionalMb[at] = *megabytes;
    }
    return figures;
}

/// The same calls on all three give the same bytes.
base::Result<void> smoke(const std::vector<Subject>& subjects)
{
    auto sessions = openAll(subjects);
    if (!sessions)
        return sessions.error();
    for (const MeasuredLoad& measured : kLoads) {
        for (BenchSession& session : *sessions) {
            if (auto took = session.call(measured.load); !took)
                return took.error();
            if (session.lastAnswer() != sessions->front().lastAnswer())
                return base::Error{
                    base::ErrorCode::Internal, std::string(measured.load.name) + ": answers differ"};
        }
    }
    for (const Pipelined& pipelined : kPipelined) {
        for (BenchSession& session : *sessions) {
            if (auto took = session.callPipelined(pipelined.load, 200, pipelined.window); !took)
                return took.error();
        }
    }
    return closeAll(*sessions);
}

int fail(const base::Error& error)
{
    std::fprintf(stderr, "bench_roundtrip: %s\n", error.detail.c_str());
    return 2;
}

int run(std::string_view mode, std::string_view only, const Programs& programs)
{
    if (mode != "--smoke") {
        if (auto pinned = pinToOneCpu(); !pinned)
            return fail(pinned.error());
    }
    auto home = ScratchHome::create();
    if (!home)
        return fail(home.error());
    auto subjects = makeSubjects(programs, *home);
    if (!subjects)
        return fail(subjects.error());
    if (mode == "--smoke") {
        auto alike = smoke(*subjects);
        return alike ? 0 : fail(alike.error());
    }
    auto figures = only.empty() ? measureAll(*subjects) : measureSome(*subjects, only);
    if (!figures)
        return fail(figures.error());
    std::puts(describe(*figures).c_str());
    const std::vector<std::string> exceeded = exceededGates(*figures);
    for (const std::string& sentence : exceeded)
        std::printf("over the limit: %s\n", sentence.c_str());
    return mode == "--gate" && !exceeded.empty() ? 1 : 0;
}

} // namespace
} // namespace gatehouse::bench

int main(int argc, char** argv)
{
    const std::vector<std::string_view> words(argv + 1, argv + argc);
    const auto programs = gatehouse::bench::programsIn(words, true);
    if (!programs) {
        std::fputs("usage: bench_roundtrip [--smoke|--gate] [--only=WORDS] --relay=PATH --server=PATH "
                   "--wrap=PATH --cli=PATH\n",
            stderr);
        return 64;
    }
    std::string_view mode;
    std::string_view only;
    for (const std::string_view word : words) {
        if (word == "--smoke" || word == "--gate")
            mode = word;
        if (word.starts_with("--only="))
            only = word.substr(sizeof("--only=") - 1);
    }
    return gatehouse::bench::run(mode, only, *programs);
}

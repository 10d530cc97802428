// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/report.h"

#include <cstdio>
#include <limits>
#include <string_view>

namespace gatehouse::bench {
namespace {

constexpr PerSubject<std::string_view> kNames = {"direct", "relay", "gatehouse"};
constexpr double kStartLimit = 2;      // × the bare relay's start-up
constexpr double kResidentLimitMb = 8; // the wrapper with its keeper, after the handshake
constexpr double kProportionalLimitMb = 2;
constexpr double kPeakLimitMb = 64;
constexpr double kPipelinedShare = 0.25; // of what the bare relay passes, from this size on
constexpr double kPipelinedBytes = 65536;

double median(const std::vector<double>& samples)
{
    return percentile(samples, 0.5);
}

std::string number(double value, int digits)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    return text.data();
}

std::string cells(const std::vector<std::string>& row)
{
    std::string line = "|";
    for (const std::string& cell : row)
        line += " " + cell + " |";
    return line + "\n";
}

std::string header(const std::vector<std::string>& titles)
{
    return cells(titles) + cells(std::vector<std::string>(titles.size(), "---"));
}

std::string describeRoundTrips(const Figures& figures)
{
    std::string text = "Round trip, µs (p50 / p99)\n\n" +
        header({"load", "direct", "relay", "gatehouse", "added p50, × the relay's", "limit"});
    for (const Figures::RoundTrips& row : figures.roundTrips) {
        std::vector<std::string> cell = {row.load};
        for (const std::vector<double>& samples : row.samples)
            cell.push_back(number(median(samples), 1) + " / " + number(percentile(samples, 0.99), 1));
        cell.push_back(number(addedRatio(row.samples), 2));
        cell.push_back(row.limit > 0 ? number(row.limit, 0) : "");
        text += cells(cell);
    }
    return text;
}

std::string describeThroughput(const Figures& figures)
{
    std::string text = "Pipelined, messages/s (MB/s)\n\n" + header({"load", "direct", "relay", "gatehouse"});
    for (const Figures::Throughput& row : figures.throughput) {
        std::vector<std::string> cell = {row.load};
        for (const std::vector<double>& rates : row.messagesPerSecond) {
            const double rate = median(rates);
            cell.push_back(number(rate, 0) + " (" + number(rate * row.bytesEach / 1e6, 1) + ")");
        }
        text += cells(cell);
    }
    return text;
}

std::string describePrograms(const Figures& figures)
{
    std::string text = "Start-up (spawn to initialize result) and memory of the process between\n\n" +
        header({"", "start-up p50, ms", "start-up p95, ms", "resident, MB", "peak after 16 MB, MB",
            "proportional, each of " + std::to_string(kManyServers) + ", MB"});
    for (std::size_t at = 0; at < SubjectCount; ++at) {
        const bool isBetween = at != Direct; // direct has nothing between
        text += cells({std::string(kNames[at]), number(median(figures.starts[at]) / 1000, 2),
            number(percentile(figures.starts[at], 0.95) / 1000, 2),
            isBetween ? number(figures.afterHandshake[at].residentMb, 1) : "–",
            isBetween ? number(figures.afterLargest[at].peakMb, 1) : "–",
            isBetween ? number(figures.proportionalMb[at], 2) : "–"});
    }
    return text;
}

} // namespace

double addedRatio(const PerSubject<std::vector<double>>& samples)
{
    const double direct = median(samples[Direct]);
    const double relayAdds = median(samples[Relay]) - direct;
    if (relayAdds <= 0)
        return std::numeric_limits<double>::infinity();
    return (median(samples[Gatehouse]) - direct) / relayAdds;
}

std::string describe(const Figures& figures)
{
    auto text = describeRoundTrips(figures);
    if (!figures.throughput.empty())
        text += "\n" + describeThroughput(figures);
    if (!figures.starts[Direct].empty())
        text += "\n" + describePrograms(figures);
    return text;
}

std::vector<std::string> exceededGates(const Figures& figures)
{
    std::vector<std::string> exceeded;
    for (const Figures::RoundTrips& row : figures.roundTrips) {
        const double ratio = addedRatio(row.samples);
        if (row.limit > 0 && ratio > row.limit)
            exceeded.push_back("round trip of " + row.load + ": adds " + number(ratio, 2) +
                " times what the bare relay adds; at most " + number(row.limit, 0));
    }
    for (const Figures::Throughput& row : figures.throughput) {
        const double share = median(row.messagesPerSecond[Gatehouse]) / median(row.messagesPerSecond[Relay]);
        if (row.bytesEach >= kPipelinedBytes && share < kPipelinedShare)
            exceeded.push_back("pipelined " + row.load + ": " + number(share * 100, 0) +
                " % of the bare relay's; at least " + number(kPipelinedShare * 100, 0));
    }
    if (figures.starts[Direct].empty())
        return exceeded;
    const double start = median(figures.starts[Gatehouse]) / median(figures.starts[Relay]);
    if (start > kStartLimit)
        exceeded.push_back("start-up takes " + number(start, 2) + " times the bare relay's; at most " +
            number(kStartLimit, 0));
    const auto checkMemory = [&exceeded](const char* what, double megabytes, double limit) {
        if (megabytes > limit)
            exceeded.push_back(
                std::string(what) + ": " + number(megabytes, 2) + " MB; at most " + number(limit, 0));
    };
    checkMemory("resident after the handshake and some calls", figures.afterHandshake[Gatehouse].residentMb,
        kResidentLimitMb);
    checkMemory("peak after 16 MB", figures.afterLargest[Gatehouse].peakMb, kPeakLimitMb);
    checkMemory("proportional, each of many", figures.proportionalMb[Gatehouse], kProportionalLimitMb);
    return exceeded;
}

} // namespace gatehouse::bench

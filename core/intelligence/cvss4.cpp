// SPDX-License-Identifier: Apache-2.0
// CVSS 4.0 as FIRST's specification computes it (8.2): vectors fall into classes of equal severity, each
// class has a published score, and a vector loses of it what lies between its class and the next lower ones.
#include "core/intelligence/advisory.h"
#include "core/intelligence/cvss_metric.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gatehouse::intelligence {
namespace {

constexpr int kClasses = 54;   // of EQ1 to EQ4
constexpr int kScoresEach = 6; // of EQ5 and EQ6

struct Row {
    int eq1;
    int eq2;
    int eq3;
    int eq4;
    std::array<int, kScoresEach> tenths;
};

constexpr auto kRows = std::to_array<Row>({
#define GATEHOUSE_CVSS4(eq1, eq2, eq3, eq4, ...) {eq1, eq2, eq3, eq4, {__VA_ARGS__}},
#include "core/intelligence/cvss4_scores.def"
#undef GATEHOUSE_CVSS4
});
static_assert(kRows.size() == kClasses);

/// A class of equal severity; 0 is the worst of each.
struct SeverityClass {
    int eq1 = 0; ///< how it is reached
    int eq2 = 0; ///< how hard that is
    int eq3 = 0; ///< what becomes of the system itself
    int eq4 = 0; ///< what becomes of others
    int eq5 = 0; ///< whether it is exploited
    int eq6 = 0; ///< what the system needs
};

/// Its published score in tenths; nothing where there is no such class.
std::optional<int> scoreOf(const SeverityClass& one)
{
    const bool isThere =
        one.eq1 < 3 && one.eq2 < 2 && one.eq3 < 3 && one.eq4 < 3 && one.eq5 < 3 && one.eq6 < 2;
    if (!isThere)
        return std::nullopt;
    const auto row = static_cast<std::size_t>(((one.eq1 * 2 + one.eq2) * 3 + one.eq3) * 3 + one.eq4);
    const auto tenths = kRows[row].tenths[static_cast<std::size_t>(one.eq5 * 2 + one.eq6)];
    return tenths == 0 ? std::nullopt : std::optional(tenths);
}

/// What a vector says of each metric, with what holds where it says nothing.
class Metrics {
public:
    explicit Metrics(std::string_view vector)
        : m_vector(vector)
    {
    }

    /// What the environment changes takes the place of what the base says.
    char operator()(std::string_view metric) const
    {
        const char changed = metricOf(m_vector, "M" + std::string(metric));
        return changed != 0 && changed != 'X' ? changed : metricOf(m_vector, metric);
    }
    /// The worst where it is not said.
    char orWorst(std::string_view metric, char worst) const
    {
        const char value = metricOf(m_vector, metric);
        return value == 0 || value == 'X' ? worst : value;
    }

private:
    std::string_view m_vector;
};

/// Steps below the worst value: the place of the letter in `letters`.
std::optional<int> stepsOf(char letter, std::string_view letters)
{
    const auto at = letter == 0 ? std::string_view::npos : letters.find(letter);
    return at == std::string_view::npos ? std::nullopt : std::optional(static_cast<int>(at));
}

/// Steps of every metric that counts.
struct Steps {
    int attackVector, complexity, requirements, privileges, interaction;
    std::array<int, 3> system; ///< confidentiality, integrity, availability
    std::array<int, 3> others; ///< likewise; 0 is a danger to people
    std::array<int, 3> needs;  ///< likewise
    int exploited;
};

std::optional<Steps> stepsIn(const Metrics& metrics)
{
    bool isWhole = true;
    const auto steps = [&](char letter, std::string_view letters) {
        const auto found = stepsOf(letter, letters);
        isWhole = isWhole && found.has_value();
        return found.value_or(0);
    };
    Steps all{};
    all.attackVector = steps(metrics("AV"), "NALP");
    all.complexity = steps(metrics("AC"), "LH");
    all.requirements = steps(metrics("AT"), "NP");
    all.privileges = steps(metrics("PR"), "NLH");
    all.interaction = steps(metrics("UI"), "NPA");
    constexpr std::array<std::string_view, 3> kSystem{"VC", "VI", "VA"};
    constexpr std::array<std::string_view, 3> kOthers{"SC", "SI", "SA"};
    constexpr std::array<std::string_view, 3> kNeeds{"CR", "IR", "AR"};
    for (std::size_t at = 0; at < kSystem.size(); ++at) {
        all.system[at] = steps(metrics(kSystem[at]), "HLN");
        all.others[at] = steps(metrics(kOthers[at]), at == 0 ? "\nHLN" : "SHLN");
        all.needs[at] = steps(metrics.orWorst(kNeeds[at], 'H'), "HML");
    }
    all.exploited = steps(metrics.orWorst("E", 'A'), "APU");
    return isWhole ? std::optional(all) : std::nullopt;
}

SeverityClass classOf(const Steps& steps)
{
    SeverityClass one;
    const int open = (steps.attackVector == 0 ? 1 : 0) + (steps.privileges == 0 ? 1 : 0) +
        (steps.interaction == 0 ? 1 : 0);
    constexpr int kPhysical = 3;
    if (open < 3)
        one.eq1 = open == 0 || steps.attackVector == kPhysical ? 2 : 1;
    one.eq2 = steps.complexity == 0 && steps.requirements == 0 ? 0 : 1;
    const auto& system = steps.system;
    if (system[0] != 0 || system[1] != 0)
        one.eq3 = std::ranges::count(system, 0) > 0 ? 1 : 2;
    constexpr int kHigh = 1;
    if (steps.others[1] != 0 && steps.others[2] != 0)
        one.eq4 = std::ranges::count(steps.others, kHigh) > 0 ? 1 : 2;
    one.eq5 = steps.exploited;
    one.eq6 = 1;
    for (std::size_t at = 0; at < system.size(); ++at) {
        if (system[at] == 0 && steps.needs[at] == 0)
            one.eq6 = 0;
    }
    return one;
}

/// How far a vector lies below the worst of its class in one respect, and how deep the class is there. All
/// worst vectors of a class have as many steps, so that it does not matter which is meant.
struct Depth {
    int steps;
    int depth;
};

std::array<Depth, 4> depthsOf(const Steps& steps, const SeverityClass& one)
{
    const auto sum = [](const std::array<int, 3>& three) { return three[0] + three[1] + three[2]; };
    constexpr std::array<Depth, 3> kReach{{{0, 1}, {1, 4}, {3, 5}}};
    constexpr std::array<Depth, 2> kHardness{{{0, 1}, {1, 2}}};
    constexpr std::array<std::array<Depth, 2>, 3> kSystem{
        {{{{0, 7}, {3, 6}}}, {{{1, 8}, {3, 8}}}, {{{0, 1}, {3, 10}}}}};
    constexpr std::array<Depth, 3> kOthers{{{1, 6}, {3, 5}, {6, 4}}};
    const auto at = [](int index) { return static_cast<std::size_t>(index); };
    const auto below = [](int taken, Depth worst) { return Depth{taken - worst.steps, worst.depth}; };
    return {below(steps.attackVector + steps.privileges + steps.interaction, kReach[at(one.eq1)]),
        below(steps.complexity + steps.requirements, kHardness[at(one.eq2)]),
        below(sum(steps.system) + sum(steps.needs), kSystem[at(one.eq3)][at(one.eq6)]),
        below(sum(steps.others), kOthers[at(one.eq4)])};
}

/// The next lower class in each respect, as far as there is one. EQ3 and EQ6 go down together.
std::array<std::optional<int>, 5> lowerScores(const SeverityClass& one)
{
    const auto lower = [&](int SeverityClass::*part) {
        auto next = one;
        ++(next.*part);
        return scoreOf(next);
    };
    auto system = one.eq6 == 1 ? lower(&SeverityClass::eq3) : lower(&SeverityClass::eq6);
    if (one.eq3 == 0 && one.eq6 == 0)
        system = std::max(system, lower(&SeverityClass::eq3));
    return {lower(&SeverityClass::eq1), lower(&SeverityClass::eq2), system, lower(&SeverityClass::eq4),
        lower(&SeverityClass::eq5)};
}

} // namespace

std::optional<int> cvss4Score(std::string_view vector)
{
    if (!vector.starts_with("CVSS:4.0/"))
        return std::nullopt;
    const auto steps = stepsIn(Metrics(vector));
    if (!steps)
        return std::nullopt;
    constexpr int kNoneOfSystem = 2;
    constexpr int kNoneOfOthers = 3;
    if (std::ranges::count(steps->system, kNoneOfSystem) == 3 &&
        std::ranges::count(steps->others, kNoneOfOthers) == 3)
        return 0;
    const auto one = classOf(*steps);
    const auto score = scoreOf(one);
    if (!score)
        return std::nullopt;
    const auto depths = depthsOf(*steps, one);
    double lost = 0;
    int ways = 0;
    const auto lowers = lowerScores(one);
    for (std::size_t at = 0; at < lowers.size(); ++at) {
        if (!lowers[at])
            continue;
        ++ways;
        if (at < depths.size()) // whether it is exploited has no steps within a class
            lost += static_cast<double>(*score - *lowers[at]) * depths[at].steps / depths[at].depth;
    }
    constexpr double kTie = 1e-5; // a half is rounded up, whatever became of its last bit
    const double exact = *score - (ways == 0 ? 0 : lost / ways);
    return std::clamp(static_cast<int>(std::floor(exact + 0.5 + kTie)), 0, 100);
}

} // namespace gatehouse::intelligence

// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/advisory.h"
#include "core/intelligence/cvss_metric.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gatehouse::intelligence {
namespace {

struct Weight {
    char letter;
    double value;
};

template <std::size_t Count>
std::optional<double> weightOf(char letter, const std::array<Weight, Count>& weights)
{
    const auto found = std::find_if(
        weights.begin(), weights.end(), [letter](const Weight& one) { return one.letter == letter; });
    return found == weights.end() ? std::nullopt : std::optional(found->value);
}

// CVSS 3.1 specification, 7.4.
constexpr std::array<Weight, 4> kAttackVector{{{'N', 0.85}, {'A', 0.62}, {'L', 0.55}, {'P', 0.2}}};
constexpr std::array<Weight, 2> kComplexity{{{'L', 0.77}, {'H', 0.44}}};
constexpr std::array<Weight, 3> kPrivileges{{{'N', 0.85}, {'L', 0.62}, {'H', 0.27}}};
constexpr std::array<Weight, 3> kPrivilegesChanged{{{'N', 0.85}, {'L', 0.68}, {'H', 0.5}}};
constexpr std::array<Weight, 2> kInteraction{{{'N', 0.85}, {'R', 0.62}}};
constexpr std::array<Weight, 3> kImpact{{{'H', 0.56}, {'L', 0.22}, {'N', 0.0}}};

/// The specification's Roundup, in tenths, without the errors of floating point (Appendix A).
int roundUpTenths(double score)
{
    const auto scaled = static_cast<int>(std::lround(score * 100'000));
    return scaled % 10'000 == 0 ? scaled / 10'000 : scaled / 10'000 + 1;
}

} // namespace

std::optional<int> cvssBaseScore(std::string_view vector)
{
    if (!vector.starts_with("CVSS:3.0/") && !vector.starts_with("CVSS:3.1/"))
        return std::nullopt;
    const char scope = metricOf(vector, "S");
    const bool isChanged = scope == 'C';
    const auto attack = weightOf(metricOf(vector, "AV"), kAttackVector);
    const auto complexity = weightOf(metricOf(vector, "AC"), kComplexity);
    const auto privileges = weightOf(metricOf(vector, "PR"), isChanged ? kPrivilegesChanged : kPrivileges);
    const auto interaction = weightOf(metricOf(vector, "UI"), kInteraction);
    const auto confidentiality = weightOf(metricOf(vector, "C"), kImpact);
    const auto integrity = weightOf(metricOf(vector, "I"), kImpact);
    const auto availability = weightOf(metricOf(vector, "A"), kImpact);
    if ((scope != 'C' && scope != 'U') || !attack || !complexity || !privileges || !interaction ||
        !confidentiality || !integrity || !availability)
        return std::nullopt;
    const double base = 1 - (1 - *confidentiality) * (1 - *integrity) * (1 - *availability);
    const double impact = isChanged ? 7.52 * (base - 0.029) - 3.25 * std::pow(base - 0.02, 15) : 6.42 * base;
    if (impact <= 0)
        return 0;
    const double exploitability = 8.22 * *attack * *complexity * *privileges * *interaction;
    const double sum = impact + exploitability;
    return roundUpTenths(std::min(isChanged ? 1.08 * sum : sum, 10.0));
}

model::AdvisorySeverity severityOfCvss(std::string_view vector)
{
    const auto score = vector.starts_with("CVSS:4.0/") ? cvss4Score(vector) : cvssBaseScore(vector);
    if (!score)
        return model::AdvisorySeverity::Unknown;
    // The specification's qualitative scale; 0.0 is "none" there.
    if (*score >= 90)
        return model::AdvisorySeverity::Critical;
    if (*score >= 70)
        return model::AdvisorySeverity::High;
    return *score >= 40 ? model::AdvisorySeverity::Medium : model::AdvisorySeverity::Low;
}

} // namespace gatehouse::intelligence

// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/ascii.h"
#include "core/inspect/detector.h"
#include "core/inspect/detectors/check_digits.h"
#include "core/inspect/detectors/number_context.h"
#include "core/inspect/number_edges.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 1> kBirthRules{
    {{"date-of-birth", Family::Personal, Severity::Medium, "Somebody's date of birth"}}};

bool isBirthYear(int year)
{
    return year >= 1900 && year < 2030;
}

/// The first three groups.
struct DateParts {
    std::array<std::size_t, 3> sizes{};
    std::array<int, 3> values{};
};

DateParts partsOf(const DigitRun& run)
{
    DateParts parts;
    std::size_t at = 0;
    for (std::size_t i = 0; i < parts.sizes.size(); ++i) {
        parts.sizes[i] = run.groups[i].size;
        for (std::size_t n = 0; n < parts.sizes[i]; ++n)
            parts.values[i] = parts.values[i] * 10 + (run.digits[at++] - '0');
    }
    return parts;
}

/// 1985-07-14, 14.07.1985, 7/14/1985, 14-07-85: day and month in either order where the year is last.
bool isDate(const DateParts& date)
{
    const auto& [sizes, values] = date;
    if (sizes[0] == 4)
        return isBirthYear(values[0]) && isDay(0, values[1], values[2]);
    const bool isYear = sizes[2] == 2 || (sizes[2] == 4 && isBirthYear(values[2]));
    return sizes[0] <= 2 && sizes[1] <= 2 && isYear &&
        (isDay(0, values[1], values[0]) || isDay(0, values[0], values[1]));
}

bool hasDateSigns(const DigitRun& run)
{
    return run.groups[1].separator == run.groups[2].separator &&
        ascii::isOneOf("-./", run.groups[1].separator);
}

/// Or 19850714: where the date that the run begins with ends.
std::optional<std::size_t> endOfDate(const DigitRun& run)
{
    const auto digits = run.digitText();
    if (run.groups[0].size == 8 && isBirthYear(pairAt(digits, 0) * 100 + pairAt(digits, 2)) &&
        isDay(0, pairAt(digits, 4), pairAt(digits, 6)))
        return run.endOf(0);
    const bool hasParts = run.groupCount >= 3 && hasDateSigns(run) &&
        std::ranges::all_of(
            run.allGroups().first(3), [](const DigitRun::Group& group) { return group.size <= 4; });
    return hasParts && isDate(partsOf(run)) ? std::optional(run.endOf(2)) : std::nullopt;
}

/// Of one that begins with a year, and is a day that there is: as most numbers of logs and databases.
std::optional<std::size_t> endOfKnownDate(const DigitRun& run)
{
    const auto digits = run.digitText();
    const bool isBirth = isBirthYear(pairAt(digits, 0) * 100 + pairAt(digits, 2)) && hasDateSigns(run);
    return isBirth ? std::optional(run.endOf(2)) : std::nullopt;
}

class BirthDatesDetector final : public Detector {
public:
    std::string_view id() const override { return "birth-dates"; }
    std::span<const Rule> rules() const override { return kBirthRules; }
    std::span<const Sample> samples() const override;
    std::span<const Mark> marks() const override
    {
        static constexpr std::array<Mark, 1> kMarks{Mark::Number};
        return kMarks;
    }

    NumberKinds numbers() const override
    {
        return allBut({NumberKind::Lettered, NumberKind::Dialled, NumberKind::Few, NumberKind::Many});
    }

    bool onMark(const Look& look, const Sighting& sighting, FindingSink& sink) const override
    {
        const auto& run = sighting.number;
        const auto end = sighting.kind == NumberKind::Date ? endOfKnownDate(run) : endOfDate(run);
        if (!end)
            return false;
        // "1985-07-14T00:00:00Z"
        const bool isTime = *end < look.text.size() && look.text[*end] == 'T';
        if (!isTime && !endsNumber(look.text, *end))
            return false;
        if (!topicsNear(look, sighting, {run.begin(), *end}).has(NumberTopic::Birth))
            return false;
        sink.found(0, {run.begin(), *end}, Confidence::Medium);
        return true;
    }
};

std::span<const Sample> BirthDatesDetector::samples() const
{
    static const std::array<Sample, 12> kSamples{{{"born on 1985-07-14", "date-of-birth"},
        {"Geburtsdatum: 14.07.1985", "date-of-birth"},
        {"{\"dateOfBirth\":\"1985-07-14T00:00:00Z\"}", "date-of-birth"}, {"DOB 7/14/1985", "date-of-birth"},
        {"出生日期：1985-07-14", "date-of-birth"}, {"dob=19850714", "date-of-birth"},
        {"created 1985-07-14", ""}, {"born 1985-13-44", ""}, {"birthday 3.4.5", ""},
        {"reborn 1985-07-14", ""}, {"birth 0.1985.07", ""}, {"dob 1785-07-14", ""}}};
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeBirthDatesDetector();
std::unique_ptr<const Detector> makeBirthDatesDetector()
{
    return std::make_unique<BirthDatesDetector>();
}

} // namespace gatehouse::inspect

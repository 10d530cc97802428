// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/ascii.h"
#include "core/inspect/detector.h"
#include "core/inspect/detectors/id_shape.h"
#include "core/inspect/detectors/national_checks.h"
#include "core/inspect/detectors/number_context.h"
#include "core/inspect/number_edges.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

namespace gatehouse::inspect {
namespace {

/// Confidence, and nothing at all.
enum class Sureness : std::uint8_t { None, Low, Medium, High };

struct NationalId {
    Rule rule;
    NumberTopic country;
    IdShape shape;
    bool (*isRight)(std::string_view id);
    Sureness plain;
    Sureness grouped;
    Sureness named;
};

constexpr auto kNationalIds = std::to_array<NationalId>({
#define GATEHOUSE_NATIONAL_ID(id, country, shape, check, plain, grouped, named, sentence)                    \
    {{id, Family::Personal, Severity::High, sentence}, NumberTopic::country, IdShape(shape),                 \
        &national::is##check, Sureness::plain, Sureness::grouped, Sureness::named},
#include "core/inspect/detectors/national_ids.def"
#undef GATEHOUSE_NATIONAL_ID
});

/// 123456789: in examples everywhere.
bool isCounted(std::string_view id)
{
    for (std::size_t i = 1; i < id.size(); ++i) {
        if ((id[i] - '0') != (id[i - 1] - '0' + 1) % 10)
            return false;
    }
    return true;
}

Sureness lessSure(Sureness sureness)
{
    return sureness == Sureness::None ? sureness : static_cast<Sureness>(static_cast<int>(sureness) - 1);
}

/// A bit for each row.
using Rows = std::uint64_t;
static_assert(kNationalIds.size() <= 64);

template <typename Condition>
constexpr Rows rowsWhere(Condition condition)
{
    Rows rows = 0;
    for (std::size_t i = 0; i < kNationalIds.size(); ++i)
        rows |= Rows{condition(kNationalIds[i])} << i;
    return rows;
}

// As many stand at the beginning of no shape.
constexpr std::size_t kMostLetters = 7;
constexpr std::size_t kMostDigits = 20;
constexpr std::size_t kMostGroups = 4; // that are looked at

/// By letters and then digits.
using RowsBeginning = std::array<std::array<Rows, kMostDigits>, kMostLetters>;

constexpr RowsBeginning rowsBeginning(bool goesOn)
{
    RowsBeginning rows{};
    for (std::size_t letters = 0; letters < kMostLetters; ++letters) {
        for (std::size_t digits = 0; digits < kMostDigits; ++digits)
            rows[letters][digits] = rowsWhere(
                [&](const NationalId& row) { return row.shape.mayBePlain(letters, digits, goesOn); });
    }
    return rows;
}

/// The rows whose shapes begin so and have no signs, where a letter or sign of a century follows or none.
constexpr auto kRowsGoingOn = rowsBeginning(true);
constexpr auto kRowsEnding = rowsBeginning(false);

bool goesOn(std::string_view text, std::size_t end)
{
    return end < text.size() && (ascii::isLetter(text[end]) || ascii::isOneOf("+-", text[end]));
}

/// The rows whose shapes have signs, and so many digits between them in one of the groups.
constexpr auto kRowsOfGroup = [] {
    std::array<std::array<Rows, kMostDigits>, kMostGroups> rows{};
    for (std::size_t group = 0; group < kMostGroups; ++group) {
        for (std::size_t digits = 0; digits < kMostDigits; ++digits)
            rows[group][digits] =
                rowsWhere([&](const NationalId& row) { return row.shape.mayHaveGroup(group, digits); });
    }
    return rows;
}();

// "2017-03-14" stands in every second line of a log.
static_assert(
    (kRowsOfGroup[0][4] & kRowsOfGroup[1][2] & kRowsOfGroup[2][2]) == 0, "no shape is offered dates");

constexpr auto kRowsTouched = [] {
    std::array<Rows, kMostLetters> rows{};
    for (std::size_t letters = 0; letters < kMostLetters; ++letters)
        rows[letters] =
            rowsWhere([&](const NationalId& row) { return row.shape.lettersTouching() == letters; });
    return rows;
}();

Rows rowsOfGroups(const DigitRun& run)
{
    auto rows = kRowsTouched[run.lettersInFront()];
    for (std::size_t i = 0; i < kMostGroups && rows != 0; ++i) {
        const std::size_t size = i < run.groupCount ? run.groups[i].size : 0;
        rows &= size < kMostDigits ? kRowsOfGroup[i][size] : 0;
    }
    return rows;
}

/// Those of which something is found though no word is near, without signs and with them.
constexpr Rows kRowsAlone = rowsWhere([](const NationalId& row) { return row.plain != Sureness::None; });
constexpr Rows kRowsAloneGrouped =
    rowsWhere([](const NationalId& row) { return row.grouped != Sureness::None; });

/// Those of the country that a topic stands for.
constexpr auto kRowsOfTopic = [] {
    std::array<Rows, 64> rows{};
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i] =
            rowsWhere([&](const NationalId& row) { return static_cast<std::size_t>(row.country) == i; });
    return rows;
}();

/// Those that topics make worth to be looked at.
constexpr Rows rowsOf(NumberTopics topics)
{
    if (topics.has(NumberTopic::Person))
        return ~Rows{0};
    Rows rows = 0;
    for (auto left = topics.bits(); left != 0; left &= left - 1)
        rows |= kRowsOfTopic[static_cast<std::size_t>(std::countr_zero(left))];
    return rows;
}

/// Which rule each row belongs to.
constexpr auto kRuleOfRow = [] {
    std::array<std::uint8_t, kNationalIds.size()> rules{};
    for (std::size_t i = 1; i < rules.size(); ++i)
        rules[i] = static_cast<std::uint8_t>(
            rules[i - 1] + (kNationalIds[i].rule.id != kNationalIds[i - 1].rule.id ? 1 : 0));
    return rules;
}();

class NationalIdsDetector final : public Detector {
public:
    NationalIdsDetector()
    {
        for (const auto& row : kNationalIds) {
            if (m_rules.empty() || m_rules.back().id != row.rule.id)
                m_rules.push_back(row.rule);
        }
    }

    std::string_view id() const override { return "national-ids"; }
    std::span<const Rule> rules() const override { return m_rules; }
    std::span<const Sample> samples() const override;
    std::span<const Mark> marks() const override
    {
        static constexpr std::array<Mark, 1> kMarks{Mark::Number};
        return kMarks;
    }

    NumberKinds numbers() const override { return allBut({NumberKind::Dialled, NumberKind::Date}); }

    bool onMark(const Look& look, const Sighting& sighting, FindingSink& sink) const override
    {
        const auto best = bestOf(look, sighting);
        if (best.sureness == Sureness::None)
            return false;
        sink.found(
            kRuleOfRow[best.row], best.place, static_cast<Confidence>(static_cast<int>(best.sureness) - 1));
        // What is hardly sure may still be a phone number.
        return best.sureness != Sureness::Low;
    }

private:
    struct Candidate {
        std::size_t row = 0;
        Span place;
        Sureness sureness = Sureness::None;
    };

    static Candidate bestOf(const Look& look, const Sighting& sighting)
    {
        Candidate best;
        for (auto left = rowsFor(look, sighting); left != 0; left &= left - 1) {
            const auto row = static_cast<std::size_t>(std::countr_zero(left));
            const auto& one = kNationalIds[row];
            const auto& run = sighting.number;
            const auto match = one.shape.match(look.text, run.begin(), run.groups[0].size);
            if (!match)
                continue;
            const auto topics = topicsNear(look, sighting, match->place);
            const auto sureness = surenessOf(one, *match, topics, look.field.kind);
            // One in ten numbers is right by chance: what is around is looked at for those alone.
            if (sureness > best.sureness && one.isRight(match->id()) && !isCounted(match->id()) &&
                isWholeNumber(look.text, match->place, match->hasSpaces))
                best = {row, match->place, sureness};
        }
        return best;
    }

    /// The rows that are worth to be looked at.
    static Rows rowsFor(const Look& look, const Sighting& sighting)
    {
        const auto& run = sighting.number;
        const auto letters = run.lettersInFront();
        const std::size_t digits = run.groups[0].size;
        if (letters >= kMostLetters || digits >= kMostDigits)
            return 0;
        const auto end = run.endOf(0);
        const bool precedesSign = end < look.text.size() && IdShape::isSign(look.text[end]);
        const auto plain = (goesOn(look.text, end) ? kRowsGoingOn : kRowsEnding)[letters][digits];
        const auto grouped = precedesSign ? rowsOfGroups(run) : 0;
        if ((plain | grouped) == 0)
            return 0;
        const auto said = rowsOf(topicsPossible(look, sighting, end));
        return (plain & (kRowsAlone | said)) | (grouped & (kRowsAloneGrouped | said));
    }

    static Sureness surenessOf(const NationalId& row, const IdShape::Match& match, const NumberTopics& topics,
        mcp::TextField::Kind kind)
    {
        if (topics.has(row.country))
            return row.named;
        auto alone = match.isGrouped ? row.grouped : row.plain;
        // A number of JSON may count anything.
        if (kind == mcp::TextField::Kind::Number)
            alone = lessSure(alone);
        return topics.has(NumberTopic::Person) ? std::max(alone, lessSure(row.named)) : alone;
    }

    std::vector<Rule> m_rules;
};

std::span<const Sample> NationalIdsDetector::samples() const
{
    static const std::vector<Sample> kSamples{
#define GATEHOUSE_NATIONAL_SAMPLE(text, rule) {text, rule},
#include "core/inspect/detectors/national_samples.def"
#undef GATEHOUSE_NATIONAL_SAMPLE
    };
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeNationalIdsDetector();
std::unique_ptr<const Detector> makeNationalIdsDetector()
{
    return std::make_unique<NationalIdsDetector>();
}

} // namespace gatehouse::inspect

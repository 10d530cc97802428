// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"
#include "core/inspect/detectors/id_shape.h"
#include "core/inspect/detectors/national_checks.h"
#include "core/inspect/detectors/number_context.h"
#include "core/inspect/detectors/number_edges.h"

#include <algorithm>
#include <array>
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

class NationalIdsDetector final : public Detector {
public:
    NationalIdsDetector()
    {
        for (const auto& row : kNationalIds) {
            if (m_rules.empty() || m_rules.back().id != row.rule.id)
                m_rules.push_back(row.rule);
            m_ruleOfRow.push_back(m_rules.size() - 1);
        }
        for (std::size_t i = 0; i < m_rowsFor.size(); ++i) {
            for (std::size_t row = 0; row < kNationalIds.size(); ++row) {
                if (kNationalIds[row].shape.mayBegin(i / kMostDigits, i % kMostDigits))
                    m_rowsFor[i].push_back(static_cast<std::uint8_t>(row));
            }
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

    bool onMark(const Look& look, const Sighting& sighting, FindingSink& sink) const override
    {
        const auto best = bestOf(look, sighting);
        if (best.sureness == Sureness::None)
            return false;
        sink.found(
            m_ruleOfRow[best.row], best.place, static_cast<Confidence>(static_cast<int>(best.sureness) - 1));
        // What is hardly sure may still be a phone number.
        return best.sureness != Sureness::Low;
    }

private:
    // Fewer than these stand at the beginning of any shape.
    static constexpr std::size_t kMostLetters = 7;
    static constexpr std::size_t kMostDigits = 20;

    struct Candidate {
        std::size_t row = 0;
        Span place;
        Sureness sureness = Sureness::None;
    };

    Candidate bestOf(const Look& look, const Sighting& sighting) const
    {
        Candidate best;
        const auto& run = sighting.number;
        const auto digits = run.groups[0].place.size();
        const auto rows = rowsFor(run.begin() - run.wordBegin, digits);
        if (rows.empty() || !beginsNumber(look.text, run.wordBegin))
            return best;
        for (const auto row : rows) {
            const auto& one = kNationalIds[row];
            const auto match = one.shape.match(look.text, run.begin(), digits);
            if (!match || !isWholeNumber(look.text, match->place, match->hasSpaces) ||
                isCounted(match->id()) || !one.isRight(match->id()))
                continue;
            const auto topics = topicsNear(look, sighting, match->place);
            const auto sureness = surenessOf(one, *match, topics, look.field.kind);
            if (sureness > best.sureness)
                best = {row, match->place, sureness};
        }
        return best;
    }

    /// The rows whose shapes begin with so many letters and digits.
    std::span<const std::uint8_t> rowsFor(std::size_t letters, std::size_t digits) const
    {
        if (letters >= kMostLetters || digits >= kMostDigits)
            return {};
        return m_rowsFor[letters * kMostDigits + digits];
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
    std::vector<std::size_t> m_ruleOfRow;
    std::array<std::vector<std::uint8_t>, kMostLetters * kMostDigits> m_rowsFor; // by letters, then by digits
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

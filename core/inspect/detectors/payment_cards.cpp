// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"
#include "core/inspect/detectors/check_digits.h"
#include "core/inspect/detectors/number_context.h"
#include "core/inspect/number_edges.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <memory>
#include <optional>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 1> kCardRules{
    {{"payment-card", Family::Personal, Severity::High, "The number of a payment card"}}};

struct CardIssuer {
    std::uint32_t first; // the number's first digits, filled up to six
    std::uint32_t last;
    std::size_t fewest;
    std::size_t most;
    bool isRare; // where the numbers are not used for much: a word has to be near
};

constexpr auto kCardIssuers = std::to_array<CardIssuer>({
#define GATEHOUSE_CARD(name, first, last, fewest, most, isRare) {first, last, fewest, most, isRare},
#include "core/inspect/detectors/card_issuers.def"
#undef GATEHOUSE_CARD
});

constexpr std::size_t kFewestCardDigits = 12;
constexpr std::size_t kMostCardDigits = 19;

const CardIssuer* issuerOf(std::string_view digits)
{
    std::uint32_t first = 0;
    for (std::size_t i = 0; i < 6; ++i)
        first = first * 10 + static_cast<std::uint32_t>(digitAt(digits, i));
    const auto* const issuer = std::ranges::find_if(kCardIssuers, [&](const CardIssuer& one) {
        return first >= one.first && first <= one.last && digits.size() >= one.fewest &&
            digits.size() <= one.most;
    });
    return issuer == kCardIssuers.end() ? nullptr : issuer;
}

/// As cards are printed: 4-4-4-4 and a rest, 4-6-5, 4-6-4.
bool isPrintedLayout(std::span<const DigitRun::Group> groups)
{
    if (groups.size() < 3 || groups.size() > 5 || (groups[1].separator != ' ' && groups[1].separator != '-'))
        return false;
    const auto isFour = [](const DigitRun::Group& group) { return group.size == 4; };
    if (groups.size() == 3)
        return isFour(groups[0]) && groups[1].size == 6;
    return std::ranges::all_of(groups.first(3), isFour) && groups.back().size <= 4;
}

struct CardNumber {
    Span place;
    std::string_view digits;
    bool isGrouped = false;
    const CardIssuer* issuer = nullptr;
};

/// The first so many groups as a card's number.
std::optional<CardNumber> cardIn(const DigitRun& run, std::size_t groupCount)
{
    const auto groups = run.allGroups().first(groupCount);
    CardNumber card{
        {run.begin(), run.endOf(groupCount - 1)}, run.digitsOf(groupCount), groupCount > 1, nullptr};
    if (card.digits.size() < kFewestCardDigits || card.digits.size() > kMostCardDigits ||
        (card.isGrouped && !isPrintedLayout(groups)) || !hasLuhn(card.digits))
        return std::nullopt;
    card.issuer = issuerOf(card.digits);
    return card.issuer != nullptr ? std::optional(card) : std::nullopt;
}

/// The longest number that the run begins with, of an issuer that is not rare if there is one: behind it may
/// stand a date or a check value.
std::optional<CardNumber> cardIn(const DigitRun& run)
{
    std::optional<CardNumber> rare;
    for (auto count = run.evenGroups(); count > 0; --count) {
        const auto card = cardIn(run, count);
        if (card && !card->issuer->isRare)
            return card;
        if (card && !rare)
            rare = card;
    }
    return rare;
}

bool isTestNumber(std::string_view digits)
{
    std::bitset<10> seen;
    for (const char c : digits)
        seen.set(static_cast<std::size_t>(c - '0'));
    return seen.count() <= 3;
}

class PaymentCardsDetector final : public Detector {
public:
    std::string_view id() const override { return "payment-cards"; }
    std::span<const Rule> rules() const override { return kCardRules; }
    std::span<const Sample> samples() const override;
    std::span<const Mark> marks() const override
    {
        static constexpr std::array<Mark, 1> kMarks{Mark::Number};
        return kMarks;
    }

    NumberKinds numbers() const override { return bitOf(NumberKind::Many) | bitOf(NumberKind::ManyInGroups); }

    bool onMark(const Look& look, const Sighting& sighting, FindingSink& sink) const override
    {
        const auto card = cardIn(sighting.number);
        if (!card || !isWholeNumber(look.text, card->place, false))
            return false;
        const bool hasWord = topicsNear(look, sighting, card->place).has(NumberTopic::Card);
        // One in ten numbers has the check digit; a number of JSON may be anything.
        const bool isBare = !card->isGrouped && look.field.kind == mcp::TextField::Kind::Number;
        if (!hasWord && (card->issuer->isRare || isBare))
            return false;
        const bool isSure = (hasWord || card->isGrouped) && !isTestNumber(card->digits);
        sink.found(0, card->place, isSure ? Confidence::High : Confidence::Medium);
        return true;
    }
};

std::span<const Sample> PaymentCardsDetector::samples() const
{
    static const std::array<Sample, 14> kSamples{{{"pay with 4539 1488 0343 6467 please", "payment-card"},
        {"card number: 5425233430109903", "payment-card"}, {"4539-1488-0343-6467", "payment-card"},
        {"Amex 3742 454554 00126 exp 12/27", "payment-card"}, {"4539148803436467", "payment-card"},
        {"Kreditkarte 6011000990139424", "payment-card"}, {"4539 1488 0343 6467 123", "payment-card"},
        {"4539 1488 0343 6468", ""}, {"id 9999888877776666", ""}, {"0.4539148803436467", ""},
        {"commit 4539148803436467a", ""}, {"card 1234567890123456", ""},
        {"550e8400-e29b-41d4-a716-453914880343", ""}, {"https://example.com/p/4539148803436467", ""}}};
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makePaymentCardsDetector();
std::unique_ptr<const Detector> makePaymentCardsDetector()
{
    return std::make_unique<PaymentCardsDetector>();
}

} // namespace gatehouse::inspect

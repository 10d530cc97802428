// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/ascii.h"
#include "core/inspect/detector.h"
#include "core/inspect/detectors/check_digits.h"
#include "core/inspect/detectors/number_edges.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 1> kIbanRules{
    {{"iban", Family::Personal, Severity::High, "The number of a bank account (IBAN)"}}};

constexpr std::size_t kIbanHead = 4; // country and check digits

struct IbanCountry {
    std::string_view code;
    std::string_view layout;
};

constexpr auto kIbanCountries = std::to_array<IbanCountry>({
#define GATEHOUSE_IBAN(country, layout) {country, layout},
#include "core/inspect/detectors/iban_countries.def"
#undef GATEHOUSE_IBAN
});

/// "8n12c" as "nnnnnnnncccccccccccc".
std::string spelledOut(std::string_view layout)
{
    std::string kinds;
    std::size_t count = 0;
    for (const char c : layout) {
        if (ascii::isDigit(c)) {
            count = count * 10 + static_cast<std::size_t>(c - '0');
        } else {
            kinds.append(count, c);
            count = 0;
        }
    }
    return kinds;
}

bool isOfKind(char kind, char c)
{
    return kind == 'n' ? ascii::isDigit(c) : kind == 'a' ? ascii::isLetter(c) : ascii::isLetterOrDigit(c);
}

/// What stands from `begin` on as far as the country's layout goes, in capitals; groups of four may have a
/// space or dash between them. Empty where it is of another form. `end` is moved behind it.
std::string takeIban(std::string_view text, std::size_t begin, std::string_view kinds, std::size_t& end)
{
    std::string iban;
    end = begin;
    while (iban.size() < kIbanHead + kinds.size() && end < text.size()) {
        const char c = text[end];
        const bool isBetweenGroups = !iban.empty() && iban.size() % 4 == 0 && ascii::isOneOf(" -", c) &&
            ascii::isOneOf(" -", text[end - 1]) == false;
        if (!isBetweenGroups) {
            if (iban.size() >= kIbanHead && !isOfKind(kinds[iban.size() - kIbanHead], c))
                return {};
            iban += ascii::toUpper(c);
        }
        ++end;
    }
    return iban.size() == kIbanHead + kinds.size() ? iban : std::string();
}

/// Where an IBAN that begins at `begin` ends.
std::optional<std::size_t> endOfIban(std::string_view text, std::size_t begin)
{
    const std::string code{ascii::toUpper(text[begin]), ascii::toUpper(text[begin + 1])};
    const auto* const country = std::ranges::find(kIbanCountries, code, &IbanCountry::code);
    if (country == kIbanCountries.end())
        return std::nullopt;
    std::size_t end = 0;
    auto iban = takeIban(text, begin, spelledOut(country->layout), end);
    if (iban.empty() || !beginsNumber(text, begin) || (end < text.size() && ascii::isWordByte(text[end])))
        return std::nullopt;
    std::rotate(iban.begin(), iban.begin() + kIbanHead, iban.end());
    return remainder97(iban) == 1 ? std::optional(end) : std::nullopt;
}

class BankAccountsDetector final : public Detector {
public:
    std::string_view id() const override { return "bank-accounts"; }
    std::span<const Rule> rules() const override { return kIbanRules; }
    std::span<const Sample> samples() const override;
    std::span<const Mark> marks() const override
    {
        static constexpr std::array<Mark, 1> kMarks{Mark::Number};
        return kMarks;
    }

    bool onMark(const Look& look, const Sighting& sighting, FindingSink& sink) const override
    {
        const auto& run = sighting.number;
        const auto begin = run.wordBegin;
        const bool hasHead = run.begin() == begin + 2 && run.groups[0].place.size() >= 2 &&
            ascii::isLetter(look.text[begin]) && ascii::isLetter(look.text[begin + 1]);
        const auto end = hasHead ? endOfIban(look.text, begin) : std::nullopt;
        if (!end)
            return false;
        sink.found(0, {begin, *end}, Confidence::High);
        return true;
    }
};

std::span<const Sample> BankAccountsDetector::samples() const
{
    static const std::array<Sample, 12> kSamples{{{"IBAN DE68210501700012345678", "iban"},
        {"pay to DE68 2105 0170 0012 3456 78, thanks", "iban"}, {"gb33bukb20201555555555", "iban"},
        {"FR14 2004 1010 0505 0001 3M02 606.", "iban"}, {"NO93-8601-1117-947", "iban"},
        {"(MT84MALT011000012345MTLCAST001S)", "iban"}, {"DE68210501700012345679", ""},
        {"DE6821050170001234567", ""}, {"DE682105017000123456789", ""}, {"XDE68210501700012345678", ""},
        {"FR14 2004 1010 0505 0001 3M02 60A", ""}, {"ZZ68210501700012345678", ""}}};
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeBankAccountsDetector();
std::unique_ptr<const Detector> makeBankAccountsDetector()
{
    return std::make_unique<BankAccountsDetector>();
}

} // namespace gatehouse::inspect

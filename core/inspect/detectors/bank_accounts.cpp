// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/ascii.h"
#include "core/inspect/detector.h"
#include "core/inspect/detectors/check_digits.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

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

/// Which country's layout two letters stand for, counted from 1; 0 for none.
constexpr auto kCountryAt = [] {
    std::array<std::array<std::uint8_t, 26>, 26> at{};
    for (std::size_t i = 0; i < kIbanCountries.size(); ++i) {
        const auto code = kIbanCountries[i].code;
        at[static_cast<std::size_t>(code[0] - 'A')][static_cast<std::size_t>(code[1] - 'A')] =
            static_cast<std::uint8_t>(i + 1);
    }
    return at;
}();
static_assert(kIbanCountries.size() < 255);

const IbanCountry* ibanCountryOf(char first, char second)
{
    const auto letter = [](char c) { return static_cast<std::size_t>(ascii::toUpper(c) - 'A'); };
    if (!ascii::isLetter(first) || !ascii::isLetter(second))
        return nullptr;
    const auto at = kCountryAt[letter(first)][letter(second)];
    return at == 0 ? nullptr : &kIbanCountries[at - 1];
}

bool isOfKind(char kind, char c)
{
    return kind == 'n' ? ascii::isDigit(c) : kind == 'a' ? ascii::isLetter(c) : ascii::isLetterOrDigit(c);
}

/// Goes along a layout: "8n12c" asks for eight digits and then twelve of both.
class IbanLayout {
public:
    explicit IbanLayout(std::string_view layout)
        : m_rest(layout)
    {
    }
    /// What the next letter has to be; '\0' at the end.
    char next()
    {
        if (m_left == 0 && m_rest.empty())
            return '\0';
        if (m_left == 0) {
            while (ascii::isDigit(m_rest.front()))
                m_left = m_left * 10 + static_cast<std::size_t>(takeFirst() - '0');
            m_kind = takeFirst();
        }
        --m_left;
        return m_kind;
    }

private:
    char takeFirst()
    {
        const char first = m_rest.front();
        m_rest.remove_prefix(1);
        return first;
    }
    std::string_view m_rest;
    std::size_t m_left = 0;
    char m_kind = '\0';
};

/// Letters without signs, in capitals.
struct Iban {
    static constexpr std::size_t kMost = 34;
    std::array<char, kMost> letters{};
    std::size_t size = 0;
    std::size_t end = 0; // in the text
};

/// What stands from `begin` on as far as the country's layout goes; groups of four may have a space or dash
/// between them. Nothing where it is of another form.
std::optional<Iban> takeIban(std::string_view text, std::size_t begin, std::string_view layout)
{
    Iban iban;
    IbanLayout kinds(layout);
    char last = '\0';
    char kind = '\0';
    for (iban.end = begin; iban.end < text.size(); ++iban.end) {
        const char c = text[iban.end];
        const bool isBetweenGroups =
            iban.size != 0 && iban.size % 4 == 0 && ascii::isOneOf(" -", c) && !ascii::isOneOf(" -", last);
        last = c;
        if (isBetweenGroups)
            continue;
        if (iban.size >= kIbanHead && !isOfKind(kind, c))
            return std::nullopt;
        iban.letters[iban.size++] = ascii::toUpper(c);
        if (iban.size < kIbanHead)
            continue;
        kind = kinds.next();
        if (kind == '\0') {
            ++iban.end;
            return iban;
        }
    }
    return std::nullopt;
}

/// Where an IBAN that begins at `begin` ends.
std::optional<std::size_t> endOfIban(std::string_view text, std::size_t begin)
{
    const auto* const country = ibanCountryOf(text[begin], text[begin + 1]);
    if (country == nullptr)
        return std::nullopt;
    auto iban = takeIban(text, begin, country->layout);
    if (!iban || (iban->end < text.size() && ascii::isWordByte(text[iban->end])))
        return std::nullopt;
    const auto letters = std::span(iban->letters).first(iban->size);
    std::rotate(letters.begin(), letters.begin() + kIbanHead, letters.end());
    return remainder97({letters.data(), letters.size()}) == 1 ? std::optional(iban->end) : std::nullopt;
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

    NumberKinds numbers() const override { return bitOf(NumberKind::Lettered); }

    bool onMark(const Look& look, const Sighting& sighting, FindingSink& sink) const override
    {
        const auto& run = sighting.number;
        const auto begin = run.wordBegin;
        const bool hasHead = run.lettersInFront() == 2 && run.groups[0].size >= 2;
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

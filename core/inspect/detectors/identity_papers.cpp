// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/ascii.h"
#include "core/inspect/detector.h"
#include "core/inspect/detectors/check_digits.h"
#include "core/inspect/detectors/number_context.h"
#include "core/inspect/detectors/phone_formats.h"
#include "core/inspect/number_edges.h"

#include <algorithm>
#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

enum PaperRule : std::size_t { PaperPassport, PaperLicence, PaperCard };

constexpr std::array<Rule, 3> kPaperRules{
    {{"passport", Family::Personal, Severity::High, "The number of a passport"},
        {"driving-licence", Family::Personal, Severity::High, "The number of a driving licence"},
        {"identity-card", Family::Personal, Severity::High, "The number of an identity card"}}};

constexpr NumberTopics kPaperTopics{NumberTopic::Passport, NumberTopic::Licence, NumberTopic::Paper};

constexpr std::size_t kFewestPaperLetters = 6;
constexpr std::size_t kMostPaperLetters = 16;

struct PaperNumber {
    Span place;
    std::size_t letters = 0;
    std::size_t digits = 0;
};

/// Letters and digits from `begin` on; groups of them may have a dash or a space in front of a digit.
PaperNumber paperNumberAt(std::string_view text, std::size_t begin)
{
    PaperNumber number{{begin, begin}, 0, 0};
    for (auto at = begin; at < text.size(); ++at) {
        const bool isBetween = at > begin && at + 1 < text.size() && ascii::isOneOf("- ", text[at]) &&
            ascii::isDigit(text[at - 1]) && ascii::isDigit(text[at + 1]);
        if (isBetween)
            continue;
        if (!ascii::isLetterOrDigit(text[at]) || number.letters + number.digits > kMostPaperLetters)
            break;
        ++(ascii::isDigit(text[at]) ? number.digits : number.letters);
        number.place.end = at + 1;
    }
    return number;
}

/// What begins with the run: mostly that is all.
PaperNumber paperNumberOf(std::string_view text, const DigitRun& run)
{
    const auto end = run.end();
    const bool isAll = run.groupCount == 1 && run.lettersInFront() == 0 && !run.isLonger &&
        (end == text.size() || !ascii::isLetter(text[end]));
    return isAll ? PaperNumber{{run.begin(), end}, 0, run.digitCount} : paperNumberAt(text, run.wordBegin);
}

/// MORGA 657054 SM9 IJ: five letters of the name, a digit of the year, month (women +50), day, the year's
/// last.
bool isUkLicence(std::string_view word)
{
    if (word.size() != 16 || !std::ranges::all_of(word.substr(5, 6), ascii::isDigit) ||
        !std::ranges::all_of(word.substr(0, 2), ascii::isLetter) || !ascii::isLetterOrDigit(word[11]))
        return false;
    // Short names are filled up with 9.
    const auto name = word.substr(0, 5);
    const auto letters = name.substr(0, name.find('9'));
    const int month = pairAt(word, 6) % 50;
    return std::ranges::all_of(letters, ascii::isLetter) &&
        name.find_first_not_of('9', letters.size()) == std::string_view::npos && month >= 1 && month <= 12 &&
        pairAt(word, 6) < 63 && pairAt(word, 8) >= 1 && pairAt(word, 8) <= 31 &&
        std::ranges::all_of(word.substr(14), ascii::isLetter);
}

class IdentityPapersDetector final : public Detector {
public:
    std::string_view id() const override { return "identity-papers"; }
    std::span<const Rule> rules() const override { return kPaperRules; }
    std::span<const Sample> samples() const override;
    std::span<const Mark> marks() const override
    {
        static constexpr std::array<Mark, 1> kMarks{Mark::Number};
        return kMarks;
    }

    NumberKinds numbers() const override { return allBut({NumberKind::Dialled, NumberKind::Date}); }

    bool onMark(const Look& look, const Sighting& sighting, FindingSink& sink) const override
    {
        const auto& run = sighting.number;
        const bool mayBeUkLicence = run.lettersInFront() >= 2;
        if ((sighting.kind != NumberKind::Few && isOtherNumber(run)) ||
            !(mayBeUkLicence || topicsPossible(look, sighting, run.endOf(0)).hasAny(kPaperTopics)))
            return false;
        const auto number = paperNumberOf(look.text, run);
        const auto size = number.letters + number.digits;
        if (size < kFewestPaperLetters || size > kMostPaperLetters || number.digits < 5 ||
            !endsNumber(look.text, number.place.end))
            return false;
        const auto word = look.text.substr(number.place.begin, number.place.size());
        if (mayBeUkLicence && isUkLicence(word)) {
            sink.found(PaperLicence, number.place, Confidence::Medium);
            return true;
        }
        const auto topics = topicsNear(look, sighting, number.place);
        const auto say = [&](NumberTopic topic, PaperRule rule) {
            if (!topics.has(topic))
                return false;
            sink.found(rule, number.place, Confidence::Medium);
            return true;
        };
        return say(NumberTopic::Passport, PaperPassport) || say(NumberTopic::Licence, PaperLicence) ||
            say(NumberTopic::Paper, PaperCard);
    }
};

std::span<const Sample> IdentityPapersDetector::samples() const
{
    static const std::array<Sample, 15> kSamples{{{"passport number C47KX1926", "passport"},
        {"Reisepass-Nr. F47193052", "passport"}, {"护照号码：E47193052", "passport"},
        {"{\"passportNumber\": \"471930528\"}", "passport"},
        {"my driver's license number is 2270-66-1551", "driving-licence"},
        {"Führerschein: B072RRE2I55", "driving-licence"}, {"SMITH862310AB1CD", "driving-licence"},
        {"Personalausweis L47X31T44", "identity-card"}, {"F47193052", ""}, {"passport issued 2019-05-12", ""},
        {"passport.js 0.6.0 and 1234", ""}, {"SMITH869910AB1CD", ""}, {"driver 12345", ""},
        {"passport photo.471930528.png", ""}, {"passport 47193052847193052847", ""}}};
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeIdentityPapersDetector();
std::unique_ptr<const Detector> makeIdentityPapersDetector()
{
    return std::make_unique<IdentityPapersDetector>();
}

} // namespace gatehouse::inspect

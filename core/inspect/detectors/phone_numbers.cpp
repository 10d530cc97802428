// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/ascii.h"
#include "core/inspect/detector.h"
#include "core/inspect/detectors/number_context.h"
#include "core/inspect/detectors/phone_formats.h"
#include "core/inspect/number_edges.h"

#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 1> kPhoneRules{
    {{"phone-number", Family::Personal, Severity::Medium, "A phone number"}}};

constexpr NumberTopics kPhoneTopics{NumberTopic::Phone, NumberTopic::PhoneVerb};

/// Behind the number: "x12", " ext. 12".
std::size_t endOfExtension(std::string_view text, std::size_t end)
{
    constexpr std::size_t kMostDigits = 6;
    auto at = end;
    while (at < text.size() && at - end < 2 && ascii::isOneOf(" ,", text[at]))
        ++at;
    if (at == text.size() || !ascii::isOneOf("ex", text[at]))
        return end;
    const auto rest = text.substr(at, 5);
    const std::size_t letters = rest.starts_with("ext. ")      ? 5
        : rest.starts_with("ext.") || rest.starts_with("ext ") ? 4
        : rest.starts_with("ext")                              ? 3
        : rest.starts_with("x")                                ? 1
                                                               : 0;
    at += letters;
    const auto first = at;
    while (at < text.size() && ascii::isDigit(text[at]))
        ++at;
    return letters > 0 && at > first && at - first <= kMostDigits ? at : end;
}

/// True where a row of groups with spaces between them has begun before.
bool isInRow(std::string_view text, const DigitRun& run, std::size_t begin)
{
    const bool hasSpaces = run.groupCount > 1 && run.groups[1].separator == ' ';
    return hasSpaces && begin >= 2 && text[begin - 1] == ' ' && ascii::isDigit(text[begin - 2]);
}

/// "pageid": 74804633, ID 36117969, userId=12345678: the name right before it says that it is no phone's,
/// whatever stands before that. "She said 5551234".
bool isNamedId(std::string_view text, std::size_t begin)
{
    constexpr std::size_t kMostSigns = 6;
    constexpr std::size_t kLongName = 5;
    auto end = begin;
    while (end > 0 && begin - end < kMostSigns && ascii::isOneOf(" :=\"'\\", text[end - 1]))
        --end;
    if (end < 2 || ascii::toLower(text[end - 1]) != 'd' || ascii::toLower(text[end - 2]) != 'i')
        return false;
    std::size_t size = 2;
    while (size < kLongName && size < end && ascii::isLetter(text[end - size - 1]))
        ++size;
    const bool isLastOfName = size > 2 && text[end - 2] == 'I' && text[end - 3] >= 'a';
    return size == 2 || size == kLongName || isLastOfName;
}

class PhoneNumbersDetector final : public Detector {
public:
    std::string_view id() const override { return "phone-numbers"; }
    std::span<const Rule> rules() const override { return kPhoneRules; }
    std::span<const Sample> samples() const override;
    std::span<const Mark> marks() const override
    {
        static constexpr std::array<Mark, 1> kMarks{Mark::Number};
        return kMarks;
    }

    NumberKinds numbers() const override { return allBut({NumberKind::Lettered, NumberKind::Date}); }

    bool onMark(const Look& look, const Sighting& sighting, FindingSink& sink) const override
    {
        const auto& text = look.text;
        if (sighting.number.digitCount < kFewestPhoneDigits)
            return false;
        auto begin = sighting.at;
        const bool isInParentheses = begin > 0 && text[begin - 1] == '(';
        begin -= isInParentheses ? 1 : 0;
        const bool hasPlus = begin > 0 && text[begin - 1] == '+';
        begin -= hasPlus ? 1 : 0;
        if (!hasPlus && !isInParentheses && isPlainAndUnsaid(look, sighting))
            return false;
        auto run = sighting.number;
        if (hasPlus ? !mayPrecedePlus(text, begin) : !beginsNumber(text, begin) || isInRow(text, run, begin))
            return false;
        dropGroups(text, run);
        const auto end = endOfExtension(text, run.end());
        if (run.isLonger || !endsPhone(text, end))
            return false;
        const PhoneText phone{run, hasPlus, isInParentheses};
        if (!isPhone(look, sighting, phone, {begin, end}))
            return false;
        sink.found(0, {begin, end}, Confidence::Medium);
        return true;
    }

private:
    /// As most numbers are: of one group, with no word that makes it a phone's.
    static bool isPlainAndUnsaid(const Look& look, const Sighting& sighting)
    {
        const auto& run = sighting.number;
        return run.groupCount == 1 &&
            !topicsPossible(look, sighting, endOfExtension(look.text, run.end())).hasAny(kPhoneTopics);
    }

    /// Leaves out the last groups until a phone's number may end there: "+44 20 7946 0958 2 times".
    static void dropGroups(std::string_view text, DigitRun& run)
    {
        bool isEnd = !run.isLonger && endsPhone(text, run.end());
        while (run.groupCount > 1 && (!isEnd || run.digitCount > kMostPhoneDigits)) {
            const auto& last = run.groups[--run.groupCount];
            run.isLonger = false;
            run.digitCount -= last.size;
            // Behind these a digit goes on with the same number.
            isEnd = !ascii::isOneOf("-./", last.separator);
        }
    }

    /// A sum or base64 has letters and digits there.
    static bool mayPrecedePlus(std::string_view text, std::size_t plus)
    {
        return plus == 0 || (!ascii::isWordByte(text[plus - 1]) && !ascii::isOneOf("+/=)]", text[plus - 1]));
    }

    /// "-Office" may follow.
    static bool endsPhone(std::string_view text, std::size_t end)
    {
        return endsNumber(text, end) ||
            (text[end] == '-' && end + 1 < text.size() && ascii::isLetter(text[end + 1]));
    }

    static bool isPhone(const Look& look, const Sighting& sighting, const PhoneText& phone, Span place)
    {
        if (phone.hasPlus && isInternational(phone))
            return true;
        if (isOtherNumber(phone.run))
            return false;
        if (isDistinct(phone))
            return true;
        if (!mayBeSpoken(phone) || (phone.run.groupCount == 1 && isNamedId(look.text, place.begin)))
            return false;
        const auto topics = topicsNear(look, sighting, place);
        if (topics.has(NumberTopic::Phone))
            return true;
        // "call me on 9498777106"
        const bool isAsLong = phone.run.digitCount >= 9 && phone.run.digitCount <= 12 &&
            look.field.kind != mcp::TextField::Kind::Number;
        return topics.has(NumberTopic::PhoneVerb) && (phone.run.groupCount > 1 || isAsLong);
    }
};

std::span<const Sample> PhoneNumbersDetector::samples() const
{
    static const std::vector<Sample> kSamples{{"+49 151 23456789", "phone-number"},
        {"+46 (0)8 928 571 38", "phone-number"}, {"(212) 555-2368", "phone-number"},
        {"212-555-2368 x123", "phone-number"}, {"+1-541-714-1388", "phone-number"},
        {"Tel.: 030 1234567", "phone-number"}, {"phone\n467 3395", "phone-number"},
        {"06 12 34 56 78", "phone-number"}, {"call me on 9472 7916", "phone-number"},
        {"please call 9498777106", "phone-number"}, {"0 (532) 1234567", "phone-number"},
        {"mobile=07700900123", "phone-number"}, {"2024-01-02 12:30", ""}, {"2024-01-02 030405", ""},
        {"price 1 234 567", ""}, {"v20240102.123456", ""}, {"+12345678901234567890", ""},
        {"id 123456789012", ""}, {"52.520008, 13.404954", ""}, {"a+4915123456789", ""},
        {"phone: 2024-01-02", ""}, {"1234567890", ""}, {"10.1000/182.5551234", ""},
        {"550e8400-2125-4512-5523-212555236800", ""}, {"1 2 3 4 5 6 7 8 9 10", ""},
        {"\"title\": \"Mobile phones\", \"pageid\": 74804633", ""}, {"contact, userId=12345678", ""},
        {"call her, she said 5551234567", "phone-number"}, {"phone id 36117969", ""},
        {"telecode: TXP, 550000146208", ""}};
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makePhoneNumbersDetector();
std::unique_ptr<const Detector> makePhoneNumbersDetector()
{
    return std::make_unique<PhoneNumbersDetector>();
}

} // namespace gatehouse::inspect

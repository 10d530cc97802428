// SPDX-License-Identifier: Apache-2.0
#include "core/model/inspection.h"

#include "core/model/names.h"

#include <array>

namespace gatehouse::model {
namespace {

// Policies, journals and tables of measurements hold these: they must stay as they are.
constexpr std::array kFamilies{
#define GATEHOUSE_FAMILY(name, text) std::string_view(text),
#include "core/model/families.def"
#undef GATEHOUSE_FAMILY
};
constexpr std::array kChannels{
#define GATEHOUSE_CHANNEL(name, text) std::string_view(text),
#include "core/model/channels.def"
#undef GATEHOUSE_CHANNEL
};
constexpr std::array<std::string_view, 4> kSeverities{"note", "low", "medium", "high"};
constexpr std::array<std::string_view, 3> kConfidences{"low", "medium", "high"};
constexpr std::array<std::string_view, 8> kTreatments{
    "off", "flag", "strip", "fence", "redact", "hide", "ask", "block"};
constexpr std::array<std::string_view, 3> kTrustLevels{"low", "normal", "high"};
constexpr std::array<std::string_view, 3> kRedactionStyles{"reversible", "token", "mask"};

} // namespace

std::string_view toText(Family family)
{
    return textOf(kFamilies, family);
}
std::string_view toText(Channel channel)
{
    return textOf(kChannels, channel);
}
std::string_view toText(Severity severity)
{
    return textOf(kSeverities, severity);
}
std::string_view toText(Confidence confidence)
{
    return textOf(kConfidences, confidence);
}
std::string_view toText(Treatment treatment)
{
    return textOf(kTreatments, treatment);
}
std::string_view toText(RedactionStyle style)
{
    return textOf(kRedactionStyles, style);
}
std::string_view toText(TrustLevel level)
{
    return textOf(kTrustLevels, level);
}
bool fromText(std::string_view text, Family& family)
{
    return valueOf(kFamilies, text, family);
}
bool fromText(std::string_view text, Channel& channel)
{
    return valueOf(kChannels, text, channel);
}
bool fromText(std::string_view text, Confidence& confidence)
{
    return valueOf(kConfidences, text, confidence);
}
bool fromText(std::string_view text, Treatment& treatment)
{
    return valueOf(kTreatments, text, treatment);
}
bool fromText(std::string_view text, RedactionStyle& style)
{
    return valueOf(kRedactionStyles, text, style);
}
bool fromText(std::string_view text, TrustLevel& level)
{
    return valueOf(kTrustLevels, text, level);
}

} // namespace gatehouse::model

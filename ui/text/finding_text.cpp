// SPDX-License-Identifier: Apache-2.0
#include "ui/text/finding_text.h"

#include "ui/text/display_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <string_view>

namespace gatehouse::text {
namespace {

struct RuleSentence {
    std::string_view id;
    const char* sentence;
};

constexpr auto kRuleSentences = std::to_array<RuleSentence>({
#define GATEHOUSE_RULE(id, family, sentence) {id, sentence},
#include "rule_sentences.def" // core/inspect/list_rules writes it
#undef GATEHOUSE_RULE
});

} // namespace

QString findingText(const std::string& rule)
{
    const auto* const known = std::ranges::find(kRuleSentences, rule, &RuleSentence::id);
    return known == kRuleSentences.end()
        ? displayText(rule)
        : QCoreApplication::translate("gatehouse::text::Finding", known->sentence);
}

} // namespace gatehouse::text

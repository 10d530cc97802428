// SPDX-License-Identifier: Apache-2.0
#include "core/policy/data_classes.h"

#include <re2/re2.h>

namespace gatehouse::policy {

std::string expressionOf(const DataClass& dataClass)
{
    std::string words;
    for (const auto& word : dataClass.words)
        words.append(words.empty() ? "" : "|").append(RE2::QuoteMeta(word));
    std::string expression;
    if (!words.empty())
        expression = "(?i:\\b(?:" + words + ")\\b)";
    if (!dataClass.pattern.empty())
        expression.append(expression.empty() ? "" : "|").append("(?:" + dataClass.pattern + ")");
    return expression;
}

base::Result<void> checkDataClass(const DataClass& dataClass)
{
    const auto expression = expressionOf(dataClass);
    if (expression.empty())
        return base::Error{base::ErrorCode::PolicyInvalid, "names neither words nor a pattern"};
    RE2::Options options(RE2::Quiet);
    options.set_max_mem(std::int64_t{8} << 20);
    const RE2 compiled(expression, options);
    if (!compiled.ok())
        return base::Error{base::ErrorCode::PolicyInvalid, "its pattern: " + compiled.error()};
    // It would be found everywhere, and at no place.
    if (RE2::FullMatch("", compiled))
        return base::Error{base::ErrorCode::PolicyInvalid, "its pattern matches an empty text"};
    return {};
}

} // namespace gatehouse::policy

// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/class_detector.h"

#include <re2/re2.h>

#include <string>

namespace gatehouse::pipeline {
namespace {

constexpr std::int64_t kMaxPatternMemory = std::int64_t{8} << 20;

RE2::Options searchOptions()
{
    RE2::Options options(RE2::Quiet);
    options.set_max_mem(kMaxPatternMemory);
    return options;
}

} // namespace

struct ClassDetector::Searched {
    explicit Searched(const policy::DataClass& dataClass)
        : name(dataClass.name)
        , sentence("Data of your class “" + dataClass.name + "”")
        , expression(policy::expressionOf(dataClass), searchOptions())
    {
    }

    std::string name;
    std::string sentence;
    RE2 expression;
};

ClassDetector::ClassDetector(const std::vector<policy::DataClass>& classes)
{
    for (const auto& dataClass : classes) {
        m_classes.push_back(std::make_unique<const Searched>(dataClass));
        m_rules.push_back({m_classes.back()->name, dataClass.family, inspect::Severity::Medium,
            m_classes.back()->sentence});
    }
}

ClassDetector::~ClassDetector() = default;

void ClassDetector::onText(const inspect::Look& look, inspect::FindingSink& sink) const
{
    const re2::StringPiece text(look.text.data(), look.text.size());
    for (std::size_t i = 0; i < m_classes.size(); ++i) {
        std::size_t at = 0;
        re2::StringPiece match;
        while (at < text.size() &&
            m_classes[i]->expression.Match(text, at, text.size(), RE2::UNANCHORED, &match, 1)) {
            const auto begin = static_cast<std::size_t>(match.data() - text.data());
            const auto end = begin + match.size();
            if (match.size() > 0)
                sink.found(i, {begin, end}, inspect::Confidence::High);
            at = std::max(end, at + 1);
        }
    }
}

} // namespace gatehouse::pipeline

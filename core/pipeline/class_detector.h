// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detector.h"
#include "core/policy/data_classes.h"

#include <memory>
#include <vector>

namespace gatehouse::pipeline {

/// Finds what users have named in their policy: a rule for each class of data. Linear in the text, for each
/// class.
class ClassDetector final : public inspect::Detector {
public:
    explicit ClassDetector(const std::vector<policy::DataClass>& classes);
    ~ClassDetector() override;

    std::string_view id() const override { return "classes"; }
    std::span<const inspect::Rule> rules() const override { return m_rules; }
    std::span<const inspect::Sample> samples() const override { return {}; }
    bool readsTextsOf(mcp::Channel) const override { return true; }
    void onText(const inspect::Look& look, inspect::FindingSink& sink) const override;

private:
    struct Searched;
    std::vector<std::unique_ptr<const Searched>> m_classes;
    std::vector<inspect::Rule> m_rules; ///< one for each; their texts are the classes'
};

} // namespace gatehouse::pipeline

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/inspector.h"
#include "tests/eval/corpus.h"

#include <map>
#include <string>

namespace gatehouse::eval {

/// Counts in how many arguments something dangerous is found, at high and at medium confidence: by class, by
/// source, and what each rule finds.
class ArgumentTally {
public:
    void add(const Item& item, const std::vector<inspect::Found>& found);
    std::string tables() const;

private:
    struct Count {
        int items = 0;
        int high = 0;
        int medium = 0; ///< at least
    };
    struct RuleCount {
        int attacks = 0;
        int others = 0; ///< benign ones and hard negatives
    };
    std::map<std::string, Count> m_byClass;  // "label class"
    std::map<std::string, Count> m_bySource; // "label source"
    std::map<std::string, RuleCount> m_byRule;
};

} // namespace gatehouse::eval

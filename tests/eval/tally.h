// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/inspector.h"
#include "tests/eval/corpus.h"

#include <map>
#include <string>

namespace gatehouse::eval {

/// Counts what was found in items, by kind, label and class or source, and prints it as tables.
class Tally {
public:
    void add(const Item& item, const std::vector<inspect::Found>& found);
    std::string tables() const;

private:
    struct Count {
        int items = 0;
        std::map<std::string, int> families; ///< items with a finding of medium confidence at least
    };
    struct Secrets {
        int values = 0; ///< that are to be found
        int valuesFound = 0;
        int itemsWithFinding = 0; ///< of kind "secret", whatever their label
        int itemsRight = 0;
        int findings = 0; ///< in items whose values are told
        int findingsRight = 0;
    };
    void addSecrets(const Item& item, const std::vector<inspect::Found>& found);

    std::map<std::string, Count> m_byClass;  // "kind label class"
    std::map<std::string, Count> m_bySource; // "kind label source"
    Secrets m_secrets;
};

} // namespace gatehouse::eval

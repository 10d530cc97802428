// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/inspector.h"
#include "tests/eval/corpus.h"

#include <array>
#include <map>
#include <string>

namespace gatehouse::eval {

/// Counts how well personal data is found where a source says where it stands, and how often it is found in
/// items that are about something else. Every source is cut in halves by the hash of its items' ids: one was
/// looked at while detectors were written, the other was not.
class PersonalTally {
public:
    void add(const Item& item, const std::vector<inspect::Found>& found);
    std::string tables() const;

private:
    struct Count {
        int known = 0;    ///< places that sources name
        int found = 0;    ///< of those
        int findings = 0; ///< of that type
        int right = 0;    ///< of those
    };
    struct Benign {
        int items = 0;
        int itemsWith = 0;
        std::map<std::string, int> rules;
    };
    using Halves = std::array<Count, 2>;

    void addKnown(const Item& item, const std::vector<inspect::Found>& found);
    void addBenign(const Item& item, const std::vector<inspect::Found>& found);

    std::map<std::string, Halves> m_types;  // "source type"
    std::map<std::string, Benign> m_benign; // "kind class" or "kind source"
};

} // namespace gatehouse::eval

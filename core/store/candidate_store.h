// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/model/candidate.h"
#include "core/store/database.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::store {

/// Servers that lists told of. A fold over the lines "candidates" and "candidates-dismissed" of desktop and
/// command line: in whatever order and however often they arrive. What was dismissed stays so, also where a
/// list tells of it again. Bounded: of more than `kMaxKept` the first seen are kept, of more than
/// `kMaxDismissed` dismissals the last.
class CandidateStore {
public:
    static constexpr std::size_t kMaxKept = 5000;
    static constexpr std::size_t kMaxDismissed = 20'000;

    explicit CandidateStore(Database& database)
        : m_database(database)
    {
    }

    base::Result<void> add(const std::vector<model::Candidate>& candidates);
    base::Result<void> dismiss(const std::vector<std::string>& ids, base::UnixMilliseconds at);

    /// Those that nobody has dismissed, by name and id.
    base::Result<std::vector<model::Candidate>> open();
    /// The ids of all that were told of or dismissed.
    base::Result<std::set<std::string>> knownIds();

private:
    base::Result<void> prune();

    Database& m_database;
};

// The details of those lines. Members that are not as they should be make a candidate that is left out.
std::string candidatesToJson(const std::vector<model::Candidate>& candidates);
std::vector<model::Candidate> candidatesFromJson(std::string_view json);
std::string dismissedToJson(const std::vector<std::string>& ids);
std::vector<std::string> dismissedFromJson(std::string_view json);

} // namespace gatehouse::store

// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/pattern_scan.h"

#include "core/inspect/pattern_database.h"

#include <hs/hs_runtime.h>
#include <limits>

namespace gatehouse::inspect {
namespace {

const hs_database_t* database(std::size_t scope)
{
    return reinterpret_cast<const hs_database_t*>(kPatternDatabases[scope].bytes);
}

int tell(unsigned pattern, unsigned long long, unsigned long long end, unsigned, void* context)
{
    static_cast<MatchSink*>(context)->match(pattern, static_cast<std::size_t>(end));
    return 0;
}

} // namespace

struct PatternScan::State {
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { hs_free_scratch(scratch); }
    hs_scratch_t* scratch = nullptr;
};

PatternScan::PatternScan(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

PatternScan::PatternScan(PatternScan&&) noexcept = default;
PatternScan& PatternScan::operator=(PatternScan&&) noexcept = default;
PatternScan::~PatternScan() = default;

base::Result<PatternScan> PatternScan::open()
{
    auto state = std::make_unique<State>();
    auto status = hs_clone_scratch(reinterpret_cast<const hs_scratch_t*>(kScratchImage), &state->scratch);
    // A search of nothing much: whether this processor can search at all.
    if (status == HS_SUCCESS)
        status = hs_scan(database(0), " ", 1, 0, state->scratch, nullptr, nullptr);
    if (status != HS_SUCCESS)
        return base::Error{base::ErrorCode::Internal,
            "the pattern database cannot be used here (" + std::to_string(status) + ")"};
    return PatternScan(std::move(state));
}

base::Result<void> PatternScan::scan(Scope scope, std::string_view text, MatchSink& sink)
{
    if (text.size() > std::numeric_limits<unsigned>::max())
        return base::Error{base::ErrorCode::InvalidArgument, "a text above 4 GiB"};
    const auto status = hs_scan(database(static_cast<std::size_t>(scope)), text.data(),
        static_cast<unsigned>(text.size()), 0, m_state->scratch, &tell, &sink);
    if (status != HS_SUCCESS)
        return base::Error{base::ErrorCode::Internal, "searching failed (" + std::to_string(status) + ")"};
    return {};
}

} // namespace gatehouse::inspect

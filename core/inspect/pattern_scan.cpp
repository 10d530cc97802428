// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/pattern_scan.h"

#include "core/inspect/literal_search.h"
#include "core/inspect/pattern_database.h"

#include <algorithm>
#include <hs/hs_runtime.h>
#include <limits>
#include <vector>

namespace gatehouse::inspect {
namespace {

const hs_database_t* database(std::size_t scope)
{
    return reinterpret_cast<const hs_database_t*>(kPatternDatabases[scope].bytes);
}

} // namespace

struct PatternScan::State {
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { hs_free_scratch(scratch); }

    struct Match {
        std::size_t end;
        std::size_t pattern;
        auto operator<=>(const Match&) const = default; // NOLINT(modernize-use-nullptr)
    };
    struct RegionSearch {
        std::vector<Match>& matches;
        Span place;
        bool isCut; // the text goes on behind it
    };

    void addHits(std::string_view text);
    hs_error_t searchRegions(std::size_t scope, std::string_view text, std::size_t blockBegin);
    hs_error_t searchRegion(std::size_t scope, std::string_view text, Span place);
    static int takeMatch(
        unsigned pattern, unsigned long long, unsigned long long end, unsigned, void* context);
    void tell(std::size_t limit, MatchSink& sink);

    hs_scratch_t* scratch = nullptr;
    std::vector<LiteralHit> hits;
    std::vector<Span> regions; // that expressions are searched in
    std::vector<Match> matches;
    std::size_t told = 0; // all matches that end here or before
};

/// What the block's literals say: a match, or where one may be.
void PatternScan::State::addHits(std::string_view text)
{
    for (const auto& [literal, begin] : hits) {
        const auto end = begin + literal->bytes;
        if (literal->around == 0)
            matches.push_back({end + literal->tailBytes, literal->pattern});
        else
            regions.push_back({begin > literal->around ? begin - literal->around : 0,
                std::min(end + literal->around, text.size())});
    }
    hits.clear();
}

/// What ends with a region that is cut may end a word there alone; a literal's region is wider than its
/// match.
int PatternScan::State::takeMatch(
    unsigned pattern, unsigned long long, unsigned long long end, unsigned, void* context)
{
    const auto& search = *static_cast<const RegionSearch*>(context);
    const auto at = search.place.begin + static_cast<std::size_t>(end);
    if (!search.isCut || at < search.place.end)
        search.matches.push_back({at, pattern});
    return 0;
}

hs_error_t PatternScan::State::searchRegion(std::size_t scope, std::string_view text, Span place)
{
    RegionSearch search{matches, place, place.end < text.size()};
    return hs_scan(database(scope), text.data() + place.begin, static_cast<unsigned>(place.size()), 0,
        scratch, &takeMatch, &search);
}

hs_error_t PatternScan::State::searchRegions(std::size_t scope, std::string_view text, std::size_t blockBegin)
{
    std::ranges::sort(regions, {}, &Span::begin);
    for (std::size_t i = 0; i < regions.size();) {
        auto place = regions[i];
        for (++i; i < regions.size() && regions[i].begin <= place.end; ++i)
            place.end = std::max(place.end, regions[i].end);
        // No word starts at a cut: whose literal stands in the block before, starts behind this.
        if (place.begin < blockBegin)
            place.begin = blockBegin > kMostAround ? blockBegin - kMostAround : 0;
        if (const auto status = searchRegion(scope, text, place); status != HS_SUCCESS)
            return status;
    }
    regions.clear();
    return HS_SUCCESS;
}

/// Those that end up to `limit`, each once: regions of two blocks may hold the same.
void PatternScan::State::tell(std::size_t limit, MatchSink& sink)
{
    if (matches.empty())
        return;
    if (!std::ranges::is_sorted(matches, std::less<>())) // as a rule they are
        std::ranges::sort(matches, std::less<>());
    const auto last = std::unique(matches.begin(), matches.end());
    auto next = matches.begin();
    for (; next != last && next->end <= limit; ++next) {
        if (next->end > told)
            sink.match(next->pattern, next->end);
    }
    matches.erase(last, matches.end());
    matches.erase(matches.begin(), next);
}

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
    const auto index = static_cast<std::size_t>(scope);
    auto& state = *m_state;
    state.told = 0;
    state.matches.clear();
    for (std::size_t from = 0; from < text.size(); from += kLiteralBlock) {
        const auto to = std::min(from + kLiteralBlock, text.size());
        findLiterals(kPatternDatabases[index].literals, text, {from, to}, state.hits);
        state.addHits(text);
        if (const auto status = state.searchRegions(index, text, from); status != HS_SUCCESS)
            return base::Error{
                base::ErrorCode::Internal, "searching failed (" + std::to_string(status) + ")"};
        // What begins in the next block ends behind its start.
        state.tell(to, sink);
        state.told = to;
    }
    state.tell(text.size(), sink);
    return {};
}

} // namespace gatehouse::inspect

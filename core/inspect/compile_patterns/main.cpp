// SPDX-License-Identifier: Apache-2.0
// compile_patterns OUT: writes all detectors' patterns, compiled, as C++ source. Runs while Gatehouse is
// built, and is no part of it: so no program compiles a pattern when it starts, and all wrappers share one
// mapped copy.
#include "core/inspect/compile_patterns/byte_rates.h"
#include "core/inspect/compile_patterns/database_writer.h"
#include "core/inspect/pattern_list.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <hs/hs.h>
#include <memory>
#include <optional>
#include <vector>

using namespace gatehouse;
using inspect::CompiledPatterns;

namespace {

constexpr std::size_t kAlignment = 64; // of a cache line; the database's parts are laid out for it

using Database = std::unique_ptr<hs_database_t, decltype(&hs_free_database)>;

/// Patterns that are more than literals.
struct Expressions {
    std::vector<std::string> texts;
    std::vector<unsigned> flags;
    std::vector<unsigned> ids; // indices of all patterns
};

/// For the baseline of the platform, whatever the processor that builds.
Database compile(const Expressions& all)
{
    std::vector<const char*> expressions;
    expressions.reserve(all.texts.size());
    for (const auto& text : all.texts)
        expressions.push_back(text.c_str());
    const hs_platform_info_t baseline{};
    hs_database_t* database = nullptr;
    hs_compile_error_t* error = nullptr;
    const auto status = hs_compile_multi(expressions.data(), all.flags.data(), all.ids.data(),
        static_cast<unsigned>(all.ids.size()), HS_MODE_BLOCK, &baseline, &database, &error);
    if (status != HS_SUCCESS) {
        const auto which = error->expression < 0
            ? "the patterns"
            : all.texts[static_cast<std::size_t>(error->expression)].c_str();
        std::fprintf(stderr, "compile_patterns: %s: %s\n", which, error->message);
        hs_free_compile_error(error);
    }
    return {database, &hs_free_database};
}

/// The database as it lies in memory, which is what programs map.
std::vector<unsigned char> image(const hs_database_t* database)
{
    char* packed = nullptr;
    std::size_t packedBytes = 0;
    std::size_t bytes = 0;
    std::vector<unsigned char> out;
    if (hs_serialize_database(database, &packed, &packedBytes) != HS_SUCCESS)
        return out;
    if (hs_serialized_database_size(packed, packedBytes, &bytes) == HS_SUCCESS) {
        const auto room = (bytes + kAlignment - 1) / kAlignment * kAlignment;
        const std::unique_ptr<void, decltype(&std::free)> memory(
            std::aligned_alloc(kAlignment, room), &std::free);
        std::memset(memory.get(), 0, room);
        if (hs_deserialize_database_at(packed, packedBytes, static_cast<hs_database_t*>(memory.get())) ==
            HS_SUCCESS) {
            const auto* const begin = static_cast<const unsigned char*>(memory.get());
            out.assign(begin, begin + bytes);
        }
    }
    std::free(packed);
    return out;
}

/// One that is large enough for all, as far as a clone reads it.
std::vector<unsigned char> scratchFor(const std::vector<Database>& databases)
{
    hs_scratch_t* scratch = nullptr;
    std::size_t size = 0;
    bool isMade = true;
    for (const auto& database : databases)
        isMade = isMade && hs_alloc_scratch(database.get(), &scratch) == HS_SUCCESS;
    std::vector<unsigned char> bytes;
    if (isMade && hs_scratch_size(scratch, &size) == HS_SUCCESS) {
        // It was moved to a cache line's start inside of what was allocated.
        const auto* const begin = reinterpret_cast<const unsigned char*>(scratch);
        bytes.assign(begin, begin + size - kAlignment);
        // Its addresses are set anew in each clone; they would make each build differ.
        const auto first = reinterpret_cast<std::uintptr_t>(begin);
        for (std::size_t i = 0; i + sizeof first <= bytes.size(); i += sizeof first) {
            std::uintptr_t word = 0;
            std::memcpy(&word, bytes.data() + i, sizeof word);
            if (word + kAlignment >= first && word < first + size)
                std::memset(bytes.data() + i, 0, sizeof word);
        }
    }
    hs_free_scratch(scratch);
    return bytes;
}

/// Nothing where a pattern cannot be searched for; it is named. The database is added to `databases`.
std::optional<CompiledPatterns> compile(
    std::vector<inspect::SharedPattern> patterns, std::vector<Database>& databases)
{
    CompiledPatterns out;
    Expressions expressions;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        const auto& pattern = patterns[i];
        std::string problem;
        const auto requirement =
            inspect::requirementOf(pattern.expression, pattern.ignoresCase, &inspect::byteRate, problem);
        if (requirement && requirement->widest >= inspect::kMostAround)
            problem = "may match too many bytes";
        if (!problem.empty()) {
            std::fprintf(stderr, "compile_patterns: %s %s\n", pattern.expression.c_str(), problem.c_str());
            return std::nullopt;
        }
        out.literals.add(static_cast<std::uint16_t>(i), *requirement, pattern.ignoresCase);
        if (requirement->isAll)
            continue;
        expressions.texts.push_back(pattern.expression);
        expressions.flags.push_back(HS_FLAG_DOTALL | (pattern.ignoresCase ? HS_FLAG_CASELESS : 0U));
        expressions.ids.push_back(static_cast<unsigned>(i));
    }
    if (!out.literals.finish()) {
        std::fputs("compile_patterns: too many literals have one hash; raise kSlotBits\n", stderr);
        return std::nullopt;
    }
    databases.push_back(compile(expressions));
    if (databases.back())
        out.bytes = image(databases.back().get());
    out.patterns = std::move(patterns);
    return out.bytes.empty() ? std::nullopt : std::optional(std::move(out));
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fputs("usage: compile_patterns OUT\n", stderr);
        return 64;
    }
    const auto detectors = inspect::DetectorSet::standard();
    std::vector<CompiledPatterns> scopes;
    std::vector<Database> databases;
    for (std::size_t scope = 0; scope < static_cast<std::size_t>(inspect::Scope::Count); ++scope) {
        auto compiled =
            compile(inspect::patternsOf(detectors, static_cast<inspect::Scope>(scope)), databases);
        if (!compiled)
            return 1;
        compiled->words = inspect::wordsOf(detectors, static_cast<inspect::Scope>(scope));
        scopes.push_back(std::move(*compiled));
    }
    const auto scratch = scratchFor(databases);
    return !scratch.empty() && inspect::writeDatabases(argv[1], scopes, scratch) ? 0 : 1;
}

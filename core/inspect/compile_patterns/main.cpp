// SPDX-License-Identifier: Apache-2.0
// compile_patterns OUT: writes all detectors' patterns, compiled, as C++ source. Runs while Gatehouse is
// built, and is no part of it: so no program compiles a pattern when it starts, and all wrappers share one
// mapped copy.
#include "core/inspect/compile_patterns/tables.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <hs/hs.h>
#include <memory>
#include <vector>

using namespace gatehouse;

namespace {

constexpr std::size_t kAlignment = 64; // of a cache line; the database's parts are laid out for it

using Database = std::unique_ptr<hs_database_t, decltype(&hs_free_database)>;

/// For the baseline of the platform, whatever the processor that builds.
Database compile(const std::vector<inspect::SharedPattern>& patterns)
{
    std::vector<std::string> texts;
    std::vector<unsigned> flags;
    std::vector<unsigned> ids;
    for (const auto& pattern : patterns) {
        texts.push_back(pattern.expression);
        flags.push_back(HS_FLAG_DOTALL | (pattern.ignoresCase ? HS_FLAG_CASELESS : 0U));
        ids.push_back(static_cast<unsigned>(ids.size()));
    }
    std::vector<const char*> expressions;
    expressions.reserve(texts.size());
    for (const auto& text : texts)
        expressions.push_back(text.c_str());
    const hs_platform_info_t baseline{};
    hs_database_t* database = nullptr;
    hs_compile_error_t* error = nullptr;
    const auto status = hs_compile_multi(expressions.data(), flags.data(), ids.data(),
        static_cast<unsigned>(ids.size()), HS_MODE_BLOCK, &baseline, &database, &error);
    if (status != HS_SUCCESS) {
        const auto which = error->expression < 0 ? "the patterns"
                                                 : texts[static_cast<std::size_t>(error->expression)].c_str();
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

struct Image {
    std::vector<unsigned char> bytes;
    std::vector<inspect::SharedPattern> patterns;
    std::vector<inspect::SharedWord> words;
};

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

void writeBytes(std::ostream& out, const std::string& name, const std::vector<unsigned char>& bytes)
{
    out << "alignas(" << kAlignment << ") const unsigned char " << name << "[] = {";
    for (std::size_t i = 0; i < bytes.size(); ++i)
        out << (i % 32 == 0 ? "\n" : "") << static_cast<unsigned>(bytes[i]) << ',';
    out << "\n};\n";
}

bool write(const char* path, const std::vector<Image>& images, const std::vector<unsigned char>& scratch)
{
    std::ofstream out(path);
    out << "// Written by compile_patterns.\n#include \"core/inspect/pattern_database.h\"\n\nnamespace "
           "gatehouse::inspect {\nnamespace {\n\n";
    for (std::size_t scope = 0; scope < images.size(); ++scope) {
        const auto number = std::to_string(scope);
        writeBytes(out, "kBytes" + number, images[scope].bytes);
        inspect::compile_patterns::writeOwners(out, "Pattern" + number, images[scope].patterns);
        inspect::compile_patterns::writeWords(out, "Word" + number, images[scope].words);
    }
    out << "\n} // namespace\n\nconst PatternDatabase kPatternDatabases[] = {\n";
    for (std::size_t scope = 0; scope < images.size(); ++scope)
        out << "    {kBytes" << scope << ", sizeof kBytes" << scope << ", " << images[scope].patterns.size()
            << ", kPattern" << scope << "Owners, kPattern" << scope << "OwnersEnd},\n";
    out << "};\n\nconst WordTable kWordTables[] = {\n";
    for (std::size_t scope = 0; scope < images.size(); ++scope)
        out << "    kWord" << scope << "Table,\n";
    out << "};\n";
    writeBytes(out, "kScratchImage", scratch);
    out << "\n} // namespace gatehouse::inspect\n";
    out.close();
    return out.good();
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fputs("usage: compile_patterns OUT\n", stderr);
        return 64;
    }
    const auto detectors = inspect::DetectorSet::standard();
    std::vector<Image> images;
    std::vector<Database> databases;
    for (std::size_t scope = 0; scope < static_cast<std::size_t>(inspect::Scope::Count); ++scope) {
        auto patterns = inspect::patternsOf(detectors, static_cast<inspect::Scope>(scope));
        databases.push_back(compile(patterns));
        const auto& database = databases.back();
        if (!database)
            return 1;
        images.push_back({image(database.get()), std::move(patterns),
            inspect::wordsOf(detectors, static_cast<inspect::Scope>(scope))});
        if (images.back().bytes.empty())
            return 1;
    }
    const auto scratch = scratchFor(databases);
    return !scratch.empty() && write(argv[1], images, scratch) ? 0 : 1;
}

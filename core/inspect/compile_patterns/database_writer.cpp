// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/compile_patterns/database_writer.h"

#include "core/inspect/compile_patterns/tables.h"

#include <fstream>
#include <ostream>
#include <string>
#include <type_traits>

namespace gatehouse::inspect {
namespace {

constexpr std::size_t kAlignment = 64; // of a cache line; the database's parts are laid out for it

std::ostream& operator<<(std::ostream& out, const LiteralGroup& one)
{
    return out << '{' << one.frame << "U," << one.mask << "U," << one.first << ',' << one.count << '}';
}

std::ostream& operator<<(std::ostream& out, const LiteralWord& one)
{
    return out << '{' << one.bytes << "U," << one.mask << "U}";
}

std::ostream& operator<<(std::ostream& out, const ByteSet& one)
{
    return out << "{{" << one[0] << "U," << one[1] << "U," << one[2] << "U," << one[3] << "U}}";
}

std::ostream& operator<<(std::ostream& out, const Literal& one)
{
    return out << '{' << one.word << ',' << one.pattern << ',' << one.around << ',' << +one.bytes << ','
               << +one.gramAt << ',' << +one.tailBytes << ',' << +one.tail << ',' << one.startsWord << ','
               << one.endsWord << '}';
}

template <typename T>
void writeArray(std::ostream& out, const char* type, const std::string& name, const std::vector<T>& values)
{
    out << "alignas(" << kAlignment << ") const " << type << " k" << name << "[] = {";
    for (std::size_t i = 0; i < values.size(); ++i) {
        out << (i % 32 == 0 ? "\n" : "");
        if constexpr (std::is_same_v<T, std::uint64_t>)
            out << values[i] << "U,";
        else if constexpr (std::is_arithmetic_v<T>)
            out << +values[i] << ',';
        else
            out << values[i] << ',';
    }
    out << "\n};\n";
}

void writeScope(std::ostream& out, const std::string& scope, const CompiledPatterns& one)
{
    writeArray(out, "std::uint64_t", "Filter" + scope, one.literals.filter());
    writeArray(out, "std::uint16_t", "Slots" + scope, one.literals.slots());
    writeArray(out, "std::uint16_t", "Chains" + scope, one.literals.chains());
    writeArray(out, "LiteralGroup", "Groups" + scope, one.literals.groups());
    writeArray(out, "Literal", "Literals" + scope, one.literals.literals());
    writeArray(out, "LiteralWord", "LiteralWords" + scope, one.literals.words());
    writeArray(out, "ByteSet", "Tails" + scope, one.literals.tails());
    writeArray(out, "unsigned char", "Bytes" + scope, one.bytes);
    compile_patterns::writeOwners(out, "Pattern" + scope, one.patterns);
    compile_patterns::writeWords(out, "Word" + scope, one.words);
}

/// Where it stands in the table of all scopes.
void writeEntry(std::ostream& out, const std::string& scope, const CompiledPatterns& one)
{
    out << "    {{";
    for (const auto* const part : {"Filter", "Slots", "Chains", "Groups", "Literals", "LiteralWords"})
        out << 'k' << part << scope << ", ";
    out << "kTails" << scope << "}, kBytes" << scope << ", sizeof kBytes" << scope << ", "
        << one.patterns.size() << ", kPattern" << scope << "Owners, kPattern" << scope << "OwnersEnd},\n";
}

} // namespace

bool writeDatabases(
    const char* path, const std::vector<CompiledPatterns>& scopes, const std::vector<unsigned char>& scratch)
{
    std::ofstream out(path);
    out << "// Written by compile_patterns.\n#include \"core/inspect/pattern_database.h\"\n\nnamespace "
           "gatehouse::inspect {\nnamespace {\n\n";
    for (std::size_t scope = 0; scope < scopes.size(); ++scope)
        writeScope(out, std::to_string(scope), scopes[scope]);
    out << "\n} // namespace\n\nconst PatternDatabase kPatternDatabases[] = {\n";
    for (std::size_t scope = 0; scope < scopes.size(); ++scope)
        writeEntry(out, std::to_string(scope), scopes[scope]);
    out << "};\n\nconst WordTable kWordTables[] = {\n";
    for (std::size_t scope = 0; scope < scopes.size(); ++scope)
        out << "    kWord" << scope << "Table,\n";
    out << "};\n";
    writeArray(out, "unsigned char", "ScratchImage", scratch);
    out << "\n} // namespace gatehouse::inspect\n";
    out.close();
    return out.good();
}

} // namespace gatehouse::inspect

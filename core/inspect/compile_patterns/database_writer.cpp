// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/compile_patterns/database_writer.h"

#include "core/inspect/compile_patterns/tables.h"

#include <fstream>
#include <map>
#include <ostream>
#include <sstream>
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
std::string textOf(const std::vector<T>& values)
{
    std::ostringstream out;
    for (std::size_t i = 0; i < values.size(); ++i) {
        out << (i % 32 == 0 ? "\n" : "");
        if constexpr (std::is_same_v<T, std::uint64_t>)
            out << values[i] << "U,";
        else if constexpr (std::is_arithmetic_v<T>)
            out << +values[i] << ',';
        else
            out << values[i] << ',';
    }
    return out.str();
}

void writeArray(
    std::ostream& out, const std::string& type, const std::string& name, const std::string& values)
{
    out << "alignas(" << kAlignment << ") const " << type << " k" << name << "[] = {" << values << "\n};\n";
}

/// Writes tables. One that holds what another does is that one: some scopes search for the same.
class TableWriter {
public:
    explicit TableWriter(std::ostream& out)
        : m_out(out)
    {
    }
    template <typename T>
    void write(const std::string& type, const std::string& name, const std::vector<T>& values)
    {
        const auto text = textOf(values);
        const auto [known, isNew] = m_names.emplace(type + text, name);
        if (isNew)
            writeArray(m_out, type, name, text);
        else
            m_out << "const auto& k" << name << " = k" << known->second << ";\n";
    }

private:
    std::ostream& m_out;
    std::map<std::string, std::string> m_names; // of what was written
};

void writeScope(TableWriter& tables, const std::string& scope, const CompiledPatterns& one)
{
    tables.write("std::uint64_t", "Filter" + scope, one.literals.filter());
    tables.write("std::uint16_t", "Slots" + scope, one.literals.slots());
    tables.write("std::uint16_t", "Chains" + scope, one.literals.chains());
    tables.write("LiteralGroup", "Groups" + scope, one.literals.groups());
    tables.write("Literal", "Literals" + scope, one.literals.literals());
    tables.write("LiteralWord", "LiteralWords" + scope, one.literals.words());
    tables.write("ByteSet", "Tails" + scope, one.literals.tails());
    tables.write("unsigned char", "Bytes" + scope, one.bytes);
}

void writeOwners(std::ostream& out, const std::string& scope, const CompiledPatterns& one)
{
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
    TableWriter tables(out);
    for (std::size_t scope = 0; scope < scopes.size(); ++scope) {
        writeScope(tables, std::to_string(scope), scopes[scope]);
        writeOwners(out, std::to_string(scope), scopes[scope]);
    }
    out << "\n} // namespace\n\nconst PatternDatabase kPatternDatabases[] = {\n";
    for (std::size_t scope = 0; scope < scopes.size(); ++scope)
        writeEntry(out, std::to_string(scope), scopes[scope]);
    out << "};\n\nconst WordTable kWordTables[] = {\n";
    for (std::size_t scope = 0; scope < scopes.size(); ++scope)
        out << "    kWord" << scope << "Table,\n";
    out << "};\n";
    writeArray(out, "unsigned char", "ScratchImage", textOf(scratch));
    out << "\n} // namespace gatehouse::inspect\n";
    out.close();
    return out.good();
}

} // namespace gatehouse::inspect

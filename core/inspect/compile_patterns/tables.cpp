// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/compile_patterns/tables.h"

namespace gatehouse::inspect::compile_patterns {
namespace {

template <typename Shared>
void writeOwnersOf(std::ostream& out, const std::string& name, const std::vector<Shared>& all)
{
    // An array holds something, whatever there is.
    out << "const PatternOwner k" << name << "Owners[] = {" << (all.empty() ? "{}" : "");
    for (const auto& shared : all) {
        for (const auto& owner : shared.owners)
            out << "\n{" << owner.told << "U," << owner.detector << "},";
    }
    out << "};\nconst std::uint16_t k" << name << "OwnersEnd[] = {" << (all.empty() ? "0" : "");
    std::size_t end = 0;
    for (const auto& shared : all)
        out << (end += shared.owners.size()) << ',';
    out << "};\n";
}

} // namespace

void writeOwners(std::ostream& out, const std::string& name, const std::vector<SharedPattern>& patterns)
{
    writeOwnersOf(out, name, patterns);
}

/// The compiler makes the index.
void writeWords(std::ostream& out, const std::string& name, const std::vector<SharedWord>& words)
{
    writeOwnersOf(out, name, words);
    out << "constexpr std::array<std::string_view, 1> k" << name << "Letters{\"";
    for (const auto& word : words)
        out << word.text << (word.isPrefix ? "*" : "") << '|';
    out << "\"};\nconstexpr WordIndex<countListedWords(k" << name << "Letters), Numbered::Words> k" << name
        << "Index{k" << name << "Letters};\nconstexpr WordTable k" << name << "Table{k" << name
        << "Letters.front(), k" << name << "Index.view(), k" << name << "Owners, k" << name
        << "OwnersEnd};\n";
}

} // namespace gatehouse::inspect::compile_patterns

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/intelligence/bundle.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::intelligence {

class NameIndex;

/// A bundle that was taken, as the table knows it.
struct TableSource {
    base::Sha256 keyId{};
    BundleHead head;
    std::uint64_t advisories = 0;
    std::uint64_t malicious = 0; ///< of them
    std::uint64_t hashes = 0;
    std::uint64_t names = 0;
    std::uint64_t rules = 0;
    bool isOrganisation = false; ///< its denials are final

    bool operator==(const TableSource&) const = default;
};

/// A bundle that goes into a table.
struct TableInput {
    base::Sha256 keyId{};
    bool isOrganisation = false;
    BundleContent content;
};

/// The bytes of a table: everything that a launch is looked up by, sorted, so that it is mapped and searched
/// without being read.
std::string encodeTable(const std::vector<TableInput>& inputs);

/// The name of a table's file: of its content, so that two tables are never taken for each other.
std::string tableName(std::string_view bytes);

/// Where a table lies.
std::string tablePath(const std::string& stateFolder, std::string_view name);

/// All lists that are taken, mapped into memory. A look-up reads the rows it finds, each of which has a
/// checksum of its own; the file as a whole is not checked, which would cost each start of a wrapper as much
/// as the lists are long.
class Table {
public:
    /// NotFound, UnsafeOwner, IntelligenceDamaged.
    static base::Result<Table> open(const std::string& path);
    static base::Result<Table> fromBytes(std::string bytes);
    ~Table();
    Table(Table&&) noexcept;
    Table& operator=(Table&&) noexcept;

    /// The name that it was opened under, which is another for each content; empty of one that was not.
    const std::string& fileName() const { return m_fileName; }
    std::vector<TableSource> sources() const;
    std::vector<policy::DataClass> rules() const;

    struct FoundAdvisory {
        Advisory advisory;
        std::size_t source = 0; ///< index in sources()
    };
    /// Of the package with this normalised name. IntelligenceDamaged where a row cannot be read.
    base::Result<std::vector<FoundAdvisory>> advisoriesOf(
        Ecosystem ecosystem, std::string_view package) const;

    struct FoundHash {
        DeniedHash denied;
        std::size_t source = 0;
    };
    base::Result<std::vector<FoundHash>> hashesOf(const base::Sha256& hash) const;

    /// Every well-known name, read at the first call; a wrapper does not ask. As the rest of a table it
    /// belongs to one thread at a time.
    const NameIndex& names() const;

private:
    class Bytes;
    explicit Table(std::unique_ptr<Bytes> bytes);
    std::unique_ptr<Bytes> m_bytes;
    std::string m_fileName;
};

} // namespace gatehouse::intelligence

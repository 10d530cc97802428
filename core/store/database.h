// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <typeindex>

struct sqlite3;
struct sqlite3_stmt;

namespace gatehouse::store {

/// One use of a prepared statement: values in order, then rows in order. The first error is kept and given by
/// `next` or `run`. The statement is free for its next use when this goes.
class Query {
public:
    Query(sqlite3_stmt* statement, std::optional<base::Error> error);
    Query(Query&& other) noexcept;
    Query& operator=(Query&&) = delete;
    ~Query();

    Query& bind(std::int64_t value);
    Query& bind(std::uint64_t value) { return bind(static_cast<std::int64_t>(value)); }
    Query& bind(int value) { return bind(static_cast<std::int64_t>(value)); }
    Query& bind(bool value) { return bind(static_cast<std::int64_t>(value)); }
    Query& bind(std::string_view text);
    Query& bind(const std::string& text) { return bind(std::string_view(text)); }
    Query& bind(const char* text) { return bind(std::string_view(text)); }
    Query& bindBlob(std::string_view bytes);
    Query& bindNull();

    /// True: there is a row, whose columns may be read until the next call.
    base::Result<bool> next();
    /// For statements without rows: the number of rows that were changed.
    base::Result<int> run();
    /// The same, where nobody asks for the number.
    base::Result<void> perform();

    std::int64_t number(int column) const;
    std::string text(int column) const; ///< bytes of a text or a blob
    bool isNull(int column) const;

private:
    void check(int code);

    sqlite3_stmt* m_statement = nullptr;
    std::optional<base::Error> m_error;
    int m_bound = 0;
};

/// One SQLite connection; not thread-safe. Errors are Results: DatabaseDamaged, DiskFull, ReadOnly, Locked,
/// else DatabaseFailed.
class Database {
public:
    enum class Access { ReadWrite, ReadOnly };
    /// Opens (and with ReadWrite makes, mode 0600) the file. Knows nothing of schemas: programs use
    /// openDatabase.
    static base::Result<Database> open(const std::string& path, Access access);
    ~Database();
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;

    /// `sql` is prepared at its first use and kept.
    Query query(std::string_view sql);
    /// Statements without values or rows.
    base::Result<void> execute(const std::string& sql);
    /// The first column of the first row.
    base::Result<std::int64_t> number(std::string_view sql);
    /// DatabaseDamaged, with what SQLite finds, where pages or indexes are not as they should be. Reads all
    /// of the file.
    base::Result<void> checkIntegrity();

    /// What a reader of this connection keeps for its next look; goes with the connection.
    template <typename Memo>
    Memo& memo()
    {
        auto& kept = m_memos[typeid(Memo)];
        if (!kept)
            kept = std::make_shared<Memo>();
        return *static_cast<Memo*>(kept.get());
    }

    const std::string& path() const { return m_path; }
    bool isReadOnly() const { return m_isReadOnly; }

private:
    struct Closer {
        void operator()(sqlite3* connection) const;
    };
    struct Finalizer {
        void operator()(sqlite3_stmt* statement) const;
    };
    Database() = default;

    // The statements must go before the connection: members are destroyed from the last to the first.
    std::unique_ptr<sqlite3, Closer> m_connection;
    std::map<std::string, std::unique_ptr<sqlite3_stmt, Finalizer>, std::less<>> m_statements;
    std::map<std::type_index, std::shared_ptr<void>> m_memos;
    std::string m_path;
    bool m_isReadOnly = false;
};

/// Rolled back when it goes without having been committed.
class Transaction {
public:
    /// Takes the write lock at once, so that nothing can fail for it later.
    static base::Result<Transaction> begin(Database& database);
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    base::Result<void> commit();

private:
    explicit Transaction(Database& database);
    Database* m_database = nullptr;
};

} // namespace gatehouse::store

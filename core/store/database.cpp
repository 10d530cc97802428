// SPDX-License-Identifier: Apache-2.0
#include "core/store/database.h"

#include "core/base/file.h"

#include <sqlite3.h>

#include <cerrno>
#include <fcntl.h>
#include <utility>

namespace gatehouse::store {
namespace {

constexpr int kBusyMilliseconds = 5000;

base::Error toError(int code, std::string_view what)
{
    auto kind = base::ErrorCode::DatabaseFailed;
    switch (code & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        kind = base::ErrorCode::DatabaseDamaged;
        break;
    case SQLITE_FULL:
        kind = base::ErrorCode::DiskFull;
        break;
    case SQLITE_READONLY:
        kind = base::ErrorCode::ReadOnly;
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        kind = base::ErrorCode::Locked;
        break;
    default:
        break;
    }
    return {kind, std::string(what) + ": " + sqlite3_errstr(code)};
}

base::Error errorOf(sqlite3* connection, int code)
{
    return toError(code, sqlite3_errmsg(connection));
}

sqlite3_destructor_type copied()
{
    return reinterpret_cast<sqlite3_destructor_type>(-1); // SQLITE_TRANSIENT without its C cast
}

/// SQLite would make the file as the umask says; its -wal and -shm take the mode of the file.
base::Result<void> makePrivateFile(const std::string& path)
{
    const base::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.isOpen())
        return base::errnoError(errno, path);
    return {};
}

} // namespace

Query::Query(sqlite3_stmt* statement, std::optional<base::Error> error)
    : m_statement(statement)
    , m_error(std::move(error))
{
}

Query::Query(Query&& other) noexcept
    : m_statement(std::exchange(other.m_statement, nullptr))
    , m_error(std::move(other.m_error))
    , m_bound(other.m_bound)
{
}

Query::~Query()
{
    if (m_statement == nullptr)
        return;
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement);
}

void Query::check(int code)
{
    if (code != SQLITE_OK && !m_error)
        m_error = errorOf(sqlite3_db_handle(m_statement), code);
}

Query& Query::bind(std::int64_t value)
{
    if (!m_error)
        check(sqlite3_bind_int64(m_statement, ++m_bound, value));
    return *this;
}

Query& Query::bind(std::string_view text)
{
    // A null pointer would bind NULL.
    const char* const bytes = text.empty() ? "" : text.data();
    if (!m_error)
        check(sqlite3_bind_text64(m_statement, ++m_bound, bytes, text.size(), copied(), SQLITE_UTF8));
    return *this;
}

Query& Query::bindBlob(std::string_view bytes)
{
    const char* const start = bytes.empty() ? "" : bytes.data();
    if (!m_error)
        check(sqlite3_bind_blob64(m_statement, ++m_bound, start, bytes.size(), copied()));
    return *this;
}

Query& Query::bindNull()
{
    if (!m_error)
        check(sqlite3_bind_null(m_statement, ++m_bound));
    return *this;
}

base::Result<bool> Query::next()
{
    if (m_error)
        return *m_error;
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    m_error = errorOf(sqlite3_db_handle(m_statement), code);
    return *m_error;
}

base::Result<int> Query::run()
{
    for (;;) {
        const auto more = next();
        if (!more)
            return more.error();
        if (!*more)
            return sqlite3_changes(sqlite3_db_handle(m_statement));
    }
}

base::Result<void> Query::perform()
{
    const auto ran = run();
    return ran ? base::Result<void>() : ran.error();
}

std::int64_t Query::number(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

std::string Query::text(int column) const
{
    const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(m_statement, column));
    if (bytes == nullptr)
        return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}

bool Query::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

void Database::Closer::operator()(sqlite3* connection) const
{
    sqlite3_close_v2(connection);
}

void Database::Finalizer::operator()(sqlite3_stmt* statement) const
{
    sqlite3_finalize(statement);
}

Database::~Database() = default;
Database::Database(Database&&) noexcept = default;

Database& Database::operator=(Database&& other) noexcept
{
    m_statements.clear(); // before the connection that they belong to
    m_connection = std::move(other.m_connection);
    m_statements = std::move(other.m_statements);
    m_path = std::move(other.m_path);
    m_isReadOnly = other.m_isReadOnly;
    return *this;
}

base::Result<Database> Database::open(const std::string& path, Access access)
{
    Database database;
    database.m_path = path;
    database.m_isReadOnly = access == Access::ReadOnly;
    if (!database.m_isReadOnly) {
        if (const auto made = makePrivateFile(path); !made)
            return made.error();
    }
    const int flags = (database.m_isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    sqlite3* connection = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &connection, flags, nullptr);
    database.m_connection.reset(connection);
    if (code != SQLITE_OK)
        return toError(code, path);
    sqlite3_busy_timeout(connection, kBusyMilliseconds);
    // A damaged or forged file must not be able to run anything: no SQL of its schema has side effects.
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    return database;
}

Query Database::query(std::string_view sql)
{
    auto place = m_statements.find(sql);
    if (place == m_statements.end()) {
        sqlite3_stmt* statement = nullptr;
        const int code = sqlite3_prepare_v3(m_connection.get(), sql.data(), static_cast<int>(sql.size()),
            SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
        if (code != SQLITE_OK)
            return {nullptr, errorOf(m_connection.get(), code)};
        place = m_statements.emplace(std::string(sql), statement).first;
    }
    auto* const statement = place->second.get();
    if (sqlite3_stmt_busy(statement) != 0)
        return {nullptr, base::Error{base::ErrorCode::Internal, "a statement is used twice at once"}};
    return {statement, std::nullopt};
}

base::Result<void> Database::execute(const std::string& sql)
{
    const int code = sqlite3_exec(m_connection.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return errorOf(m_connection.get(), code);
    return {};
}

base::Result<std::int64_t> Database::number(std::string_view sql)
{
    auto rows = query(sql);
    const auto more = rows.next();
    if (!more)
        return more.error();
    return *more ? rows.number(0) : 0;
}

base::Result<void> Database::checkIntegrity()
{
    auto rows = query("PRAGMA quick_check(1)");
    const auto more = rows.next();
    if (!more)
        return more.error();
    if (*more && rows.text(0) == "ok")
        return {};
    return base::Error{
        base::ErrorCode::DatabaseDamaged, m_path + ": " + (*more ? rows.text(0) : "no answer")};
}

Transaction::Transaction(Database& database)
    : m_database(&database)
{
}

Transaction::Transaction(Transaction&& other) noexcept
    : m_database(std::exchange(other.m_database, nullptr))
{
}

Transaction::~Transaction()
{
    if (m_database != nullptr)
        static_cast<void>(m_database->execute("ROLLBACK"));
}

base::Result<Transaction> Transaction::begin(Database& database)
{
    if (const auto begun = database.execute("BEGIN IMMEDIATE"); !begun)
        return begun.error();
    return Transaction(database);
}

base::Result<void> Transaction::commit()
{
    const auto done = m_database->execute("COMMIT");
    if (done)
        m_database = nullptr;
    return done;
}

} // namespace gatehouse::store

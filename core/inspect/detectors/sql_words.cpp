// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/sql_words.h"

#include <algorithm>
#include <array>

namespace gatehouse::inspect {
namespace {

bool isSqlWordLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '@';
}

std::string_view skipped(std::string_view text, std::string_view letters)
{
    const auto begin = text.find_first_not_of(letters);
    return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}

bool startsWithWord(std::string_view text, std::string_view word)
{
    return text.starts_with(word) && (text.size() == word.size() || !isSqlWordLetter(text[word.size()]));
}

template <std::size_t N>
bool startsWithOneOf(std::string_view text, const std::array<std::string_view, N>& words)
{
    return std::ranges::any_of(words, [text](std::string_view word) { return startsWithWord(text, word); });
}

/// Takes a literal (number, text in quotes, null, true) off the front; false where there is none.
bool takeLiteral(std::string_view& text)
{
    text = skipped(text, " (");
    if (text.empty())
        return false;
    if (text[0] == '\'' || text[0] == '"') {
        const auto end = text.find(text[0], 1);
        // The last quote is often left to the SQL around.
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        return true;
    }
    static constexpr auto kLiterals = std::to_array<std::string_view>({"true", "false", "null", "not null"});
    for (const auto literal : kLiterals) {
        if (startsWithWord(text, literal)) {
            text = text.substr(literal.size());
            return true;
        }
    }
    const auto digits = std::min(text.find_first_not_of("0123456789.-"), text.size());
    const bool isNumber = digits > 0 && (digits == text.size() || !isSqlWordLetter(text[digits]));
    if (isNumber)
        text = text.substr(digits);
    return isNumber;
}

/// Behind `or`, `and`, `||`: a comparison of two literals, or a literal that is a condition by itself.
bool isConstantCondition(std::string_view text)
{
    text = skipped(text, " (!~+-");
    if (startsWithWord(text, "not"))
        text = text.substr(3);
    if (startsWithWord(text, "true") || text.starts_with("(select ") || text.starts_with("select "))
        return true;
    if (!takeLiteral(text))
        return false;
    text = skipped(text, " )");
    static constexpr auto kOperators = std::to_array<std::string_view>({"=", "<", ">", "!=", "like ", "like'",
        "like(", "is ", "in ", "in(", "between ", "rlike ", "regexp ", "sounds like"});
    const auto found =
        std::ranges::find_if(kOperators, [text](std::string_view one) { return text.starts_with(one); });
    if (found == kOperators.end())
        return text.starts_with("--") || text.starts_with('#') || text.starts_with("/*");
    text = skipped(text.substr(found->size()), " =>'\"(");
    // The other side may be text whose quotes have been skipped, or a number; a column is no literal.
    return text.empty() || found->front() != '=' || (text[0] >= '0' && text[0] <= '9') || text[0] == '(' ||
        text.find_first_of("'\"(") != std::string_view::npos || text.size() <= 2;
}

bool hasConstantCondition(std::string_view sql)
{
    static constexpr auto kConnectors =
        std::to_array<std::string_view>({"or", "and", "||", "&&", "having", "xor"});
    for (const auto connector : kConnectors) {
        const bool isWord = isSqlWordLetter(connector.front());
        for (auto at = sql.find(connector); at != std::string_view::npos; at = sql.find(connector, at + 1)) {
            const auto end = at + connector.size();
            const bool isWhole = !isWord ||
                ((at == 0 || !isSqlWordLetter(sql[at - 1])) &&
                    (end == sql.size() || !isSqlWordLetter(sql[end])));
            if (isWhole && isConstantCondition(sql.substr(end)))
                return true;
        }
    }
    return false;
}

bool hasUnion(std::string_view sql)
{
    for (auto at = sql.find("union"); at != std::string_view::npos; at = sql.find("union", at + 1)) {
        auto rest = skipped(sql.substr(at + 5), " (");
        if (startsWithWord(rest, "all"))
            rest = skipped(rest.substr(3), " (");
        if (startsWithWord(rest, "distinct"))
            rest = skipped(rest.substr(8), " (");
        if (!startsWithWord(rest, "select"))
            continue;
        rest = skipped(rest.substr(6), " (");
        const bool isList = rest.substr(0, 80).find(',') != std::string_view::npos ||
            rest.find(" from ") != std::string_view::npos;
        if (rest.empty() || isList || !(rest[0] >= 'a' && rest[0] <= 'z') || startsWithWord(rest, "null"))
            return true;
    }
    return false;
}

/// A second statement behind `;`.
bool hasStackedStatement(std::string_view sql)
{
    static constexpr auto kVerbs = std::to_array<std::string_view>(
        {"drop table", "drop database", "drop view", "insert into", "delete from", "update", "exec",
            "execute", "shutdown", "declare", "select", "waitfor", "alter table", "create user", "truncate",
            "begin", "copy", "grant", "create table", "drop", "if"});
    for (auto at = sql.find(';'); at != std::string_view::npos; at = sql.find(';', at + 1)) {
        const auto rest = skipped(sql.substr(at + 1), " ");
        if (startsWithOneOf(rest, kVerbs) && rest.find(' ') != std::string_view::npos)
            return true;
    }
    return false;
}

/// Functions and tables that only SQL has, and that tell by delay, error or content.
bool hasProbe(std::string_view sql)
{
    static constexpr auto kProbes = std::to_array<std::string_view>(
        {"sleep(", "pg_sleep", "benchmark(", "waitfor delay", "dbms_pipe.", "dbms_lock", "randomblob(",
            "extractvalue(", "updatexml(", "utl_inaddr", "utl_http", "load_file(", "information_schema",
            "sysobjects", "syscolumns", "sqlite_master", "pg_catalog", "all_tables", "ctxsys.", "@@version",
            "procedure analyse", "xmltype(", "group by x having", "master..", "mysql.user", "pg_read_file",
            "generate_series(", "make_set(", "elt(", "ctxsys", "char(1", "concat(0x"});
    return std::ranges::any_of(kProbes, [sql](std::string_view probe) {
        const auto at = sql.find(probe);
        return at != std::string_view::npos &&
            (at == 0 || (!isSqlWordLetter(sql[at - 1]) && sql[at - 1] != '.'));
    });
}

/// A quote that closes the value, and a comment that cuts off what follows.
bool endsInComment(std::string_view sql)
{
    while (!sql.empty() && (sql.back() == ' ' || sql.back() == '+'))
        sql.remove_suffix(1);
    static constexpr auto kComments =
        std::to_array<std::string_view>({"--", "#", "/*", "--+", ";%00", "-- -"});
    for (const auto comment : kComments) {
        if (!sql.ends_with(comment))
            continue;
        const auto before = sql.substr(0, sql.size() - comment.size());
        const auto quote = before.find_last_of("'\"");
        return quote != std::string_view::npos &&
            before.substr(quote + 1).find_first_not_of(" );") == std::string_view::npos;
    }
    return false;
}

/// ` order by 7--`: how many columns there are.
bool countsColumns(std::string_view sql)
{
    const auto at = sql.find("order by ");
    if (at == std::string_view::npos || at > 12)
        return false;
    const auto rest = skipped(sql.substr(at + 9), "0123456789, ");
    return sql[at + 9 < sql.size() ? at + 9 : 0] >= '0' && sql[at + 9 < sql.size() ? at + 9 : 0] <= '9' &&
        (rest.empty() || rest.starts_with("--") || rest[0] == '#' || rest.starts_with("/*"));
}

/// `' or name like '…`: a quote or bracket that closes the value, and a word that goes on.
bool goesOnBehindQuote(std::string_view sql)
{
    constexpr std::size_t kLongestValue = 24;
    static constexpr auto kWords = std::to_array<std::string_view>({"or", "and", "union", "having",
        "group by", "order by", "limit", "like", "rlike", "xor", "procedure"});
    const auto quote = sql.find_first_of("'\"");
    if (quote > kLongestValue)
        return false;
    const auto rest = skipped(sql.substr(quote + 1), " )");
    const bool isDirect =
        quote == 0 || sql[quote - 1] == ' ' || isSqlWordLetter(sql[quote - 1]) || sql[quote - 1] == '%';
    return isDirect && startsWithOneOf(rest, kWords) &&
        rest.find_first_of("='\"(#-") != std::string_view::npos;
}

bool closesValueFirst(std::string_view sql)
{
    const auto rest = skipped(sql, " %0123456789-");
    return !rest.empty() && (rest[0] == '\'' || rest[0] == '"' || rest[0] == ')');
}

} // namespace

std::string sqlWords(std::string_view value)
{
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto rest = value.substr(i);
        const auto close = rest.starts_with("/*") ? rest.find("*/", 2) : std::string_view::npos;
        if (close != std::string_view::npos && !rest.starts_with("/*!")) {
            i += close + 1;
            out += out.ends_with(' ') ? "" : " ";
        } else if (rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n' || rest[0] == '\r' ||
            rest[0] == '+') {
            out += out.ends_with(' ') ? "" : " ";
        } else if (rest.starts_with("’") || rest.starts_with("′") || rest.starts_with("‘")) {
            out += '\'';
            i += 2;
        } else {
            out += rest[0];
        }
    }
    return out;
}

bool isSqlStatement(std::string_view sql)
{
    static constexpr auto kVerbs = std::to_array<std::string_view>({"select", "insert", "update", "delete",
        "create", "alter", "drop", "with", "explain", "pragma", "show", "describe", "begin", "grant",
        "truncate", "merge", "call", "set", "use", "vacuum", "analyze", "declare", "do", "replace", "copy"});
    const auto rest = skipped(sql, " (");
    const auto space = rest.find(' ');
    return space != std::string_view::npos && startsWithOneOf(rest, kVerbs);
}

int sqlSigns(std::string_view sql)
{
    int signs = 0;
    signs += hasConstantCondition(sql) ? 1 : 0;
    signs += hasUnion(sql) ? 1 : 0;
    signs += hasStackedStatement(sql) ? 1 : 0;
    signs += hasProbe(sql) ? 1 : 0;
    signs += goesOnBehindQuote(sql) ? 1 : 0;
    signs += endsInComment(sql) || countsColumns(sql) ? 1 : 0;
    return signs > 0 && closesValueFirst(sql) ? signs + 1 : signs;
}

} // namespace gatehouse::inspect

// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/ascii.h"
#include "core/inspect/detectors/argument_text.h"
#include "core/inspect/detectors/percent.h"
#include "core/inspect/detectors/sql_words.h"

#include <algorithm>
#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

enum SqlRule : std::size_t { SqlInjection, SqlCommand };

constexpr std::array<Rule, 2> kSqlRules{
    {{"sql-injection", Family::Argument, Severity::High,
         "A value that ends the SQL it is put into and goes on with its own"},
        {"sql-runs-program", Family::Argument, Severity::High,
            "SQL that starts programs or writes files on the database's machine"}}};

/// SQL where a plain value belongs. Where SQL itself belongs it is none: a query that begins as one is one.
class SqlInjectionDetector final : public Detector {
public:
    std::string_view id() const override { return "sql-injection-texts"; }
    std::span<const Rule> rules() const override { return kSqlRules; }
    std::span<const Pattern> patterns() const override
    {
        static const std::array<Pattern, 1> kPatterns{
            {{"xp_cmdshell|into (?:out|dump)file ['\"]|sp_oacreate|copy .{0,40} (?:from|to) "
              "program|lo_export\\(",
                true}}};
        return kPatterns;
    }
    bool readsTextsOf(mcp::Channel channel) const override { return channel == kInArguments; }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t, std::size_t end, FindingSink& sink) const override
    {
        if (isArgument(look))
            sink.found(SqlCommand, {commandStart(look.text, end - 1), end},
                argumentKind(look.field.key) == ArgumentKind::Content ? Confidence::Low : Confidence::Medium);
    }
    void onText(const Look& look, FindingSink& sink) const override
    {
        // Longer values are texts.
        constexpr std::size_t kLongest = 512;
        static constexpr ascii::ByteSet kSigns("'\"();=-#% ");
        if (look.text.size() > kLongest || !kSigns.isIn(look.text))
            return;
        const auto value = plainValue(look);
        if (value.empty())
            return;
        const auto sql = sqlWords(percentDecoded(value));
        if (isSqlStatement(sql))
            return;
        const auto signs = sqlSigns(sql);
        if (signs == 0)
            return;
        // One sign alone is found in code and in searches too.
        const bool isLoose = argumentKind(look.field.key) == ArgumentKind::Query ||
            look.text.find('\n') != std::string_view::npos;
        const auto sure = signs > 1 ? Confidence::High : Confidence::Medium;
        sink.found(SqlInjection, {0, look.text.size()}, isLoose && signs == 1 ? Confidence::Low : sure);
    }
};

std::span<const Sample> SqlInjectionDetector::samples() const
{
    static const auto kSamples = std::to_array<Sample>({
        {"' OR 1=1 --", "sql-injection", kInArguments, "name"},
        {"x' or 'a'='a", "sql-injection", kInArguments, "username"},
        {"1; DROP TABLE users", "sql-injection", kInArguments, "id"},
        {"1' UNION/**/SELECT null,password FROM users#", "sql-injection", kInArguments, "query"},
        {"admin'--", "sql-injection", kInArguments, "user"},
        {"1'%20and%20sleep(5)%23", "sql-injection", kInArguments},
        {"'; WAITFOR DELAY '0:0:5'--", "sql-injection", kInArguments},
        {"EXEC xp_cmdshell 'x'", "sql-runs-program", kInArguments, "sql"},
        {"SELECT a FROM t WHERE b = 'c' UNION SELECT 1", "", kInArguments, "query"},
        {"DROP TABLE old; SELECT 1", "", kInArguments, "sql"},
        {"O'Brien -- the other one", "", kInArguments, "name"},
        {"it's #1", "", kInArguments, "name"},
        {"status = 'open' OR status = 'new'", "", kInArguments, "filter"},
        {"European Union select committee", "", kInArguments, "query"},
        {"time.sleep(5)", "", kInArguments, "code"},
        {"' OR 1=1 --", "", kInArguments, "content"},
        {"' OR 1=1 --", "", mcp::Channel::Result},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeSqlInjectionDetector();
std::unique_ptr<const Detector> makeSqlInjectionDetector()
{
    return std::make_unique<SqlInjectionDetector>();
}

} // namespace gatehouse::inspect

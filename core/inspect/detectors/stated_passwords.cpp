// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"
#include "core/inspect/detectors/argument_text.h"
#include "core/inspect/detectors/secret_values.h"

#include <algorithm>
#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

enum StatedRule : std::size_t { ConnectionPassword, CommandPassword, FilePassword };

constexpr std::array<Rule, 3> kStatedRules{
    {{"connection-password", Family::Secret, Severity::High, "A password in a connection string"},
        {"command-password", Family::Secret, Severity::High, "A password in a command line"},
        {"file-password", Family::Secret, Severity::High, "A password in a file of logins"}}};

enum StatedPattern : std::size_t { InConnection, CurlUser, PasswordOption, Netrc };

/// Passwords whose surroundings say that they are: even a word is one there.
class StatedPasswordsDetector final : public Detector {
public:
    std::string_view id() const override { return "stated-passwords"; }
    std::span<const Rule> rules() const override { return kStatedRules; }
    std::span<const Pattern> patterns() const override
    {
        static const std::array<Pattern, 4> kPatterns{{{"[;\"' ,](?:password|pwd) ?= ?[^\\s;]", true},
            {" (?:-u|--user|--proxy-user)[ =]{1,2}[\"']?[A-Za-z0-9]", false},
            {"(?:sshpass -p|\\bmysql(?:dump|admin)? [^|;\\n]{0,60}-p|docker login "
             "[^|;\\n]{0,60}-p|requirepass|psexec"
             "[^|;\\n]{0,60} -p|--password|--db-password|-passin pass:|-passout pass:)[ =]?[\"']?[^\\s\"'-]",
                true},
            {"\\blogin[ \\t]{1,4}[^\\s]{1,64}[ \\t\\r\\n]{1,8}password[ \\t]{1,4}[^\\s]", true}}};
        return kPatterns;
    }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override
    {
        const auto begin = end - 1;
        if (pattern == InConnection && isConnectionString(look.text, begin))
            tell(look.text, begin, ";\"'\r\n<", ConnectionPassword, Confidence::High, sink);
        else if (pattern == CurlUser && isCurl(look.text, begin))
            tellUserAndPassword(look.text, begin, sink);
        else if (pattern == PasswordOption && look.text[begin] != '=' && !isHelp(look.text, begin))
            tell(look.text, begin, " \t\"'`;|&\r\n,)", CommandPassword, Confidence::Medium, sink);
        else if (pattern == Netrc && isNetrc(look.text, begin))
            tell(look.text, begin, " \t\"'\r\n", FilePassword, Confidence::Medium, sink);
    }

private:
    /// --password=PASS, -p, --password KENNWORT: how manuals name what is to be put in.
    static bool isHelp(std::string_view text, std::size_t at)
    {
        auto end = at;
        while (end < text.size() && ((text[end] >= 'A' && text[end] <= 'Z') || text[end] == '_'))
            ++end;
        constexpr std::string_view kEnds = " \t\r\n\"'`;|&,)]";
        return (end > at && (end == text.size() || kEnds.find(text[end]) != kEnds.npos)) ||
            isProse(text.substr(at));
    }
    /// "The --username and --password options cannot be used here."
    static bool isProse(std::string_view rest)
    {
        static constexpr auto kWords = std::to_array<std::string_view>({"option", "options", "flag", "flags",
            "argument", "arguments", "parameter", "parameters", "switch", "is", "are", "and", "or", "to",
            "if", "when", "can", "must", "will", "in", "on", "via", "as", "instead", "for", "with"});
        const auto word = rest.substr(0, rest.find(' '));
        return word.size() < rest.size() && std::ranges::find(kWords, word) != kWords.end();
    }
    /// Two more of its members stand near: Server=…;Database=…;User Id=…
    static bool isConnectionString(std::string_view text, std::size_t at)
    {
        constexpr std::size_t kFarthestLook = 200;
        const auto from = at > kFarthestLook ? at - kFarthestLook : 0;
        const auto near = lowered(text.substr(from, at - from + kFarthestLook));
        static constexpr auto kMembers = std::to_array<std::string_view>({"server=", "data source=", "host=",
            "database=", "initial catalog=", "user id=", "uid=", "user=", "username=", "port=", "driver=",
            "dsn=", "provider=", "dbname=", "accountendpoint=", "endpoint="});
        return std::ranges::count_if(kMembers,
                   [&near](std::string_view member) { return near.find(member) != std::string::npos; }) >= 2;
    }
    static bool isNetrc(std::string_view text, std::size_t at)
    {
        constexpr std::size_t kReachOfEntry = 256;
        const auto from = at > kReachOfEntry ? at - kReachOfEntry : 0;
        const auto before = text.substr(from, at - from);
        return before.find("machine ") != std::string_view::npos ||
            before.find("default ") != std::string_view::npos;
    }
    static bool isCurl(std::string_view text, std::size_t at)
    {
        constexpr std::size_t kFarthestLook = 256;
        const auto from = at > kFarthestLook ? at - kFarthestLook : 0;
        return text.substr(from, at - from).find("curl") != std::string_view::npos;
    }
    static void tellUserAndPassword(std::string_view text, std::size_t begin, FindingSink& sink)
    {
        constexpr std::size_t kLongest = 256;
        const char quote = text[begin - 1];
        const bool isQuoted = quote == '"' || quote == '\'';
        const auto rest = text.substr(begin, kLongest);
        const auto pair =
            rest.substr(0, isQuoted ? rest.find(quote) : rest.find_first_of(" \t\r\n\"'`;|&\\"));
        const auto colon = pair.find(':');
        if (colon != std::string_view::npos && isStatedPassword(pair.substr(colon + 1)))
            sink.found(CommandPassword, {begin + colon + 1, begin + pair.size()}, Confidence::High);
    }
    static void tell(std::string_view text, std::size_t begin, std::string_view ends, StatedRule rule,
        Confidence confidence, FindingSink& sink)
    {
        constexpr std::size_t kLongest = 128;
        const auto rest = text.substr(begin, kLongest);
        const auto password = rest.substr(0, rest.find_first_of(ends));
        if (isStatedPassword(password))
            sink.found(rule, {begin, begin + password.size()}, confidence);
    }
    static bool isStatedPassword(std::string_view text)
    {
        const auto isSame = [&text](char c) { return c == text.front(); };
        const bool isVariable = text.find_first_of("$%{}<>[]()") == 0 ||
            text.find("${") != std::string_view::npos || text.find("$(") != std::string_view::npos ||
            text.find('<') != std::string_view::npos;
        return text.size() >= 3 && !isVariable && !std::ranges::all_of(text, isSame) &&
            !isPlaceholderValue(text);
    }
};

std::span<const Sample> StatedPasswordsDetector::samples() const
{
    static const auto kSamples = std::to_array<Sample>({
        {"Server=db1;Database=main;User ID=app;Password=winterhill;", "connection-password"},
        {"curl -u ida:winterhill https://h.dev/", "command-password"},
        {"sshpass -p winterhill ssh h", "command-password"},
        {"machine h.dev login ida password winterhill", "file-password"},
        {"Server=db1;Database=main;User ID=app;Password=${PW};", ""},
        {"curl -u ida https://h.dev/", ""},
        {"curl -u \"$USER:$TOKEN\" https://h.dev/", ""},
        {"curl -u user:password https://h.dev/", ""},
        {"set the password = something in the form", ""},
        {"tool --password <password>", ""},
        {"tool --password=winterhill", "command-password"},
        {"tool --password=$WORD x", ""},
        {"the --username and --password options cannot be used here", ""},
        {"  --password=PASS        set both passwords to PASS", ""},
        {"  -p, --password KENNWORT  das neue Kennwort", ""},
        {"sort -u file:name", ""},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeStatedPasswordsDetector();
std::unique_ptr<const Detector> makeStatedPasswordsDetector()
{
    return std::make_unique<StatedPasswordsDetector>();
}

} // namespace gatehouse::inspect

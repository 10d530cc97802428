// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"
#include "app/cli/list_commands.h"
#include "core/base/file.h"
#include "core/intelligence/assess.h"
#include "core/service/known_words.h"
#include "core/service/list_requests.h"

#include <algorithm>
#include <filesystem>

namespace gatehouse::cli {
namespace {

namespace intel = intelligence;

constexpr std::size_t kMaxPublicKeyBytes = 4096;

/// Which of two words for a number: "1 list", "2 lists".
std::string counted(std::uint64_t count, const char* one, const char* more)
{
    return std::to_string(count) + ' ' + (count == 1 ? one : more);
}

void sayPreview(const Json& preview, bool isTrial, Console& console)
{
    const auto number = [&](const char* key) { return preview.value(key, std::uint64_t{0}); };
    const auto title = safe(preview.value("title", std::string()));
    console.line('"' + title + "\", number " + std::to_string(number("sequence")) + ", signed with " +
        safe(preview.value("fingerprint", std::string())) + " (" +
        safe(preview.value("keyName", std::string())) + ')');
    console.line("  " + counted(number("advisories"), "advisory", "advisories") + ", of which " +
        std::to_string(number("malicious")) + " about malicious packages; " +
        counted(number("hashes"), "denied file", "denied files") + "; " +
        counted(number("names"), "well-known name", "well-known names") + "; " +
        counted(number("rules"), "pattern", "patterns"));
    if (preview.value("isExpired", false))
        console.warn("the list is older than whoever published it wants it to be; it counts all the same");
    for (const auto& name : preview.value("stops", std::vector<std::string>()))
        console.warn(
            std::string(isTrial ? "would stop" : "stops") + " a server that is allowed: " + safe(name));
    if (preview.value("isSame", false))
        console.line("It was imported before.");
    else if (isTrial)
        console.line("Nothing was changed.");
    else
        console.line(preview.contains("sequenceBefore")
                ? "Imported, in the place of number " + std::to_string(number("sequenceBefore")) + '.'
                : "Imported.",
            Style::Good);
}

class Import final : public Command {
public:
    std::string name() const override { return "import"; }
    std::string summary() const override { return "Take a list: it holds from then on, also for what runs"; }
    void declare(CLI::App& app) override
    {
        app.add_option("FILE", m_file, "The list")->required();
        app.add_flag("--dry-run", m_isTrial, "Check it, say what it would change, and take nothing");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        std::error_code failure;
        const auto path = std::filesystem::absolute(m_file, failure);
        const ipc::ImportList request{failure ? m_file : path.string(), m_isTrial};
        auto books = service::Books::forWriting(ledgerOptions(surroundings));
        if (!books)
            return console.fail(books.error());
        const auto answer = books->desktop() != nullptr ? books->desktop()->request(request)
                                                        : service::importNamed(*books->ledger(), request);
        if (!answer)
            return console.fail(answer.error());
        auto preview = Json::parse(*answer, nullptr, false);
        if (!preview.is_object())
            return console.fail({base::ErrorCode::BadMessage, "the desktop's answer cannot be read"});
        sayPreview(preview, m_isTrial, console);
        preview["dryRun"] = m_isTrial;
        console.answer({{"list", std::move(preview)}});
        return ExitCode::Ok;
    }

private:
    std::string m_file;
    bool m_isTrial = false;
};

class Show final : public Command {
public:
    std::string name() const override { return "show"; }
    std::string summary() const override { return "Show the lists that hold, and whose keys are trusted"; }
    void declare(CLI::App&) override {}

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        auto books = service::Books::forReading(ledgerOptions(surroundings));
        if (!books)
            return console.fail(books.error());
        const auto standing = books->lists();
        if (!standing)
            return console.fail(standing.error());
        Json lists = Json::array();
        for (const auto& list : standing->lists)
            lists.push_back(showList(list, console));
        if (standing->lists.empty())
            console.line("No list holds.");
        Json leftOut = Json::array();
        for (const auto& problem : standing->leftOut) {
            console.warn("a list does not hold: " + safe(problem.detail));
            leftOut.push_back({{"code", base::errorName(problem.code)}, {"detail", safe(problem.detail)}});
        }
        Json keys = Json::array();
        for (const auto& key : standing->keys)
            keys.push_back(showKey(key, console));
        if (standing->keys.empty())
            console.line(
                "No key is trusted: no list can be imported. `gatehouse-cli intelligence trust KEY`");
        console.answer(
            {{"lists", std::move(lists)}, {"keys", std::move(keys)}, {"leftOut", std::move(leftOut)}});
        return ExitCode::Ok;
    }

private:
    static Json showList(const intel::TableSource& list, Console& console)
    {
        const bool isExpired = list.head.expires != 0 && list.head.expires < base::SystemClock().now();
        console.line('"' + safe(list.head.title) + "\", number " + std::to_string(list.head.sequence) +
                ", of " + localTime(list.head.issued) + (list.isOrganisation ? ", your organisation's" : ""),
            Style::Strong);
        console.line("  " + counted(list.advisories, "advisory", "advisories") + " (" +
            std::to_string(list.malicious) + " malicious), " +
            counted(list.hashes, "denied file", "denied files") + ", " +
            counted(list.names, "well-known name", "well-known names") + ", " +
            counted(list.rules, "pattern", "patterns"));
        if (isExpired)
            console.line(
                "  old: it wanted to be replaced by " + localTime(list.head.expires), Style::Warning);
        return {{"title", safe(list.head.title)}, {"key", base::toHex(list.keyId)},
            {"sequence", list.head.sequence}, {"issued", list.head.issued}, {"expires", list.head.expires},
            {"isExpired", isExpired}, {"isOrganisation", list.isOrganisation},
            {"advisories", list.advisories}, {"malicious", list.malicious}, {"hashes", list.hashes},
            {"names", list.names}, {"rules", list.rules}};
    }

    static Json showKey(const service::ListKey& key, Console& console)
    {
        console.line((key.isTrusted ? "trusted    " : "not trusted ") +
            intel::fingerprint(intel::idOfKey(key.key)) + "  " + safe(key.name));
        return {{"fingerprint", intel::fingerprint(intel::idOfKey(key.key))},
            {"publicKey", intel::toText(key.key)}, {"name", safe(key.name)}, {"isTrusted", key.isTrusted},
            {"isOrganisation", key.isOrganisation}, {"isBuiltIn", key.isBuiltIn}};
    }
};

/// `npm:left-pad@1.0.0`, `pypi:requests@2.0`; npm where nothing is said.
std::optional<intel::PackageSubject> packageFrom(std::string_view text)
{
    intel::PackageSubject package;
    if (text.starts_with("npm:"))
        text.remove_prefix(4);
    else if (text.starts_with("pypi:") || text.starts_with("PyPI:")) {
        package.ecosystem = intel::Ecosystem::PyPi;
        text.remove_prefix(5);
    }
    if (text.empty())
        return std::nullopt;
    const auto at = text.find('@', 1);
    package.name = intel::normalisedName(package.ecosystem, text.substr(0, at));
    if (at != std::string_view::npos)
        package.version = text.substr(at + 1);
    return package;
}

class Check final : public Command {
public:
    std::string name() const override { return "check"; }
    std::string summary() const override { return "Say what the lists know of a package"; }
    void declare(CLI::App& app) override
    {
        app.add_option("PACKAGE", m_packages, "npm:NAME@VERSION or pypi:NAME@VERSION")->required();
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        const auto table = service::openKnownTable(surroundings.places);
        if (!table)
            return console.fail({base::ErrorCode::NotFound, "no list was imported"});
        Json packages = Json::array();
        bool isKnown = false;
        for (const auto& word : m_packages) {
            const auto package = packageFrom(word);
            if (!package)
                return console.fail({base::ErrorCode::InvalidArgument, safe(word) + " names no package"});
            const auto issues = intel::allIssues(*table, *package);
            if (!issues)
                return console.fail(issues.error());
            console.line(safe(word) + (issues->empty() ? ": the lists know nothing of it" : ":"));
            Json list = Json::array();
            for (const auto& issue : *issues) {
                console.line(
                    "  " + safe(service::knownSentence(issue)), issue.stops() ? Style::Bad : Style::Warning);
                list.push_back(cli::toJson(issue));
            }
            isKnown = isKnown || !issues->empty();
            packages.push_back({{"package", safe(word)}, {"known", std::move(list)}});
        }
        console.answer({{"packages", std::move(packages)}});
        return isKnown ? ExitCode::Ok : ExitCode::NothingToDo;
    }

private:
    std::vector<std::string> m_packages;
};

class Trust final : public Command {
public:
    explicit Trust(bool isTrusted)
        : m_isTrusted(isTrusted)
    {
    }
    std::string name() const override { return m_isTrusted ? "trust" : "distrust"; }
    std::string summary() const override
    {
        return m_isTrusted ? "Believe lists that are signed with this key"
                           : "Believe them no more; what such a list stopped starts again";
    }
    void declare(CLI::App& app) override
    {
        app.add_option("KEY", m_key, "The public key, or a file that holds it")->required();
        if (m_isTrusted)
            app.add_option("--name", m_name, "Whose it is");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        auto text = m_key;
        if (!text.starts_with(intel::kPublicKeyPrefix)) {
            const auto bytes = base::readFile(m_key, kMaxPublicKeyBytes);
            if (!bytes)
                return console.fail(bytes.error());
            text = *bytes;
        }
        const auto key = intel::publicKeyFromText(text);
        if (!key)
            return console.fail(key.error());
        const ipc::TrustListKey request{intel::toText(*key), m_name, m_isTrusted};
        auto books = service::Books::forWriting(ledgerOptions(surroundings));
        if (!books)
            return console.fail(books.error());
        const auto done = tell(surroundings, *books, request);
        if (!done)
            return console.fail(done.error());
        console.line((m_isTrusted ? "Trusted: " : "Not trusted any more: ") + *done, Style::Good);
        if (m_isTrusted)
            console.line("Compare this with what whoever publishes the lists says elsewhere.");
        console.answer({{"fingerprint", *done}});
        return ExitCode::Ok;
    }

private:
    /// It takes the same proof that a person is there as an approval: a key can stop servers, and without one
    /// they start again.
    static base::Result<std::string> tell(
        const Surroundings& surroundings, service::Books& books, const ipc::TrustListKey& request)
    {
        if (auto* const desktop = books.desktop())
            return desktop->request(request);
        if (const auto allowed = checkApprover(surroundings, false); !allowed)
            return allowed.error();
        return service::trustNamed(*books.ledger(), request);
    }

    bool m_isTrusted;
    std::string m_key;
    std::string m_name = "a key of yours";
};

} // namespace

std::unique_ptr<Command> makeListImport()
{
    return std::make_unique<Import>();
}
std::unique_ptr<Command> makeListShow()
{
    return std::make_unique<Show>();
}
std::unique_ptr<Command> makeListCheck()
{
    return std::make_unique<Check>();
}
std::unique_ptr<Command> makeListTrust(bool isTrusted)
{
    return std::make_unique<Trust>(isTrusted);
}

} // namespace gatehouse::cli

// SPDX-License-Identifier: Apache-2.0
#include "app/cli/answering.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/service/organisation_registry.h"
#include "core/service/registry_file.h"
#include "core/service/server_candidates.h"
#include "core/service/trusted_keys.h"
#include "ui/text/choice_text.h"
#include "ui/text/qt_convert.h"

#include <algorithm>

namespace gatehouse::cli {
namespace {

/// Shows what is decided, and carries it from one machine to another: signed, and taken over only as far as
/// whoever takes it over has seen.
class RegistryCommand final : public Command {
public:
    std::string name() const override { return "registry"; }
    std::string summary() const override { return "Show, export and import what is approved and denied"; }
    void declare(CLI::App& app) override
    {
        app.add_option("ACTION", m_words, "show, export FILE, import FILE, key, trust KEY, distrust KEY");
        app.add_option("--name", m_name, "trust: what you call the key");
        app.add_option("--yes", m_confirmed, "import: the digest that the same import without it has shown");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        const auto action = m_words.empty() ? std::string("show") : m_words.front();
        if (m_words.size() <= 1 && action == "show")
            return show(surroundings, console);
        if (m_words.size() == 1 && action == "key")
            return showKey(surroundings, console);
        if (m_words.size() == 2 && action == "export")
            return exportTo(surroundings, console, m_words[1]);
        if (m_words.size() == 2 && action == "import")
            return importFrom(surroundings, console, m_words[1]);
        if (m_words.size() == 2 && (action == "trust" || action == "distrust"))
            return changeTrust(surroundings, console, m_words[1], action == "trust");
        return console.fail({base::ErrorCode::InvalidArgument,
            "say: registry show | export FILE | import FILE | key | trust KEY --name NAME | distrust KEY"});
    }

private:
    static std::string keyPath(const Surroundings& surroundings)
    {
        return surroundings.places.configFolder + "/registry-key";
    }
    static std::string trustPath(const Surroundings& surroundings)
    {
        return surroundings.places.configFolder + "/trusted-keys";
    }
    static base::Result<base::SigningKey> ownKey(const Surroundings& surroundings)
    {
        if (const auto made = base::makePrivateFolder(surroundings.places.configFolder); !made)
            return made.error();
        return base::SigningKey::open(keyPath(surroundings));
    }

    static std::string what(const model::RegistryDecision& decision)
    {
        if (!decision.identity)
            return commandLine(decision.pattern);
        const auto& identity = *decision.identity;
        const auto command = commandLine(identity.argv);
        const auto server = identity.entry.name.empty() ? command : safe(identity.entry.name);
        if (!identity.call)
            return identity.entry.name.empty() ? command : server + " (" + command + ")";
        const auto& call = *identity.call;
        return safe(call.method) + (call.tool.empty() ? "" : " " + safe(call.tool)) + " of " + server;
    }

    /// What root's file says, and, where it is not followed, why.
    static Json showOrganisation(Console& console)
    {
        const auto read = service::readOrganisationRegistry(
            service::organisationRegistryPath(service::kOrganisationPolicy), 0);
        if (!read) {
            console.line(
                "Your organisation's registry opens nothing: " + read.error().detail, Style::Warning);
            return {{"problem", read.error().detail}};
        }
        if (!read->source.exists)
            return nullptr;
        const auto& registry = read->registry;
        if (!registry.isTrusted)
            console.line(registry.why, Style::Warning);
        if (registry.requiresListing)
            console.line("Your organisation lets start only what it lists.", Style::Strong);
        for (const auto& item : registry.items)
            console.line((item.isDenied               ? "forbidden "
                                 : registry.isTrusted ? "approved  "
                                                      : "ignored   ") +
                commandLine(item.argv) + "  by your organisation");
        for (const auto& package : registry.forbiddenPackages)
            console.line("forbidden package " + safe(package) + "  by your organisation");
        return {{"items", registry.items.size()}, {"require", registry.requiresListing},
            {"trusted", registry.isTrusted}, {"forbiddenPackages", cli::toJson(registry.forbiddenPackages)}};
    }

    static ExitCode show(const Surroundings& surroundings, Console& console)
    {
        auto books = service::Books::forReading(ledgerOptions(surroundings));
        if (!books)
            return console.fail(books.error());
        const auto decisions = books->decisions();
        if (!decisions)
            return console.fail(decisions.error());
        const auto organisation = showOrganisation(console);
        Json list = Json::array();
        if (decisions->empty())
            console.line("Nothing is decided.");
        for (const auto& one : *decisions) {
            console.line((one.isDenied ? "denied    " : "approved  ") + what(one),
                one.isDenied ? Style::Bad : Style::Good);
            auto where = one.client.empty() ? std::string() : " in " + safe(one.client);
            where += one.project.empty() ? std::string() : " below " + safe(one.project);
            where += one.scope ? ", " + std::string(model::toText(*one.scope)) + " scope" : std::string();
            console.line("    " + localTime(one.decidedAt) + " " +
                text::toUtf8(text::answeredByText(one.answeredBy)) + ", " +
                (one.isDenied ? std::string("for good") : std::string(model::toText(one.choice))) + where +
                (one.expiresAt != 0 ? ", until " + localTime(one.expiresAt) : std::string()) +
                (one.note.empty() ? std::string() : ": " + safe(one.note)));
            console.line("    take it back with: gatehouse-cli revoke " + safe(one.id));
            list.push_back({{"id", one.id}, {"denied", one.isDenied}, {"choice", model::toText(one.choice)},
                {"what", what(one)}, {"decidedAt", one.decidedAt}, {"expiresAt", one.expiresAt},
                {"answeredBy", model::toText(one.answeredBy)}, {"client", safe(one.client)},
                {"project", safe(one.project)}, {"note", safe(one.note)}});
        }
        console.answer({{"decisions", std::move(list)}, {"organisation", organisation}});
        return ExitCode::Ok;
    }

    static ExitCode showKey(const Surroundings& surroundings, Console& console)
    {
        const auto key = ownKey(surroundings);
        if (!key)
            return console.fail(key.error());
        console.line("key          " + base::toHex(key->publicKey()));
        console.line("fingerprint  " + base::fingerprintOf(key->publicKey()), Style::Strong);
        console.answer(
            {{"key", base::toHex(key->publicKey())}, {"fingerprint", base::fingerprintOf(key->publicKey())}});
        return ExitCode::Ok;
    }

    static ExitCode exportTo(const Surroundings& surroundings, Console& console, const std::string& path)
    {
        auto books = service::Books::forReading(ledgerOptions(surroundings));
        if (!books)
            return console.fail(books.error());
        const auto decisions = books->decisions();
        if (!decisions)
            return console.fail(decisions.error());
        const auto key = ownKey(surroundings);
        if (!key)
            return console.fail(key.error());
        const auto items = service::itemsOf(*decisions);
        const auto bytes = service::encodeRegistry(items, base::SystemClock().now(), *key);
        // Commands may hold secrets: whoever gets the file sees them.
        if (const auto written = base::replaceFile(path, bytes, 0600); !written)
            return console.fail(written.error());
        console.line(
            "Wrote " + std::to_string(items.size()) + " decision(s) to " + safe(path) + ".", Style::Good);
        console.line("It holds commands with all their words; look whether one of them is a secret before "
                     "you give it away.");
        console.line("Fingerprint of your key: " + base::fingerprintOf(key->publicKey()));
        console.answer({{"items", items.size()}, {"key", base::toHex(key->publicKey())}});
        return ExitCode::Ok;
    }

    ExitCode importFrom(const Surroundings& surroundings, Console& console, const std::string& path) const
    {
        const auto bytes = base::readFile(path, service::kMaxRegistryBytes);
        if (!bytes)
            return console.fail(bytes.error());
        const auto first = bytes->find_first_not_of(" \t\r\n");
        if (first != std::string::npos && ((*bytes)[first] == '{' || (*bytes)[first] == '['))
            return showCandidates(console, *bytes);
        const auto file = service::decodeRegistry(*bytes);
        if (!file)
            return console.fail(file.error());
        if (const auto trusted = checkTrust(surroundings, file->key); !trusted)
            return console.fail(trusted.error());
        const auto held = heldDecisions(surroundings);
        if (!held)
            return console.fail(held.error());
        const auto changes = service::changesOf(file->items, *held);
        const auto digest = base::toHex(base::sha256(*bytes)).substr(0, kShownDigits);
        if (m_confirmed.empty())
            return propose(console, changes, path, digest);
        if (m_confirmed != digest)
            return console.fail({base::ErrorCode::Changed, safe(path) + " is not the file that was shown"});
        return takeOver(surroundings, console, changes);
    }

    /// Closes the books behind itself: taking over opens them for writing.
    static base::Result<std::vector<model::RegistryDecision>> heldDecisions(const Surroundings& surroundings)
    {
        auto books = service::Books::forReading(ledgerOptions(surroundings));
        if (!books)
            return books.error();
        return books->decisions();
    }

    /// A list of the official registry's kind approves nothing: each has to be approved by its own command.
    static ExitCode showCandidates(Console& console, const std::string& bytes)
    {
        const auto candidates = service::readServerCandidates(bytes);
        if (!candidates)
            return console.fail(candidates.error());
        Json list = Json::array();
        for (const auto& one : *candidates) {
            console.line(safe(one.name) + "  " + safe(one.description), Style::Strong);
            console.line(one.argv.empty() ? "    cannot be approved from here: " + one.why
                                          : "    gatehouse-cli approve -- " + commandLine(one.argv));
            list.push_back({{"name", safe(one.name)}, {"argv", toJson(one.argv)}, {"why", one.why}});
        }
        console.line("Nothing was approved. What such a list says of a server is its publisher's word.");
        console.answer({{"candidates", std::move(list)}});
        return ExitCode::Ok;
    }

    static base::Result<void> checkTrust(const Surroundings& surroundings, const base::PublicKey& key)
    {
        // One's own: only where there is one already.
        if (base::stampOf(keyPath(surroundings))) {
            const auto own = base::SigningKey::open(keyPath(surroundings));
            if (own && own->publicKey() == key)
                return {};
        }
        const auto trusted = service::readTrustedKeys(trustPath(surroundings));
        if (!trusted)
            return trusted.error();
        if (std::ranges::find(*trusted, key, &service::TrustedKey::key) != trusted->end())
            return {};
        return base::Error{base::ErrorCode::PeerNotTrusted,
            "the registry is not taken: it is signed with a key that you do not trust, fingerprint " +
                base::fingerprintOf(key) +
                ". Compare that with whoever made it; then: gatehouse-cli registry trust " +
                base::toHex(key) + " --name NAME"};
    }

    static std::string sentenceOf(const service::RegistryChange& change)
    {
        const auto& item = change.item;
        std::string sentence = item.isDenied ? "- deny   "
            : change.opens                   ? "+ allow  "
                                             : "= stays denied here: ";
        sentence += commandLine(item.argv);
        sentence += item.client.empty() ? "" : "  in " + safe(item.client);
        sentence += item.scope ? "  scope " + std::string(model::toText(*item.scope)) : "";
        sentence += item.project.empty() ? "" : "  below " + safe(item.project);
        sentence += item.expiresAt == 0 ? "" : "  until " + localTime(item.expiresAt);
        return sentence + (item.note.empty() ? "" : "  (" + safe(item.note) + ")");
    }

    static Json toJson(const std::vector<service::RegistryChange>& changes)
    {
        Json list = Json::array();
        for (const auto& change : changes)
            list.push_back({{"argv", cli::toJson(change.item.argv)},
                {"decision", change.item.isDenied ? "deny" : "allow"}, {"opens", change.opens},
                {"contradicts", change.contradicts}});
        return list;
    }
    static Json toJson(const std::vector<std::string>& words) { return cli::toJson(words); }

    static ExitCode propose(Console& console, const std::vector<service::RegistryChange>& changes,
        const std::string& path, const std::string& digest)
    {
        for (const auto& change : changes)
            console.line(sentenceOf(change), change.opens ? Style::Added : Style::Removed);
        if (changes.empty())
            console.line("It says nothing that is not decided here already.");
        else
            console.line("Nothing was changed. Take it over with: gatehouse-cli registry import " +
                safe(path) + " --yes=" + digest);
        console.answer({{"changes", toJson(changes)}, {"digest", digest}, {"applied", false}});
        return ExitCode::Ok;
    }

    /// Denials first: whatever fails, nothing is open that should not be.
    static ExitCode takeOver(
        const Surroundings& surroundings, Console& console, std::vector<service::RegistryChange> changes)
    {
        std::erase_if(changes, [](const auto& change) { return !change.item.isDenied && !change.opens; });
        std::ranges::stable_partition(changes, [](const auto& change) { return change.item.isDenied; });
        for (const auto& change : changes) {
            const auto& item = change.item;
            const auto scope = item.scope ? std::string(model::toText(*item.scope)) : std::string();
            const auto done = answerPattern(surroundings,
                {item.argv, item.client, scope, item.isDenied, item.project, item.expiresAt, item.note});
            if (!done)
                return console.fail(done.error());
            console.line(sentenceOf(change), item.isDenied ? Style::Removed : Style::Added);
        }
        console.line("Took over " + std::to_string(changes.size()) + " decision(s).", Style::Good);
        console.answer({{"changes", toJson(changes)}, {"applied", true}});
        return ExitCode::Ok;
    }

    ExitCode changeTrust(
        const Surroundings& surroundings, Console& console, const std::string& hex, bool trusts) const
    {
        const auto key = base::publicKeyFromHex(hex);
        if (!key)
            return console.fail(key.error());
        // Whom to believe is a person's to say.
        if (trusts) {
            if (const auto allowed = checkApprover(surroundings, false); !allowed)
                return console.fail(allowed.error());
        }
        if (const auto made = base::makePrivateFolder(surroundings.places.configFolder); !made)
            return console.fail(made.error());
        const auto done = trusts ? service::trustKey(trustPath(surroundings), {*key, m_name})
                                 : service::distrustKey(trustPath(surroundings), *key);
        if (!done)
            return console.fail(done.error());
        console.line(
            (trusts ? "Trusted from now on: " : "Not trusted any more: ") + base::fingerprintOf(*key),
            Style::Good);
        console.answer({{"key", hex}, {"trusted", trusts}});
        return ExitCode::Ok;
    }

    static constexpr std::size_t kShownDigits = 12;

    std::vector<std::string> m_words;
    std::string m_name;
    std::string m_confirmed;
};

} // namespace

std::unique_ptr<Command> makeRegistryCommand()
{
    return std::make_unique<RegistryCommand>();
}

} // namespace gatehouse::cli

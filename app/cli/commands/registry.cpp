// SPDX-License-Identifier: Apache-2.0
#include "app/cli/registry_files.h"
#include "core/base/file.h"
#include "core/service/organisation_registry.h"
#include "core/service/registry_exchange.h"
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
        app.add_option("ACTION", m_words,
            "show, export FILE, import FILE, candidates, approve ID, dismiss ID, key, trust KEY, distrust "
            "KEY");
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
        if (m_words.size() == 1 && action == "candidates")
            return showCandidates(surroundings, console);
        if (m_words.size() == 2 && action == "export")
            return exportRegistry(surroundings, console, m_words[1]);
        if (m_words.size() == 2 && action == "import")
            return importRegistry(surroundings, console, m_words[1], m_confirmed);
        if (m_words.size() >= 2 && (action == "approve" || action == "dismiss"))
            return answerCandidates(
                surroundings, console, {m_words.begin() + 1, m_words.end()}, action == "dismiss");
        if (m_words.size() == 2 && (action == "trust" || action == "distrust"))
            return changeTrust(surroundings, console, m_words[1], action == "trust");
        return console.fail({base::ErrorCode::InvalidArgument,
            "say: registry show | export FILE | import FILE | candidates | approve ID | dismiss ID | key | "
            "trust KEY --name NAME | distrust KEY"});
    }

private:
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
        const auto standing = service::organisationStanding(base::folderOf(service::kOrganisationPolicy), 0);
        if (!standing.problem.empty()) {
            console.line("Nothing new starts: your organisation's registry is not understood: " +
                    safe(standing.problem),
                Style::Warning);
            return {{"problem", safe(standing.problem)}};
        }
        if (!standing.exists)
            return nullptr;
        const auto& registry = standing.registry;
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
        const auto key = service::ownRegistryKey(surroundings.places);
        if (!key)
            return console.fail(key.error());
        console.line("key          " + base::toHex(key->publicKey()));
        console.line("fingerprint  " + base::fingerprintOf(key->publicKey()), Style::Strong);
        console.answer(
            {{"key", base::toHex(key->publicKey())}, {"fingerprint", base::fingerprintOf(key->publicKey())}});
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
        const auto done = trusts
            ? service::trustKey(service::trustedKeysPath(surroundings.places), {*key, m_name})
            : service::distrustKey(service::trustedKeysPath(surroundings.places), *key);
        if (!done)
            return console.fail(done.error());
        console.line(
            (trusts ? "Trusted from now on: " : "Not trusted any more: ") + base::fingerprintOf(*key),
            Style::Good);
        console.answer({{"key", hex}, {"trusted", trusts}});
        return ExitCode::Ok;
    }

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

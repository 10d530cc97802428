// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"
#include "core/base/clock.h"
#include "core/service/command_requests.h"
#include "core/service/tool_table.h"
#include "ui/text/qt_convert.h"
#include "ui/text/tool_text.h"

#include <algorithm>

namespace gatehouse::cli {
namespace {

/// Shows what is decided about the tools of one server, and decides.
class ToolsCommand final : public Command {
public:
    std::string name() const override { return "tools"; }
    std::string summary() const override
    {
        return "Show a server's tools, and allow, ask about or deny each";
    }
    void declare(CLI::App& app) override
    {
        app.add_option("SERVER", m_server, "Name or ref of the entry")->required();
        app.add_option("set", m_words,
            "set TOOL... allow|ask|deny|none; behind -- where a name begins with a dash: set -- -x deny");
        app.add_option("--client", m_client, "The client whose entry is meant");
        app.add_flag("--others", m_others, "set: all tools that no decision names, those to come included");
        app.add_flag("--read-only-allow", m_readOnlyAllow,
            "Allow the tools that read only by their own words, ask about the rest and about all to come");
        app.add_option("--for", m_span, "set ... allow: for this long (30m, 8h, 7d); then it asks");
        app.add_option("--note", m_note, "Why; kept with the decision");
        app.add_flag("--dry-run", m_dryRun, "Say what would be decided and decide nothing");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        // Names that look like options of ours.
        m_words.insert(m_words.end(), surroundings.command.begin(), surroundings.command.end());
        const auto table = read(surroundings);
        if (!table)
            return console.fail(table.error());
        if (m_words.empty() && !m_readOnlyAllow && !m_others)
            return show(*table, console);
        const auto rules = rulesFor(*table);
        if (!rules)
            return console.fail(rules.error());
        if (m_dryRun)
            return report(*rules, std::string(), "Would be: ", console);
        ipc::DecideTools request;
        request.decision.serverRef = table->serverRef;
        request.decision.serverName = table->serverName;
        request.decision.command = table->command;
        request.decision.rules = *rules;
        request.decision.note = m_note;
        const auto decided = decide(surroundings, request);
        if (!decided)
            return console.fail(decided.error());
        return report(*rules, *decided, "", console);
    }

private:
    base::Result<service::ToolTable> read(const Surroundings& surroundings) const
    {
        const auto ref = refOf(surroundings);
        if (!ref)
            return ref.error();
        auto books = service::Books::forReading(ledgerOptions(surroundings));
        if (!books)
            return books.error();
        return books->toolTable(*ref);
    }

    base::Result<std::string> refOf(const Surroundings& surroundings) const
    {
        if (m_server.starts_with("launch:"))
            return m_server; // no client's file declares it
        const auto discovery = protectorFor(surroundings).discover();
        if (!discovery)
            return discovery.error();
        const auto refs = refsOf(*discovery, {m_server}, m_client);
        if (!refs)
            return refs.error();
        if (refs->size() == 1)
            return refs->front();
        std::string where;
        for (const auto& row : discovery->servers) {
            if (std::ranges::find(*refs, row.ref) != refs->end())
                where += (where.empty() ? "" : ", ") + row.ref + " in " + safe(row.clientTitle);
        }
        return base::Error{base::ErrorCode::InvalidArgument,
            safe(m_server) + " is declared more than once; say which with --client or by its ref: " + where};
    }

    base::Result<std::vector<model::ToolRule>> rulesFor(const service::ToolTable& table) const
    {
        if (m_readOnlyAllow)
            return m_words.empty() && !m_others
                ? base::Result<std::vector<model::ToolRule>>(service::readOnlyAllow(table))
                : base::Error{
                      base::ErrorCode::InvalidArgument, "--read-only-allow decides on all tools at once"};
        model::ToolDecision decision{};
        const bool isComplete = m_words.size() >= (m_others ? 2U : 3U) && m_words.front() == "set";
        if (!isComplete || !model::fromText(m_words.back(), decision))
            return base::Error{
                base::ErrorCode::InvalidArgument, "say: tools SERVER set TOOL... allow|ask|deny|none"};
        const auto expiresAt = expiry(decision);
        if (!expiresAt)
            return expiresAt.error();
        std::vector<std::string> tools(m_words.begin() + 1, m_words.end() - 1);
        if (m_others)
            tools.emplace_back();
        std::ranges::sort(tools);
        // clang 14 cannot read what ranges::unique gives back.
        tools.erase(std::unique(tools.begin(), tools.end()), tools.end());
        std::vector<model::ToolRule> rules;
        for (const auto& tool : tools) {
            auto rule = service::ruleFor(table, tool, decision, *expiresAt);
            if (!rule)
                return rule.error();
            rules.push_back(std::move(*rule));
        }
        return rules;
    }

    base::Result<base::UnixMilliseconds> expiry(model::ToolDecision decision) const
    {
        if (!m_span.empty() && decision != model::ToolDecision::Allow)
            return base::Error{base::ErrorCode::InvalidArgument, "only what is allowed can end by itself"};
        return endOf(m_span);
    }

    static base::Result<std::string> decide(const Surroundings& surroundings, const ipc::DecideTools& request)
    {
        auto books = service::Books::forWriting(ledgerOptions(surroundings));
        if (!books)
            return books.error();
        if (auto* const desktop = books->desktop())
            return desktop->request(request); // who asks is judged there
        // To refuse is never dangerous; to let pass is.
        const auto tightened = service::tightenTools(*books->ledger(), request);
        if (!tightened)
            return tightened.error();
        if (*tightened)
            return **tightened;
        if (const auto allowed = checkApprover(surroundings, false); !allowed)
            return allowed.error();
        return service::decideTools(*books->ledger(), request);
    }

    static Json toJson(const service::ToolTableRow& row)
    {
        Json abilities = Json::array();
        for (const auto ability : row.nature.abilities)
            abilities.push_back(trust::toText(ability));
        Json json{{"name", safe(row.name)}, {"does", model::toText(row.standing)}, {"calls", row.calls},
            {"lastSeen", row.lastSeen}, {"claimsReadOnly", row.nature.claimsReadOnly},
            {"readOnly", row.nature.isReadOnly()}, {"risky", row.nature.isRisky()},
            {"abilities", std::move(abilities)}, {"doubts", cli::toJson(row.nature.doubts)}};
        if (row.isDefined)
            json["definition"] = base::toHex(row.definition);
        json["decision"] = row.held ? toJson(*row.held) : Json();
        return json;
    }

    static Json toJson(const model::HeldToolRule& held)
    {
        return {{"decision", model::toText(held.rule.decision)}, {"decidedAt", held.decidedAt},
            {"answeredBy", model::toText(held.answeredBy)}, {"expiresAt", held.rule.expiresAt},
            {"note", safe(held.note)}};
    }

    static ExitCode show(const service::ToolTable& table, Console& console)
    {
        Json tools = Json::array();
        if (table.rows.empty())
            console.line("Nothing is known of its tools yet: they are when a client has listed them.");
        for (const auto& row : table.rows) {
            console.line(text::toUtf8(text::toolStanding(row)) + "  " + safe(row.name) + "  " +
                    text::toUtf8(text::toolNature(row)),
                row.standing == model::ToolDecision::Deny ? Style::Bad : Style::Plain);
            if (const auto decided = text::toolDecided(row); !decided.isEmpty())
                console.line("       " + text::toUtf8(decided));
            tools.push_back(toJson(row));
        }
        console.line(text::toUtf8(text::otherTools(table)));
        console.answer({{"server", table.serverRef}, {"tools", std::move(tools)},
            {"others", table.others ? toJson(*table.others) : Json()}});
        return ExitCode::Ok;
    }

    static ExitCode report(const std::vector<model::ToolRule>& rules, const std::string& id,
        const std::string& before, Console& console)
    {
        Json decided = Json::array();
        for (const auto& rule : rules) {
            console.line(before + text::toUtf8(text::toolDecision(rule.decision)) + "  " +
                (rule.tool.empty() ? "all other tools" : safe(rule.tool)));
            decided.push_back({{"tool", rule.tool.empty() ? Json() : Json(safe(rule.tool))},
                {"decision", model::toText(rule.decision)}});
        }
        if (!id.empty())
            console.line("Decided (" + safe(id) + "); servers that run follow at once.", Style::Good);
        console.answer({{"decision", id.empty() ? Json() : Json(safe(id))}, {"tools", std::move(decided)}});
        return ExitCode::Ok;
    }

    std::string m_server;
    std::vector<std::string> m_words;
    std::string m_client;
    std::string m_span;
    std::string m_note;
    bool m_others = false;
    bool m_readOnlyAllow = false;
    bool m_dryRun = false;
};

} // namespace

std::unique_ptr<Command> makeToolsCommand()
{
    return std::make_unique<ToolsCommand>();
}

} // namespace gatehouse::cli

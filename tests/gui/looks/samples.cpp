// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/looks/samples.h"

#include "core/base/clock.h"

#include <utility>

namespace gatehouse::looks {
namespace {

constexpr base::UnixMilliseconds kMinute = 60'000;

base::UnixMilliseconds ago(int minutes)
{
    return base::SystemClock().now() - minutes * kMinute;
}

model::EventRow event(std::uint64_t sequence, const std::string& method, model::Action action,
    const std::string& tool = {}, const std::string& reason = {})
{
    model::EventRow row;
    row.sessionId = 1;
    row.server = "github";
    row.client = "Claude Desktop";
    row.event.sequence = sequence;
    row.event.at = ago(1) + static_cast<base::UnixMilliseconds>(sequence) * 340;
    row.event.direction = sequence % 2 == 0 ? model::Direction::ToServer : model::Direction::ToClient;
    row.event.method = method;
    row.event.tool = tool;
    row.event.action = action;
    row.event.reason = reason;
    row.event.id = std::to_string(sequence);
    row.event.bytes = 180 + 977 * sequence;
    row.event.microseconds = 830 * static_cast<std::int64_t>(sequence + 1);
    row.event.shape = R"({"method":"tools/call","params":{"name":"string","arguments":{"#1":"string"}}})";
    return row;
}

model::ServerRow server(const std::string& client, const std::string& name, model::ServerState state,
    std::vector<std::string> command, const std::string& reason = {})
{
    model::ServerRow row;
    row.ref = client + "-" + name;
    row.clientTitle = client;
    row.location = {client, model::EntryScope::User, "/home/lena/.config/" + client + "/mcp.json",
        "/mcpServers/" + name, name};
    row.state = state;
    row.stateReason = reason;
    row.canBeGuarded = state == model::ServerState::Unguarded;
    row.isGuarded = !row.canBeGuarded && state != model::ServerState::SeenNotGuarded;
    row.command = std::move(command);
    row.line = 14;
    row.tools = 12;
    row.liveSessions = state == model::ServerState::Running ? 2 : 0;
    row.lastSeen = ago(7);
    using Reason = model::ReputationReason;
    row.reputation = {65, model::TrustLevel::Normal,
        {{Reason::PinnedPackage, 10}, {Reason::Age, 8, 9}, {Reason::Use, 6, 31, 5, 214},
            {Reason::Approved, 15}, {Reason::Incidents, -20, 1, 0, 0, model::Family::Poisoning},
            {Reason::Incidents, -4, 2, 0, 0, model::Family::Injection}}};
    return row;
}

} // namespace

service::ListStanding lists()
{
    service::ListStanding standing;
    intelligence::TableSource list;
    list.head.title = "osv.dev, weekly";
    list.head.sequence = 1795753202;
    list.head.issued = 1'795'000'000'000;
    list.advisories = 51'204;
    list.malicious = 24'300;
    list.names = 5'000;
    list.rules = 2;
    standing.lists = {list};
    list.isOrganisation = true;
    list.head.title = "What Acme forbids";
    list.head.sequence = 12;
    list.head.expires = 1;
    list.hashes = 40;
    list.advisories = list.malicious = list.names = list.rules = 0;
    standing.lists.push_back(list);
    standing.leftOut = {{base::ErrorCode::IntelligenceSignature,
        "/etc/gatehouse/lists.bundle: the signature does not fit what is signed"}};
    standing.keys = {{{}, "your organisation", true, true, false},
        {{}, "Lena's build of osv.dev", true, false, false}, {{}, "an old key", false, false, false}};
    return standing;
}

service::RegistryStanding registry()
{
    service::RegistryStanding standing;
    auto& organisation = standing.organisation;
    organisation.exists = true;
    organisation.registry.requiresListing = true;
    service::RegistryItem item;
    item.argv = {"npx", "-y", "@acme/tickets@4.2.0"};
    item.note = "reviewed in March";
    organisation.registry.items = {item};
    item.argv = {"uvx", "shell-anything"};
    item.isDenied = true;
    item.note.clear();
    organisation.registry.items.push_back(item);
    organisation.registry.forbiddenPackages = {"left-pad"};
    standing.fingerprint = "68e6-8841-feaf-f300-dee5-1820-9e40-9cd6";
    service::TrustedKey key;
    key.name = "Lena's laptop";
    standing.keys = {key};
    const auto add = [&](const char* name, const char* about, std::vector<std::string> argv,
                         const char* why) {
        service::CandidateStanding one;
        one.candidate = {name, name, about, std::move(argv), why, "servers.json", 1};
        standing.candidates.push_back(std::move(one));
    };
    add("io.github.acme/weather", "Tells the weather of any place.", {"npx", "-y", "@acme/weather@1.0.0"},
        "");
    add("io.github.acme/notes", "Keeps notes.", {"uvx", "acme-notes@2.1.0", "--folder", "/srv/my notes"}, "");
    standing.candidates.back().isApproved = true;
    add("com.example/remote-search", "Searches the web.", {}, "remote");
    add("io.github.long/a-name-that-goes-on-and-on-for-longer-than-anybody-would-write-one", "", {},
        "no-version");
    return standing;
}

service::ImportPreview registryFile()
{
    service::ImportPreview preview;
    preview.isRegistry = true;
    preview.keyName = "Lena's laptop";
    preview.madeAt = 1'795'000'000'000;
    service::RegistryChange change;
    change.item.argv = {"npx", "-y", "@acme/tickets@4.2.0"};
    change.item.note = "ours";
    change.opens = true;
    preview.launches = {change};
    change.item.argv = {"npx", "-y", "mcp-server-notes"};
    change.item.note.clear();
    change.opens = false;
    change.contradicts = true;
    preview.launches.push_back(change);
    change.item.argv = {"uvx", "shell-anything"};
    change.item.isDenied = true;
    preview.launches.push_back(change);
    service::ToolsChange tools;
    tools.argv = {"npx", "-y", "@modelcontextprotocol/server-github"};
    tools.serverRef = "x";
    tools.serverName = "github";
    using Kind = service::ToolRuleChange::Kind;
    tools.rules = {{{"delete_repository", model::ToolDecision::Deny, {}, 0}, Kind::Tightens},
        {{"list_issues", model::ToolDecision::Allow, {}, 0}, Kind::Opens},
        {{"create_issue", model::ToolDecision::Allow, {}, 0}, Kind::OtherDefinition},
        {{"push_files", model::ToolDecision::Allow, {}, 0}, Kind::StaysDenied}};
    preview.tools = {tools};
    return preview;
}

std::vector<model::ServerRow> servers()
{
    using model::ServerState;
    auto github = server("Claude Desktop", "github", ServerState::Suspended,
        {"npx", "-y", "@modelcontextprotocol/server-github@2025.4.8"});
    github.liveSessions = 2;
    github.duplicates = {{"Cursor-github", true}};
    auto other = server("Cursor", "github", ServerState::RunningUnguarded,
        {"npx", "-y", "@modelcontextprotocol/server-github@2024.11.1"});
    other.isShadow = true;
    other.duplicates = {{"Claude Desktop-github", true}};
    auto gone = server("Cursor", "sqlite", ServerState::Gone, {"uvx", "mcp-sqlite"});
    return {github,
        server("Claude Desktop", "files", ServerState::Waiting,
            {"npx", "-y", "@modelcontextprotocol/server-filesystem", "/home/lena"}),
        server("Claude Desktop", "search", ServerState::SeenNotGuarded, {}, "remote"),
        server("Cursor", "memory", ServerState::Approved, {"uvx", "mcp-memory==1.2.0"}), other,
        server("Cursor", "notes", ServerState::RunningUnguarded, {"npx", "-y", "@example/notes-server"}),
        server("Cursor", "shell", ServerState::Denied, {"bash", "-c", "mcp-shell"}),
        server("Cursor", "postgres-production-readonly-replica", ServerState::Unguarded,
            {"docker", "run", "-i", "--rm", "mcp/postgres", "postgresql://reader@db.example.com/orders"}),
        gone};
}

service::ServerRelations relations()
{
    service::ServerRelations all;
    const std::string ref = "Claude Desktop-github";
    all.uses = {{ref, "tool", "create_issue", "claude-desktop", "claude-ai", ago(4000), ago(3), 17, 1},
        {ref, "resource", "", "claude-desktop", "claude-ai", ago(4000), ago(60), 214, 0}};
    all.flows = {{ref, "tool", "create_issue", "claude-desktop", "claude-ai", model::Direction::ToServer,
                     "github-token", 0, 2, ago(90), ago(3)},
        {ref, "tool", "get_file_contents", "claude-desktop", "claude-ai", model::Direction::ToClient,
            "email-address", 41, 0, ago(90), ago(3)}};
    all.agents = {{1, ref, "claude-desktop", "claude-ai", "0.14.2", "2025-11-25",
        {{4711, 1, "/usr/bin/node", {}}, {4700, 1, "/opt/claude/claude-desktop", {}},
            {1, 1, "/usr/lib/systemd/systemd", {}}},
        ago(12), 0}};
    using Reason = model::ReputationReason;
    all.package = service::PackageReputation{"npm @modelcontextprotocol/server-github 2025.4.8",
        {51, model::TrustLevel::Normal,
            {{Reason::Vulnerabilities, -12, 1, 0, 0, {}, {"GHSA-q66q-fx2p-7w4m"}},
                {Reason::PinnedPackage, 10}, {Reason::Age, 8, 9},
                {Reason::Incidents, -5, 5, 0, 0, model::Family::Secret}}}};
    return all;
}

service::ClientRelations clientRelations()
{
    using Reason = model::ReputationReason;
    auto other = relations().uses.front();
    other.serverRef = "Claude Desktop-files";
    auto uses = relations().uses;
    uses.push_back(other);
    return {uses,
        model::Reputation{44, model::TrustLevel::Normal,
            {{Reason::WeakestServer, -20, 10, 0, 0, {}, {"files"}}, {Reason::Age, 8, 9},
                {Reason::Use, 6, 31, 5, 231}}}};
}

std::vector<model::DefinitionVersion> history()
{
    return {{std::string(64, '7'), ago(4000), ago(90), {}, {}},
        {std::string(64, 'c'), ago(80), ago(3), "new-parameter,text",
            "description: Creates an issue{+ and tells its reporter's address+}"}};
}

QVector<service::Matter> matters()
{
    using Kind = service::Matter::Kind;
    auto fresh =
        server("Cursor", "postgres-production-readonly-replica", model::ServerState::Unguarded, {"docker"});
    auto lost =
        server("Claude Desktop", "notes", model::ServerState::SeenNotGuarded, {"uvx", "notes"}, "dropped");
    auto fought = server("Qwen Code", "", model::ServerState::Unguarded, {});
    return {{Kind::NewEntry, fresh}, {Kind::Dropped, lost}, {Kind::Fight, fought}};
}

service::ToolTable toolTable()
{
    using model::ToolDecision;
    service::ToolTable table;
    table.serverName = "github";
    table.isKnown = true;
    table.others =
        model::HeldToolRule{{{}, ToolDecision::Ask, {}, 0}, {}, ago(4000), model::AnsweredBy::Pointer, ""};
    const auto add = [&](const char* name, const char* definition, ToolDecision standing,
                         ToolDecision decided) {
        service::ToolTableRow row;
        row.name = name;
        row.nature = trust::natureOf(definition);
        row.isDefined = true;
        row.standing = standing;
        if (decided != ToolDecision::None)
            row.held =
                model::HeldToolRule{{name, decided, {}, 0}, {}, ago(4000), model::AnsweredBy::Pointer, ""};
        table.rows.push_back(row);
    };
    add("create_issue", R"({"name":"create_issue"})", ToolDecision::Ask, ToolDecision::Ask);
    add("delete_repository", R"({"annotations":{"destructiveHint":true},"name":"delete_repository"})",
        ToolDecision::Deny, ToolDecision::Deny);
    add("get_file_contents", R"({"annotations":{"readOnlyHint":true},"name":"get_file_contents"})",
        ToolDecision::Allow, ToolDecision::Allow);
    add("run_query", R"({"annotations":{"readOnlyHint":true},"name":"run_query"})", ToolDecision::None,
        ToolDecision::None);
    add("search_repositories_of_an_organisation_by_topic", R"({"name":"search"})", ToolDecision::Ask,
        ToolDecision::Allow);
    return table;
}

std::vector<model::DefinitionRow> tools()
{
    std::vector<model::DefinitionRow> rows;
    for (const auto* name : {"create_issue", "get_file_contents", "search_repositories"}) {
        model::DefinitionRow row;
        row.serverRef = "Claude Desktop-github";
        row.name = name;
        row.digest = std::string(64, '7');
        row.firstSeen = ago(4000);
        row.lastSeen = ago(3);
        row.calls = 17;
        rows.push_back(row);
    }
    rows[0].state = model::DefinitionState::Suspended;
    rows[0].versions = 2;
    rows[0].dataClasses = {model::Family::Secret};
    rows[2].state = model::DefinitionState::Gone;
    auto prompt = rows[1];
    prompt.kind = model::DefinitionKind::Prompt;
    prompt.name = "triage";
    rows.push_back(prompt);
    return rows;
}

std::vector<model::SessionRow> sessions()
{
    model::SessionRow live;
    live.id = 1;
    live.server = "github";
    live.client = "Claude Desktop";
    live.startedAt = ago(6);
    live.isLive = true;
    live.events = 1204;
    live.blocked = 1;
    auto old = live;
    old.id = 2;
    old.server = "postgres-production-readonly-replica";
    old.client = "Cursor";
    old.isLive = false;
    old.startedAt = ago(3000);
    old.endedAt = ago(2900);
    return {live, old};
}

std::vector<model::EventRow> events()
{
    using model::Action;
    auto found = event(8, "tools/call", Action::Redact, "get_file_contents", "secret");
    found.event.findings = {
        {.detectorId = "github-token", .pointer = "/result/content/0/text", .offset = 118, .length = 40}};
    auto unusual = event(10, "tools/call", Action::Flag, "delete_repository", "behaviour-order");
    unusual.event.findings = {{.detectorId = "behaviour-order", .pointer = "", .offset = 0, .length = 212},
        {.detectorId = "behaviour-host", .pointer = "/params/arguments/url", .offset = 3, .length = 24}};
    unusual.event.details =
        R"({"deviations":[{"rule":"behaviour-order","sure":"high","sentence":"never followed list_issues before, )"
        R"(though each was used 212 times at least; it says of itself that it destroys","usual":18,"calls":1920,"days":14},)"
        R"({"rule":"behaviour-host","sure":"medium","sentence":"first time beside the 2 hosts that it is usually sent to",)"
        R"("usual":2,"calls":1920,"days":14}]})";
    return {event(0, "initialize", Action::Pass), event(1, "initialize", Action::Pass),
        event(2, "tools/list", Action::Pass), event(3, "tools/list", Action::Flag, {}, "hidden-text"),
        event(4, "tools/call", Action::Ask, "create_issue"),
        event(5, "tools/call", Action::Pass, "create_issue"),
        event(6, "tools/call", Action::Block, "create_issue", "duplicate-key"),
        event(7, "notifications/message", Action::Drop, {}, "unknown-answer"), found, unusual};
}

} // namespace gatehouse::looks

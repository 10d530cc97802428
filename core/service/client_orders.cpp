// SPDX-License-Identifier: Apache-2.0
#include "core/service/client_orders.h"

#include "core/policy/inspection_rules.h"
#include "core/policy/settings_file.h"
#include "core/service/ledger.h"
#include "core/store/session_store.h"
#include "core/trust/client_order.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace gatehouse::service {
namespace {

constexpr std::string_view kClientOrderKind = "client-order";
constexpr std::string_view kClientOrderRule = "behaviour-client-order";
constexpr int kMaxStepsRead = 20'000;
constexpr std::size_t kMaxClients = 32;

// Newest first, so that a look into old books ends; what was held back teaches nothing.
constexpr std::string_view kSqlSteps =
    "SELECT e.id, j.name, e.sequence, e.at, e.tool, s.server_ref, e.server"
    " FROM event e JOIN session s ON s.id = e.session_id JOIN journal j ON j.id = e.session_id"
    " WHERE e.id > ? AND e.kind = 'message' AND e.method = 'tools/call' AND e.direction = 'to-server'"
    " AND e.action IN ('pass', 'flag', 'redact') AND e.tool <> '' AND s.server_ref <> ''"
    " ORDER BY e.id DESC LIMIT ?";
constexpr std::string_view kSqlToldSteps = "SELECT details FROM event WHERE at >= ? AND kind = ?";

using StepPlace = std::pair<std::string, std::int64_t>; // journal and sequence

struct FoundStep {
    StepPlace place;
    trust::ClientStep step;
};

struct ClientOrderMemo {
    bool isBegun = false;
    std::int64_t last = 0;                            // event id
    std::map<std::string, std::string> clients;       // by server ref; empty: of no client's entry
    std::map<std::string, trust::ClientOrder> orders; // by client
    std::set<StepPlace> told;
};

base::Result<void> readTold(
    store::Database& database, base::UnixMilliseconds since, std::set<StepPlace>& told)
{
    auto rows = database.query(kSqlToldSteps);
    rows.bind(since).bind(kClientOrderKind);
    for (;;) {
        const auto more = rows.next();
        if (!more)
            return more.error();
        if (!*more)
            return {};
        const auto details = nlohmann::json::parse(rows.text(0), nullptr, false);
        const auto journal = details.is_object() ? details.find("journal") : details.end();
        const auto sequence = details.is_object() ? details.find("sequence") : details.end();
        if (details.is_object() && journal != details.end() && journal->is_string() &&
            sequence != details.end() && sequence->is_number_integer())
            told.emplace(journal->get<std::string>(), sequence->get<std::int64_t>());
    }
}

/// In the order of time, and in one millisecond as they came into the books, which is what ids tell.
base::Result<std::vector<FoundStep>> stepsAfter(store::Database& database, std::int64_t& last)
{
    std::vector<FoundStep> steps;
    auto rows = database.query(kSqlSteps);
    rows.bind(last).bind(kMaxStepsRead);
    for (;;) {
        const auto more = rows.next();
        if (!more)
            return more.error();
        if (!*more)
            break;
        last = std::max(last, rows.number(0));
        steps.push_back(
            {{rows.text(1), rows.number(2)}, {rows.text(5), rows.text(6), rows.text(4), rows.number(3)}});
    }
    std::ranges::reverse(steps);
    std::ranges::stable_sort(steps, {}, [](const FoundStep& one) { return one.step.at; });
    return steps;
}

/// Of the entry that was started: what a client calls itself does not count.
base::Result<std::string> clientOf(
    store::Database& database, ClientOrderMemo& memo, const std::string& serverRef)
{
    const auto known = memo.clients.find(serverRef);
    if (known != memo.clients.end())
        return known->second;
    const auto launch = store::SessionStore(database).lastLaunch(serverRef);
    if (!launch)
        return launch.error();
    return memo.clients[serverRef] = *launch ? (*launch)->entry.client : std::string();
}

bool isSwitchedOff(Ledger& ledger, const std::string& server)
{
    const auto settings = policy::loadSettings(
        ledger.places().configFolder + "/policy.toml", ledger.organisationFolder() + "/policy.toml");
    if (!settings)
        return false;
    const policy::FindingKind kind{
        server, model::TrustLevel::Normal, model::Family::Behaviour, kClientOrderRule, "behaviour"};
    return policy::handlingOf(settings->settings.inspection, kind, {}).treatment == model::Treatment::Off;
}

model::SessionEvent lineOfOrder(const FoundStep& found, const std::string& client,
    const trust::OrderDeviation& deviation, std::uint32_t of)
{
    model::SessionEvent event;
    event.at = base::SystemClock().now();
    event.kind = kClientOrderKind;
    event.server = found.step.server;
    event.tool = found.step.tool;
    event.action = model::Action::Flag;
    event.reason = kClientOrderRule;
    event.findings = {{std::string(kClientOrderRule), {}, 0, 0}};
    event.details = nlohmann::json{{"deviations",
                                       {{{"rule", kClientOrderRule}, {"sentence", deviation.sentence},
                                           {"sure", "high"}, {"is", 0}, {"usual", deviation.expected},
                                           {"calls", of}, {"days", deviation.days}}}},
        {"client", client}, {"after", {{"server", deviation.before.server}, {"tool", deviation.before.tool}}},
        {"journal", found.place.first}, {"sequence", found.place.second}}
                        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return event;
}

} // namespace

base::Result<std::size_t> followClientOrders(Ledger& ledger, base::UnixMilliseconds now)
{
    auto& database = ledger.database();
    auto& memo = database.memo<ClientOrderMemo>();
    if (!std::exchange(memo.isBegun, true)) {
        // A day more than is told, so that no line is made twice.
        if (const auto read = readTold(database, now - 2 * kToldClientOrder, memo.told); !read)
            return read.error();
    }
    const auto steps = stepsAfter(database, memo.last);
    if (!steps)
        return steps.error();
    std::vector<model::SessionEvent> lines;
    for (const auto& found : *steps) {
        const auto client = clientOf(database, memo, found.step.serverRef);
        if (!client)
            return client.error();
        if (client->empty() || (memo.orders.size() >= kMaxClients && !memo.orders.contains(*client)))
            continue;
        auto& order = memo.orders[*client];
        const auto deviation = order.see(found.step);
        const bool isTold =
            deviation && found.step.at >= now - kToldClientOrder && memo.told.insert(found.place).second;
        if (isTold && !isSwitchedOff(ledger, found.step.server))
            lines.push_back(lineOfOrder(found, *client, *deviation, order.crossings()));
    }
    const auto count = lines.size();
    if (count > 0) {
        if (const auto recorded = ledger.recordAll(std::move(lines)); !recorded)
            return recorded.error();
    }
    return count;
}

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#include "core/store/registry_store.h"

#include "core/ipc/messages.h"

#include <map>

namespace gatehouse::store {
namespace {

constexpr std::string_view kSqlAdd =
    "INSERT INTO decision (id, identity_digest, entry_ref, decided_at, json) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO NOTHING";
constexpr std::string_view kSqlJson = "SELECT json FROM decision WHERE id = ?";
constexpr std::string_view kSqlRevoke =
    "INSERT INTO revocation (decision_id, revoked_at, why) VALUES (?, ?, ?)"
    " ON CONFLICT (decision_id) DO UPDATE SET revoked_at = excluded.revoked_at, why = excluded.why"
    " WHERE excluded.revoked_at < revoked_at";
constexpr std::string_view kSqlLearn =
    "INSERT INTO learning (decision_id, identity_digest, learned_at, identity) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (decision_id, identity_digest) DO UPDATE SET learned_at = min(learned_at, "
    "excluded.learned_at)";
constexpr std::string_view kSqlLearned =
    "SELECT identity_digest, learned_at, identity FROM learning WHERE decision_id = ?"
    " ORDER BY learned_at, identity_digest";
constexpr std::string_view kSqlAll =
    "SELECT d.json, r.revoked_at, r.why, d.id FROM decision d LEFT JOIN revocation r ON r.decision_id = d.id"
    " ORDER BY d.decided_at, d.id";
constexpr std::string_view kSqlFindDecision =
    "SELECT d.json, r.revoked_at, r.why, d.id FROM decision d LEFT JOIN "
    "revocation r ON r.decision_id = d.id WHERE d.id = ?";

bool hasRunOut(const model::RegistryDecision& decision, base::UnixMilliseconds now)
{
    return decision.expiresAt != 0 && decision.expiresAt <= now;
}

/// Of a pattern its own command, of a decision that knew no package the same launch with one.
bool mayBeLearned(const model::RegistryDecision& decision, const model::LaunchIdentity& identity)
{
    if (!decision.identity)
        return identity.argv == decision.pattern;
    return model::isCompletion(*decision.identity, identity);
}

} // namespace

/// What the registry said when its version was this one. A decision's own text never changes.
struct RegistryStore::Memo {
    std::optional<std::int64_t> version;
    std::vector<StoredDecision> decisions;
    std::map<std::string, model::RegistryDecision> parsed; ///< as decided, before anything was learned; by id
};

base::Result<void> RegistryStore::add(const model::RegistryDecision& decision)
{
    if (decision.id.empty())
        return base::Error{base::ErrorCode::InvalidArgument, "a decision without an id"};
    const auto json = ipc::decisionToJson(decision);
    const auto added = m_database.query(kSqlAdd)
                           .bind(decision.id)
                           .bind(decision.identityDigest)
                           .bind(decision.identity ? decision.identity->entryRef : std::string())
                           .bind(decision.decidedAt)
                           .bind(json)
                           .run();
    if (!added)
        return added.error();
    if (*added == 1)
        return {};
    auto existing = m_database.query(kSqlJson);
    const auto more = existing.bind(decision.id).next();
    if (!more)
        return more.error();
    if (*more && existing.text(0) == json)
        return {};
    return base::Error{
        base::ErrorCode::InvalidArgument, "decision " + decision.id + " exists and says something else"};
}

base::Result<void> RegistryStore::revoke(
    const std::string& decisionId, base::UnixMilliseconds at, const std::string& why)
{
    const auto done = m_database.query(kSqlRevoke).bind(decisionId).bind(at).bind(why).run();
    return done ? base::Result<void>() : done.error();
}

base::Result<void> RegistryStore::learn(const std::string& decisionId, const model::LaunchIdentity& identity,
    const std::string& identityDigest, base::UnixMilliseconds at)
{
    const auto done = m_database.query(kSqlLearn)
                          .bind(decisionId)
                          .bind(identityDigest)
                          .bind(at)
                          .bind(ipc::identityToJson(identity))
                          .run();
    return done ? base::Result<void>() : done.error();
}

base::Result<void> RegistryStore::addLearning(StoredDecision& stored)
{
    auto rows = m_database.query(kSqlLearned);
    rows.bind(stored.decision.id);
    for (;;) {
        const auto more = rows.next();
        if (!more)
            return more.error();
        if (!*more)
            return {};
        auto identity = ipc::identityFromJson(rows.text(2));
        if (!identity || !mayBeLearned(stored.decision, *identity))
            continue; // a wrapper cannot stretch an approval to another command
        // What was learned may leave room for more: a package that was not there at the first start.
        stored.decision.identityDigest = rows.text(0);
        stored.decision.identity = std::move(*identity);
        stored.learnedAt = rows.number(1);
    }
}

base::Result<StoredDecision> RegistryStore::fromRow(const Query& row)
{
    auto& parsed = m_database.memo<Memo>().parsed;
    auto known = parsed.find(row.text(3));
    if (known == parsed.end()) {
        auto decision = ipc::decisionFromJson(row.text(0));
        if (!decision)
            return base::Error{base::ErrorCode::DatabaseDamaged, "a decision: " + decision.error().detail};
        known = parsed.emplace(row.text(3), std::move(*decision)).first;
    }
    StoredDecision stored{known->second, 0, row.number(1), row.text(2)};
    const auto& decided = stored.decision.identity;
    if ((!stored.decision.pattern.empty() && stored.decision.identityDigest.empty()) ||
        (decided && model::isOpen(*decided) && !stored.decision.isDenied)) {
        if (const auto learned = addLearning(stored); !learned)
            return learned.error();
    }
    return stored;
}

base::Result<std::int64_t> RegistryStore::version()
{
    return m_database.number("SELECT value FROM registry_version");
}

base::Result<std::vector<StoredDecision>> RegistryStore::all()
{
    const auto now = version();
    if (!now)
        return now.error();
    auto& memo = m_database.memo<Memo>();
    if (memo.version != *now) {
        auto decisions = readAll();
        if (!decisions)
            return decisions;
        memo.version = *now;
        memo.decisions = std::move(*decisions);
    }
    return memo.decisions;
}

base::Result<std::vector<StoredDecision>> RegistryStore::readAll()
{
    std::vector<StoredDecision> decisions;
    auto rows = m_database.query(kSqlAll);
    for (;;) {
        const auto more = rows.next();
        if (!more)
            return more.error();
        if (!*more)
            return decisions;
        auto stored = fromRow(rows);
        if (!stored)
            return stored.error();
        decisions.push_back(std::move(*stored));
    }
}

base::Result<std::optional<StoredDecision>> RegistryStore::find(const std::string& decisionId)
{
    auto rows = m_database.query(kSqlFindDecision);
    const auto more = rows.bind(decisionId).next();
    if (!more)
        return more.error();
    if (!*more)
        return std::optional<StoredDecision>();
    auto stored = fromRow(rows);
    if (!stored)
        return stored.error();
    return std::optional(std::move(*stored));
}

base::Result<std::vector<model::RegistryDecision>> RegistryStore::active(base::UnixMilliseconds now)
{
    auto stored = all();
    if (!stored)
        return stored.error();
    std::vector<model::RegistryDecision> decisions;
    for (auto& one : *stored) {
        if (one.revokedAt == 0 && !hasRunOut(one.decision, now))
            decisions.push_back(std::move(one.decision));
    }
    return decisions;
}

base::Result<std::vector<RegistryStore::Expired>> RegistryStore::findExpired(
    base::UnixMilliseconds now, const std::function<bool(const model::ProcessInfo&)>& isAlive)
{
    auto stored = all();
    if (!stored)
        return stored.error();
    std::vector<Expired> expired;
    for (const auto& [decision, learnedAt, revokedAt, why] : *stored) {
        if (revokedAt != 0)
            continue;
        const bool isBound =
            decision.choice == model::Choice::Once || decision.choice == model::Choice::Session;
        if (hasRunOut(decision, now))
            expired.push_back({decision.id, "expired"});
        else if (isBound && decision.clientProcess && !isAlive(*decision.clientProcess))
            expired.push_back({decision.id, "client-ended"});
    }
    return expired;
}

} // namespace gatehouse::store

// SPDX-License-Identifier: Apache-2.0
#include "core/store/pending_store.h"

#include "core/ipc/messages.h"

namespace gatehouse::store {
namespace {

// A card's id is short: somebody may look for two questions that share one, show the harmless one first and
// put the other in its place before it is answered. The first question keeps the card, in whatever order both
// come.
constexpr std::string_view kSqlAsk =
    "INSERT INTO pending AS p (card_id, identity_digest, identity, client_name, reason, is_probe, "
    "first_asked, "
    "last_asked)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)"
    " ON CONFLICT (card_id) DO UPDATE SET"
    "  identity = iif(?7 >= p.last_asked OR p.identity_digest <> ?2, ?3, p.identity),"
    "  client_name = iif(p.identity_digest <> ?2 OR (?4 <> '' AND (p.client_name = '' OR ?7 >= "
    "p.last_asked)), "
    "?4, p.client_name),"
    "  reason = iif(?7 >= p.last_asked OR p.identity_digest <> ?2, ?5, p.reason),"
    "  is_probe = iif(p.identity_digest <> ?2, ?6, min(p.is_probe, ?6)),"
    "  first_asked = min(p.first_asked, ?7),"
    "  last_asked = iif(p.identity_digest <> ?2, ?7, max(p.last_asked, ?7)), identity_digest = ?2"
    " WHERE p.identity_digest = ?2 OR ?7 < p.first_asked";
constexpr std::string_view kSqlResolve =
    "UPDATE pending SET resolved_at = max(resolved_at, ?2) WHERE card_id = ?1";
// What was undone was never decided, whatever the clock said meanwhile. What was revoked later, or ran out,
// was: its question was answered, and comes again only with the next start.
constexpr std::string_view kSqlOpen =
    "SELECT card_id, identity, identity_digest, client_name, is_probe, first_asked, last_asked FROM pending p"
    " WHERE resolved_at < last_asked AND NOT EXISTS (SELECT 1 FROM decision d"
    "  WHERE d.identity_digest = p.identity_digest AND d.decided_at >= p.last_asked"
    "  AND NOT EXISTS (SELECT 1 FROM revocation r WHERE r.decision_id = d.id AND r.why = 'undone'))"
    " ORDER BY last_asked DESC, card_id";
constexpr std::string_view kSqlFindCard =
    "SELECT card_id, identity, identity_digest, client_name, is_probe, first_asked, last_asked FROM pending"
    " WHERE card_id = ?";
constexpr std::string_view kSqlReason = "SELECT reason FROM pending WHERE card_id = ?";

base::Result<model::ApprovalCard> cardOf(const Query& row)
{
    auto identity = ipc::identityFromJson(row.text(1));
    if (!identity)
        return base::Error{base::ErrorCode::DatabaseDamaged, "a card: " + identity.error().detail};
    model::ApprovalCard card;
    card.id = row.text(0);
    card.identity = std::move(*identity);
    card.identityDigest = row.text(2);
    card.clientName = row.text(3);
    card.isProbe = row.number(4) != 0;
    card.firstAsked = row.number(5);
    card.lastAsked = row.number(6);
    return card;
}

} // namespace

base::Result<void> PendingStore::ask(const PendingAsk& ask)
{
    if (ask.cardId.empty())
        return base::Error{base::ErrorCode::InvalidArgument, "a card without an id"};
    const auto done = m_database.query(kSqlAsk)
                          .bind(ask.cardId)
                          .bind(ask.identityDigest)
                          .bind(ipc::identityToJson(ask.identity))
                          .bind(ask.clientName)
                          .bind(ask.reason)
                          .bind(ask.isProbe)
                          .bind(ask.at)
                          .run();
    return done ? base::Result<void>() : done.error();
}

base::Result<void> PendingStore::resolve(const std::string& cardId, base::UnixMilliseconds at)
{
    const auto done = m_database.query(kSqlResolve).bind(cardId).bind(at).run();
    return done ? base::Result<void>() : done.error();
}

base::Result<std::vector<model::ApprovalCard>> PendingStore::open()
{
    std::vector<model::ApprovalCard> cards;
    auto rows = m_database.query(kSqlOpen);
    for (;;) {
        const auto more = rows.next();
        if (!more)
            return more.error();
        if (!*more)
            return cards;
        auto card = cardOf(rows);
        if (!card)
            return card.error();
        cards.push_back(std::move(*card));
    }
}

base::Result<std::optional<model::ApprovalCard>> PendingStore::find(const std::string& cardId)
{
    auto rows = m_database.query(kSqlFindCard);
    const auto more = rows.bind(cardId).next();
    if (!more)
        return more.error();
    if (!*more)
        return std::optional<model::ApprovalCard>();
    auto card = cardOf(rows);
    if (!card)
        return card.error();
    return std::optional(std::move(*card));
}

base::Result<std::string> PendingStore::reasonOf(const std::string& cardId)
{
    auto rows = m_database.query(kSqlReason);
    const auto more = rows.bind(cardId).next();
    if (!more)
        return more.error();
    return *more ? rows.text(0) : std::string();
}

} // namespace gatehouse::store

// SPDX-License-Identifier: Apache-2.0
#include "core/store/candidate_store.h"

#include "core/ipc/json_members.h"
#include "core/ipc/values_json.h"

#include <algorithm>

namespace gatehouse::store {
namespace {

using ipc::Json;

constexpr std::size_t kMaxInLine = 10'000;
constexpr std::size_t kIdDigits = 16;

constexpr std::string_view kSqlAdd =
    "INSERT INTO candidate (id, first_seen, json) VALUES (?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET first_seen = excluded.first_seen, json = excluded.json"
    " WHERE excluded.first_seen < first_seen OR (excluded.first_seen = first_seen AND excluded.json < json)";
constexpr std::string_view kSqlDismiss =
    "INSERT INTO candidate_dismissed (id, dismissed_at) VALUES (?, ?)"
    " ON CONFLICT (id) DO UPDATE SET dismissed_at = max(dismissed_at, excluded.dismissed_at)";
constexpr std::string_view kSqlDropDismissed =
    "DELETE FROM candidate WHERE id IN (SELECT id FROM candidate_dismissed)";
constexpr std::string_view kSqlPrune =
    "DELETE FROM candidate WHERE id IN"
    " (SELECT id FROM candidate ORDER BY first_seen, id LIMIT -1 OFFSET ?)";
constexpr std::string_view kSqlPruneDismissed =
    "DELETE FROM candidate_dismissed WHERE id IN"
    " (SELECT id FROM candidate_dismissed ORDER BY dismissed_at DESC, id LIMIT -1 OFFSET ?)";
constexpr std::string_view kSqlOpen = "SELECT json FROM candidate";
constexpr std::string_view kSqlIds = "SELECT id FROM candidate UNION SELECT id FROM candidate_dismissed";

Json toJson(const model::Candidate& one)
{
    return {{"id", one.id}, {"name", one.name}, {"description", one.description},
        {"argv", ipc::toJson(one.argv)}, {"why", one.why}, {"source", ipc::bytesToJson(one.source)},
        {"firstSeen", one.firstSeen}};
}

base::Result<void> read(const Json& value, model::Candidate& one)
{
    ipc::JsonMembers members(value, "candidate");
    one.id = members.text("id", kIdDigits);
    one.name = members.text("name", ipc::kMaxNameBytes);
    one.description = members.text("description", ipc::kMaxNameBytes);
    one.argv = members.bytesList("argv");
    one.why = members.text("why", ipc::kMaxNameBytes);
    one.source = members.bytes("source");
    one.firstSeen = members.signedNumber("firstSeen");
    if (one.id.size() != kIdDigits)
        members.fail("id", "is none");
    return members.finish();
}

const Json* listIn(const Json& value, const char* key)
{
    const auto found = value.is_object() ? value.find(key) : value.end();
    return value.is_object() && found != value.end() && found->is_array() ? &*found : nullptr;
}

} // namespace

base::Result<void> CandidateStore::add(const std::vector<model::Candidate>& candidates)
{
    for (const auto& one : candidates) {
        const auto done =
            m_database.query(kSqlAdd).bind(one.id).bind(one.firstSeen).bind(ipc::toText(toJson(one))).run();
        if (!done)
            return done.error();
    }
    return prune();
}

base::Result<void> CandidateStore::dismiss(const std::vector<std::string>& ids, base::UnixMilliseconds at)
{
    for (const auto& id : ids) {
        if (const auto done = m_database.query(kSqlDismiss).bind(id).bind(at).run(); !done)
            return done.error();
    }
    return prune();
}

base::Result<void> CandidateStore::prune()
{
    if (const auto done = m_database.query(kSqlDropDismissed).run(); !done)
        return done.error();
    if (const auto done = m_database.query(kSqlPrune).bind(static_cast<std::int64_t>(kMaxKept)).run(); !done)
        return done.error();
    const auto done =
        m_database.query(kSqlPruneDismissed).bind(static_cast<std::int64_t>(kMaxDismissed)).run();
    return done ? base::Result<void>() : done.error();
}

base::Result<std::vector<model::Candidate>> CandidateStore::open()
{
    std::vector<model::Candidate> candidates;
    auto row = m_database.query(kSqlOpen);
    for (;;) {
        const auto more = row.next();
        if (!more)
            return more.error();
        if (!*more)
            break;
        const auto value = ipc::parseStrict(row.text(0));
        model::Candidate one;
        if (value && read(*value, one))
            candidates.push_back(std::move(one));
    }
    std::sort(candidates.begin(), candidates.end(), [](const auto& left, const auto& right) {
        return std::tie(left.name, left.id) < std::tie(right.name, right.id);
    });
    return candidates;
}

base::Result<std::set<std::string>> CandidateStore::knownIds()
{
    std::set<std::string> ids;
    auto row = m_database.query(kSqlIds);
    for (;;) {
        const auto more = row.next();
        if (!more)
            return more.error();
        if (!*more)
            return ids;
        ids.insert(row.text(0));
    }
}

std::string candidatesToJson(const std::vector<model::Candidate>& candidates)
{
    Json list = Json::array();
    for (const auto& one : candidates)
        list.push_back(toJson(one));
    return ipc::toText({{"candidates", std::move(list)}});
}

std::vector<model::Candidate> candidatesFromJson(std::string_view json)
{
    std::vector<model::Candidate> candidates;
    const auto value = ipc::parseStrict(json);
    const auto* const list = value ? listIn(*value, "candidates") : nullptr;
    if (list == nullptr || list->size() > kMaxInLine)
        return candidates;
    for (const auto& each : *list) {
        model::Candidate one;
        if (read(each, one))
            candidates.push_back(std::move(one));
    }
    return candidates;
}

std::string dismissedToJson(const std::vector<std::string>& ids)
{
    return ipc::toText({{"ids", Json(ids)}});
}

std::vector<std::string> dismissedFromJson(std::string_view json)
{
    std::vector<std::string> ids;
    const auto value = ipc::parseStrict(json);
    const auto* const list = value ? listIn(*value, "ids") : nullptr;
    if (list == nullptr || list->size() > kMaxInLine)
        return ids;
    for (const auto& each : *list) {
        if (each.is_string() && each.get_ref<const std::string&>().size() == kIdDigits)
            ids.push_back(each.get<std::string>());
    }
    return ids;
}

} // namespace gatehouse::store

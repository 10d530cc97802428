// SPDX-License-Identifier: Apache-2.0
#include "core/service/list_requests.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace gatehouse::service {

std::string previewToJson(const ListPreview& preview)
{
    nlohmann::json value{{"title", preview.head.title}, {"sequence", preview.head.sequence},
        {"issued", preview.head.issued}, {"expires", preview.head.expires},
        {"fingerprint", intelligence::fingerprint(intelligence::idOfKey(preview.key.key))},
        {"keyName", preview.key.name}, {"advisories", preview.advisories}, {"malicious", preview.malicious},
        {"hashes", preview.hashes}, {"names", preview.names}, {"rules", preview.rules},
        {"isSame", preview.isSame}, {"isExpired", preview.isExpired}, {"stops", preview.stops}};
    if (preview.sequenceBefore)
        value["sequenceBefore"] = *preview.sequenceBefore;
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

base::Result<std::string> importNamed(Ledger& ledger, const ipc::ImportList& request)
{
    const auto preview = request.isTrial ? checkList(ledger, request.path) : importList(ledger, request.path);
    return preview ? base::Result<std::string>(previewToJson(*preview)) : preview.error();
}

base::Result<std::string> trustNamed(Ledger& ledger, const ipc::TrustListKey& request)
{
    const auto key = intelligence::publicKeyFromText(request.key);
    if (!key)
        return key.error();
    if (const auto done = trustListKey(ledger, *key, request.name, request.isTrusted); !done)
        return done.error();
    return intelligence::fingerprint(intelligence::idOfKey(*key));
}

base::Result<ListStanding> listStanding(
    store::Database& database, const base::Places& places, const std::string& organisationFolder)
{
    ListStanding standing;
    auto keys = listKeys(database, organisationFolder);
    if (!keys)
        return keys.error();
    standing.keys = std::move(*keys);
    if (const auto table = openKnownTable(places))
        standing.lists = table->sources();
    standing.leftOut = leftOutLists(standing.keys, places, organisationFolder, standing.lists);
    return standing;
}

std::vector<base::Error> leftOutOf(const base::Result<ListStanding>& standing)
{
    return standing ? standing->leftOut : std::vector<base::Error>{standing.error()};
}

base::Result<void> mayAllowDespite(const model::ApprovalCard& card, const std::vector<std::string>& despite)
{
    std::string missing;
    for (const auto& id : model::stoppingIds(card.known)) {
        if (std::ranges::find(despite, id) == despite.end())
            missing += (missing.empty() ? "" : " ") + id;
    }
    if (missing.empty())
        return {};
    return base::Error{base::ErrorCode::KnownMalicious,
        base::printable(card.known.front().subject) + ": " + missing +
            "; to allow it all the same, name each with --despite"};
}

} // namespace gatehouse::service

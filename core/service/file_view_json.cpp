// SPDX-License-Identifier: Apache-2.0
#include "core/service/file_view_json.h"

#include <nlohmann/json.hpp>

namespace gatehouse::service {
namespace {

using Json = nlohmann::json;
using clients::EntryView;
using clients::FileView;

std::string text(const Json& object, const char* key)
{
    const auto place = object.find(key);
    return place != object.end() && place->is_string() ? place->get<std::string>() : std::string();
}

base::UnixMilliseconds time(const Json& object, const char* key)
{
    const auto place = object.find(key);
    return place != object.end() && place->is_number_integer() ? place->get<base::UnixMilliseconds>() : 0;
}

bool flag(const Json& object, const char* key)
{
    const auto place = object.find(key);
    return place != object.end() && place->is_boolean() && place->get<bool>();
}

Json toJson(const EntryView& entry)
{
    Json json{{"ref", entry.ref}, {"client", entry.client}, {"scope", model::toText(entry.scope)},
        {"keyPath", entry.keyPath}, {"name", entry.name}, {"digest", entry.digest}};
    if (entry.isGuarded)
        json["guarded"] = true;
    if (entry.asks)
        json["asks"] = true;
    return json;
}

EntryView entryOf(const Json& json)
{
    EntryView entry;
    entry.ref = text(json, "ref");
    entry.client = text(json, "client");
    static_cast<void>(model::fromText(text(json, "scope"), entry.scope)); // an unknown one stays the user's
    entry.keyPath = text(json, "keyPath");
    entry.name = text(json, "name");
    entry.digest = text(json, "digest");
    entry.isGuarded = flag(json, "guarded");
    entry.asks = flag(json, "asks");
    return entry;
}

} // namespace

model::SessionEvent toEvent(const FileChange& change)
{
    const auto& after = change.after;
    Json changes = Json::array();
    for (const auto& one : change.changes)
        changes.push_back({{"what", clients::toText(one.what)}, {"ref", one.entry.ref},
            {"name", one.entry.name}, {"keyPath", one.entry.keyPath}});
    Json entries = Json::array();
    for (const auto& entry : after.entries)
        entries.push_back(toJson(entry));
    Json details{{"v", 1}, {"file", after.path}, {"client", after.client},
        {"state", clients::toText(after.presence)}, {"hashBefore", change.hashBefore},
        {"hashAfter", after.hash}, {"changes", std::move(changes)}, {"entries", std::move(entries)}};
    details["seenAt"] = after.seenAt;
    if (after.resumedAt != 0)
        details["resumedAt"] = after.resumedAt;
    if (!after.problem.empty())
        details["problem"] = after.problem;
    if (after.isStopped)
        details["stopped"] = true;
    if (!change.running.empty())
        details["running"] = change.running;
    if (change.times > 1)
        details["times"] = change.times;
    model::SessionEvent event;
    event.at = after.seenAt;
    event.kind = "client-file-change";
    event.reason = change.reason;
    if (change.changes.size() == 1)
        event.server = change.changes.front().entry.name;
    event.details = details.dump(-1, ' ', false, Json::error_handler_t::replace);
    return event;
}

base::Result<FileView> fileViewOf(const std::string& details)
{
    const auto json = Json::parse(details, nullptr, false);
    FileView view;
    if (!json.is_object() || text(json, "file").empty() ||
        !clients::fromText(text(json, "state"), view.presence))
        return base::Error{base::ErrorCode::BadMessage, "a line about a client's file that names none"};
    view.path = text(json, "file");
    view.client = text(json, "client");
    view.hash = text(json, "hashAfter");
    view.problem = text(json, "problem");
    view.isStopped = flag(json, "stopped");
    view.seenAt = time(json, "seenAt");
    view.resumedAt = time(json, "resumedAt");
    if (const auto entries = json.find("entries"); entries != json.end() && entries->is_array()) {
        for (const auto& entry : *entries) {
            if (entry.is_object())
                view.entries.push_back(entryOf(entry));
        }
    }
    return view;
}

} // namespace gatehouse::service

// SPDX-License-Identifier: Apache-2.0
#include "core/clients/record_json.h"

#include <nlohmann/json.hpp>

namespace gatehouse::clients {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;

Json toJson(const EntryShape& shape)
{
    return {{"form", toText(shape.form)}, {"command", shape.commandKey}, {"arguments", shape.argumentsKey},
        {"environment", shape.environmentKey}, {"workingFolder", shape.workingFolderKey},
        {"type", shape.typeKey}, {"stdioTypes", shape.stdioTypes}, {"remoteKeys", shape.remoteKeys}};
}

Json toJson(const RecordEvent& event)
{
    return {{"what", event.what}, {"at", event.at}, {"by", event.by},
        {"fileHashBefore", event.fileHashBefore}, {"fileHashAfter", event.fileHashAfter},
        {"originalEntry", event.originalEntry}, {"newEntry", event.newEntry}};
}

EntryShape shapeFrom(const Json& json)
{
    EntryShape shape;
    if (!fromText(json.at("form").get<std::string>(), shape.form))
        throw std::invalid_argument("no such form of an entry");
    json.at("command").get_to(shape.commandKey);
    json.at("arguments").get_to(shape.argumentsKey);
    json.at("environment").get_to(shape.environmentKey);
    json.at("workingFolder").get_to(shape.workingFolderKey);
    json.at("type").get_to(shape.typeKey);
    json.at("stdioTypes").get_to(shape.stdioTypes);
    json.at("remoteKeys").get_to(shape.remoteKeys);
    return shape;
}

RecordEvent eventFrom(const Json& json)
{
    RecordEvent event;
    json.at("what").get_to(event.what);
    json.at("at").get_to(event.at);
    json.at("by").get_to(event.by);
    json.at("fileHashBefore").get_to(event.fileHashBefore);
    json.at("fileHashAfter").get_to(event.fileHashAfter);
    json.at("originalEntry").get_to(event.originalEntry);
    event.newEntry = json.value("newEntry", std::string()); // records of before 2026-11-26 have none
    return event;
}

Json toJson(const model::EntryLocation& location)
{
    return {{"client", location.client}, {"scope", model::toText(location.scope)}, {"file", location.file},
        {"keyPath", location.keyPath}, {"name", location.name}};
}

model::EntryLocation locationFrom(const Json& json)
{
    model::EntryLocation location;
    json.at("client").get_to(location.client);
    if (!model::fromText(json.at("scope").get<std::string>(), location.scope))
        throw std::invalid_argument("no such scope");
    json.at("file").get_to(location.file);
    json.at("keyPath").get_to(location.keyPath);
    json.at("name").get_to(location.name);
    return location;
}

Record recordFrom(const Json& json)
{
    Record record;
    json.at("ref").get_to(record.ref);
    record.location = locationFrom(json.at("location"));
    if (json.contains("overrides")) {
        record.overrides = locationFrom(json.at("overrides"));
        json.at("createdLevels").get_to(record.createdLevels);
    }
    json.at("format").get_to(record.format);
    const auto& tolerance = json.at("tolerance");
    tolerance.at("byteOrderMark").get_to(record.tolerance.byteOrderMark);
    tolerance.at("comments").get_to(record.tolerance.comments);
    tolerance.at("trailingCommas").get_to(record.tolerance.trailingCommas);
    record.shape = shapeFrom(json.at("shape"));
    json.at("active").get_to(record.isActive);
    json.at("wrapper").get_to(record.wrapper);
    json.at("originalEntry").get_to(record.originalEntry);
    json.at("protectedEntry").get_to(record.protectedEntry);
    json.at("offset").get_to(record.offset);
    json.at("fileHashBefore").get_to(record.fileHashBefore);
    json.at("fileHashAfter").get_to(record.fileHashAfter);
    json.at("at").get_to(record.at);
    json.at("by").get_to(record.by);
    for (const auto& event : json.at("history"))
        record.history.push_back(eventFrom(event));
    return record;
}

} // namespace

base::Result<std::string> recordToJson(const Record& record)
{
    Json json{{"v", kVersion}, {"ref", record.ref}, {"location", toJson(record.location)},
        {"format", record.format},
        {"tolerance",
            {{"byteOrderMark", record.tolerance.byteOrderMark}, {"comments", record.tolerance.comments},
                {"trailingCommas", record.tolerance.trailingCommas}}},
        {"shape", toJson(record.shape)}, {"active", record.isActive}, {"wrapper", record.wrapper},
        {"originalEntry", record.originalEntry}, {"protectedEntry", record.protectedEntry},
        {"offset", record.offset}, {"fileHashBefore", record.fileHashBefore},
        {"fileHashAfter", record.fileHashAfter}, {"at", record.at}, {"by", record.by},
        {"history", Json::array()}};
    if (record.overrides) {
        json["overrides"] = toJson(*record.overrides);
        json["createdLevels"] = record.createdLevels;
    }
    for (const auto& event : record.history)
        json["history"].push_back(toJson(event));
    try {
        return json.dump(2) + "\n";
    } catch (const std::exception& wrong) {
        return base::Error{base::ErrorCode::Internal, "a record that is not UTF-8: " + record.ref};
    }
}

base::Result<Record> recordFromJson(std::string_view text)
{
    try {
        const auto json = Json::parse(text);
        if (json.at("v") != kVersion)
            return base::Error{base::ErrorCode::RecordDamaged, "a newer version wrote it"};
        return recordFrom(json);
    } catch (const std::exception& wrong) {
        return base::Error{base::ErrorCode::RecordDamaged, wrong.what()};
    }
}

} // namespace gatehouse::clients

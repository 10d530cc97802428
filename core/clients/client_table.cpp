// SPDX-License-Identifier: Apache-2.0
#include "core/clients/client_table.h"

#include "core/clients/client_facts_reader.h"
#include "core/clients/client_table_reader.h"
#include "core/clients/dialect.h"

#include <algorithm>

namespace gatehouse::clients {
namespace {

constexpr std::string_view kVersion = "1";

bool isKebab(std::string_view id)
{
    const auto isPart = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !id.empty() && std::all_of(id.begin(), id.end(), isPart);
}

std::string readId(TableReader& reader, Span object)
{
    const auto at = reader.required(object, "id");
    auto id = reader.text(at);
    if (!isKebab(id))
        reader.refuse(at, "an id is lower-case letters, digits and -");
    return id;
}

model::EntryScope readScope(TableReader& reader, Span at)
{
    auto scope = model::EntryScope::User;
    if (!model::fromText(reader.text(at), scope))
        reader.refuse(at, "no such scope");
    return scope;
}

EntryShape readShape(TableReader& reader, Span at)
{
    reader.allowOnly(at,
        {"form", "command", "arguments", "environment", "workingFolder", "type", "stdioTypes", "remoteKeys",
            "builtInTypes"});
    EntryShape shape;
    const auto form = reader.text(at, "form", std::string(toText(shape.form)));
    if (!fromText(form, shape.form))
        reader.refuse(at, "no such form of an entry: " + form);
    shape.commandKey = reader.text(at, "command", shape.commandKey);
    shape.argumentsKey = reader.text(at, "arguments", shape.argumentsKey);
    shape.environmentKey = reader.text(at, "environment", shape.environmentKey);
    shape.workingFolderKey = reader.text(at, "workingFolder", shape.workingFolderKey);
    shape.typeKey = reader.text(at, "type", shape.typeKey);
    shape.stdioTypes = reader.texts(at, "stdioTypes", shape.stdioTypes);
    shape.remoteKeys = reader.texts(at, "remoteKeys", shape.remoteKeys);
    shape.builtInTypes = reader.texts(at, "builtInTypes", {});
    return shape;
}

Tolerance readTolerance(TableReader& reader, Span location)
{
    Tolerance tolerance;
    const auto at = reader.member(location, "tolerates");
    if (!at)
        return tolerance;
    for (const auto element : reader.elements(*at)) {
        const auto name = reader.text(element);
        if (name == "byte-order-mark")
            tolerance.byteOrderMark = true;
        else if (name == "comments")
            tolerance.comments = true;
        else if (name == "trailing-commas")
            tolerance.trailingCommas = true;
        else
            reader.refuse(element, "no such tolerance: " + name);
    }
    return tolerance;
}

std::vector<ServerContainer> readContainers(TableReader& reader, Span location, model::EntryScope scope)
{
    std::vector<ServerContainer> containers;
    const auto list = reader.required(location, "servers");
    for (const auto at : reader.elements(list)) {
        reader.allowOnly(at, {"path", "scope", "single", "nameKey"});
        ServerContainer container;
        const auto path = reader.required(at, "path");
        container.path = reader.texts(path);
        const auto own = reader.member(at, "scope");
        container.scope = own ? readScope(reader, *own) : scope;
        container.isSingle = reader.flag(at, "single");
        if (container.isSingle && container.path.empty())
            reader.refuse(path, "a single entry needs a path");
        container.nameKey = reader.text(at, "nameKey", {});
        if (container.isSingle && !container.nameKey.empty())
            reader.refuse(path, "a single entry is no list");
        containers.push_back(std::move(container));
    }
    if (containers.empty())
        reader.refuse(list, "there must be a place for servers");
    return containers;
}

PrivateOverride readOverride(TableReader& reader, Span at)
{
    reader.allowOnly(at, {"location", "servers"});
    PrivateOverride override;
    override.locationId = reader.text(reader.required(at, "location"));
    override.path = reader.texts(reader.required(at, "servers"));
    return override;
}

/// A private override is written into a place that discovery reads, or nobody could tell that it is there.
void checkOverrides(TableReader& reader, Span at, const Client& client)
{
    for (const auto& location : client.locations) {
        if (!location.privateOverride)
            continue;
        const auto* const target = findLocation(client, location.privateOverride->locationId);
        const auto& path = location.privateOverride->path;
        const auto isContainer = [&](const ServerContainer& container) {
            return !container.isSingle && container.path == path;
        };
        if (target == nullptr || !target->notGuarded.empty() || target->isSharedByGit ||
            std::none_of(target->containers.begin(), target->containers.end(), isContainer))
            reader.refuse(at,
                "the private override of \"" + location.id +
                    "\" is in no place for servers that may be edited");
    }
}

/// Where the location's files lie: in fixed places, or in projects.
void readPlaces(TableReader& reader, Span at, ClientLocation& location)
{
    location.paths = readPaths(reader, at);
    location.projectPaths = reader.texts(at, "projectPaths", {});
    for (const auto& path : location.projectPaths) {
        if (path.empty() || path.front() == '/' || path.find("..") != std::string::npos)
            reader.refuse(at, "a project path must lie in the project");
    }
    location.isWindowsOnly = reader.flag(at, "windowsOnly");
    if (location.paths.isEmpty() == location.projectPaths.empty())
        reader.refuse(at, "a location has either paths or projectPaths");
}

void readNotGuarded(TableReader& reader, Span at, ClientLocation& location)
{
    const auto reason = reader.member(at, "notGuarded");
    if (!reason)
        return;
    location.notGuarded = reader.text(*reason);
    const auto& codes = notGuardedCodes();
    if (std::find(codes.begin(), codes.end(), location.notGuarded) == codes.end())
        reader.refuse(*reason, "no such reason: " + location.notGuarded);
}

/// What the files hold, and how it is written.
void readContents(TableReader& reader, Span at, const EntryShape& shape, ClientLocation& location)
{
    const auto format = reader.required(at, "format");
    location.format = reader.text(format);
    location.label = reader.text(at, "label", {});
    if (location.format == kOpaqueFormat) {
        if (location.label.empty() || location.notGuarded.empty() || reader.member(at, "servers"))
            reader.refuse(at, "what cannot be read has a label and a reason, and no servers");
        return;
    }
    if (!location.label.empty())
        reader.refuse(at, "only what cannot be read has a label");
    if (findDialect(location.format) == nullptr)
        reader.refuse(format, "no such format: " + location.format);
    location.tolerance = readTolerance(reader, at);
    const auto own = reader.member(at, "entry");
    location.entry = own ? readShape(reader, *own) : shape;
    location.containers = readContainers(reader, at, location.scope);
    location.projectList = reader.texts(at, "projectList", {});
}

ClientLocation readLocation(TableReader& reader, Span at, const EntryShape& shape)
{
    reader.allowOnly(at,
        {"id", "scope", "paths", "projectPaths", "windowsOnly", "format", "label", "tolerates", "entry",
            "servers", "projectList", "notGuarded", "sharedByGit", "privateOverride"});
    ClientLocation location;
    location.id = readId(reader, at);
    location.scope = readScope(reader, reader.required(at, "scope"));
    readPlaces(reader, at, location);
    readNotGuarded(reader, at, location);
    readContents(reader, at, shape, location);
    location.isSharedByGit = reader.flag(at, "sharedByGit");
    if (const auto override = reader.member(at, "privateOverride"))
        location.privateOverride = readOverride(reader, *override);
    return location;
}

Client readClient(TableReader& reader, Span root)
{
    reader.allowOnly(root,
        {"version", "id", "title", "reloadHint", "processes", "reload", "expands", "timeouts", "entry",
            "locations", "projectLists"});
    Client client;
    const auto version = reader.required(root, "version");
    if (reader.text(version) != kVersion)
        reader.refuse(version, "this version of the table is not known");
    client.id = readId(reader, root);
    client.title = reader.text(reader.required(root, "title"));
    client.reloadHint = reader.text(reader.required(root, "reloadHint"));
    client.processes = readProcesses(reader, root);
    client.reload = readReload(reader, root);
    client.expansions = readExpansions(reader, root);
    client.timeouts = readTimeouts(reader, root);
    client.projectLists = readProjectLists(reader, root);
    const auto own = reader.member(root, "entry");
    const auto shape = own ? readShape(reader, *own) : EntryShape{};
    const auto list = reader.required(root, "locations");
    for (const auto at : reader.elements(list)) {
        auto location = readLocation(reader, at, shape);
        const auto isSame = [&](const ClientLocation& other) { return other.id == location.id; };
        if (std::any_of(client.locations.begin(), client.locations.end(), isSame))
            reader.refuse(at, "location \"" + location.id + "\" stands here twice");
        client.locations.push_back(std::move(location));
    }
    if (client.locations.empty())
        reader.refuse(list, "a client needs a location");
    checkOverrides(reader, list, client);
    return client;
}

/// A client that another one's file names as its host.
struct HostUse {
    std::string file;
    std::string host;
};

} // namespace

std::string_view toText(EntryShape::Form form)
{
    switch (form) {
    case EntryShape::Form::CommandAndArguments:
        break;
    case EntryShape::Form::CommandArray:
        return "command-array";
    case EntryShape::Form::NestedCommand:
        return "nested-command";
    }
    return "command-and-arguments";
}

bool fromText(std::string_view text, EntryShape::Form& form)
{
    using Form = EntryShape::Form;
    for (const auto known : {Form::CommandAndArguments, Form::CommandArray, Form::NestedCommand}) {
        if (toText(known) == text) {
            form = known;
            return true;
        }
    }
    return false;
}

base::Result<ClientTable> loadClientTable(const std::vector<TableFile>& files)
{
    ClientTable table;
    std::vector<HostUse> hosts;
    for (const auto& file : files) {
        const auto text = JsonText::parse(file.bytes, {});
        if (!text)
            return base::Error{
                base::ErrorCode::ClientTableInvalid, std::string(file.name) + ": " + text.error().detail};
        TableReader reader(file.name, *text);
        auto client = readClient(reader, text->root());
        if (findClient(table, client.id) != nullptr)
            reader.refuse(text->root(), "client \"" + client.id + "\" is in another file, too");
        if (!reader.isGood())
            return reader.error();
        for (const auto& host : client.processes.hosts)
            hosts.push_back({std::string(file.name), host});
        table.push_back(std::move(client));
    }
    for (const auto& [file, host] : hosts) {
        const auto* const found = findClient(table, host);
        if (found == nullptr || !found->processes.hasNames())
            return base::Error{base::ErrorCode::ClientTableInvalid,
                file + ": it runs inside \"" + host + "\", which no table file names a process of"};
    }
    return table;
}

base::Result<ClientTable> loadBuiltinClientTable()
{
    return loadClientTable(builtinTableFiles());
}

const std::vector<std::string_view>& notGuardedCodes()
{
    static const std::vector<std::string_view> kCodes{"managed", "plugin", "cloud", "container", "ide-file",
        "app-database", "old-format", "unknown-format"};
    return kCodes;
}

const Client* findClient(const ClientTable& table, std::string_view id)
{
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const Client& client) { return client.id == id; });
    return found == table.end() ? nullptr : &*found;
}

const ClientLocation* findLocation(const Client& client, std::string_view id)
{
    const auto found = std::find_if(client.locations.begin(), client.locations.end(),
        [&](const ClientLocation& location) { return location.id == id; });
    return found == client.locations.end() ? nullptr : &*found;
}

} // namespace gatehouse::clients

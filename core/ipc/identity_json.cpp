// SPDX-License-Identifier: Apache-2.0
#include "core/ipc/json_members.h"
#include "core/ipc/messages.h"
#include "core/ipc/values_json.h"

#include <algorithm>
#include <charconv>

namespace gatehouse::ipc {
namespace {

constexpr std::uint64_t kFirstForm =
    1; // of Gatehouse 0.1; its journals are read for as long as they are kept
constexpr std::uint64_t kNewestForm = model::LaunchIdentity::kNewestForm;

Json toJson(const model::EntryLocation& entry)
{
    return {{"client", entry.client}, {"scope", model::toText(entry.scope)},
        {"file", bytesToJson(entry.file)}, {"keyPath", bytesToJson(entry.keyPath)},
        {"name", bytesToJson(entry.name)}};
}

base::Result<void> read(const Json& value, model::EntryLocation& entry)
{
    JsonMembers members(value, "entry");
    entry.client = members.text("client", kMaxNameBytes);
    if (!model::fromText(members.text("scope", kMaxNameBytes), entry.scope))
        members.fail("scope", "is not known");
    entry.file = members.bytes("file");
    entry.keyPath = members.bytes("keyPath");
    entry.name = members.bytes("name");
    return members.finish();
}

Json toJson(const base::FileStamp& stamp)
{
    return {{"device", stamp.device}, {"inode", stamp.inode}, {"size", stamp.size},
        {"modifiedNs", stamp.modifiedNs}, {"changedNs", stamp.changedNs}};
}

base::Result<void> read(const Json& value, base::FileStamp& stamp)
{
    JsonMembers members(value, "stamp");
    stamp.device = members.unsignedNumber("device");
    stamp.inode = members.unsignedNumber("inode");
    stamp.size = members.unsignedNumber("size");
    stamp.modifiedNs = members.signedNumber("modifiedNs");
    stamp.changedNs = members.signedNumber("changedNs");
    return members.finish();
}

Json toJson(const model::HashedFile& file)
{
    return {
        {"path", bytesToJson(file.path)}, {"sha256", base::toHex(file.hash)}, {"stamp", toJson(file.stamp)}};
}

base::Result<void> read(const Json& value, model::HashedFile& file)
{
    JsonMembers members(value, "file");
    file.path = members.bytes("path");
    file.hash = members.hash("sha256");
    members.object("stamp", [&](const Json& stamp) { return read(stamp, file.stamp); });
    return members.finish();
}

/// Where nothing was found nothing is said of it: that is how form 1 wrote all of them.
Json toJson(const model::PackageRun& package)
{
    Json value{{"runner", bytesToJson(package.runner)}, {"name", bytesToJson(package.name)},
        {"version", bytesToJson(package.version)}, {"isPinned", package.isPinned}};
    if (!package.found.empty() || !package.origin.empty()) {
        value["found"] = bytesToJson(package.found);
        value["origin"] = bytesToJson(package.origin);
    }
    return value;
}

base::Result<void> read(const Json& value, model::PackageRun& package)
{
    JsonMembers members(value, "package");
    package.runner = members.bytes("runner");
    package.name = members.bytes("name");
    package.version = members.bytes("version");
    package.isPinned = members.boolean("isPinned");
    if (members.has("found")) {
        package.found = members.bytes("found");
        package.origin = members.bytes("origin");
    }
    return members.finish();
}

base::Result<void> read(const Json& value, model::EnvironmentDigest& variable)
{
    JsonMembers members(value, "variable");
    variable.name = members.bytes("name");
    variable.digest = members.hash("sha256");
    return members.finish();
}

Json toJson(const std::vector<model::LaunchFile>& files)
{
    auto list = Json::array();
    for (const auto& one : files) {
        if (one.role == model::FileRole::Source)
            continue;
        auto value = toJson(one.file);
        value["role"] = model::toText(one.role);
        list.push_back(std::move(value));
    }
    return list;
}

base::Result<void> read(const Json& value, model::LaunchFile& one)
{
    JsonMembers members(value, "file");
    if (!model::fromText(members.text("role", kMaxNameBytes), one.role) ||
        one.role == model::FileRole::Source)
        members.fail("role", "is not known");
    one.file.path = members.bytes("path");
    one.file.hash = members.hash("sha256");
    members.object("stamp", [&](const Json& stamp) { return read(stamp, one.file.stamp); });
    return members.finish();
}

/// Sources are many: one text each, "SHA256 device inode size modifiedNs changedNs PATH".
Json sourcesToJson(const std::vector<model::LaunchFile>& files)
{
    auto list = Json::array();
    for (const auto& [role, file] : files) {
        if (role != model::FileRole::Source)
            continue;
        auto text = base::toHex(file.hash);
        const auto& stamp = file.stamp;
        for (const auto number : {stamp.device, stamp.inode, stamp.size})
            text += ' ' + std::to_string(number);
        for (const auto number : {stamp.modifiedNs, stamp.changedNs})
            text += ' ' + std::to_string(number);
        list.push_back(bytesToJson(text + ' ' + file.path));
    }
    return list;
}

template <typename Number>
bool takeNumber(std::string_view& text, Number& number)
{
    const auto end = std::min(text.find(' '), text.size());
    const auto [at, failure] = std::from_chars(text.data(), text.data() + end, number);
    if (failure != std::errc() || at != text.data() + end || end == text.size())
        return false;
    text.remove_prefix(end + 1);
    return true;
}

bool readSource(std::string_view text, model::LaunchFile& source)
{
    constexpr std::size_t kDigits = 2 * sizeof(base::Sha256);
    const auto hash = base::sha256FromHex(text.substr(0, kDigits));
    if (!hash || !text.substr(kDigits).starts_with(' '))
        return false;
    text.remove_prefix(kDigits + 1);
    auto& stamp = source.file.stamp;
    source.role = model::FileRole::Source;
    source.file.hash = *hash;
    const bool isRead = takeNumber(text, stamp.device) && takeNumber(text, stamp.inode) &&
        takeNumber(text, stamp.size) && takeNumber(text, stamp.modifiedNs) &&
        takeNumber(text, stamp.changedNs);
    source.file.path = text;
    return isRead;
}

Json toJson(const model::GuardedCall& call)
{
    auto reasons = Json::array();
    for (const auto& reason : call.reasons)
        reasons.push_back(bytesToJson(reason));
    Json value{{"method", bytesToJson(call.method)}, {"tool", bytesToJson(call.tool)},
        {"sha256", base::toHex(call.digest)}, {"restoresValues", call.restoresValues},
        {"reasons", std::move(reasons)}, {"excerpt", bytesToJson(call.excerpt)}};
    if (!call.rivalEntry.empty())
        value["rival"] = bytesToJson(call.rivalEntry);
    return value;
}

base::Result<void> read(const Json& value, model::GuardedCall& call)
{
    JsonMembers members(value, "call");
    call.method = members.bytes("method");
    call.tool = members.bytes("tool");
    call.digest = members.hash("sha256");
    call.restoresValues = members.boolean("restoresValues");
    call.reasons = members.bytesList("reasons");
    call.excerpt = members.bytes("excerpt");
    if (members.has("rival"))
        call.rivalEntry = members.bytes("rival");
    return members.finish();
}

void readOptionalFacts(JsonMembers& members, model::LaunchIdentity& identity)
{
    if (members.has("script"))
        members.object("script", [&](const Json& script) { return read(script, identity.script.emplace()); });
    if (members.has("package"))
        members.object(
            "package", [&](const Json& package) { return read(package, identity.package.emplace()); });
    if (members.has("workingFolder"))
        identity.workingFolder = members.bytes("workingFolder");
    if (members.has("call"))
        members.object("call", [&](const Json& call) { return read(call, identity.call.emplace()); });
}

} // namespace

Json toJson(const std::vector<std::string>& bytesList)
{
    auto list = Json::array();
    for (const auto& bytes : bytesList)
        list.push_back(bytesToJson(bytes));
    return list;
}

Json toJson(const model::LaunchIdentity& identity)
{
    Json value{{"v", identity.form}, {"entryRef", bytesToJson(identity.entryRef)},
        {"entry", toJson(identity.entry)}, {"argv", toJson(identity.argv)},
        {"commandAsGiven", bytesToJson(identity.commandAsGiven)}, {"executable", toJson(identity.executable)},
        {"environmentNames", toJson(identity.environmentNames)}};
    if (identity.script)
        value["script"] = toJson(*identity.script);
    if (identity.package)
        value["package"] = toJson(*identity.package);
    auto& environment = value["environment"] = Json::array();
    for (const auto& variable : identity.environment)
        environment.push_back(
            {{"name", bytesToJson(variable.name)}, {"sha256", base::toHex(variable.digest)}});
    if (identity.workingFolder)
        value["workingFolder"] = bytesToJson(*identity.workingFolder);
    if (identity.form > 1) {
        value["files"] = toJson(identity.files);
        value["unknown"] = toJson(identity.unknown);
    }
    if (identity.form > model::LaunchIdentity::kSecondForm)
        value["sources"] = sourcesToJson(identity.files);
    if (identity.call)
        value["call"] = toJson(*identity.call);
    return value;
}

base::Result<void> read(const Json& value, model::LaunchIdentity& identity)
{
    JsonMembers members(value, "identity");
    const auto form = members.unsignedNumber("v");
    if (form < kFirstForm || form > kNewestForm)
        members.fail("v", "is a version that this program does not know");
    identity.form = static_cast<int>(form);
    identity.entryRef = members.bytes("entryRef");
    members.object("entry", [&](const Json& entry) { return read(entry, identity.entry); });
    identity.argv = members.bytesList("argv");
    identity.commandAsGiven = members.bytes("commandAsGiven");
    members.object("executable", [&](const Json& file) { return read(file, identity.executable); });
    identity.environmentNames = members.bytesList("environmentNames");
    members.list("environment", kMaxItems,
        [&](const Json& variable) { return read(variable, identity.environment.emplace_back()); });
    readOptionalFacts(members, identity);
    if (form > kFirstForm) {
        members.list(
            "files", kMaxItems, [&](const Json& file) { return read(file, identity.files.emplace_back()); });
        identity.unknown = members.bytesList("unknown");
    }
    if (identity.form > model::LaunchIdentity::kSecondForm) {
        for (const auto& text : members.bytesList("sources")) {
            if (!readSource(text, identity.files.emplace_back()))
                members.fail("sources", "is not a list of files");
        }
    }
    return members.finish();
}

std::string identityToJson(const model::LaunchIdentity& identity)
{
    return toText(toJson(identity));
}

base::Result<model::LaunchIdentity> identityFromJson(std::string_view json)
{
    const auto value = parseStrict(json);
    if (!value)
        return value.error();
    model::LaunchIdentity identity;
    if (const auto done = read(*value, identity); !done)
        return done.error();
    return identity;
}

} // namespace gatehouse::ipc

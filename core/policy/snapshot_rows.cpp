// SPDX-License-Identifier: Apache-2.0
#include "core/policy/snapshot_rows.h"

#include "core/policy/inspection_row.h"

#include <algorithm>

namespace gatehouse::policy {
namespace {

void write(ByteWriter& out, const base::FileStamp& stamp)
{
    out.number(stamp.device);
    out.number(stamp.inode);
    out.number(stamp.size);
    out.number(stamp.modifiedNs);
    out.number(stamp.changedNs);
}

base::FileStamp readStamp(ByteReader& in)
{
    base::FileStamp stamp;
    stamp.device = in.number<std::uint64_t>();
    stamp.inode = in.number<std::uint64_t>();
    stamp.size = in.number<std::uint64_t>();
    stamp.modifiedNs = in.signedNumber();
    stamp.changedNs = in.signedNumber();
    return stamp;
}

void write(ByteWriter& out, const model::EntryLocation& location)
{
    out.text(location.client);
    out.number(static_cast<std::uint8_t>(location.scope));
    out.text(location.file);
    out.text(location.keyPath);
    out.text(location.name);
}

template <typename Enum>
Enum readEnum(ByteReader& in, Enum last)
{
    const auto value = in.number<std::uint8_t>();
    return value > static_cast<std::uint8_t>(last) ? last : static_cast<Enum>(value);
}

model::EntryLocation readLocation(ByteReader& in)
{
    model::EntryLocation location;
    location.client = in.text();
    location.scope = readEnum(in, model::EntryScope::Plugin);
    location.file = in.text();
    location.keyPath = in.text();
    location.name = in.text();
    return location;
}

void write(ByteWriter& out, const model::HashedFile& file)
{
    out.text(file.path);
    out.digest(file.hash);
    write(out, file.stamp);
}

model::HashedFile readHashedFile(ByteReader& in)
{
    model::HashedFile file;
    file.path = in.text();
    file.hash = in.digest();
    file.stamp = readStamp(in);
    return file;
}

template <typename T, typename Write>
void writeOptional(ByteWriter& out, const std::optional<T>& value, Write writeValue)
{
    out.flag(value.has_value());
    if (value)
        writeValue(*value);
}

void writeFiles(ByteWriter& out, const std::vector<model::LaunchFile>& files)
{
    out.number(static_cast<std::uint32_t>(files.size()));
    for (const auto& one : files) {
        out.number(static_cast<std::uint8_t>(one.role));
        write(out, one.file);
    }
}

std::vector<model::LaunchFile> readFiles(ByteReader& in)
{
    std::vector<model::LaunchFile> files(
        in.count(sizeof(std::uint8_t) + kLeastTextBytes + sizeof(base::Sha256)));
    for (auto& one : files) {
        one.role = readEnum(in, model::FileRole::Source);
        one.file = readHashedFile(in);
    }
    return files;
}

void write(ByteWriter& out, const model::LaunchIdentity& identity)
{
    out.number(static_cast<std::uint8_t>(identity.form));
    out.text(identity.entryRef);
    write(out, identity.entry);
    out.texts(identity.argv);
    out.text(identity.commandAsGiven);
    write(out, identity.executable);
    writeOptional(out, identity.script, [&](const auto& script) { write(out, script); });
    writeOptional(out, identity.package, [&](const model::PackageRun& package) {
        out.text(package.runner);
        out.text(package.name);
        out.text(package.version);
        out.flag(package.isPinned);
        out.text(package.found);
        out.text(package.origin);
    });
    out.texts(identity.environmentNames);
    out.number(static_cast<std::uint32_t>(identity.environment.size()));
    for (const auto& variable : identity.environment) {
        out.text(variable.name);
        out.digest(variable.digest);
    }
    writeOptional(out, identity.workingFolder, [&](const std::string& folder) { out.text(folder); });
    writeFiles(out, identity.files);
    out.texts(identity.unknown);
    writeOptional(out, identity.call, [&](const model::GuardedCall& call) {
        out.text(call.method);
        out.text(call.tool);
        out.digest(call.digest);
        out.flag(call.restoresValues);
        out.texts(call.reasons);
        out.text(call.excerpt);
    });
}

model::LaunchIdentity readIdentity(ByteReader& in)
{
    model::LaunchIdentity identity;
    identity.form = in.number<std::uint8_t>();
    identity.entryRef = in.text();
    identity.entry = readLocation(in);
    identity.argv = in.texts();
    identity.commandAsGiven = in.text();
    identity.executable = readHashedFile(in);
    if (in.flag())
        identity.script = readHashedFile(in);
    if (in.flag()) {
        model::PackageRun package;
        package.runner = in.text();
        package.name = in.text();
        package.version = in.text();
        package.isPinned = in.flag();
        package.found = in.text();
        package.origin = in.text();
        identity.package = package;
    }
    identity.environmentNames = in.texts();
    identity.environment.resize(in.count(kLeastTextBytes + sizeof(base::Sha256)));
    for (auto& variable : identity.environment) {
        variable.name = in.text();
        variable.digest = in.digest();
    }
    if (in.flag())
        identity.workingFolder = std::string(in.text());
    identity.files = readFiles(in);
    identity.unknown = in.texts();
    if (in.flag()) {
        auto& call = identity.call.emplace();
        call.method = in.text();
        call.tool = in.text();
        call.digest = in.digest();
        call.restoresValues = in.flag();
        call.reasons = in.texts();
        call.excerpt = in.text();
    }
    return identity;
}

void write(ByteWriter& out, const model::ProcessInfo& process)
{
    out.number(static_cast<std::uint32_t>(process.pid));
    out.number(process.startTime);
    out.text(process.executable);
    out.texts(process.argv);
}

model::ProcessInfo readProcess(ByteReader& in)
{
    model::ProcessInfo process;
    process.pid = static_cast<int>(in.number<std::uint32_t>());
    process.startTime = in.number<std::uint64_t>();
    process.executable = in.text();
    process.argv = in.texts();
    return process;
}

} // namespace

void write(ByteWriter& out, const Settings& settings)
{
    out.number(settings.maxLineBytes);
    out.number(settings.maxJournalBytes);
    out.number(settings.excerptBytes);
    out.number(settings.maxOpenRequests);
    out.number(settings.maxDepth);
    out.flag(settings.acceptsWording);
    out.flag(settings.requiresListing);
    out.texts(settings.forbiddenPackages);
    writeInspection(out, settings.inspection);
    writeClasses(out, settings.classes);
}

Settings readSettings(ByteReader& in)
{
    Settings settings;
    settings.maxLineBytes = in.number<std::uint64_t>();
    settings.maxJournalBytes = in.number<std::uint64_t>();
    settings.excerptBytes = in.number<std::uint64_t>();
    settings.maxOpenRequests = in.number<std::uint32_t>();
    settings.maxDepth = in.number<std::uint32_t>();
    settings.acceptsWording = in.flag();
    settings.requiresListing = in.flag();
    settings.forbiddenPackages = in.texts();
    settings.inspection = readInspectionRows(in);
    settings.classes = readClassRows(in);
    return settings;
}

void write(ByteWriter& out, const SourceFile& source)
{
    out.text(source.path);
    out.flag(source.exists);
    write(out, source.stamp);
    out.digest(source.hash);
}

SourceFile readSource(ByteReader& in)
{
    SourceFile source;
    source.path = in.text();
    source.exists = in.flag();
    source.stamp = readStamp(in);
    source.hash = in.digest();
    return source;
}

void write(ByteWriter& out, const SnapshotEntry& entry)
{
    out.text(entry.ref); // first: the index compares it without reading the rest
    write(out, entry.location);
    write(out, entry.fileStamp);
    out.texts(entry.environmentNames);
    out.flag(entry.setsWorkingFolder);
    out.flag(entry.isKnownModern);
    out.text(entry.knownCapabilities);
    out.number(static_cast<std::uint8_t>(entry.trust));
}

SnapshotEntry readEntry(ByteReader& in)
{
    SnapshotEntry entry;
    entry.ref = in.text();
    entry.location = readLocation(in);
    entry.fileStamp = readStamp(in);
    entry.environmentNames = in.texts();
    entry.setsWorkingFolder = in.flag();
    entry.isKnownModern = in.flag();
    entry.knownCapabilities = in.text();
    // What is beyond all levels is damage, and no reason to trust.
    const auto level = in.number<std::uint8_t>();
    entry.trust = level > static_cast<std::uint8_t>(model::TrustLevel::High)
        ? model::TrustLevel::Low
        : static_cast<model::TrustLevel>(level);
    return entry;
}

void write(ByteWriter& out, const model::RegistryDecision& decision)
{
    out.text(decision.id);
    out.flag(decision.isDenied);
    out.number(static_cast<std::uint8_t>(decision.choice));
    out.text(decision.identityDigest);
    writeOptional(out, decision.identity, [&](const auto& identity) { write(out, identity); });
    out.texts(decision.pattern);
    out.text(decision.client);
    writeOptional(
        out, decision.scope, [&](model::EntryScope scope) { out.number(static_cast<std::uint8_t>(scope)); });
    writeOptional(out, decision.clientProcess, [&](const auto& process) { write(out, process); });
    out.text(decision.project);
    out.number(decision.decidedAt);
    out.number(decision.expiresAt);
    out.number(static_cast<std::uint8_t>(decision.answeredBy));
    out.text(decision.note);
    out.texts(decision.despite);
}

model::RegistryDecision readDecision(ByteReader& in)
{
    model::RegistryDecision decision;
    decision.id = in.text();
    decision.isDenied = in.flag();
    decision.choice = readEnum(in, model::Choice::NotNow); // an unknown choice opens nothing: NotNow is none
    decision.identityDigest = in.text();
    if (in.flag())
        decision.identity = readIdentity(in);
    decision.pattern = in.texts();
    decision.client = in.text();
    if (in.flag())
        decision.scope = readEnum(in, model::EntryScope::Plugin);
    if (in.flag())
        decision.clientProcess = readProcess(in);
    decision.project = in.text();
    decision.decidedAt = in.signedNumber();
    decision.expiresAt = in.signedNumber();
    decision.answeredBy = readEnum(in, model::AnsweredBy::CommandLine);
    decision.note = in.text();
    decision.despite = in.texts();
    return decision;
}

void write(ByteWriter& out, const model::ServerToolRules& rules)
{
    out.text(rules.serverRef); // first: the look-up compares it without reading the rest
    out.digest(rules.command);
    out.number(static_cast<std::uint32_t>(rules.rules.size()));
    for (const auto& rule : rules.rules) {
        out.text(rule.tool);
        out.number(static_cast<std::uint8_t>(rule.decision));
        // Thousands of tools are denied or ask: these need no more.
        if (rule.decision == model::ToolDecision::Allow) {
            out.digest(rule.definition);
            out.number(rule.expiresAt);
        }
    }
}

model::ServerToolRules readToolRules(ByteReader& in)
{
    model::ServerToolRules rules;
    rules.serverRef = in.text();
    rules.command = in.digest();
    rules.rules.resize(in.count(kLeastTextBytes + 1));
    for (auto& rule : rules.rules) {
        rule.tool = in.text();
        rule.decision = readEnum(in, model::ToolDecision::Deny);
        if (rule.decision == model::ToolDecision::Allow) {
            rule.definition = in.digest();
            rule.expiresAt = in.signedNumber();
        }
    }
    if (!in.isGood())
        rules.rules = {{{}, model::ToolDecision::Deny, {}, 0}};
    return rules;
}

} // namespace gatehouse::policy

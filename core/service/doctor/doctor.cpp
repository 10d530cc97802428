// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/doctor.h"

#include "core/clients/dialect.h"
#include "core/clients/entry_reader.h"
#include "core/clients/records.h"
#include "core/clients/wrapper_file.h"
#include "core/clients/wrapper_install.h"
#include "core/policy/snapshot.h"
#include "core/service/doctor/checks.h"
#include "core/service/doctor/client_environment.h"
#include "core/service/doctor/client_knowledge.h"
#include "core/service/doctor/command_look.h"
#include "core/service/doctor/doctor_trial.h"
#include "core/service/doctor/entry_text.h"
#include "core/service/launch_files.h"
#include "core/service/registry_exchange.h"
#include "core/trust/command_search.h"

#include <algorithm>
#include <filesystem>

namespace gatehouse::service {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{64} << 20;

/// The bytes of the entry in its client's file; empty where it cannot be read.
std::string textOfEntry(const model::EntryLocation& location)
{
    const auto bytes = base::readFile(location.file, kMaxFileBytes);
    if (!bytes)
        return {};
    const auto document = clients::dialectOfFile(location.file).open(*bytes, {true, true, true});
    const auto entry = document ? (*document)->find(location.keyPath, {}) : std::nullopt;
    return entry && entry->value.end <= bytes->size() && entry->value.begin <= entry->value.end
        ? bytes->substr(entry->value.begin, entry->value.size())
        : std::string();
}

void setVariable(Environment& environment, const std::string& name, std::string value)
{
    const auto known = std::ranges::find(environment, name, &Environment::value_type::first);
    if (known != environment.end())
        known->second = std::move(value);
    else
        environment.emplace_back(name, std::move(value));
}

/// There is something left to be filled in.
bool isOpen(const std::string& command)
{
    return command.find('$') != std::string::npos || command.find('{') != std::string::npos;
}

} // namespace

base::Result<Doctor> Doctor::open(DoctorOptions options)
{
    auto table = clients::loadBuiltinClientTable();
    if (!table)
        return table.error();
    return Doctor(std::move(options), std::move(*table));
}

Doctor::Doctor(DoctorOptions options, clients::ClientTable table)
    : m_options(std::move(options))
    , m_table(std::move(table))
    , m_processes(systemProcessTree())
{
    if (m_options.asksLoginShell)
        m_loginPath = loginShellPath();
}

DoctorFacts Doctor::gather(const model::ServerRow& row, const BookFacts& books) const
{
    DoctorFacts facts;
    facts.server = row;
    facts.isGuarded = row.isGuarded;
    facts.books = books;
    readEntry(facts);
    // What only the client can fill in is not judged.
    if (row.command.empty() || !isOpen(facts.server.command.front()) ||
        !fillsInMore(m_table, row.location.client))
        lookForCommand(facts, LaunchFiles(), m_options.places.home, m_loginPath);
    readWrapper(facts);
    readList(facts);
    readOrganisation(facts);
    if (m_options.startsServers && !row.command.empty())
        facts.trial = tryServer(facts, m_options.places, m_options.trialMilliseconds);
    return facts;
}

Diagnoses Doctor::examine(const model::ServerRow& row, const BookFacts& books) const
{
    return diagnose(gather(row, books));
}

void Doctor::readEntry(DoctorFacts& facts) const
{
    const auto& location = facts.server.location;
    auto client = environmentOf(
        location.client, m_options.places.home, isOfClient(m_table, location.client), *m_processes);
    facts.environmentSource = std::move(client.source);
    facts.environment = std::move(client.variables);
    const auto text = textOfEntry(location);
    const auto forms = formsOf(m_table, location.client);
    const auto outer = facts.environment; // references are to what the client itself has
    for (const auto& name : variablesUsed(text, forms)) {
        const auto value = trust::valueOf(outer, name);
        if (!value || value->empty())
            facts.variables.push_back({name, false, value.has_value()});
    }
    facts.clientWaitsSeconds = waitsSeconds(m_table, location.client, text, outer);
    for (auto& word : facts.server.command)
        word = filledIn(word, forms, outer);
    if (const auto entry = clients::readEntry(location)) {
        for (const auto& name : entry->environmentNames) {
            const auto value = textOf(text, name);
            if (!value)
                continue;
            if (value->empty())
                facts.variables.push_back({name, true, true});
            setVariable(facts.environment, name, filledIn(*value, forms, outer));
        }
    }
    if (const auto folder = textOf(text, "cwd"); folder && folder->starts_with('/')) {
        facts.workingFolder = folder;
        std::error_code failure;
        facts.hasWorkingFolder = std::filesystem::is_directory(*folder, failure);
    }
}

void Doctor::readWrapper(DoctorFacts& facts) const
{
    if (!facts.isGuarded)
        return;
    const auto record = clients::Records(m_options.places.protectionFolder).load(facts.server.ref);
    if (!record)
        return;
    facts.wrapper = record->wrapper;
    const auto install = clients::planWrapperInstall(m_options.wrapperSource, m_options.places);
    if (install)
        facts.expectedWrapper = install->path;
    std::error_code failure;
    if (!std::filesystem::exists(facts.wrapper, failure))
        facts.wrapperState = WrapperState::Missing;
    else if (!clients::isOwnProgram(facts.wrapper))
        facts.wrapperState = WrapperState::NotExecutable;
    else if (install && install->path == facts.wrapper && !install->isCurrent)
        facts.wrapperState = WrapperState::Older;
}

void Doctor::readList(DoctorFacts& facts) const
{
    const auto snapshot = policy::Snapshot::open(m_options.places.snapshot);
    if (!snapshot) {
        facts.list = base::errorName(snapshot.error().code);
        facts.listDetail = snapshot.error().detail;
    } else if (!policy::isFresh(*snapshot)) {
        facts.list = "stale";
    }
}

void Doctor::readOrganisation(DoctorFacts& facts) const
{
    const auto standing = organisationStanding(m_options.organisationFolder, m_options.organisationOwner);
    facts.organisationProblem = standing.problem;
    facts.organisationDistrust = standing.registry.why;
    facts.isForbiddenByOrganisation = wordOn(standing.registry, facts.server.command, facts.server.location,
                                          base::SystemClock().now()) == OrganisationWord::Forbids;
}

} // namespace gatehouse::service

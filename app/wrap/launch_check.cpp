// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/launch_check.h"

#include "app/wrap/list_check.h"
#include "app/wrap/programs.h"
#include "app/wrap/used_decisions.h"
#include "core/base/program_file.h"
#include "core/clients/entry_reader.h"
#include "core/policy/definition_decisions.h"
#include "core/policy/grant_clock.h"
#include "core/policy/settings_file.h"
#include "core/trust/command_search.h"

#include <filesystem>
#include <utility>

namespace gatehouse::wrap {
namespace {

constexpr int kRebuildMilliseconds = 5000;
constexpr std::int64_t kNanosecondsInMillisecond = 1'000'000;
constexpr base::UnixMilliseconds kCoarsestTick = 2000; // FAT; others tick every 10 ms at most

/// Denied before pending before approved.
int strictness(relay::Admission admission)
{
    switch (admission) {
    case relay::Admission::Denied:
        return 2;
    case relay::Admission::Pending:
        return 1;
    case relay::Admission::Approved:
        return 0;
    }
    return 1;
}

relay::Admission admissionOf(policy::AdmissionState state)
{
    switch (state) {
    case policy::AdmissionState::Approved:
        return relay::Admission::Approved;
    case policy::AdmissionState::Denied:
        return relay::Admission::Denied;
    case policy::AdmissionState::Unknown:
        break;
    }
    return relay::Admission::Pending;
}

/// PWD keeps the links that the client came by; it counts only if it is the same folder.
std::string workingFolder()
{
    std::error_code failure;
    auto folder = std::filesystem::current_path(failure);
    return failure ? std::string("/") : folder.string();
}

} // namespace

LaunchCheck::LaunchCheck(base::Places places, std::vector<std::string> argv, std::string entryRef,
    std::optional<model::ProcessInfo> clientProcess)
    : m_places(std::move(places))
    , m_clientProcess(std::move(clientProcess))
{
    m_request.argv = std::move(argv);
    m_request.environment = environmentOfThisProcess();
    m_request.workingFolder = workingFolder();
    m_request.entryRef = std::move(entryRef);
    const auto account = base::accountHome();
    if (account.empty() || account == m_places.home)
        return;
    if (auto other = base::placesIn(account); other && base::stampOf(other->snapshot))
        m_accountPlaces = std::move(*other);
}

base::Result<Standing> LaunchCheck::check(base::UnixMilliseconds now)
{
    auto own = consult(m_places, now);
    if (!own || !m_accountPlaces)
        return own;
    auto account = consult(*m_accountPlaces, now);
    if (!account)
        return account;
    const bool accountDecides = strictness(account->admission) > strictness(own->admission);
    auto& decides = accountDecides ? *account : *own;
    decides.settings = policy::stricter(own->settings, account->settings);
    decides.definitions = policy::stricter(own->definitions, account->definitions);
    decides.toolRules = {own->toolRules.front(), account->toolRules.front()};
    decides.trust = currentTrust().value_or(decides.trust);
    // Leave the request and the open files as the deciding answer needs them.
    if (!accountDecides)
        prepareRequest(decides);
    return std::move(decides);
}

base::Result<Standing> LaunchCheck::consult(const base::Places& places, base::UnixMilliseconds now)
{
    Standing standing;
    standing.markFolder = usedDecisionsFolder(places);
    standing.grantFolder = policy::grantsFolder(places);
    standing.toolRules.resize(1);
    const auto snapshot = openFresh(places, standing);
    bool isEntryReadable = true;
    if (snapshot) {
        standing.settings = snapshot->settings();
        if (const auto sources = snapshot->sources(); !sources.empty())
            m_organisationPolicy = sources.back().path;
        standing.entry = snapshot->entry(m_request.entryRef);
        if (standing.entry)
            standing.trust = standing.entry->trust;
        if (standing.entry)
            isEntryReadable = refreshEntry(*standing.entry);
        rememberHashes(*snapshot);
    } else {
        standing.reason = base::errorName(snapshot.error().code);
        standing.detail = places.snapshot + ": " + snapshot.error().detail;
    }
    prepareRequest(standing);
    const auto found = trust::findCommand(m_request.argv.front(), m_request, m_probe);
    if (!found)
        return found.error();
    standing.foundPath = found->path;
    auto identity = trust::resolveLaunch(m_request, m_probe);
    if (!identity)
        return identity.error();
    standing.identity = std::move(*identity);
    standing.digest = trust::identityDigest(standing.identity);
    standing.cardId = trust::cardId(standing.identity);
    if (!snapshot)
        return standing;
    policy::LaunchContext context{m_clientProcess, now, usedDecisions(standing.markFolder)};
    const auto known = stoppingIssues(*snapshot, places, standing.identity);
    if (known)
        takeInto(context, *known);
    context.moments = policy::grantMoments(standing.grantFolder, now, base::bootMoment());
    standing.decision = policy::admit(*snapshot, standing.identity, context);
    const auto later = context.moments.find(standing.decision.decisionId);
    standing.moment = later == context.moments.end() ? now : later->second;
    standing.admission = admissionOf(standing.decision.state);
    standing.reason = standing.decision.reason;
    standing.definitions = policy::definitionDecisions(*snapshot, standing.identity, now);
    standing.toolRules = {policy::heldToolRules(*snapshot, standing.identity, now)};
    if (known && standing.admission != relay::Admission::Approved)
        standing.detail = sentenceOf(*known);
    if (!known && standing.admission == relay::Admission::Approved) {
        standing.admission = relay::Admission::Pending;
        standing.reason = base::errorName(known.error().code);
        standing.detail = known.error().detail;
    }
    if (!isEntryReadable && standing.admission == relay::Admission::Approved) {
        standing.admission = relay::Admission::Pending;
        standing.reason = "entry-changed";
        standing.detail =
            standing.entry->location.file + " does not hold this entry any more, or cannot be read";
    }
    return standing;
}

base::Result<policy::Snapshot> LaunchCheck::openFresh(const base::Places& places, Standing& standing)
{
    auto snapshot = policy::Snapshot::open(places.snapshot);
    if (!snapshot)
        return snapshot;
    standing.commandLineProgram = snapshot->commandLineProgram();
    if (policy::isFresh(*snapshot))
        return snapshot;
    // One try in a session: a policy file that does not compile would be tried again at each change.
    if (!std::exchange(m_triedToRebuild, true)) {
        runProgram(
            {standing.commandLineProgram, "snapshot"}, ownEnvironment(places.home), kRebuildMilliseconds);
        snapshot = policy::Snapshot::open(places.snapshot);
        if (!snapshot || policy::isFresh(*snapshot))
            return snapshot;
    }
    return base::Error{base::ErrorCode::SnapshotStale,
        "a policy file is not as it was when " + places.snapshot + " was made; run `gatehouse-cli snapshot`"};
}

bool LaunchCheck::refreshEntry(policy::SnapshotEntry& entry) const
{
    const auto stamp = base::stampOf(entry.location.file);
    if (stamp && *stamp == entry.fileStamp)
        return true;
    auto facts = clients::readEntry(entry.location);
    if (!facts)
        return false;
    entry.environmentNames = std::move(facts->environmentNames);
    entry.setsWorkingFolder = facts->setsWorkingFolder;
    return true;
}

void LaunchCheck::rememberHashes(const policy::Snapshot& snapshot)
{
    const auto remember = [this](const std::vector<model::RegistryDecision>& decisions) {
        for (const auto& decision : decisions) {
            if (!decision.identity)
                continue;
            m_probe.remember(decision.identity->executable);
            if (decision.identity->script)
                m_probe.remember(*decision.identity->script);
            for (const auto& one : decision.identity->files)
                m_probe.remember(one.file);
        }
    };
    remember(snapshot.decisionsForEntry(m_request.entryRef));
    remember(snapshot.patterns());
}

void LaunchCheck::prepareRequest(const Standing& standing)
{
    m_request.entry.reset();
    m_request.entryEnvironmentNames.clear();
    m_request.entrySetsWorkingFolder = false;
    if (!standing.entry)
        return;
    m_request.entry = standing.entry->location;
    m_request.entryEnvironmentNames = standing.entry->environmentNames;
    m_request.entrySetsWorkingFolder = standing.entry->setsWorkingFolder;
}

relay::Admission LaunchCheck::admissionOfRunning(
    const Standing& approved, base::UnixMilliseconds admittedAt) const
{
    const auto consulted = [&](const base::Places& places) {
        const auto snapshot = policy::Snapshot::open(places.snapshot);
        if (!snapshot)
            return relay::Admission::Approved;
        policy::LaunchContext context{m_clientProcess, admittedAt, {}};
        if (const auto known = stoppingIssues(*snapshot, places, approved.identity))
            takeInto(context, *known);
        const auto state = policy::admit(*snapshot, approved.identity, context).state;
        if (state == policy::AdmissionState::Unknown &&
            policy::admitsRunning(*snapshot, approved.identity, approved.decision.decisionId, context))
            return relay::Admission::Approved;
        return admissionOf(state);
    };
    const auto own = consulted(m_places);
    const auto account = m_accountPlaces ? consulted(*m_accountPlaces) : relay::Admission::Approved;
    return strictness(account) > strictness(own) ? account : own;
}

bool LaunchCheck::isStoppedByLists(const Standing& approved) const
{
    const auto stops = [&](const base::Places& places) {
        const auto snapshot = policy::Snapshot::open(places.snapshot);
        const auto known = snapshot ? stoppingIssues(*snapshot, places, approved.identity)
                                    : base::Result<std::vector<model::KnownIssue>>(snapshot.error());
        return known && isAgainst(*known, approved.decision.despite);
    };
    return stops(m_places) || (m_accountPlaces && stops(*m_accountPlaces));
}

std::optional<model::TrustLevel> LaunchCheck::currentTrust() const
{
    std::optional<model::TrustLevel> trust;
    const auto consult = [&](const base::Places& places) {
        const auto snapshot = policy::Snapshot::open(places.snapshot);
        const auto entry = snapshot ? snapshot->entry(m_request.entryRef) : std::nullopt;
        if (entry)
            trust = std::min(trust.value_or(entry->trust), entry->trust);
    };
    consult(m_places);
    if (m_accountPlaces)
        consult(*m_accountPlaces);
    return trust;
}

CallStanding LaunchCheck::admissionOfCall(
    const model::LaunchIdentity& withCall, base::UnixMilliseconds now) const
{
    const auto consulted = [&](const base::Places& places) {
        CallStanding standing;
        standing.markFolder = usedDecisionsFolder(places);
        const auto snapshot = policy::Snapshot::open(places.snapshot);
        if (!snapshot)
            return standing;
        const auto admission =
            policy::admit(*snapshot, withCall, {m_clientProcess, now, usedDecisions(standing.markFolder)});
        standing.admission = admissionOf(admission.state);
        standing.decisionId = admission.decisionId;
        standing.choice = admission.choice;
        return standing;
    };
    auto own = consulted(m_places);
    if (!m_accountPlaces)
        return own;
    auto account = consulted(*m_accountPlaces);
    return strictness(account.admission) > strictness(own.admission) ? account : own;
}

std::optional<std::vector<trust::DefinitionDecision>> LaunchCheck::definitionDecisions(
    const model::LaunchIdentity& identity, base::UnixMilliseconds now) const
{
    const auto own = policy::Snapshot::open(m_places.snapshot);
    if (!own)
        return std::nullopt;
    auto decisions = policy::definitionDecisions(*own, identity, now);
    if (!m_accountPlaces)
        return decisions;
    const auto account = policy::Snapshot::open(m_accountPlaces->snapshot);
    if (!account)
        return std::nullopt;
    return policy::stricter(decisions, policy::definitionDecisions(*account, identity, now));
}

std::optional<std::vector<policy::HeldToolRules>> LaunchCheck::toolRules(
    const model::LaunchIdentity& identity, base::UnixMilliseconds now) const
{
    std::vector<policy::HeldToolRules> rules;
    for (const auto* const places : {&m_places, m_accountPlaces ? &*m_accountPlaces : nullptr}) {
        if (places == nullptr)
            continue;
        const auto snapshot = policy::Snapshot::open(places->snapshot);
        if (!snapshot)
            return std::nullopt;
        rules.push_back(policy::heldToolRules(*snapshot, identity, now));
    }
    return rules;
}

bool LaunchCheck::isStill(Standing& approved) const
{
    auto now = trust::resolveLaunch(m_request, m_probe);
    if (!now)
        return false;
    auto digest = trust::identityDigest(*now);
    if (digest == approved.digest)
        return true;
    // The package was not there when the launch was approved: its runner has fetched it meanwhile.
    if (!model::isCompletion(approved.identity, *now) || model::isOpen(*now))
        return false;
    auto fetched = approved;
    fetched.identity = *now;
    if (isStoppedByLists(fetched))
        return false; // the next start asks, and says why
    approved.identity = std::move(*now);
    approved.digest = std::move(digest);
    approved.decision.learnsIdentity = true;
    return true;
}

bool LaunchCheck::isUnchanged(const Standing& standing) const
{
    const auto& program = standing.identity.executable;
    const int descriptor = m_probe.descriptorOf(program.path);
    const auto stamp = base::stampOf(descriptor);
    if (!stamp || !(*stamp == program.stamp))
        return false;
    // A clock that ticks slower than files are written gives one stamp to two states of a file.
    if (base::SystemClock().now() - stamp->changedNs / kNanosecondsInMillisecond > kCoarsestTick)
        return true;
    const auto hash = base::sha256OfDescriptor(descriptor);
    return hash && *hash == program.hash;
}

std::optional<int> LaunchCheck::executableOf(const Standing& standing) const
{
    constexpr std::string_view kElf = "\x7f"
                                      "ELF";
    const auto& identity = standing.identity;
    const auto real = m_probe.realPath(standing.foundPath);
    if (real && *real == identity.executable.path) {
        // By the open file, never by the path: what lies there may be another by now.
        const int descriptor = m_probe.descriptorOf(identity.executable.path);
        return base::headOf(descriptor, kElf.size()) == kElf ? descriptor : -1;
    }
    if (real && identity.script && *real == identity.script->path)
        return -1;
    return std::nullopt;
}

} // namespace gatehouse::wrap

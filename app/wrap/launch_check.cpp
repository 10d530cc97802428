// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/launch_check.h"

#include "app/wrap/list_check.h"
#include "app/wrap/programs.h"
#include "core/base/program_file.h"
#include "core/clients/entry_reader.h"
#include "core/policy/definition_decisions.h"
#include "core/policy/grant_clock.h"
#include "core/policy/settings_file.h"
#include "core/trust/command_search.h"
#include "core/trust/interpreter.h"
#include "core/trust/word_list.h"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace gatehouse::wrap {
namespace {

constexpr int kRebuildMilliseconds = 5000;
constexpr std::int64_t kNanosecondsInMillisecond = 1'000'000;
constexpr base::UnixMilliseconds kCoarsestTick = 2000; // FAT; others tick every 10 ms at most

/// PWD keeps the links that the client came by; it counts only if it is the same folder.
std::string workingFolder()
{
    std::error_code failure;
    auto folder = std::filesystem::current_path(failure);
    return failure ? std::string("/") : folder.string();
}

/// Of the account, where HOME says another and Gatehouse is set up there.
std::optional<base::Places> otherAccountPlaces(const base::Places& own)
{
    const auto account = base::accountHome();
    if (account.empty() || account == own.home)
        return std::nullopt;
    auto other = base::placesIn(account);
    if (!other || !base::stampOf(other->snapshot))
        return std::nullopt;
    return std::move(*other);
}

/// A shell may build what it starts: then sources are written, and hold the same.
bool runsShell(const model::LaunchIdentity& identity)
{
    const auto isShell = [](const model::HashedFile& file) {
        constexpr std::string_view kShells = "sh bash dash zsh ksh fish ash busybox";
        return trust::holdsWord(kShells, trust::baseName(file.path));
    };
    return isShell(identity.executable) ||
        std::any_of(identity.files.begin(), identity.files.end(), [&](const model::LaunchFile& one) {
            return one.role == model::FileRole::Program && isShell(one.file);
        });
}

/// Somebody has decided what becomes of this package although nobody can look at it.
bool isDecidedUntraced(const policy::Snapshot& snapshot, const model::LaunchIdentity& identity)
{
    return identity.isUnknown(model::unknowns::kPackageNotHere) &&
        !snapshot.decisionsFor(trust::identityDigest(model::asUntraced(identity))).empty();
}

/// A script, or what it loads, that was exchanged and put back has another change time.
bool haveSameStamps(const model::LaunchIdentity& before, const model::LaunchIdentity& after)
{
    const bool mayBuild = runsShell(after);
    if (before.script && after.script && before.script->stamp != after.script->stamp)
        return false;
    return std::equal(before.files.begin(), before.files.end(), after.files.begin(), after.files.end(),
        [mayBuild](const model::LaunchFile& left, const model::LaunchFile& right) {
            const bool isRead = (left.role == model::FileRole::Source && !mayBuild) ||
                left.role == model::FileRole::Script || left.role == model::FileRole::Module;
            return !isRead || left.file.stamp == right.file.stamp;
        });
}

} // namespace

LaunchCheck::LaunchCheck(base::Places places, std::vector<std::string> argv, std::string entryRef,
    std::optional<model::ProcessInfo> clientProcess)
    : m_places(std::move(places))
    , m_clientProcess(std::move(clientProcess))
    , m_accountPlaces(otherAccountPlaces(m_places))
    , m_running(m_places, m_accountPlaces, m_clientProcess)
    , m_compiled(pinPlaces().stateFolder + "/compiled")
{
    m_request.argv = std::move(argv);
    m_request.environment = environmentOfThisProcess();
    m_request.workingFolder = workingFolder();
    m_request.entryRef = std::move(entryRef);
}

base::Result<Standing> LaunchCheck::check(base::UnixMilliseconds now)
{
    auto own = consult(m_places, now);
    if (!own || !m_accountPlaces)
        return own;
    auto account = consult(*m_accountPlaces, now);
    if (!account)
        return account;
    // Decided there alone, what is known nowhere is the question here as well.
    if (account->digest != own->digest)
        own = consult(m_places, now);
    if (!own)
        return own;
    const bool accountDecides = strictness(account->admission) > strictness(own->admission);
    auto& decides = accountDecides ? *account : *own;
    decides.settings = policy::stricter(own->settings, account->settings);
    decides.definitions = policy::stricter(own->definitions, account->definitions);
    decides.toolRules = {own->toolRules.front(), account->toolRules.front()};
    decides.trust = m_running.trust(m_request.entryRef).value_or(decides.trust);
    // Leave the request as the deciding answer needs it.
    prepareRequest(decides);
    return std::move(decides);
}

base::Result<Standing> LaunchCheck::consult(const base::Places& places, base::UnixMilliseconds now)
{
    Standing standing;
    standing.onceFolder = policy::onceFolder(places);
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
    auto identity = resolve();
    if (!identity)
        return identity.error();
    if (snapshot && isDecidedUntraced(*snapshot, *identity)) {
        m_isUntraced = true;
        identity = model::asUntraced(std::move(*identity));
    }
    standing.identity = std::move(*identity);
    standing.digest = trust::identityDigest(standing.identity);
    standing.cardId = trust::cardId(standing.identity);
    if (!snapshot)
        return standing;
    policy::LaunchContext context{m_clientProcess, now};
    context.isOnceOpen = [&](const std::string& id) { return policy::isOnceOpen(standing.onceFolder, id); };
    const auto known = stoppingIssues(*snapshot, places, standing.identity);
    if (known)
        takeInto(context, *known);
    context.moments = policy::grantMomentsIn(standing.grantFolder, now, base::bootMoment());
    standing.decision = policy::admit(*snapshot, standing.identity, context);
    standing.moment =
        standing.decision.expiresAt == 0 ? now : context.moments(standing.decision.decisionId).value_or(now);
    standing.admission = admissionOf(standing.decision.state);
    standing.reason = standing.decision.reason;
    standing.definitions = policy::definitionDecisions(*snapshot, standing.identity, now, context.moments);
    standing.toolRules = {policy::heldToolRules(*snapshot, standing.identity, now, context.moments)};
    standing.toolRules.front().grantFolder = standing.grantFolder;
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

base::Result<model::LaunchIdentity> LaunchCheck::resolve() const
{
    auto identity = trust::resolveLaunch(m_request, m_probe);
    if (!identity || !m_isUntraced)
        return identity;
    return model::asUntraced(std::move(*identity));
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

bool LaunchCheck::isStill(Standing& approved) const
{
    auto now = resolve();
    if (!now)
        return false;
    auto digest = trust::identityDigest(*now);
    if (digest == approved.digest)
        return haveSameStamps(approved.identity, *now) && m_compiled.isStill();
    // The package was not there when the launch was approved: its runner has fetched it meanwhile.
    if (!model::isCompletion(approved.identity, *now) || model::isOpen(*now))
        return false;
    auto fetched = approved;
    fetched.identity = *now;
    if (m_running.isStoppedByLists(fetched.identity, fetched.decision))
        return false; // the next start asks, and says why
    approved.identity = std::move(*now);
    approved.digest = std::move(digest);
    approved.decision.learnsIdentity = true;
    return true;
}

bool LaunchCheck::isStillAtStart(Standing& approved) const
{
    const auto& identity = approved.identity;
    if (!runsShell(identity) || identity.form <= model::LaunchIdentity::kSecondForm)
        return isStill(approved);
    const auto now = resolve();
    return now && now->form == identity.form &&
        trust::identityDigest(model::withoutSources(*now)) ==
        trust::identityDigest(model::withoutSources(identity));
}

base::Result<void> LaunchCheck::clearCompiled(const Standing& standing)
{
    return m_compiled.clear(standing.identity, trust::pythonCaches(m_request, standing.identity));
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
    const auto& identity = standing.identity;
    const auto real = m_probe.realPath(standing.foundPath);
    // By the open file, never by the path: what lies there may be another by now.
    if (real && *real == identity.executable.path)
        return m_probe.descriptorOf(identity.executable.path);
    if (real && identity.script && *real == identity.script->path)
        return -1;
    return std::nullopt;
}

bool LaunchCheck::runsByDescriptor(int descriptor)
{
    constexpr std::string_view kElf = "\x7f"
                                      "ELF";
    return descriptor >= 0 && base::headOf(descriptor, kElf.size()) == kElf;
}

} // namespace gatehouse::wrap

// SPDX-License-Identifier: Apache-2.0
#include "core/policy/admission.h"

#include "core/trust/launch_resolver.h"

#include <algorithm>

namespace gatehouse::policy {
namespace {

using model::Choice;
using model::LaunchIdentity;
using model::RegistryDecision;

bool isOver(const RegistryDecision& decision, const LaunchContext& context)
{
    // A clock that shows a time before the decision was made was set back: what ends at a moment must not go
    // on for ever by that. Clocks of machines that sleep are put right by minutes.
    constexpr base::UnixMilliseconds kPutRight = 10 * 60 * 1000;
    if (decision.expiresAt == 0)
        return false;
    const bool wasSetBack = !decision.isDenied && context.now < decision.decidedAt - kPutRight;
    return wasSetBack ||
        isGrantOver(decision.id, decision.expiresAt, context.now,
            decision.isDenied ? GrantMoments() : context.moments);
}

/// `file` lies in the folder or below it.
bool isIn(const std::string& file, std::string_view folder)
{
    while (folder.size() > 1 && folder.back() == '/')
        folder.remove_suffix(1);
    return file.size() > folder.size() && file.starts_with(folder) &&
        (folder == "/" || file[folder.size()] == '/') && file.find("/../") == std::string::npos;
}

bool isUsedUp(const RegistryDecision& decision, const LaunchContext& context)
{
    return decision.choice == Choice::Once && context.isOnceOpen && !context.isOnceOpen(decision.id);
}

bool isSameProcess(
    const std::optional<model::ProcessInfo>& left, const std::optional<model::ProcessInfo>& right)
{
    return left && right && left->pid == right->pid && left->startTime == right->startTime;
}

/// Why an approval does not hold for this launch; empty where it does.
std::string_view whyNotValid(
    const RegistryDecision& decision, const LaunchIdentity& identity, const LaunchContext& context)
{
    if (isOver(decision, context) || isUsedUp(decision, context))
        return "expired";
    if (!decision.client.empty() && decision.client != identity.entry.client)
        return "other-client";
    if (decision.scope && *decision.scope != identity.entry.scope)
        return "other-scope";
    if (!std::includes(decision.despite.begin(), decision.despite.end(), context.knownAgainst.begin(),
            context.knownAgainst.end()))
        return "known-malicious";
    switch (decision.choice) {
    case Choice::Always:
        return {};
    case Choice::Once:
        if (identity.call && !decision.clientProcess)
            return {}; // good for one call, whoever makes it
        [[fallthrough]];
    case Choice::Session:
        return isSameProcess(decision.clientProcess, context.clientProcess) ? std::string_view{}
                                                                            : "other-session";
    case Choice::Deny:
    case Choice::NotNow:
        break;
    }
    return "not-approved";
}

/// A denial holds for as long, and for whom, it was given; a narrower one must not block others.
bool denies(const RegistryDecision& decision, const LaunchIdentity& identity, const LaunchContext& context)
{
    if (!decision.isDenied || isOver(decision, context))
        return false;
    if (!decision.client.empty() && decision.client != identity.entry.client)
        return false;
    if (decision.scope && *decision.scope != identity.entry.scope)
        return false;
    return !decision.clientProcess || isSameProcess(decision.clientProcess, context.clientProcess);
}

/// The package comes with the folder that the client works in, as a clone does, and not from where the runner
/// keeps what it fetched.
bool isOfProject(const LaunchIdentity& identity)
{
    return identity.package && identity.package->origin == "project";
}

bool matchesPattern(const RegistryDecision& decision, const LaunchIdentity& identity)
{
    if (decision.pattern.empty() || decision.pattern != identity.argv)
        return false;
    if (!decision.project.empty() && !isIn(identity.entry.file, decision.project))
        return false;
    // A project file comes with a clone, and so does a package of its own: only who names that scope has
    // meant it.
    return decision.isDenied || decision.scope ||
        (identity.entry.scope != model::EntryScope::Project && (decision.identity || !isOfProject(identity)));
}

/// A launch that an open decision leaves room for before it runs. One of form 1 approved whatever package
/// would run; what a project brings in its place is another matter. One of form 2 approved whatever a script
/// loads. One on an image that nobody could look at approved whatever its name leads to. One on a package
/// that was not there yet waits until it is fetched, which only the wrapper that runs it sees.
bool isAdmittedOpen(const LaunchIdentity& decided, const LaunchIdentity& identity)
{
    const bool isOfForm2 = decided.form == LaunchIdentity::kSecondForm && identity.form > decided.form;
    const bool isOfTag = decided.isUnknown(model::unknowns::kImageByTag);
    return (isOfForm2 || isOfTag || (decided.form == 1 && !isOfProject(identity))) &&
        model::isCompletion(decided, identity);
}

/// A denial of what nobody had looked at is one of everything that it could turn out to be, found or not.
bool isDeniedOpen(const RegistryDecision& decision, const LaunchIdentity& identity)
{
    if (!decision.isDenied || !decision.identity)
        return false;
    const auto& open = *decision.identity;
    if (model::isCompletion(open, identity))
        return true;
    return open.isUnknown(model::unknowns::kPackageNotHere) &&
        trust::identityDigest(model::asUntraced(open)) == trust::identityDigest(identity);
}

/// The learned program started from another entry. PATH differs between clients and is covered by what it
/// resolved to.
bool isSameProgramElsewhere(const LaunchIdentity& learned, const LaunchIdentity& identity)
{
    if (learned.entryRef == identity.entryRef)
        return false;
    auto moved = identity;
    moved.entry = learned.entry;
    moved.entryRef = learned.entryRef;
    moved.workingFolder = learned.workingFolder;
    if (learned.form == 1 && isOfProject(moved))
        return false;
    if (isAdmittedOpen(learned, moved))
        return true;
    const auto changes = trust::compareIdentities(learned, moved);
    return std::all_of(changes.begin(), changes.end(),
        [](const auto& change) { return change.field == "environment:PATH"; });
}

LaunchAdmission decided(const RegistryDecision& decision, AdmissionState state, std::string reason)
{
    LaunchAdmission admission;
    admission.state = state;
    admission.reason = std::move(reason);
    admission.decisionId = decision.id;
    admission.choice = decision.choice;
    admission.expiresAt = decision.expiresAt;
    admission.despite = decision.despite;
    return admission;
}

LaunchAdmission forbidden()
{
    LaunchAdmission admission;
    admission.state = AdmissionState::Denied;
    admission.reason = "forbidden-by-organisation";
    admission.choice = Choice::Deny;
    return admission;
}

/// Why the organisation's registry does not let it start, whatever the user has decided; empty where it does.
std::string_view whyForbidden(const Settings& settings, const std::vector<RegistryDecision>& patterns,
    const LaunchIdentity& identity, const LaunchContext& context)
{
    const auto& packages = settings.forbiddenPackages;
    if (identity.package && !identity.package->name.empty() &&
        std::find(packages.begin(), packages.end(), identity.package->name) != packages.end())
        return "organisation-forbids";
    if (!settings.requiresListing)
        return {};
    const bool isListed =
        std::any_of(patterns.begin(), patterns.end(), [&](const RegistryDecision& decision) {
            return !decision.isDenied && decision.id.starts_with(kOrganisationDecision) &&
                matchesPattern(decision, identity) && whyNotValid(decision, identity, context).empty();
        });
    return isListed ? std::string_view() : "organisation-requires-listing";
}

LaunchAdmission unknown(const Snapshot& snapshot, const LaunchIdentity& identity, std::string reason)
{
    LaunchAdmission admission;
    admission.reason = std::move(reason);
    if (identity.entryRef.empty() || identity.call)
        return admission;
    for (auto& decision : snapshot.decisionsForEntry(identity.entryRef)) {
        if (decision.isDenied || !decision.identity || decision.identity->call)
            continue;
        admission.changes = trust::compareIdentities(*decision.identity, identity);
        admission.approvedBefore = std::move(decision.identity);
        if (!admission.changes.empty() && admission.reason != "known-malicious")
            admission.reason = "identity-changed";
        break;
    }
    return admission;
}

} // namespace

LaunchAdmission admit(const Snapshot& snapshot, const LaunchIdentity& identity, const LaunchContext& context)
{
    if (context.isForbidden)
        return forbidden();
    const auto exact = snapshot.decisionsFor(trust::identityDigest(identity));
    // A pattern is about what may start, not about what it may be asked to do.
    const auto patterns = identity.call ? std::vector<RegistryDecision>() : snapshot.patterns();
    if (!identity.call) {
        if (const auto why = whyForbidden(snapshot.settings(), patterns, identity, context); !why.empty())
            return decided({}, AdmissionState::Denied, std::string(why));
    }
    for (const auto& decision : exact) {
        if (denies(decision, identity, context))
            return decided(decision, AdmissionState::Denied, "denied");
    }
    const auto ofEntry =
        identity.call ? std::vector<RegistryDecision>() : snapshot.decisionsForEntry(identity.entryRef);
    for (const auto& decision : ofEntry) {
        if (isDeniedOpen(decision, identity) && denies(decision, identity, context))
            return decided(decision, AdmissionState::Denied, "denied");
    }
    for (const auto& decision : patterns) {
        if (matchesPattern(decision, identity) && denies(decision, identity, context))
            return decided(decision, AdmissionState::Denied, "denied");
    }
    std::string reason = "not-approved";
    for (const auto& decision : exact) {
        if (decision.isDenied)
            continue;
        const auto whyNot = whyNotValid(decision, identity, context);
        if (whyNot.empty())
            return decided(decision, AdmissionState::Approved, "approved");
        reason = whyNot;
    }
    for (const auto& decision : ofEntry) {
        if (decision.isDenied || !decision.identity || !isAdmittedOpen(*decision.identity, identity) ||
            !whyNotValid(decision, identity, context).empty())
            continue;
        auto admission = decided(decision, AdmissionState::Approved, "approved");
        admission.learnsIdentity = true;
        return admission;
    }
    for (const auto& decision : patterns) {
        if (decision.isDenied || !matchesPattern(decision, identity) ||
            !whyNotValid(decision, identity, context).empty())
            continue;
        if (decision.identity && !isSameProgramElsewhere(*decision.identity, identity))
            continue;
        auto admission = decided(decision, AdmissionState::Approved, "approved-by-pattern");
        admission.learnsIdentity = true;
        return admission;
    }
    // Whatever else is missing: this is what has to be said first.
    if (!context.knownAgainst.empty())
        reason = "known-malicious";
    return unknown(snapshot, identity, std::move(reason));
}

bool admitsRunning(const Snapshot& snapshot, const LaunchIdentity& running, const std::string& decisionId,
    const LaunchContext& context)
{
    if (context.isForbidden)
        return false;
    for (const auto& decision : snapshot.decisionsForEntry(running.entryRef)) {
        if (decision.id != decisionId || decision.isDenied || !decision.identity ||
            !whyNotValid(decision, running, context).empty())
            continue;
        if (model::isCompletion(*decision.identity, running) ||
            model::isCompletion(running, *decision.identity))
            return true;
    }
    return false;
}

bool isMeantByPattern(const model::RegistryDecision& decision, const std::vector<std::string>& argv,
    const model::EntryLocation& entry)
{
    if (decision.pattern.empty() || decision.pattern != argv)
        return false;
    if ((!decision.client.empty() && decision.client != entry.client) ||
        (decision.scope && *decision.scope != entry.scope) ||
        (!decision.project.empty() && !isIn(entry.file, decision.project)))
        return false;
    return decision.isDenied || decision.scope || entry.scope != model::EntryScope::Project;
}

} // namespace gatehouse::policy

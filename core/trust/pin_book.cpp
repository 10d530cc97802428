// SPDX-License-Identifier: Apache-2.0
#include "core/trust/pin_book.h"

#include "core/base/utf8.h"
#include "core/trust/canonical.h"
#include "core/trust/schema_change.h"

#include <algorithm>
#include <utility>

namespace gatehouse::trust {
namespace {

using model::DefinitionKind;

constexpr std::size_t kMaxPinNameBytes = 1024;
constexpr std::size_t kShownOfLongName = 256;
constexpr double kIsRenamed = 0.8;
constexpr std::size_t kMaxComparedBytes = std::size_t{64} << 20; // in a session: some hundred ms

std::string keyOf(DefinitionKind kind, const std::string& name, const base::Sha256& digest)
{
    return std::to_string(static_cast<unsigned>(kind)) + base::toHex(digest) + name;
}

/// A text that is not what its digest says was written by somebody else.
bool isWhole(const Pin& pin)
{
    return !pin.text.empty() && definitionDigest(pin.text) == pin.digest;
}

/// Journals and cards hold nothing that inspection has found to be somebody's own.
DefinitionChange unshownChange()
{
    return {{{ChangeKind::Other,
                "it is not as it was first seen; it holds a secret or personal data, so that what "
                "changed is not shown"}},
        {}};
}

constexpr std::array<std::string_view, 6> kStandings{
    "first-seen", "known", "allowed", "accepted", "suspended", "denied"};

} // namespace

std::string_view toText(DefinitionStanding standing)
{
    return kStandings.at(static_cast<std::size_t>(standing));
}

std::string pinName(std::string_view name)
{
    if (name.size() <= kMaxPinNameBytes)
        return std::string(name);
    return std::string(base::truncateUtf8(name, kShownOfLongName)) + "…" + base::toHex(base::sha256(name));
}

void PinBook::keep(Shelf& shelf, Pin pin)
{
    if (pin.text.size() > kMaxPinTextBytes || shelf.textBytes + pin.text.size() > kMaxAllTextBytes)
        pin.text.clear();
    if (!pin.doubt.empty()) {
        pin.text.clear();
        shelf.doubts.insert_or_assign(pin.name, std::move(pin));
        return;
    }
    shelf.textBytes += pin.text.size();
    auto& entry = shelf.entries[pin.name];
    shelf.pinned += entry.pin ? 0 : 1;
    entry.pin = std::move(pin);
}

void PinBook::load(DefinitionKind kind, std::vector<Pin> pins)
{
    auto& shelf = of(kind);
    shelf = {};
    shelf.state = State::Pinned;
    for (auto& one : pins) {
        if (hasRoom(shelf))
            keep(shelf, std::move(one));
    }
}

std::vector<Pin> PinBook::contest(DefinitionKind kind, const std::vector<Pin>& pins)
{
    std::vector<Pin> contested;
    auto& shelf = of(kind);
    for (const auto& pin : pins) {
        const auto found = shelf.entries.find(pin.name);
        const bool wasTaken =
            found != shelf.entries.end() && found->second.pin && found->second.pin->digest == pin.digest;
        if (pin.doubt.empty() || !wasTaken)
            continue;
        auto& entry = found->second;
        auto taken = std::exchange(entry.pin, std::nullopt).value();
        --shelf.pinned;
        shelf.textBytes -= taken.text.size();
        taken.doubt = pin.doubt;
        taken.rivalEntry = pin.rivalEntry;
        keep(shelf, taken);
        const auto* const isDenied = decisionOn(kind, pin.name, pin.digest);
        const bool isAllowed = isDenied != nullptr && !*isDenied;
        if (isAllowed && !entry.suspension) {
            shelf.entries.erase(found);
            continue;
        }
        ++shelf.strangers; // it stands there without a pin
        if (isAllowed)
            continue;
        if (entry.suspension)
            m_settled.push_back({pin.name, entry.suspension->digest});
        entry.suspension = Suspension{pin.digest, isDenied != nullptr};
        ++m_news;
        if (isDenied == nullptr)
            contested.push_back(std::move(taken));
    }
    return contested;
}

std::vector<Pin> PinBook::pins(DefinitionKind kind) const
{
    std::vector<Pin> pins;
    for (const auto& [name, entry] : of(kind).entries) {
        if (entry.pin)
            pins.push_back(*entry.pin);
    }
    for (const auto& [name, pin] : of(kind).doubts)
        pins.push_back(pin);
    return pins;
}

std::vector<DefinitionKind> PinBook::decide(const std::vector<DefinitionDecision>& decisions)
{
    m_decisions.clear();
    for (const auto& one : decisions) {
        auto& isDenied = m_decisions[keyOf(one.kind, one.name, one.digest)];
        isDenied = isDenied || one.isDenied; // of two the stricter
    }
    std::vector<DefinitionKind> released;
    for (std::size_t i = 0; i < m_shelves.size(); ++i) {
        const auto kind = static_cast<DefinitionKind>(i);
        std::vector<std::string> allowed;
        for (auto& [name, entry] : m_shelves[i].entries) {
            if (!entry.suspension)
                continue;
            const auto* const isDenied = decisionOn(kind, name, entry.suspension->digest);
            entry.suspension->isDenied = isDenied != nullptr && *isDenied;
            if (isDenied != nullptr && !*isDenied)
                allowed.push_back(name);
        }
        for (const auto& name : allowed)
            clear(m_shelves[i], name);
        if (!allowed.empty())
            released.push_back(kind);
    }
    return released;
}

const bool* PinBook::decisionOn(
    DefinitionKind kind, const std::string& name, const base::Sha256& digest) const
{
    if (m_decisions.empty())
        return nullptr;
    const auto found = m_decisions.find(keyOf(kind, name, digest));
    return found == m_decisions.end() ? nullptr : &found->second;
}

void PinBook::beginListing(DefinitionKind kind)
{
    auto& shelf = of(kind);
    if (shelf.state == State::Learning)
        shelf.state = State::Pinned;
}

void PinBook::endPageOfFirst(Shelf& shelf, bool isLast, std::string_view cursor)
{
    const auto learned = shelf.pinned + shelf.doubts.size();
    const bool isNew = learned > std::exchange(shelf.learned, learned);
    const bool leadsBack = !isLast && !cursor.empty() && !shelf.cursors.insert(base::sha256(cursor)).second;
    ++shelf.pages;
    shelf.hasNoEnd = !isLast && ((leadsBack && isNew) || shelf.pages >= kMaxPages);
    shelf.state = isLast || shelf.hasNoEnd ? State::Pinned : State::Learning;
    if (shelf.state == State::Pinned)
        shelf.cursors.clear();
}

std::vector<PinBook::Settled> PinBook::endPage(DefinitionKind kind, bool isLast, std::string_view cursor)
{
    auto& shelf = of(kind);
    if (shelf.state != State::Pinned)
        endPageOfFirst(shelf, isLast, cursor);
    for (const auto& name : m_goodNames) {
        const auto before = m_hiddenNames.contains(name) ? std::nullopt : suspension(kind, name);
        if (!before)
            continue;
        m_settled.push_back({name, before->digest});
        clear(shelf, name);
    }
    m_goodNames.clear();
    m_hiddenNames.clear();
    return std::exchange(m_settled, {});
}

DefinitionVerdict PinBook::judge(DefinitionKind kind, const std::string& name, const std::string& canonical,
    const DefinitionRemarks& remarks)
{
    auto& shelf = of(kind);
    const auto digest = definitionDigest(canonical);
    const auto found = shelf.entries.find(name);
    const bool isKnown = found != shelf.entries.end();
    const bool hasPin = isKnown && found->second.pin;
    if (!hasPin && shelf.state != State::Pinned && hasRoom(shelf)) {
        keep(shelf,
            {name, digest, remarks.isPrivate ? std::string() : canonical, remarks.doubt, remarks.rivalEntry});
        if (remarks.doubt.empty())
            return {DefinitionStanding::FirstSeen, digest};
    }
    const bool isAsPinned = hasPin && found->second.pin->digest == digest;
    const auto* const isDenied = isAsPinned ? nullptr : decisionOn(kind, name, digest);
    const bool isAllowed = isDenied != nullptr && !*isDenied;
    std::optional<DefinitionVerdict> worded;
    if (!isAsPinned && isDenied == nullptr && hasPin && m_acceptsWording && !remarks.isPrivate)
        worded = acceptWording(kind, *found->second.pin, digest, canonical);
    if (!isAsPinned && !isAllowed && !worded) {
        m_hiddenNames.insert(name);
        return suspend(kind, {name, digest, canonical}, remarks.isPrivate, isDenied != nullptr);
    }
    if (isKnown && found->second.suspension)
        m_goodNames.insert(name);
    if (worded)
        return *worded;
    return {isAsPinned ? DefinitionStanding::Known : DefinitionStanding::Allowed, digest};
}

/// Nothing where more than wording is another. Always compared with what was first seen: small steps do not
/// add up.
std::optional<DefinitionVerdict> PinBook::acceptWording(
    DefinitionKind kind, const Pin& pin, const base::Sha256& digest, const std::string& canonical)
{
    auto key = keyOf(kind, pin.name, digest);
    if (m_worded.contains(key))
        return DefinitionVerdict{DefinitionStanding::Accepted, digest};
    if (!isWhole(pin) || m_news >= kMaxNews)
        return std::nullopt;
    auto change = compareDefinitions(kind, pin.text, canonical);
    if (change.parts.empty() || change.kind() != ChangeKind::Wording)
        return std::nullopt;
    ++m_news;
    m_worded.insert(std::move(key));
    return DefinitionVerdict{DefinitionStanding::Accepted, digest, std::move(change)};
}

void PinBook::clear(Shelf& shelf, const std::string& name)
{
    const auto found = shelf.entries.find(name);
    if (found == shelf.entries.end() || !found->second.suspension)
        return;
    found->second.suspension.reset();
    if (!found->second.pin) {
        shelf.entries.erase(found);
        --shelf.strangers;
    }
}

DefinitionVerdict PinBook::suspend(DefinitionKind kind, const Pin& seen, bool isPrivate, bool isDenied)
{
    const auto& [name, digest, canonical, doubt, rival] = seen;
    auto& shelf = of(kind);
    DefinitionVerdict verdict{isDenied ? DefinitionStanding::Denied : DefinitionStanding::Suspended, digest};
    auto found = shelf.entries.find(name);
    if (found == shelf.entries.end()) {
        if (shelf.strangers >= kMaxStrangers) {
            shelf.hasTooManyStrangers = true;
            return verdict;
        }
        ++shelf.strangers;
        found = shelf.entries.try_emplace(name).first;
    }
    auto& entry = found->second;
    const bool isNews = !entry.suspension || entry.suspension->digest != digest;
    if (isNews && entry.suspension)
        m_settled.push_back({name, entry.suspension->digest});
    entry.suspension = Suspension{digest, isDenied};
    if (isNews && !isDenied && m_news < kMaxNews) {
        ++m_news;
        verdict.change = isPrivate ? unshownChange() : changeOf(kind, seen);
        if (shelf.hasNoEnd && !entry.pin)
            verdict.change->parts.push_back({ChangeKind::New,
                "the server's first list had no end; it was taken as it stood after " +
                    std::to_string(shelf.pages) + " pages"});
    }
    return verdict;
}

DefinitionChange PinBook::changeOf(DefinitionKind kind, const Pin& seen)
{
    const auto& name = seen.name;
    const auto& canonical = seen.text;
    const auto& shelf = of(kind);
    const auto found = shelf.entries.find(name);
    const auto& pinned = found->second.pin;
    if (pinned && isWhole(*pinned))
        return compareDefinitions(kind, pinned->text, canonical);
    if (pinned) {
        auto change = describeNew(kind, canonical);
        change.parts = {{ChangeKind::Other, "it is not as it was first seen; what it was then is not known"}};
        return change;
    }
    const auto doubt = shelf.doubts.find(name);
    if (doubt != shelf.doubts.end() && doubt->second.digest == seen.digest) {
        auto change = describeNew(kind, canonical);
        std::erase_if(change.parts, [](const ChangePart& part) { return part.kind == ChangeKind::New; });
        change.parts.insert(change.parts.begin(), {ChangeKind::Shadowing, doubt->second.doubt});
        change.rivalEntry = doubt->second.rivalEntry;
        return change;
    }
    if (const auto* const former = likest(shelf, canonical); former != nullptr && isWhole(*former)) {
        auto change = compareDefinitions(kind, former->text, canonical);
        change.parts.push_back(
            {ChangeKind::Renamed, "it says what " + inQuotes(former->name) + " said, under another name"});
        std::stable_sort(change.parts.begin(), change.parts.end(),
            [](const ChangePart& left, const ChangePart& right) { return left.kind > right.kind; });
        return change;
    }
    return describeNew(kind, canonical);
}

const Pin* PinBook::likest(const Shelf& shelf, const std::string& canonical)
{
    const Pin* best = nullptr;
    double most = kIsRenamed;
    for (const auto& [name, entry] : shelf.entries) {
        if (!entry.pin || entry.pin->text.empty() || m_comparedBytes > kMaxComparedBytes)
            continue;
        const auto& text = entry.pin->text;
        if (text.size() > 2 * canonical.size() || canonical.size() > 2 * text.size())
            continue;
        m_comparedBytes += text.size() + canonical.size();
        if (const auto alike = likeness(text, canonical); alike >= most) {
            most = alike;
            best = &*entry.pin;
        }
    }
    return best;
}

std::optional<PinBook::Suspension> PinBook::suspension(DefinitionKind kind, const std::string& name) const
{
    const auto& shelf = of(kind);
    const auto found = shelf.entries.find(name);
    if (found != shelf.entries.end())
        return found->second.suspension;
    // In doubt from the start, whether or not it was listed in this session.
    if (const auto doubt = shelf.doubts.find(name); doubt != shelf.doubts.end()) {
        const auto* const isDenied = decisionOn(kind, name, doubt->second.digest);
        if (isDenied == nullptr || *isDenied)
            return Suspension{doubt->second.digest, isDenied != nullptr};
    }
    // One of those that could not be noted any more.
    return shelf.hasTooManyStrangers ? std::optional(Suspension()) : std::nullopt;
}

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"
#include "core/trust/definition_change.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// One definition as it was first seen.
struct Pin {
    std::string name; ///< see pinName(); empty for instructions
    base::Sha256 digest{};
    std::string text; ///< canonical form; empty where it is too long to be kept
    /// A sentence: why it was not taken as it came, though it was there from the start. Then it is no pin but
    /// asks, in all sessions alike.
    std::string doubt = {};
    /// The entry of the server that it is in doubt for, where neither was there first.
    std::string rivalEntry = {};

    bool operator==(const Pin&) const = default;
};

/// What the user has said about one definition that is not as it was first seen, or was not there then.
struct DefinitionDecision {
    model::DefinitionKind kind = model::DefinitionKind::Tool;
    std::string name;
    base::Sha256 digest{};
    bool isDenied = false;

    bool operator==(const DefinitionDecision&) const = default;
};

enum class DefinitionStanding : std::uint8_t {
    FirstSeen, ///< pinned from now on
    Known,     ///< as it was first seen
    Allowed,   ///< not so, and the user has allowed it
    Accepted,  ///< not so, but only worded otherwise, which the policy lets pass
    Suspended, ///< not so, and nobody has decided
    Denied,    ///< not so, and the user has denied it
};

std::string_view toText(DefinitionStanding standing); // "first-seen" …

/// What is known of a definition beside what it says.
struct DefinitionRemarks {
    std::string doubt =
        {}; ///< a sentence: it must not be taken as it comes even if it is there from the start
    std::string rivalEntry = {}; ///< see Pin
    bool isPrivate = false;      ///< it holds a secret or personal data: nothing of it is kept or shown
};

/// What is to be done about one definition.
struct DefinitionVerdict {
    DefinitionStanding standing = DefinitionStanding::Known;
    base::Sha256 digest{};
    /// Set where it is suspended, or accepted, and was not so before in this session: it is to be asked
    /// about, or told.
    std::optional<DefinitionChange> change = std::nullopt;
    bool isHidden() const
    {
        return standing == DefinitionStanding::Suspended || standing == DefinitionStanding::Denied;
    }
};

/// The name under which something is pinned: its own, or, of a very long one, its start and its digest.
std::string pinName(std::string_view name);

/// What one launch was first seen to offer, and what of it is suspended. The first listing of each kind is
/// pinned as it comes, page by page; what comes later is compared with it. Bounded, whatever the server does.
class PinBook {
public:
    static constexpr std::size_t kMaxPins = 4096;                          ///< of a kind
    static constexpr std::size_t kMaxPinTextBytes = std::size_t{64} << 10; ///< of one
    static constexpr std::size_t kMaxAllTextBytes = std::size_t{4} << 20;  ///< of a kind
    static constexpr std::size_t kMaxStrangers = 1024; ///< of a kind: suspended and not pinned
    static constexpr std::size_t kMaxNews = 128;       ///< told in a session
    /// Of a first listing. Servers give some fifty definitions a page, or all at once: whoever has more pages
    /// than this has no list, and could bring on a late page what nobody saw when the server was approved.
    static constexpr std::size_t kMaxPages = 128;

    /// What earlier sessions have pinned. The kind is pinned from here on, even if that is nothing.
    void load(model::DefinitionKind kind, std::vector<Pin> pins);
    /// What the file of the kind says by now: of two servers that were first listed at the same moment, each
    /// is in doubt. Which definitions were taken as they came and are suspended from here on, with their
    /// texts.
    std::vector<Pin> contest(model::DefinitionKind kind, const std::vector<Pin>& pins);
    /// All that the user has decided about definitions of this launch, in the place of what was told before.
    /// Which kinds have something that is allowed now and was suspended.
    std::vector<model::DefinitionKind> decide(const std::vector<DefinitionDecision>& decisions);

    /// Whether what is only worded otherwise than it was first seen passes, see ChangeKind::Wording.
    void setAcceptsWording(bool accepts) { m_acceptsWording = accepts; }

    /// The client asks for a list from its start: what was not on the pages of the first one is new.
    void beginListing(model::DefinitionKind kind);
    DefinitionVerdict judge(model::DefinitionKind kind, const std::string& name, const std::string& canonical,
        const DefinitionRemarks& remarks = {});
    /// What stood suspended and does so no more: its question is settled.
    struct Settled {
        std::string name;
        base::Sha256 digest{};
    };
    /// All of an answer was judged. `isLast`: no further page follows; else `cursor` leads there. A name is
    /// free again where nothing that stands under it on the page is hidden. A first listing that has no end
    /// is over as it stands: after kMaxPages, or where a page brings something new and leads to a page that
    /// came before (one that brings nothing may have been asked for twice). What comes later is new.
    std::vector<Settled> endPage(model::DefinitionKind kind, bool isLast, std::string_view cursor = {});

    bool isPinned(model::DefinitionKind kind) const { return of(kind).state == State::Pinned; }
    std::vector<Pin> pins(model::DefinitionKind kind) const;

    /// The digest under which a definition is suspended or denied, where it is.
    struct Suspension {
        base::Sha256 digest{};
        bool isDenied = false;
    };
    std::optional<Suspension> suspension(model::DefinitionKind kind, const std::string& name) const;

private:
    enum class State : std::uint8_t { Unseen, Learning, Pinned };
    struct Entry {
        std::optional<Pin> pin;
        std::optional<Suspension> suspension;
    };
    struct Shelf {
        State state = State::Unseen;
        std::map<std::string, Entry, std::less<>> entries;
        std::map<std::string, Pin, std::less<>> doubts; // by name
        std::size_t pinned = 0;
        std::size_t textBytes = 0;
        std::size_t strangers = 0;
        bool hasTooManyStrangers = false;
        // Of the first listing.
        std::size_t pages = 0;
        std::size_t learned = 0; // on all pages before this one
        std::set<base::Sha256> cursors;
        bool hasNoEnd = false;
    };

    Shelf& of(model::DefinitionKind kind) { return m_shelves[static_cast<std::size_t>(kind)]; }
    const Shelf& of(model::DefinitionKind kind) const { return m_shelves[static_cast<std::size_t>(kind)]; }
    static void keep(Shelf& shelf, Pin pin);
    static bool hasRoom(const Shelf& shelf) { return shelf.pinned + shelf.doubts.size() < kMaxPins; }
    const bool* decisionOn(
        model::DefinitionKind kind, const std::string& name, const base::Sha256& digest) const;
    DefinitionVerdict suspend(model::DefinitionKind kind, const Pin& seen, bool isPrivate, bool isDenied);
    std::optional<DefinitionVerdict> acceptWording(
        model::DefinitionKind kind, const Pin& pin, const base::Sha256& digest, const std::string& canonical);
    static void clear(Shelf& shelf, const std::string& name);
    static void endPageOfFirst(Shelf& shelf, bool isLast, std::string_view cursor);
    DefinitionChange changeOf(model::DefinitionKind kind, const Pin& seen);
    const Pin* likest(const Shelf& shelf, const std::string& canonical);

    std::array<Shelf, model::kDefinitionKinds> m_shelves;
    std::map<std::string, bool, std::less<>> m_decisions; // is it a denial; by kind, digest and name
    // Of the page that is being judged.
    std::set<std::string, std::less<>> m_hiddenNames;
    std::set<std::string, std::less<>> m_goodNames; // that were suspended before
    std::vector<Settled> m_settled;
    std::set<std::string, std::less<>> m_worded; // as m_decisions; what was found to be worded otherwise only
    bool m_acceptsWording = false;
    std::size_t m_news = 0;
    std::size_t m_comparedBytes = 0;
};

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/inspector.h"

#include "core/inspect/base64_text.h"
#include "core/inspect/window_selector.h"
#include "core/jsonrpc/pointer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gatehouse::inspect {
namespace {

// Texts are searched together, some at a time: a search has a price of its own, and all of a large message
// would need much memory.
constexpr std::size_t kBatchBytes = std::size_t{128} << 10;
// A larger copy is given back when its message has been inspected.
constexpr std::size_t kKeptBytes = 4 * kBatchBytes;
// Between two texts: no pattern has it, so none matches across.
constexpr char kSeparator = '\x1E';
// Encoded texts in a message. More than any ordinary one has: what is beyond is told, not looked at. A page
// inside JSON inside a text, most of it hidden, is three times the message.
constexpr unsigned kMaxDepth = 3;
constexpr std::size_t kRevealedForOneByte = 4;
constexpr std::size_t kBytesForOneRevealed = 32;
constexpr std::size_t kAlwaysRevealed = std::size_t{64} << 10;

bool isBefore(const Found& left, const Found& right)
{
    if (left.source.begin != right.source.begin)
        return left.source.begin < right.source.begin;
    if (left.source.end != right.source.end)
        return left.source.end < right.source.end;
    return left.rule != right.rule ? left.rule->id < right.rule->id : left.confidence > right.confidence;
}

bool isSame(const Found& left, const Found& right)
{
    return left.rule == right.rule && left.source == right.source;
}

} // namespace

class Inspector::State final : public mcp::TextSink, public MatchSink, public FindingSink {
public:
    State(const DetectorSet& detectors, PatternScan scan)
        : m_detectors(detectors)
        , m_scan(std::move(scan))
    {
    }

    base::Result<Inspection> inspect(const jsonrpc::Message& message, mcp::Channel channel)
    {
        m_line = message.line;
        m_budget = kAlwaysRevealed + kRevealedForOneByte * message.line.size();
        m_textsLeft = (kAlwaysRevealed + message.line.size()) / kBytesForOneRevealed;
        m_inspection = {};
        m_failure.reset();
        m_selector.startMessage(m_line.size());
        mcp::walkTexts(message, channel, *this);
        searchBatch();
        if (m_failure)
            return *m_failure;
        joinSame();
        if (m_copy.text.capacity() > kKeptBytes)
            std::exchange(m_copy, TextCopy()); // assigning an empty string would keep the bytes
        if (m_decoded.text.capacity() > kKeptBytes)
            std::exchange(m_decoded, DecodedText());
        return std::move(m_inspection);
    }

    void searchAlso(const Detector* more) { m_more = more; }

    void text(const mcp::TextField& field) override;
    void match(std::size_t pattern, std::size_t end) override;
    void found(std::size_t rule, Span place, Confidence confidence) override;
    void foundInSource(std::size_t rule, Span source, Confidence confidence) override;
    void cue(std::size_t end, std::uint32_t kinds) override;
    std::size_t reveal(Encoding encoding, Span place) override;

private:
    /// One text of the batch.
    struct Part {
        mcp::TextField field;
        Span copy;              // in TextCopy::text
        std::size_t hiddenFrom; // in TextCopy::hidden
        std::size_t hiddenTo;
        Encoding encoding = Encoding::None;
        unsigned depth = 0;
        std::size_t encodedBytes = 0;

        std::size_t begin() const { return copy.begin; }
    };
    /// One that was revealed in a part, and is not yet one itself.
    struct Revealed {
        std::size_t part;
        Span text; // in DecodedText::text
        Encoding encoding;
        std::size_t encodedBytes;
    };

    bool addBlob(const mcp::TextField& field, std::size_t offset);
    void add(Part part);
    std::size_t decodeInto(std::size_t part, Encoding encoding, std::string_view run, std::size_t offset);
    void revealStyled();
    void takeRevealed();
    Span sourceOf(const Part& part, Span span) const;
    void searchBatch();
    void joinSame();
    void tellTexts();
    void tellTexts(const Detector& detector);
    void tellWindows();
    void tellHidden();
    Look lookAt(const Part& part)
    {
        m_part = &part;
        return {std::string_view(m_copy.text).substr(part.copy.begin, part.copy.size()), part.field,
            part.encoding, part.depth, part.encodedBytes};
    }

    const DetectorSet& m_detectors;
    const Detector* m_more = nullptr;
    PatternScan m_scan;
    std::string_view m_line;
    TextCopy m_copy;
    WindowSelector m_selector;
    std::vector<Span> m_windows; // of one part
    DecodedText m_decoded;       // its map leads into the copy
    std::vector<Part> m_parts;   // that are searched now: those of one depth
    std::vector<Part> m_partsAround;
    std::vector<Revealed> m_revealed;
    std::array<std::size_t, kEncodings> m_revealedTo{}; // in the copy
    std::size_t m_searchedTo = 0;                       // in the copy
    std::size_t m_styledTo = 0;                         // in TextCopy::styled
    std::size_t m_budget = 0;                           // bytes that may still be decoded
    std::size_t m_textsLeft = 0;                        // that may still be revealed
    Inspection m_inspection;
    std::optional<base::Error> m_failure;
    // What the detector that is being asked looks at.
    const Part* m_part = nullptr;
    const Detector* m_detector = nullptr;
};

void Inspector::State::text(const mcp::TextField& field)
{
    const auto offset = static_cast<std::size_t>(field.token.data() - m_line.data());
    if (!m_parts.empty() && m_copy.text.size() + field.token.size() > kBatchBytes)
        searchBatch();
    if (field.role == mcp::TextRole::Blob && addBlob(field, offset))
        return;
    Part part{field, {m_copy.text.size(), 0}, m_copy.hidden.size(), 0};
    if (field.kind == mcp::TextField::Kind::Number) {
        m_copy.map.copied(m_copy.text.size(), offset);
        m_copy.text += field.token;
    } else {
        normalise(field.token, offset, m_copy);
    }
    add(part);
}

/// Closes what was copied for it.
void Inspector::State::add(Part part)
{
    part.copy.end = m_copy.text.size();
    part.hiddenTo = m_copy.hidden.size();
    if (part.copy.size() == 0 && part.hiddenFrom == part.hiddenTo)
        return;
    m_parts.push_back(part);
    m_copy.text += kSeparator;
}

/// Base64 is searched for what it says, not for its letters: images have many, and any word may stand in
/// them. False where it is none.
bool Inspector::State::addBlob(const mcp::TextField& field, std::size_t offset)
{
    constexpr std::size_t kFewestLetters = 64;
    if (field.kind != mcp::TextField::Kind::String || field.token.size() < kFewestLetters + 2)
        return false;
    const auto inside = field.token.substr(1, field.token.size() - 2);
    const auto run = base64Run(inside, 0, 0);
    const auto padding = inside.substr(run.end);
    if (run.size() == 0 || padding.size() > 2 || padding.find_first_not_of('=') != std::string_view::npos)
        return false;
    if (findBase64Text(inside.substr(0, kFewestLetters), {0, kFewestLetters})) {
        // One letter stands for all of it: what is decoded leads through the copy, as of other texts.
        Part part{field, {m_copy.text.size(), 0}, m_copy.hidden.size(), 0};
        const auto at = m_copy.text.size();
        m_copy.map.replaced(at, {offset + 1, offset + 1 + inside.size()});
        m_copy.text += '.';
        add(part);
        const auto before = m_decoded.text.size();
        decodeInto(m_parts.size() - 1, Encoding::Base64, inside, at);
        m_decoded.map.cut(before);
        if (m_decoded.text.size() > before)
            m_decoded.map.replaced(before, {at, at + 1});
    }
    return true;
}

/// `run` stands at `offset` of the copy, in that part. Returns how much of it was read.
std::size_t Inspector::State::decodeInto(
    std::size_t part, Encoding encoding, std::string_view run, std::size_t offset)
{
    if (m_textsLeft == 0 || run.size() > m_budget) {
        m_inspection.isCutShort = true;
        return run.size();
    }
    const auto before = m_decoded.text.size();
    const auto taken = decode(encoding, run, offset, m_decoded);
    if (const auto size = m_decoded.text.size() - before; size > 0) {
        m_budget -= size;
        --m_textsLeft;
        m_revealed.push_back({part, {before, m_decoded.text.size()}, encoding, taken});
    }
    return taken;
}

std::size_t Inspector::State::reveal(Encoding encoding, Span place)
{
    const auto begin = m_part->copy.begin + place.begin;
    auto& revealedTo = m_revealedTo[static_cast<std::size_t>(encoding)];
    if (m_part->depth == kMaxDepth || begin < revealedTo || place.size() == 0)
        return place.end;
    const auto run = std::string_view(m_copy.text).substr(begin, place.size());
    const auto part = static_cast<std::size_t>(m_part - m_parts.data());
    const auto taken = decodeInto(part, encoding, run, begin);
    revealedTo = begin + taken;
    return place.begin + taken;
}

void Inspector::State::revealStyled()
{
    for (; m_styledTo < m_copy.styled.size(); ++m_styledTo) {
        const auto span = m_copy.styled[m_styledTo];
        const auto after = std::ranges::upper_bound(m_parts, span.begin, {}, &Part::begin);
        m_part = &*(after - 1);
        reveal(Encoding::StyledLetters, {span.begin - m_part->begin(), span.end - m_part->begin()});
    }
}

/// What was revealed is searched next.
void Inspector::State::takeRevealed()
{
    m_searchedTo = m_copy.text.size();
    std::swap(m_parts, m_partsAround);
    m_parts.clear();
    for (const auto& revealed : m_revealed) {
        const auto& around = m_partsAround[revealed.part];
        Part part{around.field, {m_copy.text.size(), 0}, m_copy.hidden.size(), 0, revealed.encoding,
            around.depth + 1, revealed.encodedBytes};
        normaliseText(std::string_view(m_decoded.text).substr(revealed.text.begin, revealed.text.size()),
            revealed.text.begin, m_copy);
        add(part);
    }
    m_revealed.clear();
}

void Inspector::State::searchBatch()
{
    while (!m_failure && !m_parts.empty()) {
        revealStyled();
        tellTexts();
        if (const auto done = m_scan.scan(std::string_view(m_copy.text).substr(m_searchedTo), *this); !done)
            m_failure = done.error();
        tellWindows();
        tellHidden();
        takeRevealed();
    }
    m_parts.clear();
    m_revealed.clear();
    m_copy.clear();
    m_decoded.clear();
    m_revealedTo.fill(0);
    m_searchedTo = 0;
    m_styledTo = 0;
}

void Inspector::State::match(std::size_t pattern, std::size_t end)
{
    end += m_searchedTo;
    if (end == 0)
        return;
    // The part that the match's last byte is in.
    const auto after = std::ranges::upper_bound(m_parts, end - 1, {}, &Part::begin);
    if (after == m_parts.begin())
        return;
    const auto& part = *(after - 1);
    if (end > part.copy.end)
        return;
    const auto& owner = m_detectors.patterns()[pattern];
    m_detector = owner.detector;
    owner.detector->onMatch(lookAt(part), owner.pattern, end - part.copy.begin, *this);
}

void Inspector::State::tellTexts()
{
    for (const auto* const detector : m_detectors.textReaders())
        tellTexts(*detector);
    if (m_more != nullptr)
        tellTexts(*m_more);
}

void Inspector::State::tellTexts(const Detector& detector)
{
    m_detector = &detector;
    for (const auto& part : m_parts)
        detector.onText(lookAt(part), *this);
}

void Inspector::State::tellWindows()
{
    const auto& first = m_parts.front().field.token;
    const auto& last = m_parts.back().field.token;
    // What was revealed is no more of the message than what it was revealed in.
    const bool isRevealed = m_parts.front().depth > 0;
    const auto chosen = m_selector.finishBatch(
        isRevealed ? 0 : static_cast<std::size_t>(last.data() + last.size() - first.data()));
    for (std::size_t i = 0; i < chosen.size();) {
        const auto& part = m_parts[chosen[i].text];
        m_windows.clear();
        for (const auto text = chosen[i].text; i < chosen.size() && chosen[i].text == text; ++i)
            m_windows.push_back(chosen[i].place);
        for (const auto* const detector : m_detectors.windowReaders()) {
            m_detector = detector;
            detector->onWindows(lookAt(part), m_windows, *this);
        }
    }
}

void Inspector::State::tellHidden()
{
    for (const auto& part : m_parts) {
        // Nobody shows a text before it is decoded, but for a client the blob of a resource.
        if (part.depth > 0 && part.field.role != mcp::TextRole::Blob)
            continue;
        for (auto i = part.hiddenFrom; i < part.hiddenTo; ++i) {
            for (const auto& detector : m_detectors.detectors()) {
                m_detector = detector.get();
                const auto source = sourceOf(part, m_copy.hidden[i].source);
                detector->onHidden(
                    lookAt(part), {m_copy.hidden[i].carrier, source, m_copy.hidden[i].count}, *this);
            }
        }
    }
}

/// The place in the line of what stands at `span` in the text that the part was copied from.
Span Inspector::State::sourceOf(const Part& part, Span span) const
{
    for (auto depth = part.depth; depth > 0; --depth)
        span = m_copy.map.sourceOf(m_decoded.map.sourceOf(span));
    return span;
}

/// In order, and of the same found twice the one of more confidence.
void Inspector::State::joinSame()
{
    auto& found = m_inspection.found;
    std::ranges::sort(found, isBefore);
    found.erase(std::unique(found.begin(), found.end(), isSame), found.end());
}

void Inspector::State::found(std::size_t rule, Span place, Confidence confidence)
{
    const bool isOfLetters = m_part->encoding == Encoding::None || isExact(m_part->encoding);
    const auto family = m_detector->rules()[rule].family;
    if (!isOfLetters && (family == Family::Secret || family == Family::Personal))
        return;
    const auto begin = m_part->copy.begin;
    const auto span = m_copy.map.sourceOf({begin + place.begin, begin + place.end});
    foundInSource(rule, sourceOf(*m_part, span), confidence);
}

void Inspector::State::foundInSource(std::size_t rule, Span source, Confidence confidence)
{
    if (m_inspection.isCutShort && m_inspection.found.size() >= kMaxFound)
        return;
    if (m_inspection.found.size() >= kMaxFound) {
        // What stands in two copies is found twice.
        joinSame();
        m_inspection.isCutShort = m_inspection.found.size() > kMaxFound * 3 / 4;
    }
    if (m_inspection.found.size() >= kMaxFound)
        return;
    m_inspection.found.push_back({m_detector, &m_detector->rules()[rule], confidence, source, m_part->field});
}

void Inspector::State::cue(std::size_t end, std::uint32_t kinds)
{
    m_selector.add(static_cast<std::size_t>(m_part - m_parts.data()), m_part->copy.size(), end, kinds);
}

Inspector::Inspector(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

Inspector::Inspector(Inspector&&) noexcept = default;
Inspector& Inspector::operator=(Inspector&&) noexcept = default;
Inspector::~Inspector() = default;

base::Result<Inspector> Inspector::make(const DetectorSet& detectors)
{
    auto scan = PatternScan::open();
    if (!scan)
        return scan.error();
    return Inspector(std::make_unique<State>(detectors, std::move(*scan)));
}

void Inspector::searchAlso(const Detector* more)
{
    m_state->searchAlso(more);
}

base::Result<Inspection> Inspector::inspect(const jsonrpc::Message& message, mcp::Channel channel)
{
    return m_state->inspect(message, channel);
}

namespace {

/// A key that was found to hold something must not stand in the journal, where pointers lead through it.
void hideKeys(const std::vector<Found>& found, std::vector<std::string>& pointers)
{
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (found[i].field.kind != mcp::TextField::Kind::Key)
            continue;
        const auto slash = pointers[i].rfind('/');
        if (slash == std::string::npos)
            continue;
        const auto parent = pointers[i].substr(0, slash + 1);
        const auto path = pointers[i];
        const auto shown = parent + "‹" + std::string(found[i].rule->id) + "›";
        for (auto& pointer : pointers) {
            if (pointer == path || pointer.starts_with(path + '/'))
                pointer.replace(0, path.size(), shown);
        }
    }
}

} // namespace

std::vector<model::Finding> toFindings(std::string_view line, const std::vector<Found>& found)
{
    std::vector<std::size_t> offsets;
    offsets.reserve(found.size());
    for (const auto& one : found)
        offsets.push_back(static_cast<std::size_t>(one.field.token.data() - line.data()));
    auto pointers = jsonrpc::pointersTo(line, offsets);
    hideKeys(found, pointers);
    std::vector<model::Finding> findings;
    findings.reserve(found.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        findings.push_back({std::string(found[i].rule->id), std::move(pointers[i]), found[i].source.begin,
            found[i].source.size()});
    return findings;
}

} // namespace gatehouse::inspect

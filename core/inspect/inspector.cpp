// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/inspector_state.h"
#include "core/inspect/pattern_database.h"

#include "core/jsonrpc/pointer.h"

#include <algorithm>
#include <utility>

namespace gatehouse::inspect {
namespace {

// A larger copy is given back when its message has been inspected.
constexpr std::size_t kKeptBytes = 4 * kBatchBytes;
// Between two texts: no pattern has it but as what its text begins with, so none matches across.
constexpr char kSeparator = '\x1E';

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

base::Result<Inspection> Inspector::State::inspect(const jsonrpc::Message& message, mcp::Channel channel)
{
    m_line = message.line;
    startRevealing();
    m_inspection = {};
    m_failure.reset();
    m_selector.startMessage(m_line.size());
    m_hasJoints = false;
    mcp::walkTexts(message, channel, *this);
    if (!m_chain.isEmpty())
        finishChain();
    searchBatch();
    if (m_failure)
        return *m_failure;
    joinSame();
    if (m_hasJoints)
        takeJoined();
    if (m_copy.text.capacity() > kKeptBytes)
        std::exchange(m_copy, TextCopy()); // assigning an empty string would keep the bytes
    if (m_decoded.text.capacity() > kKeptBytes)
        std::exchange(m_decoded, DecodedText());
    return std::move(m_inspection);
}

void Inspector::State::text(const mcp::TextField& field)
{
    const auto offset = static_cast<std::size_t>(field.token.data() - m_line.data());
    const auto scope = scopeOf(field.channel);
    if (!m_parts.empty() && (scope != m_scope || m_copy.text.size() + field.token.size() > kBatchBytes))
        searchBatch();
    m_scope = scope;
    if (field.role == mcp::TextRole::Blob && addBlob(field, offset))
        return;
    open(field);
    if (field.kind == mcp::TextField::Kind::Number) {
        m_copy.map.copied(m_copy.text.size(), offset);
        m_copy.text += field.token;
    } else {
        normalise(field.token, offset, m_copy);
    }
    close();
    if (TextChain::isBlock(field))
        addToChain(field);
}

/// The part of the text that is copied next. Made in its place: most messages have many small ones.
Inspector::State::Part& Inspector::State::open(const mcp::TextField& field)
{
    auto& part = m_parts.emplace_back();
    part.field = field;
    part.copy.begin = m_copy.text.size();
    part.hiddenFrom = m_copy.hidden.size();
    return part;
}

/// All of it has been copied.
void Inspector::State::close()
{
    auto& part = m_parts.back();
    part.copy.end = m_copy.text.size();
    part.hiddenTo = m_copy.hidden.size();
    if (part.copy.size() == 0 && part.hiddenFrom == part.hiddenTo) {
        m_parts.pop_back();
        return;
    }
    m_copy.text += kSeparator;
    if (m_scope != Scope::Content && m_scope != Scope::Question)
        return;
    const bool isWorthAGlance = selectorOf(part).addText(m_parts.size() - 1, part.copy.size());
    // What stands near a joint was glanced at where it stands.
    if (isWorthAGlance && m_glances && !part.isOfChain)
        glanceAt(part);
}

void Inspector::State::glanceAt(const Part& part)
{
    m_windows.clear();
    const auto text = std::string_view(m_copy.text).substr(part.copy.begin, part.copy.size());
    for (const auto* const detector : m_detectors.windowReaders())
        detector->glance(text, m_windows);
    for (const auto& window : m_windows)
        selectorOf(part).addWindow(m_parts.size() - 1, window);
}

void Inspector::State::searchBatch()
{
    while (!m_failure && !m_parts.empty()) {
        revealStyled();
        tellTexts();
        m_takenEnd = m_searchedTo;
        const auto searched = std::string_view(m_copy.text).substr(m_searchedTo);
        findMarks(searched, *this);
        if (const auto done = m_scan.scan(m_scope, searched, *this); !done)
            m_failure = done.error();
        tellWindows();
        tellHidden();
        takeRevealed();
    }
    m_parts.clear();
    m_chained.clear();
    m_revealed.clear();
    m_copy.clear();
    m_decoded.clear();
    m_revealedTo.fill(0);
    m_searchedTo = 0;
    m_styledTo = 0;
}

const Inspector::State::Part* Inspector::State::partAt(std::size_t place)
{
    // What is found comes in the order of the text: in the same part as before, as a rule, or in one of the
    // next.
    constexpr std::size_t kNear = 16;
    auto part = m_lastPart < m_parts.size() && m_parts[m_lastPart].copy.begin <= place ? m_lastPart : 0;
    const auto near = std::min(part + kNear, m_parts.size());
    while (part + 1 < near && m_parts[part + 1].copy.begin <= place)
        ++part;
    if (part + 1 == near && near < m_parts.size()) {
        const auto after = std::upper_bound(m_parts.begin() + static_cast<std::ptrdiff_t>(part),
            m_parts.end(), place, [](std::size_t at, const Part& one) { return at < one.copy.begin; });
        part = static_cast<std::size_t>(std::max(after - m_parts.begin(), std::ptrdiff_t{1})) - 1;
    }
    m_lastPart = part;
    return part < m_parts.size() && m_parts[part].copy.begin <= place ? &m_parts[part] : nullptr;
}

void Inspector::State::match(std::size_t pattern, std::size_t end)
{
    end += m_searchedTo;
    if (end == 0 || isFull())
        return;
    const auto* const part = partAt(end - 1);
    if (part == nullptr || end > part->copy.end)
        return;
    for (const auto& owner : ownersOf(m_scope, pattern)) {
        m_detector = m_detectors.detectors()[owner.detector].get();
        m_detector->onMatch(lookAt(*part), owner.told, end - part->copy.begin, *this);
    }
}

void Inspector::State::mark(Mark mark, std::size_t at)
{
    at += m_searchedTo;
    const auto* const part = partAt(at);
    const bool isNumber = mark == Mark::Number;
    if (part == nullptr || (isNumber && at < m_takenEnd))
        return;
    const auto look = lookAt(*part);
    Sighting sighting;
    if (!sightingAt(look.text, mark, at - part->copy.begin, sighting))
        return;
    for (const auto* const detector : m_detectors.readersOf(sighting)) {
        m_detector = detector;
        if (detector->onMark(look, sighting, *this)) {
            // Its later groups are no numbers of their own.
            m_takenEnd = isNumber ? m_foundEnd : m_takenEnd;
            return;
        }
    }
}

void Inspector::State::tellTexts()
{
    for (const auto& part : m_parts) {
        const auto look = lookAt(part);
        for (const auto* const detector : m_detectors.textReaders(part.field.channel))
            tellText(*detector, look);
        if (m_more != nullptr)
            tellText(*m_more, look);
        tellWords(look);
    }
}

void Inspector::State::tellText(const Detector& detector, const Look& look)
{
    if (isFull())
        return;
    m_detector = &detector;
    detector.onText(look, *this);
}

/// Of the message. What was revealed is no more of it than what it was revealed in, and a chain no more than
/// its blocks: they get what those have left.
std::size_t Inspector::State::bytesOfBatch() const
{
    const auto isOwn = [](const Part& part) { return part.depth == 0 && !part.isOfChain; };
    const auto first = std::find_if(m_parts.begin(), m_parts.end(), isOwn);
    const auto last = std::find_if(m_parts.rbegin(), m_parts.rend(), isOwn);
    if (first == m_parts.end())
        return 0;
    const auto& end = last->field.token;
    return static_cast<std::size_t>(end.data() + end.size() - first->field.token.data());
}

void Inspector::State::tellWindows()
{
    const auto bytes = bytesOfBatch();
    tellWindows(m_selector.finishBatch(bytes));
    if (!m_chained.empty())
        tellWindows(m_chainSelector.finishBatch(bytes));
}

void Inspector::State::tellWindows(std::span<const WindowSelector::Window> chosen)
{
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
    if (m_copy.hidden.empty())
        return; // as of nearly all messages, however many texts they have
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
    m_foundEnd = begin + place.end;
    const auto span = m_copy.map.sourceOf({begin + place.begin, begin + place.end}, m_line);
    foundInSource(rule, sourceOf(*m_part, span), confidence);
}

void Inspector::State::foundInSource(std::size_t rule, Span source, Confidence confidence)
{
    if (m_part->isOfChain)
        foundInChain(rule, source, confidence);
    else
        add({m_detector, &m_detector->rules()[rule], confidence, source, m_part->field});
}

void Inspector::State::add(const Found& found)
{
    if (isFull())
        return;
    if (m_inspection.found.size() >= kMaxFound) {
        // What stands in two copies is found twice.
        joinSame();
        m_inspection.isCutShort = m_inspection.found.size() > kMaxFound * 3 / 4;
    }
    if (m_inspection.found.size() >= kMaxFound)
        return;
    m_inspection.found.push_back(found);
}

void Inspector::State::cue(std::size_t end, std::uint32_t points)
{
    selectorOf(*m_part).addCue(
        static_cast<std::size_t>(m_part - m_parts.data()), m_part->copy.size(), end, points);
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

void Inspector::chooseWithoutGlance()
{
    m_state->chooseWithoutGlance();
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

// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/inspector.h"

#include "core/inspect/window_selector.h"
#include "core/jsonrpc/pointer.h"

#include <algorithm>
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

bool isBefore(const Found& left, const Found& right)
{
    if (left.source.begin != right.source.begin)
        return left.source.begin < right.source.begin;
    return left.source.end != right.source.end ? left.source.end < right.source.end
                                               : left.rule->id < right.rule->id;
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
        m_inspection = {};
        m_failure.reset();
        m_selector.startMessage(m_line.size());
        mcp::walkTexts(message, channel, *this);
        searchBatch();
        if (m_failure)
            return *m_failure;
        auto& found = m_inspection.found;
        std::ranges::sort(found, isBefore);
        found.erase(std::unique(found.begin(), found.end(), isSame), found.end());
        if (m_copy.text.capacity() > kKeptBytes)
            std::exchange(m_copy, TextCopy()); // assigning an empty string would keep the bytes
        return std::move(m_inspection);
    }

    void searchAlso(const Detector* more) { m_more = more; }

    void text(const mcp::TextField& field) override;
    void match(std::size_t pattern, std::size_t end) override;
    void found(std::size_t rule, Span place, Confidence confidence) override;
    void foundInSource(std::size_t rule, Span source, Confidence confidence) override;
    void cue(std::size_t end, std::uint32_t kinds) override;

private:
    /// One text of the batch.
    struct Part {
        mcp::TextField field;
        Span copy;              // in TextCopy::text
        std::size_t hiddenFrom; // in TextCopy::hidden
        std::size_t hiddenTo;
    };

    void searchBatch();
    void tellTexts();
    void tellTexts(const Detector& detector);
    void tellWindows();
    void tellHidden();
    Look lookAt(const Part& part)
    {
        m_part = &part;
        return {std::string_view(m_copy.text).substr(part.copy.begin, part.copy.size()), part.field};
    }

    const DetectorSet& m_detectors;
    const Detector* m_more = nullptr;
    PatternScan m_scan;
    std::string_view m_line;
    TextCopy m_copy;
    std::vector<Part> m_parts;
    WindowSelector m_selector;
    std::vector<Span> m_windows; // of one part
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
    Part part{field, {m_copy.text.size(), 0}, m_copy.hidden.size(), 0};
    if (field.kind == mcp::TextField::Kind::Number) {
        m_copy.map.copied(m_copy.text.size(), offset);
        m_copy.text += field.token;
    } else {
        normalise(field.token, offset, m_copy);
    }
    part.copy.end = m_copy.text.size();
    part.hiddenTo = m_copy.hidden.size();
    if (part.copy.size() == 0 && part.hiddenFrom == part.hiddenTo)
        return;
    m_parts.push_back(part);
    m_copy.text += kSeparator;
}

void Inspector::State::searchBatch()
{
    if (!m_failure && !m_parts.empty()) {
        tellTexts();
        if (const auto done = m_scan.scan(m_copy.text, *this); !done)
            m_failure = done.error();
        tellWindows();
        tellHidden();
    }
    m_parts.clear();
    m_copy.clear();
}

void Inspector::State::match(std::size_t pattern, std::size_t end)
{
    if (end == 0)
        return;
    // The part that the match's last byte is in.
    const auto after =
        std::ranges::upper_bound(m_parts, end - 1, {}, [](const Part& part) { return part.copy.begin; });
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
    const auto chosen =
        m_selector.finishBatch(static_cast<std::size_t>(last.data() + last.size() - first.data()));
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
        for (auto i = part.hiddenFrom; i < part.hiddenTo; ++i) {
            for (const auto& detector : m_detectors.detectors()) {
                m_detector = detector.get();
                detector->onHidden(lookAt(part), m_copy.hidden[i], *this);
            }
        }
    }
}

void Inspector::State::found(std::size_t rule, Span place, Confidence confidence)
{
    const auto begin = m_part->copy.begin;
    foundInSource(rule, m_copy.map.sourceOf({begin + place.begin, begin + place.end}), confidence);
}

void Inspector::State::foundInSource(std::size_t rule, Span source, Confidence confidence)
{
    if (m_inspection.found.size() >= kMaxFound) {
        m_inspection.isCutShort = true;
        return;
    }
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

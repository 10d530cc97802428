// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/detector_set.h"
#include "core/inspect/pattern_scan.h"
#include "core/jsonrpc/message.h"
#include "core/model/finding.h"

#include <memory>
#include <vector>

namespace gatehouse::inspect {

/// Something that a detector found, and in which text.
struct Found {
    const Detector* detector = nullptr;
    const Rule* rule = nullptr;
    Confidence confidence = Confidence::Low;
    Span source;          ///< in the message's line
    mcp::TextField field; ///< views the line
};

/// What one message held.
struct Inspection {
    std::vector<Found> found; ///< by source; no two of one rule at one place
    bool isCutShort = false;  ///< there was more than kMaxFound, or more encoded than is decoded
};

inline constexpr std::size_t kMaxFound = 1000; ///< in one message; a journal line holds no more

/// Looks at every text of a message: walks, normalises, searches all patterns at once, and asks the detectors
/// about what matches; then the same with what is encoded in those texts, and in these, four deep; of
/// decoded text five times the message at most; and what stands near the joints of neighbouring blocks, as
/// one text (text_chain.h). Keeps its buffers from one message to the next; for one thread. Memory: some 300
/// KB, and three times the longest text.
class Inspector {
public:
    /// `detectors` outlive it.
    static base::Result<Inspector> make(const DetectorSet& detectors);
    Inspector(Inspector&&) noexcept;
    Inspector& operator=(Inspector&&) noexcept;
    ~Inspector();

    /// A detector beside those of the set, for texts alone; null for none. It outlives the next call.
    void searchAlso(const Detector* more);
    /// From here on no window is chosen by Detector::glance(): for who trains what that glances with.
    void chooseWithoutGlance();
    /// `channel` as in mcp::walkTexts().
    base::Result<Inspection> inspect(const jsonrpc::Message& message, mcp::Channel channel);

private:
    class State;
    explicit Inspector(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// As journals keep them: with JSON pointers, without a value.
std::vector<model::Finding> toFindings(std::string_view line, const std::vector<Found>& found);

} // namespace gatehouse::inspect

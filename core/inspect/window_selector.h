// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/source_map.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace gatehouse::inspect {

/// Chooses the windows of a message that are worth a costly look: those in which cues with enough points
/// stand together, and of a large message those with most; of a smaller one also those that a glance found
/// worth it. All windows of one message have kMostBytes
/// together; each part of it gets its share, so that no text at the front can use up what the rest needs.
/// Linear. Memory: 16 bytes for each kWindowStep bytes of text with a cue.
class WindowSelector {
public:
    static constexpr std::size_t kMostBytes = std::size_t{64} << 10;
    static constexpr int kFewestPoints = 5; ///< of the cues in a window that is chosen
    /// In a text that is no longer than a window: nothing around it says more, and it costs little.
    static constexpr int kFewestPointsOfShortText = 1;
    /// Of a message this small every such text is chosen, if addText() is told of it.
    static constexpr std::size_t kSmallMessage = 1024;
    static constexpr std::size_t kFewestBytes = 24; ///< of a text that says something without a cue
    /// Of a message up to here every text is glanced at, which costs 1.3 ms a MB: most answers of tools are
    /// smaller, and larger ones have less than 64 KiB chosen by their cues as well.
    static constexpr std::size_t kGlancedMessage = std::size_t{16} << 10;

    struct Window {
        std::size_t text = 0; ///< its number in the batch
        Span place;           ///< in the text
    };

    /// `bytes`: of the whole message.
    void startMessage(std::size_t bytes);
    /// There is such a text, which is to be chosen without a cue too where the message is small. True where
    /// it is not for that reason, and is to be glanced at.
    bool addText(std::size_t text, std::size_t textBytes);
    /// A glance found the window worth a look. By the numbers of texts, and in their order.
    void addWindow(std::size_t text, Span place) { m_withoutCues.push_back({text, place}); }
    /// A cue ends before `end` in text number `text` of the batch, which has `textBytes`. `points`: a bit for
    /// each, the same for all cues of a kind. Cues come in the order of their ends.
    void addCue(std::size_t text, std::size_t textBytes, std::size_t end, std::uint32_t points);
    /// The windows of this batch, which is `bytes` of the message, in their order. Valid until the next call.
    std::span<const Window> finishBatch(std::size_t bytes);

private:
    /// kWindowStep bytes with a cue: the second half of a window and the first half of the next.
    struct Slot {
        std::uint32_t text = 0;
        std::uint32_t number = 0;
        std::uint32_t textBytes = 0;
        std::uint32_t points = 0;
    };
    void collectWindows();
    void collect(const Slot& slot, std::size_t number, std::uint32_t points);
    void addWindowsWithoutCues();
    void keepBest(std::size_t allowedBytes);

    std::vector<Slot> m_slots;
    std::vector<Window> m_withoutCues;
    std::vector<Window> m_merged;
    std::vector<std::uint8_t> m_mergedPoints;
    std::vector<Window> m_windows;
    std::vector<std::uint8_t> m_points; // of m_windows
    std::size_t m_messageBytes = 0;
    std::size_t m_seenBytes = 0;
    std::size_t m_usedBytes = 0;
};

} // namespace gatehouse::inspect

// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/window_selector.h"

#include "core/inspect/classifier/windows.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace gatehouse::inspect {

void WindowSelector::startMessage(std::size_t bytes)
{
    m_slots.clear();
    m_withoutCues.clear();
    m_messageBytes = bytes;
    m_seenBytes = 0;
    m_usedBytes = 0;
}

bool WindowSelector::addText(std::size_t text, std::size_t textBytes)
{
    if (textBytes < kFewestBytes || m_messageBytes > kGlancedMessage)
        return false;
    if (m_messageBytes > kSmallMessage || textBytes > kWindowBytes)
        return true;
    m_withoutCues.push_back({text, {0, textBytes}});
    return false;
}

void WindowSelector::addCue(std::size_t text, std::size_t textBytes, std::size_t end, std::uint32_t points)
{
    const Slot slot{static_cast<std::uint32_t>(text), static_cast<std::uint32_t>((end - 1) / kWindowStep),
        static_cast<std::uint32_t>(textBytes), points};
    if (!m_slots.empty() && m_slots.back().text == slot.text && m_slots.back().number == slot.number)
        m_slots.back().points |= points;
    else
        m_slots.push_back(slot);
}

std::span<const WindowSelector::Window> WindowSelector::finishBatch(std::size_t bytes)
{
    m_windows.clear();
    m_points.clear();
    collectWindows();
    m_slots.clear();
    addWindowsWithoutCues();
    m_seenBytes += bytes;
    const auto share = m_seenBytes >= m_messageBytes
        ? kMostBytes
        : static_cast<std::size_t>(static_cast<double>(kMostBytes) * static_cast<double>(m_seenBytes) /
              static_cast<double>(m_messageBytes));
    keepBest(share > m_usedBytes ? share - m_usedBytes : 0);
    for (const auto& window : m_windows)
        m_usedBytes += window.place.size();
    return m_windows;
}

/// Every slot is the end of one window and the start of another.
void WindowSelector::collectWindows()
{
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        const auto& slot = m_slots[i];
        const auto isBefore = [&slot](const Slot& other, std::size_t number) {
            return other.text == slot.text && other.number == number;
        };
        const bool hasPrevious = i > 0 && slot.number > 0 && isBefore(m_slots[i - 1], slot.number - 1);
        const bool hasNext = i + 1 < m_slots.size() && isBefore(m_slots[i + 1], slot.number + 1);
        if (slot.number > 0 && !hasPrevious) // else the slot before has brought it
            collect(slot, slot.number - 1, slot.points);
        collect(slot, slot.number, slot.points | (hasNext ? m_slots[i + 1].points : 0));
    }
}

void WindowSelector::collect(const Slot& slot, std::size_t number, std::uint32_t points)
{
    const auto fewest = slot.textBytes <= kWindowBytes ? kFewestPointsOfShortText : kFewestPoints;
    if (std::popcount(points) < fewest || number >= windowCount(slot.textBytes))
        return;
    m_windows.push_back({slot.text, windowAt(number, slot.textBytes)});
    m_points.push_back(static_cast<std::uint8_t>(std::popcount(points)));
}

/// They have no points: where there is too little room they are the first that are left out.
void WindowSelector::addWindowsWithoutCues()
{
    if (m_withoutCues.empty())
        return;
    const auto isBefore = [](const Window& left, const Window& right) {
        return std::pair(left.text, left.place.begin) < std::pair(right.text, right.place.begin);
    };
    m_merged.clear();
    m_mergedPoints.clear();
    std::size_t taken = 0;
    const auto take = [&] {
        m_merged.push_back(m_windows[taken]);
        m_mergedPoints.push_back(m_points[taken++]);
    };
    for (const auto& window : m_withoutCues) {
        while (taken < m_windows.size() && isBefore(m_windows[taken], window))
            take();
        if (taken < m_windows.size() && !isBefore(window, m_windows[taken]))
            continue; // cues have chosen it as well
        m_merged.push_back(window);
        m_mergedPoints.push_back(0);
    }
    while (taken < m_windows.size())
        take();
    m_windows.swap(m_merged);
    m_points.swap(m_mergedPoints);
    m_withoutCues.clear();
}

void WindowSelector::keepBest(std::size_t allowedBytes)
{
    std::array<std::size_t, 33> bytesOfPoints{};
    for (std::size_t i = 0; i < m_windows.size(); ++i)
        bytesOfPoints[m_points[i]] += m_windows[i].place.size();
    // All windows with more points than `least` are kept, of those with as many what there is room for.
    std::size_t least = bytesOfPoints.size();
    std::size_t room = allowedBytes;
    while (least > 0 && bytesOfPoints[least - 1] <= room)
        room -= bytesOfPoints[--least];
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_windows.size(); ++i) {
        const auto bytes = m_windows[i].place.size();
        const bool isOfRest = m_points[i] + std::size_t{1} == least && bytes <= room;
        if (m_points[i] < least && !isOfRest)
            continue;
        if (isOfRest)
            room -= bytes;
        m_windows[kept++] = m_windows[i];
    }
    m_windows.resize(kept);
}

} // namespace gatehouse::inspect

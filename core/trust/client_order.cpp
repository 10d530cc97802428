// SPDX-License-Identifier: Apache-2.0
#include "core/trust/client_order.h"

#include "core/base/utf8.h"
#include "core/trust/behaviour_words.h"
#include "core/trust/schema_change.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

namespace gatehouse::trust {
namespace {

constexpr std::int64_t kOrderDayMs = 86'400'000;
constexpr std::size_t kMaxRecent = 8;
constexpr std::uint32_t kLeastCrossings = 20; // of either side, on three days
constexpr std::uint8_t kLeastDays = 3;
constexpr double kExpectedCrossings = 12;
constexpr unsigned kMostLate = 6; // pairs that became usual in ten days: more are no habit
constexpr unsigned kMostPassing = 6;

template <typename Number>
void countUp(Number& number)
{
    if (number < std::numeric_limits<Number>::max())
        ++number;
}

/// Of this process alone, so that no key is needed; 0 is none.
Mark orderMark(const std::string& serverRef, const std::string& tool)
{
    const auto hash = std::hash<std::string>()(serverRef + '\n' + tool);
    const auto mark = static_cast<Mark>(hash ^ (hash >> 32U));
    return mark == 0 ? 1 : mark;
}

std::int64_t calendarDay(base::UnixMilliseconds at)
{
    return at / kOrderDayMs - (at % kOrderDayMs < 0 ? 1 : 0);
}

template <typename Node>
auto* findNode(Node& nodes, Mark mark)
{
    const auto at =
        std::find_if(nodes.begin(), nodes.end(), [mark](const auto& one) { return one.mark == mark; });
    return at == nodes.end() ? nullptr : &*at;
}

/// Where there is no room, the one that was seen the least gives way; none of those that count does.
template <typename Node>
Node* nodeFor(std::vector<Node>& nodes, Mark mark)
{
    if (auto* const known = findNode(nodes, mark))
        return known;
    if (nodes.size() >= ClientOrder::kMaxNodes) {
        const auto least = std::min_element(nodes.begin(), nodes.end(), [](const Node& a, const Node& b) {
            return std::pair(a.count, a.lastDay) < std::pair(b.count, b.lastDay);
        });
        if (least->count >= kLeastCrossings)
            return nullptr;
        nodes.erase(least);
    }
    nodes.emplace_back().mark = mark;
    return &nodes.back();
}

template <typename Node>
void countCrossing(Node& node, ActiveDay today)
{
    countUp(node.count);
    if (node.lastDay != today)
        countUp(node.days);
    node.lastDay = today;
}

template <typename Node>
bool isWellKnown(const Node* node)
{
    return node != nullptr && node->count >= kLeastCrossings && node->days >= kLeastDays;
}

} // namespace

/// Tools and servers that it follows: of other servers, among the last few calls, each once.
std::vector<ClientOrder::Source> ClientOrder::sourcesOf(const ClientStep& step) const
{
    std::vector<Source> sources;
    std::size_t behind = 0;
    const auto add = [&](const ClientStep& before, bool isTool) {
        const auto mark = orderMark(before.serverRef, isTool ? before.tool : std::string());
        if (std::none_of(
                sources.begin(), sources.end(), [mark](const Source& one) { return one.mark == mark; }))
            sources.push_back({mark, &before, isTool});
    };
    for (auto at = m_recent.rbegin(); at != m_recent.rend() && behind < kBehind; ++at) {
        ++behind;
        if (at->at < step.at - kSoon || at->serverRef == step.serverRef)
            continue;
        add(*at, true);
        add(*at, false);
    }
    return sources;
}

void ClientOrder::beginDay(base::UnixMilliseconds at)
{
    const auto day = calendarDay(at);
    // A clock that goes back begins no day; from there on days count as ever.
    if ((m_today == 0 || day > m_calendarDay) && m_today < std::numeric_limits<ActiveDay>::max())
        ++m_today;
    m_calendarDay = day;
}

std::optional<OrderDeviation> ClientOrder::see(const ClientStep& step)
{
    const bool isCrossing = !m_recent.empty() && m_recent.back().serverRef != step.serverRef &&
        m_recent.back().at >= step.at - kSoon;
    beginDay(step.at);
    std::optional<OrderDeviation> worst;
    if (isCrossing) {
        const auto sources = sourcesOf(step);
        const auto tool = orderMark(step.serverRef, step.tool);
        const auto server = orderMark(step.serverRef, {});
        if (m_today > kLearningDays && m_crossings >= kLearningCrossings) {
            // The most exact that is true: tool after tool, then after a server; any tool only where that
            // says nothing.
            for (const bool intoTool : {true, false}) {
                for (const bool afterTool : {true, false}) {
                    if (!worst)
                        judge(intoTool ? tool : server, intoTool, sources, afterTool, worst);
                }
            }
        }
        countUp(m_crossings);
        for (const auto& source : sources) {
            if (auto* const from = nodeFor(m_from, source.mark))
                countCrossing(*from, m_today);
        }
        learn(tool, sources);
        learn(server, sources);
    }
    m_recent.push_back(step);
    if (m_recent.size() > kMaxRecent)
        m_recent.pop_front();
    return worst;
}

void ClientOrder::judge(Mark into, bool isTool, const std::vector<Source>& sources, bool afterTool,
    std::optional<OrderDeviation>& worst) const
{
    const auto* const node = findNode(m_into, into);
    if (!isWellKnown(node) || node->before.isFull() || node->before.latePerTenDays() > kMostLate ||
        node->before.passing(m_today) >= kMostPassing)
        return;
    for (const auto& source : sources) {
        if (source.isTool != afterTool)
            continue;
        const auto* const from = findNode(m_from, source.mark);
        const auto* const habit = node->before.find(source.mark);
        const bool isNews = habit == nullptr || (!habit->isUsual && habit->lastDay != m_today);
        if (!isNews || !isWellKnown(from))
            continue;
        const auto expected = static_cast<double>(from->count) * node->count / std::max(m_crossings, 1U);
        if (expected < kExpectedCrossings || (worst && expected <= worst->expected))
            continue;
        OrderDeviation one;
        one.before = *source.step;
        if (!source.isTool)
            one.before.tool.clear();
        one.isAnyTool = !isTool;
        one.expected = static_cast<std::uint32_t>(expected);
        one.days = m_today;
        const auto before = source.isTool ? inQuotes(one.before.tool) + " of " + inQuotes(one.before.server)
                                          : "anything of " + inQuotes(one.before.server);
        one.sentence = std::string(isTool ? "never" : "nothing of this server ever") + " followed " + before +
            " before, where chance alone would have given " + plural(one.expected, "time") + " on " +
            plural(static_cast<std::uint64_t>(m_today), "day") + " of use";
        worst = std::move(one);
    }
}

void ClientOrder::learn(Mark into, const std::vector<Source>& sources)
{
    auto* const node = nodeFor(m_into, into);
    if (node == nullptr)
        return;
    const bool isLearning =
        m_today <= kLearningDays || m_crossings < kLearningCrossings || !isWellKnown(node);
    countCrossing(*node, m_today);
    for (const auto& source : sources)
        node->before.see(source.mark, m_today, isLearning);
}

} // namespace gatehouse::trust

// SPDX-License-Identifier: Apache-2.0
#include "core/trust/behaviour_watch.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace gatehouse::trust {
namespace {

constexpr std::int64_t kHalfMinute = 30'000'000;
constexpr std::size_t kMaxToolSessions = 64;
constexpr std::size_t kMaxDestructive = 1024;

} // namespace

void BehaviourWatch::begin(std::string home, const base::ShortHashKey& key, Baseline baseline)
{
    m_home = std::move(home);
    m_key = key;
    m_reader.emplace(m_home, m_key);
    m_baseline = std::move(baseline);
    m_open.resize(kMaxOpen);
    m_sessions.reserve(kMaxToolSessions);
    m_isOn = true;
}

void BehaviourWatch::noteTool(std::string_view name, bool isDestructive)
{
    if (!m_isOn)
        return;
    const auto tool = m_reader->mark(name);
    const auto at = std::lower_bound(m_destructive.begin(), m_destructive.end(), tool);
    const bool isNoted = at != m_destructive.end() && *at == tool;
    if (isNoted && !isDestructive)
        m_destructive.erase(at);
    else if (!isNoted && isDestructive && m_destructive.size() < kMaxDestructive)
        m_destructive.insert(at, tool);
}

BehaviourWatch::ToolSession& BehaviourWatch::sessionOf(Mark tool)
{
    const auto known = std::find_if(
        m_sessions.begin(), m_sessions.end(), [tool](const ToolSession& one) { return one.tool == tool; });
    if (known != m_sessions.end())
        return *known;
    if (m_sessions.size() >= kMaxToolSessions)
        m_sessions.erase(std::min_element(m_sessions.begin(), m_sessions.end(),
            [](const ToolSession& left, const ToolSession& right) { return left.half < right.half; }));
    auto& made = m_sessions.emplace_back();
    made.tool = tool;
    return made;
}

CallMoment BehaviourWatch::momentOf(const ToolSession& session) const
{
    const auto* const before = m_lastTool == 0 ? nullptr : m_baseline.tool(m_lastTool);
    CallMoment moment;
    moment.at = m_at;
    const auto half = m_monotonic / kHalfMinute;
    moment.inMinute = 1 +
        (session.half == half              ? session.inHalf + session.inFormerHalf
                : session.half + 1 == half ? session.inHalf
                                           : 0);
    moment.fastRun = session.fastRun;
    moment.before = m_lastTool;
    moment.beforeName = before == nullptr ? std::string_view() : before->name.view();
    moment.toolName = m_toolName;
    moment.failed = static_cast<unsigned>(std::popcount(session.outcomes));
    moment.answered = session.answered;
    return moment;
}

std::vector<Deviation> BehaviourWatch::onCall(
    std::string_view tool, std::string_view arguments, std::uint64_t bytes)
{
    m_hasCall = false;
    if (!m_isOn)
        return {};
    m_features.clear();
    m_reader->read(tool, arguments, bytes, m_features);
    m_toolName = tool;
    m_toldOfCall.clear();
    m_hasCall = true;
    auto& session = sessionOf(m_features.tool);
    const auto gapMs = m_lastCall < 0 ? -1 : (m_monotonic - m_lastCall) / 1000;
    auto moment = momentOf(session);
    moment.fastRun = isFastGap(m_baseline, m_features.tool, gapMs) ? session.fastRun + 1U : 0U;
    moment.isDestructive = std::binary_search(m_destructive.begin(), m_destructive.end(), m_features.tool);
    auto deviations = judgeCall(m_baseline, m_features, moment);
    leaveOutTold(deviations);
    for (const auto& one : deviations)
        m_toldOfCall.push_back(one.told);
    return deviations;
}

std::uint32_t BehaviourWatch::onAdmitted(bool teaches)
{
    if (!std::exchange(m_hasCall, false))
        return 0;
    for (const auto told : m_toldOfCall)
        tell(told);
    auto& session = sessionOf(m_features.tool);
    const auto gapMs = m_lastCall < 0 ? -1 : (m_monotonic - m_lastCall) / 1000;
    const auto inMinute = momentOf(session).inMinute;
    const auto half = m_monotonic / kHalfMinute;
    if (session.half != half) {
        session.inFormerHalf = session.half + 1 == half ? session.inHalf : 0;
        session.inHalf = 0;
        session.half = half;
    }
    ++session.inHalf;
    session.fastRun = isFastGap(m_baseline, m_features.tool, gapMs)
        ? static_cast<std::uint8_t>(std::min(session.fastRun + 1, 255))
        : std::uint8_t{0};

    if (++m_lastTicket == 0)
        ++m_lastTicket;
    auto& call = m_open[m_lastTicket % kMaxOpen];
    call.ticket = m_lastTicket;
    call.teaches = teaches;
    auto& lesson = call.lesson;
    lesson.clear();
    lesson.at = m_at;
    lesson.tool = m_features.tool;
    lesson.before = m_lastTool;
    lesson.toolName.append(base::truncateUtf8(m_toolName, ShortText::kMostBytes));
    lesson.bytesIn = m_features.bytes;
    lesson.inMinute = inMinute;
    lesson.gapMs = gapMs;
    for (const auto& argument : m_features.arguments) {
        lesson.arguments.add(argument.name);
        lesson.arguments.add(argument.form);
    }
    for (const auto& place : m_features.places)
        lesson.places.add(place.mark);
    for (const auto& host : m_features.hosts)
        lesson.hosts.add(host.mark);
    if (m_features.places.size() > 0)
        lesson.place = m_features.places[0].name;
    m_lastCall = m_monotonic;
    m_lastTool = m_features.tool;
    return m_lastTicket;
}

BehaviourWatch::OpenCall* BehaviourWatch::open(std::uint32_t ticket)
{
    if (ticket == 0 || !m_isOn)
        return nullptr;
    auto& call = m_open[ticket % kMaxOpen];
    return call.ticket == ticket ? &call : nullptr;
}

std::vector<Deviation> BehaviourWatch::onAnswer(std::uint32_t ticket, std::uint64_t bytes, bool isError)
{
    auto* const call = open(ticket);
    if (call == nullptr)
        return {};
    call->lesson.bytesOut = bytes;
    call->lesson.isError = isError;
    auto& session = sessionOf(call->lesson.tool);
    session.outcomes = static_cast<std::uint16_t>(session.outcomes * 2U | (isError ? 1U : 0U));
    session.answered = static_cast<std::uint8_t>(std::min<unsigned>(session.answered + 1U, kOutcomes));
    auto deviations = judgeAnswer(m_baseline, call->lesson.tool, bytes, isError, momentOf(session));
    leaveOutTold(deviations);
    for (const auto& one : deviations)
        m_toldOfAnswer.push_back(one.told);
    return deviations;
}

void BehaviourWatch::onSettled(std::uint32_t ticket, bool travels, bool teaches)
{
    for (const auto told : m_toldOfAnswer) {
        if (travels)
            tell(told);
    }
    m_toldOfAnswer.clear();
    auto* const call = open(ticket);
    if (call == nullptr)
        return;
    call->ticket = 0;
    if (!travels || !teaches || !call->teaches || m_lessons.size() >= kMaxLessons)
        return;
    m_lessons.push_back(call->lesson);
    m_baseline.learn(call->lesson);
}

void BehaviourWatch::kept(Baseline baseline)
{
    m_baseline = std::move(baseline);
    m_lessons.clear();
}

/// Once a day is enough, for what has passed.
void BehaviourWatch::leaveOutTold(std::vector<Deviation>& deviations) const
{
    std::erase_if(deviations, [this](const Deviation& one) {
        return std::find(m_told.begin(), m_told.end(), one.told) != m_told.end();
    });
}

void BehaviourWatch::tell(std::uint64_t told)
{
    m_told[m_nextTold] = told;
    m_nextTold = (m_nextTold + 1) % m_told.size();
}

} // namespace gatehouse::trust

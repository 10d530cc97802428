// SPDX-License-Identifier: Apache-2.0
#include "core/trust/behaviour.h"

#include "core/base/utf8.h"
#include "core/trust/behaviour_words.h"

#include <algorithm>

namespace gatehouse::trust {
namespace {

using model::BehaviourRule;
using model::Confidence;

// How far is far: in steps, of which two are a doubling.
constexpr Step kSizeBeyond = 6;    // 8 times the largest that is usual
constexpr Step kSureBeyond = 12;   // 64 times
constexpr Step kGrowthBeyond = 10; // 32 times what was learned first
constexpr Step kRateBeyond = 4;    // 4 times
constexpr std::uint64_t kSmallestCall = 4096;
constexpr std::uint64_t kSmallestAnswer = std::uint64_t{64} << 10;
constexpr std::uint32_t kFewestInMinute = 30;
constexpr unsigned kFastRun = 12;
/// When something of a kind changes too often to deviate: as many become usual in ten days, or have come and
/// gone within about a week. The latter is far more for folders, so that a step a day towards something goes
/// on being told.
struct Steadiness {
    unsigned late;
    unsigned passing;
};
constexpr Steadiness kSteadyPlaces{10, 20};
constexpr Steadiness kSteadyHosts{6, 4};
constexpr Steadiness kSteadyArguments{6, 6};
constexpr Steadiness kSteadyTools{6, 20};
constexpr Steadiness kSteadyOrder{5, 6};
constexpr std::uint32_t kKnownTool = 30;
constexpr double kExpectedPairs = 8;
constexpr unsigned kMostFailed = 8;

template <std::size_t N>
bool isSteady(const Habits<N>& habits, const Steadiness& limit, ActiveDay day)
{
    return !habits.isFull() && habits.latePerTenDays() <= limit.late && habits.passing(day) < limit.passing;
}

/// One judgement: what is compared with what, and what has been found.
class Judge {
public:
    Judge(const Baseline& baseline, Mark tool, const CallMoment& moment)
        : m_baseline(baseline)
        , m_tool(baseline.tool(tool))
        , m_mark(tool)
        , m_moment(moment)
        , m_today(baseline.dayOf(moment.at))
    {
    }

    void judgeTool();
    void judgeArguments(const CallFeatures& features);
    void judgeSensitive(const CallFeatures& features);
    void judgePlaces(const CallFeatures& features);
    void judgeHosts(const CallFeatures& features);
    void judgeSize(BehaviourRule rule, const UsualRange& range, std::uint64_t bytes, std::uint64_t smallest);
    void judgeRate();
    void judgeOrder();
    void judgeErrors();
    void judgeHour();

    const ToolHabits* tool() const { return m_tool; }
    bool knowsTool() const { return m_tool != nullptr && !m_tool->isLearning(); }
    std::vector<Deviation> take() { return std::move(m_found); }

private:
    /// Seen today already: told today already.
    template <std::size_t N>
    bool isNews(const Habits<N>& habits, Mark mark) const
    {
        const auto* const habit = habits.find(mark);
        return habit == nullptr || (!habit->isUsual && habit->lastDay != m_today);
    }
    Deviation& add(BehaviourRule rule, Confidence confidence, std::string sentence, std::uint64_t what)
    {
        Deviation one;
        one.rule = rule;
        one.confidence = confidence;
        one.sentence = std::move(sentence);
        one.calls = m_tool == nullptr ? m_baseline.calls() : m_tool->calls;
        one.days = m_baseline.days();
        // Distinct enough: told numbers are compared within one session and day.
        one.told = ((what * 0x9E3779B97F4A7C15U) ^ (std::uint64_t{m_mark} << 17)) + m_today * 64U +
            static_cast<std::uint64_t>(rule) + 1;
        return m_found.emplace_back(std::move(one));
    }

    const Baseline& m_baseline;
    const ToolHabits* m_tool;
    Mark m_mark;
    const CallMoment& m_moment;
    ActiveDay m_today;
    std::vector<Deviation> m_found;
};

bool isWrittenOtherwise(std::string_view left, std::string_view right)
{
    const auto fold = [](std::string_view text) {
        std::string folded;
        for (const char c : text) {
            if (c != '_' && c != '-' && c != '.' && c != ' ')
                folded.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c);
        }
        return folded;
    };
    return left != right && !left.empty() && fold(left) == fold(right);
}

void Judge::judgeTool()
{
    const auto& habits = m_baseline.toolHabits();
    if (!isNews(habits, m_mark))
        return;
    std::string likeness;
    for (const auto& known : m_baseline.tools()) {
        if (isWrittenOtherwise(known.name.view(), m_moment.toolName))
            likeness = base::printable(known.name.view());
    }
    // Where tools come and go all the time a new one says nothing, unless it looks like another.
    if (likeness.empty() && !isSteady(habits, kSteadyTools, m_today))
        return;
    auto sentence = "never used before, in " + plural(m_baseline.calls(), "call") + " on " +
        plural(m_baseline.days(), "day");
    if (!likeness.empty())
        sentence += "; it is written like " + likeness + ", which is another tool";
    add(BehaviourRule::NewTool, likeness.empty() ? Confidence::Medium : Confidence::High, std::move(sentence),
        m_mark)
        .usual = habits.usual();
}

void Judge::judgeArguments(const CallFeatures& features)
{
    const auto& habits = m_tool->arguments;
    if (!isSteady(habits, kSteadyArguments, m_today))
        return;
    constexpr std::uint16_t kKnownArgument = 20;
    for (const auto& argument : features.arguments) {
        const auto* const known = habits.find(argument.name);
        if (isNews(habits, argument.name)) {
            add(BehaviourRule::Argument, Confidence::Medium,
                "an argument that this tool was never given before", argument.name)
                .token = argument.token;
            return; // one is enough to tell
        }
        if (known != nullptr && known->count >= kKnownArgument && isNews(habits, argument.form)) {
            add(BehaviourRule::Argument, Confidence::Medium,
                "an argument in a form that it never had in " + plural(known->count, "call"), argument.form)
                .token = argument.token;
            return;
        }
    }
    if (features.arguments.isOverfull())
        add(BehaviourRule::Argument, Confidence::Medium, "more arguments than are compared", 0);
}

void Judge::judgeSensitive(const CallFeatures& features)
{
    for (auto rows = features.sensitive; rows != 0; rows &= rows - 1) {
        const auto row = static_cast<std::uint8_t>(__builtin_ctzll(rows) + 1);
        const auto names = m_baseline.namedPlaces();
        add(BehaviourRule::SensitivePlace, Confidence::High,
            "in " + std::string(sensitivePlaceName(row)) + ", which never counts as usual" +
                (names.empty() ? std::string() : "; it usually works in " + listOf(names)),
            row)
            .token = features.firstSensitive;
    }
}

void Judge::judgePlaces(const CallFeatures& features)
{
    const auto& all = m_baseline.places();
    // A server that never named a folder has begun to: with nothing to compare with, any is news.
    const bool isComparable = isSteady(all, kSteadyPlaces, m_today);
    for (const auto& place : features.places) {
        if (!isComparable || !isNews(all, place.mark))
            continue;
        const auto names = m_baseline.namedPlaces();
        auto& one =
            add(BehaviourRule::Place, all.latePerTenDays() == 0 ? Confidence::High : Confidence::Medium,
                names.empty() ? std::string("the first folder that it was ever given")
                              : "first time outside " + listOf(names),
                place.mark);
        one.token = place.token;
        one.usual = all.usual();
        return;
    }
    if (features.places.isOverfull())
        add(BehaviourRule::Place, Confidence::Medium, "more folders in one call than are compared", 0);
}

void Judge::judgeHosts(const CallFeatures& features)
{
    const auto& all = m_baseline.hosts();
    const bool isComparable = isSteady(all, kSteadyHosts, m_today);
    for (const auto& host : features.hosts) {
        if (!isComparable || !isNews(all, host.mark))
            continue;
        auto& one =
            add(BehaviourRule::Host, all.latePerTenDays() == 0 ? Confidence::High : Confidence::Medium,
                all.usual() == 0
                    ? std::string("the first host that it was ever sent to")
                    : "first time beside the " + plural(all.usual(), "host") + " that it is usually sent to",
                host.mark);
        one.token = host.token;
        one.usual = all.usual();
        return;
    }
    if (features.hosts.isOverfull())
        add(BehaviourRule::Host, Confidence::Medium, "more hosts in one call than are compared", 0);
}

void Judge::judgeSize(
    BehaviourRule rule, const UsualRange& range, std::uint64_t bytes, std::uint64_t smallest)
{
    if (bytes < smallest || range.total() == 0)
        return;
    const auto step = stepOf(bytes);
    const auto usual = std::max<std::uint64_t>(valueOf(static_cast<Step>(range.highest() + 1)), 1);
    if (step >= range.highest() + kSizeBeyond) {
        auto& one = add(rule, step >= range.highest() + kSureBeyond ? Confidence::High : Confidence::Medium,
            std::to_string(std::max<std::uint64_t>(bytes / usual, 2)) +
                " × the usual size: " + bytesText(bytes) + ", where it has been " + bytesText(usual) +
                " at most in " + plural(m_tool->calls, "call"),
            step / 2U);
        one.is = bytes;
        one.usual = usual;
        return;
    }
    const auto first = std::max<std::uint64_t>(valueOf(static_cast<Step>(range.first() + 1)), 1);
    if (step >= range.first() + kGrowthBeyond && step > range.toldGrowth()) {
        auto& one = add(BehaviourRule::Growth, Confidence::Medium,
            "grown step by step to " + std::to_string(bytes / first) +
                " × the size that was learned first: " + bytesText(bytes) + " after " + bytesText(first),
            step);
        one.is = bytes;
        one.usual = first;
    }
}

void Judge::judgeRate()
{
    const auto& range = m_tool->inMinute;
    const auto step = stepOf(m_moment.inMinute);
    const auto usual = std::max<std::uint64_t>(valueOf(static_cast<Step>(range.highest() + 1)), 1);
    if (m_moment.inMinute >= kFewestInMinute && step >= range.highest() + kRateBeyond) {
        auto& one = add(BehaviourRule::Rate, Confidence::Medium,
            plural(m_moment.inMinute, "call") + " within a minute, where there have been " +
                std::to_string(usual) + " at most",
            step / 2U);
        one.is = m_moment.inMinute;
        one.usual = usual;
        return;
    }
    if (m_moment.fastRun >= kFastRun)
        add(BehaviourRule::Pace, Confidence::Medium,
            std::to_string(m_moment.fastRun) +
                " calls in a row, each far sooner after the one before than usual",
            0)
            .is = m_moment.fastRun;
}

void Judge::judgeOrder()
{
    const auto* const before = m_moment.before == 0 ? nullptr : m_baseline.tool(m_moment.before);
    const auto& habits = m_tool->before;
    if (before == nullptr || m_tool->calls < kKnownTool || before->calls < kKnownTool ||
        !isNews(habits, m_moment.before))
        return;
    // How often it would have happened if order meant nothing.
    const auto expected =
        static_cast<double>(before->calls) * m_tool->calls / std::max(m_baseline.calls(), 1U);
    if (expected < kExpectedPairs || m_tool->days <= 3 || !isSteady(habits, kSteadyOrder, m_today))
        return;
    // What a tool says against itself counts: such a one out of its order is worth a question.
    const bool isSure = expected >= 2 * kExpectedPairs || m_moment.isDestructive;
    auto& one = add(BehaviourRule::Order, isSure ? Confidence::High : Confidence::Medium,
        "never followed " + base::printable(before->name.view()) + " before, though each was used " +
            std::to_string(std::min(before->calls, m_tool->calls)) + " times at least" +
            (m_moment.isDestructive ? "; it says of itself that it destroys" : ""),
        m_moment.before);
    one.usual = static_cast<std::uint64_t>(expected);
}

void Judge::judgeErrors()
{
    const auto usual = (m_tool->errors + 1.0) / (m_tool->calls + m_tool->errors + 20.0);
    if (m_moment.failed < kMostFailed || m_moment.failed < usual * 4 * m_moment.answered)
        return;
    auto& one = add(BehaviourRule::Errors, Confidence::Medium,
        std::to_string(m_moment.failed) + " of the last " + std::to_string(m_moment.answered) +
            " calls failed, where " + std::to_string(m_tool->errors) + " of " +
            std::to_string(m_tool->calls + m_tool->errors) + " did before",
        0);
    one.is = m_moment.failed;
    one.usual = static_cast<std::uint64_t>(usual * m_moment.answered);
}

void Judge::judgeHour()
{
    constexpr int kHoursOfDay = 24;
    constexpr int kNear = 2;
    if (m_baseline.days() <= Baseline::kHourLearningDays)
        return;
    constexpr std::int64_t kBehaviourHourMs = 3'600'000;
    const auto hour =
        static_cast<int>((m_moment.at / kBehaviourHourMs % kHoursOfDay + kHoursOfDay) % kHoursOfDay);
    const auto& hours = m_baseline.hours();
    for (int away = -kNear; away <= kNear; ++away) {
        const auto mark = static_cast<Mark>((hour + away + kHoursOfDay) % kHoursOfDay + 1);
        if (hours.isUsual(mark) || !isNews(hours, mark))
            return;
    }
    add(BehaviourRule::Hour, Confidence::Medium,
        "at an hour at which it never worked within " + std::to_string(kNear) + " hours on " +
            plural(m_baseline.days(), "day"),
        0);
}

} // namespace

std::vector<Deviation> judgeCall(
    const Baseline& baseline, const CallFeatures& features, const CallMoment& moment)
{
    if (baseline.isLearning())
        return {};
    Judge judge(baseline, features.tool, moment);
    judge.judgeSensitive(features);
    judge.judgeTool();
    judge.judgePlaces(features);
    judge.judgeHosts(features);
    judge.judgeHour();
    if (judge.knowsTool()) {
        judge.judgeArguments(features);
        judge.judgeSize(BehaviourRule::CallSize, judge.tool()->bytesIn, features.bytes, kSmallestCall);
        judge.judgeRate();
        judge.judgeOrder();
    }
    return judge.take();
}

std::vector<Deviation> judgeAnswer(
    const Baseline& baseline, Mark tool, std::uint64_t bytes, bool isError, const CallMoment& moment)
{
    if (baseline.isLearning())
        return {};
    Judge judge(baseline, tool, moment);
    if (!judge.knowsTool())
        return {};
    judge.judgeSize(BehaviourRule::AnswerSize, judge.tool()->bytesOut, bytes, kSmallestAnswer);
    if (isError)
        judge.judgeErrors();
    return judge.take();
}

Changeable changeableOf(const Baseline& baseline)
{
    const auto day = baseline.days();
    return {!isSteady(baseline.toolHabits(), kSteadyTools, day),
        !isSteady(baseline.places(), kSteadyPlaces, day), !isSteady(baseline.hosts(), kSteadyHosts, day)};
}

bool isFastGap(const Baseline& baseline, Mark tool, std::int64_t gapMs)
{
    const auto* const known = baseline.tool(tool);
    constexpr Step kFasterThan = 4;
    return known != nullptr && !known->isLearning() && known->pace.total() > 0 && gapMs >= 0 &&
        stepOf(paceOf(gapMs)) >= known->pace.highest() + kFasterThan;
}

} // namespace gatehouse::trust

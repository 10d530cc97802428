// SPDX-License-Identifier: Apache-2.0
#include "tests/support/developer_weeks/weeks.h"

#include <algorithm>

namespace gatehouse::weeks {
namespace {

constexpr int kSaturday = 5;
constexpr int kSunday = 6;
constexpr int kRefactoringDay = 3; // the first Thursday
constexpr int kNightDay = 10;      // the second one

class Diary {
public:
    Diary(const Profile& profile, std::uint64_t seed)
        : m_profile(profile)
        , m_random(seed)
    {
    }

    /// Steps from one time to another, as a person and an agent take them: bursts, then reading.
    void work(int day, std::int64_t from, std::int64_t to, double steps)
    {
        const auto start = kMonday + day * kDay;
        auto at = from;
        const double pause = static_cast<double>(to - from) / std::max(steps, 1.0);
        bool isNew = true;
        while (at < to) {
            for (auto& call : m_profile.step(m_random, day)) {
                call.at = start + at;
                call.startsSession = std::exchange(isNew, false);
                m_calls.push_back(std::move(call));
                at += static_cast<std::int64_t>(m_random.around(2500, 2.5));
            }
            at += static_cast<std::int64_t>(m_random.around(pause * 0.6, 2.2));
        }
    }

    void workDay(int day)
    {
        const bool isSaturday = day % 7 == kSaturday;
        const bool isBusy = m_profile.hasRefactoring && day == kRefactoringDay;
        const auto begin = kHour * 8 + static_cast<std::int64_t>(m_random.below(90)) * kMinute;
        const auto steps =
            m_profile.stepsOfDay * (isBusy ? 3 : 1) * (isSaturday ? 0.25 : 0.5) * m_random.around(1, 1.3);
        work(day, begin, kHour * 12, steps);
        if (!isSaturday)
            work(day, kHour * 13, kHour * 17 + static_cast<std::int64_t>(m_random.below(100)) * kMinute,
                steps);
        if (m_profile.hasNight && day == kNightDay)
            work(day, kHour * 22, kHour * 23, 12);
    }

    std::vector<Call> take()
    {
        std::stable_sort(m_calls.begin(), m_calls.end(),
            [](const Call& left, const Call& right) { return left.at < right.at; });
        return std::move(m_calls);
    }

private:
    const Profile& m_profile;
    Random m_random;
    std::vector<Call> m_calls;
};

} // namespace

std::vector<Call> daysOf(const Profile& profile, std::uint64_t seed, int days)
{
    Diary diary(profile, seed);
    for (int day = 0; day < days; ++day) {
        const bool isFree = day % 7 == kSunday || (day % 7 == kSaturday && !profile.worksSaturdays);
        if (!isFree)
            diary.workDay(day);
    }
    return diary.take();
}

Call make(std::string tool, std::string arguments, double bytesOut, bool isError)
{
    Call call;
    call.tool = std::move(tool);
    call.arguments = std::move(arguments);
    call.bytesOut = static_cast<std::uint64_t>(std::max(bytesOut, 40.0));
    call.isError = isError;
    return call;
}

std::string quoted(const std::string& text)
{
    return '"' + text + '"';
}

std::string word(Random& random)
{
    static const std::vector<std::string> kStarts{
        "par", "ren", "tok", "con", "mod", "ser", "lay", "sto", "que", "net"};
    static const std::vector<std::string> kEnds{
        "ser", "der", "en", "fig", "el", "vice", "out", "re", "ry", "work"};
    return random.of(kStarts) + random.of(kEnds);
}

std::string text(Random& random, std::size_t bytes)
{
    std::string words;
    while (words.size() < bytes)
        words += word(random) + (random.chance(0.1) ? "\\n" : " ");
    words.resize(bytes);
    if (words.ends_with('\\'))
        words.back() = 'x';
    return words;
}

} // namespace gatehouse::weeks

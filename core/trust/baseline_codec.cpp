// SPDX-License-Identifier: Apache-2.0
#include "core/trust/baseline_codec.h"

#include <algorithm>
#include <type_traits>

namespace gatehouse::trust {
namespace {

constexpr std::string_view kBaselineFormat = "gatehouse-behaviour 1\n";
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kLongestText = 4096;

base::Error damagedBaseline(std::string_view what)
{
    return {base::ErrorCode::RecordDamaged, "behaviour: " + std::string(what)};
}

/// Little-endian numbers and counted texts, one behind the other.
class BaselineWriter {
public:
    template <typename Number>
    void number(Number value)
    {
        auto rest = static_cast<std::uint64_t>(value);
        for (std::size_t i = 0; i < sizeof(Number); ++i, rest >>= 8U)
            m_bytes.push_back(static_cast<char>(rest & 0xFFU));
    }
    void text(std::string_view text)
    {
        const auto kept = text.substr(0, kLongestText);
        number(static_cast<std::uint16_t>(kept.size()));
        m_bytes.append(kept);
    }
    void raw(std::string_view bytes) { m_bytes.append(bytes); }
    std::string take() { return std::move(m_bytes); }
    const std::string& bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};

/// Reads what that writes. What is missing is 0, and isGood() false from there on.
class BaselineReader {
public:
    explicit BaselineReader(std::string_view bytes)
        : m_rest(bytes)
    {
    }
    template <typename Number>
    Number number()
    {
        if (m_rest.size() < sizeof(Number)) {
            m_isGood = false;
            return 0;
        }
        std::uint64_t value = 0;
        for (std::size_t i = sizeof(Number); i-- > 0;)
            value = value << 8U | static_cast<unsigned char>(m_rest[i]);
        m_rest.remove_prefix(sizeof(Number));
        return static_cast<Number>(value);
    }
    std::string_view text()
    {
        const auto size = number<std::uint16_t>();
        if (m_rest.size() < size) {
            m_isGood = false;
            return {};
        }
        const auto text = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return text;
    }
    ShortText shortText()
    {
        ShortText kept;
        m_isGood = kept.append(text()) && m_isGood;
        return kept;
    }
    void fail() { m_isGood = false; }
    bool isGood() const { return m_isGood; }
    bool isAtEnd() const { return m_rest.empty(); }

private:
    std::string_view m_rest;
    bool m_isGood = true;
};

template <std::size_t N>
void write(const Habits<N>& habits, BaselineWriter& out)
{
    const auto counters = habits.counters();
    out.number(counters.days);
    out.number(counters.late);
    out.number(counters.firstDay);
    out.number(counters.lastDay);
    out.number(counters.passing);
    out.number(counters.passingDay);
    out.number(static_cast<std::uint16_t>(habits.size()));
    for (const auto& habit : habits) {
        out.number(habit.mark);
        out.number(habit.count);
        out.number(habit.lastDay);
        out.number(habit.days);
        out.number(static_cast<std::uint8_t>(habit.isUsual ? 1 : 0));
    }
}

template <std::size_t N>
void read(Habits<N>& habits, BaselineReader& in)
{
    typename Habits<N>::Counters counters;
    counters.days = in.number<std::uint16_t>();
    counters.late = in.number<std::uint16_t>();
    counters.firstDay = in.number<ActiveDay>();
    counters.lastDay = in.number<ActiveDay>();
    counters.passing = in.number<std::uint16_t>();
    counters.passingDay = in.number<ActiveDay>();
    habits.restore(counters);
    const auto size = in.number<std::uint16_t>();
    for (std::size_t i = 0; i < size && in.isGood(); ++i) {
        Habit habit;
        habit.mark = in.number<Mark>();
        habit.count = in.number<std::uint16_t>();
        habit.lastDay = in.number<ActiveDay>();
        habit.days = in.number<std::uint8_t>();
        habit.isUsual = in.number<std::uint8_t>() == 1;
        if (!habits.restore(habit))
            in.fail();
    }
}

void write(const UsualRange& range, BaselineWriter& out)
{
    const auto parts = range.parts();
    out.number(parts.highest);
    out.number(parts.first);
    out.number(parts.toldGrowth);
    out.number(parts.beyondDays);
    out.number(parts.beyondCount);
    out.number(parts.beyondDay);
    out.number(static_cast<std::uint8_t>(std::count_if(
        parts.counts.begin(), parts.counts.end(), [](std::uint16_t count) { return count > 0; })));
    for (std::size_t step = 0; step < parts.counts.size(); ++step) {
        if (parts.counts[step] == 0)
            continue;
        out.number(static_cast<std::uint8_t>(step));
        out.number(parts.counts[step]);
    }
}

void read(UsualRange& range, BaselineReader& in)
{
    UsualRange::Parts parts;
    parts.highest = in.number<Step>();
    parts.first = in.number<Step>();
    parts.toldGrowth = in.number<Step>();
    parts.beyondDays = in.number<std::uint8_t>();
    parts.beyondCount = in.number<std::uint16_t>();
    parts.beyondDay = in.number<ActiveDay>();
    const auto steps = in.number<std::uint8_t>();
    for (std::size_t i = 0; i < steps && in.isGood(); ++i) {
        const auto step = in.number<std::uint8_t>();
        const auto count = in.number<std::uint16_t>();
        if (step < parts.counts.size())
            parts.counts[step] = count;
        else
            in.fail();
    }
    range.restore(parts);
}

void write(const ToolHabits& tool, BaselineWriter& out)
{
    out.number(tool.tool);
    out.text(tool.name.view());
    out.number(tool.calls);
    out.number(tool.errors);
    out.number(tool.days);
    out.number(tool.firstDay);
    out.number(tool.lastDay);
    write(tool.arguments, out);
    write(tool.places, out);
    write(tool.hosts, out);
    write(tool.before, out);
    write(tool.bytesIn, out);
    write(tool.bytesOut, out);
    write(tool.inMinute, out);
    write(tool.pace, out);
}

void read(ToolHabits& tool, BaselineReader& in)
{
    tool.tool = in.number<Mark>();
    tool.name = in.shortText();
    tool.calls = in.number<std::uint32_t>();
    tool.errors = in.number<std::uint32_t>();
    tool.days = in.number<std::uint16_t>();
    tool.firstDay = in.number<ActiveDay>();
    tool.lastDay = in.number<ActiveDay>();
    read(tool.arguments, in);
    read(tool.places, in);
    read(tool.hosts, in);
    read(tool.before, in);
    read(tool.bytesIn, in);
    read(tool.bytesOut, in);
    read(tool.inMinute, in);
    read(tool.pace, in);
}

std::string_view asText(const base::Sha256& digest)
{
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// Tells whether marks are of this key, and nothing about the key.
std::uint64_t keyMark(const base::ShortHashKey& key)
{
    return base::shortHash(key, "gatehouse-behaviour");
}

} // namespace

/// Has a way to the parts of a baseline that nobody else is to change.
class BaselineCodec {
public:
    static void write(const Baseline& baseline, BaselineWriter& out)
    {
        out.text(baseline.m_owner.client);
        out.text(baseline.m_owner.server);
        out.text(baseline.m_owner.entryRef);
        out.number(baseline.m_epoch);
        out.number(baseline.m_startedAt);
        out.number(baseline.m_lastAt);
        out.number(baseline.m_calendarDay);
        out.number(baseline.m_today);
        out.number(baseline.m_calls);
        trust::write(baseline.m_toolHabits, out);
        trust::write(baseline.m_places, out);
        trust::write(baseline.m_hosts, out);
        trust::write(baseline.m_hours, out);
        for (const auto& named : baseline.m_names) {
            out.number(named.mark);
            out.text(named.name.view());
        }
        out.number(static_cast<std::uint16_t>(baseline.m_tools.size()));
        for (const auto& tool : baseline.m_tools)
            trust::write(tool, out);
    }

    static Baseline read(BaselineReader& in)
    {
        Baseline baseline;
        baseline.m_owner.client = in.text();
        baseline.m_owner.server = in.text();
        baseline.m_owner.entryRef = in.text();
        baseline.m_epoch = in.number<std::uint64_t>();
        baseline.m_startedAt = in.number<base::UnixMilliseconds>();
        baseline.m_lastAt = in.number<base::UnixMilliseconds>();
        baseline.m_calendarDay = in.number<std::int64_t>();
        baseline.m_today = in.number<ActiveDay>();
        baseline.m_calls = in.number<std::uint32_t>();
        trust::read(baseline.m_toolHabits, in);
        trust::read(baseline.m_places, in);
        trust::read(baseline.m_hosts, in);
        trust::read(baseline.m_hours, in);
        for (auto& named : baseline.m_names) {
            named.mark = in.number<Mark>();
            named.name = in.shortText();
        }
        const auto tools = in.number<std::uint16_t>();
        if (tools > Baseline::kMaxTools)
            in.fail();
        for (std::size_t i = 0; i < tools && in.isGood(); ++i)
            trust::read(baseline.m_tools.emplace_back(), in);
        return baseline;
    }
};

std::string encodeBaseline(const Baseline& baseline, const base::ShortHashKey& key)
{
    BaselineWriter out;
    out.raw(kBaselineFormat);
    out.number(keyMark(key));
    BaselineCodec::write(baseline, out);
    out.raw(asText(base::sha256(out.bytes())));
    return out.take();
}

std::string baselineFileName(const std::string& entryRef, const std::string& identityDigest)
{
    return entryRef.empty() ? identityDigest : entryRef;
}

base::Result<Baseline> decodeBaseline(std::string_view bytes, const base::ShortHashKey& key)
{
    if (!bytes.starts_with(kBaselineFormat) || bytes.size() < kBaselineFormat.size() + kDigestBytes)
        return damagedBaseline("not a file of this format");
    const auto signedPart = bytes.substr(0, bytes.size() - kDigestBytes);
    if (asText(base::sha256(signedPart)) != bytes.substr(signedPart.size()))
        return damagedBaseline("its checksum is wrong");
    BaselineReader in(signedPart.substr(kBaselineFormat.size()));
    if (in.number<std::uint64_t>() != keyMark(key))
        return damagedBaseline("it was learned with another key");
    auto baseline = BaselineCodec::read(in);
    if (!in.isGood() || !in.isAtEnd())
        return damagedBaseline("its parts do not fit");
    return baseline;
}

} // namespace gatehouse::trust

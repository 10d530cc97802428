// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"

#include "core/base/clock.h"
#include "core/journal/journal_reader.h"
#include "core/service/folder_watch.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimer>
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace gatehouse::cli {
namespace {

constexpr std::chrono::milliseconds kBatch{50};
constexpr std::size_t kMaxEvents = 10000;

/// "90s", "15m", "2h", "7d" before now, or an absolute "2026-11-22T20:00:00" of local time.
base::Result<base::UnixMilliseconds> parseSince(const std::string& text, base::UnixMilliseconds now)
{
    std::int64_t count = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::map<std::string, std::int64_t> units{
        {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
    const auto unit = units.find(std::string(end, text.data() + text.size()));
    if (failure == std::errc() && unit != units.end() && count >= 0 && count < now / unit->second)
        return now - count * unit->second;
    const auto moment = QDateTime::fromString(QString::fromStdString(text), Qt::ISODate);
    if (moment.isValid())
        return moment.toMSecsSinceEpoch();
    return base::Error{base::ErrorCode::InvalidArgument,
        "--since takes 90s, 15m, 2h, 7d or 2026-11-22T20:00:00, not " + safe(text)};
}

/// What peers wrote stands in details, too: a terminal shows them as the timeline does.
Json shown(const Json& value)
{
    if (value.is_string())
        return safe(value.get<std::string>());
    if (!value.is_structured())
        return value;
    Json drawn = value.is_array() ? Json::array() : Json::object();
    for (const auto& [key, inside] : value.items()) {
        if (value.is_array())
            drawn.push_back(shown(inside));
        else
            drawn[safe(key)] = shown(inside);
    }
    return drawn;
}

Json toJson(const model::SessionEvent& event, const std::string& journal)
{
    Json json{{"v", 1}, {"journal", safe(journal)}, {"seq", event.sequence}, {"at", event.at},
        {"kind", safe(event.kind)}};
    if (event.direction)
        json["direction"] = model::toText(*event.direction);
    json["action"] = model::toText(event.action);
    for (const auto& [key, value] :
        {std::pair("method", &event.method), std::pair("id", &event.id), std::pair("server", &event.server),
            std::pair("tool", &event.tool), std::pair("reason", &event.reason)}) {
        if (!value->empty())
            json[key] = safe(*value);
    }
    json["bytes"] = event.bytes;
    if (event.microseconds >= 0)
        json["microseconds"] = event.microseconds;
    if (!event.details.empty())
        json["details"] = Json::parse(event.details, nullptr, false).is_discarded()
            ? Json(safe(event.details))
            : shown(Json::parse(event.details));
    return json;
}

Style styleOf(model::Action action)
{
    if (action == model::Action::Block || action == model::Action::Drop)
        return Style::Bad;
    return action == model::Action::Pass ? Style::Plain : Style::Warning;
}

void show(Console& console, const model::SessionEvent& event, const std::string& journal)
{
    console.item(toJson(event, journal));
    if (console.isJson())
        return;
    std::string line =
        localTime(event.at) + "  " + safe(event.server.empty() ? std::string("-") : event.server) + "  ";
    if (event.kind == "message") {
        line += event.direction == model::Direction::ToServer ? "-> " : "<- ";
        line += safe(event.method);
        if (!event.tool.empty())
            line += " " + safe(event.tool);
        line += "  " + std::string(model::toText(event.action)) + "  " + std::to_string(event.bytes) + " B";
    } else {
        line += safe(event.kind);
    }
    if (!event.reason.empty())
        line += "  " + safe(event.reason);
    console.line(line, styleOf(event.action));
}

/// Prints what happened, and with -f what happens. Followed straight from the journals, which no database can
/// be behind.
class LogCommand final : public Command {
public:
    std::string name() const override { return "log"; }
    std::string summary() const override { return "Show what happened; with -f, as it happens"; }
    void declare(CLI::App& app) override
    {
        app.add_flag("-f,--follow", m_follows, "Go on with what happens from now");
        app.add_option("--session", m_session, "Only this session: its journal's name or a part of it");
        app.add_option("--since", m_since, "Nothing older: 90s, 15m, 2h, 7d, or a date and time");
        app.add_option("--limit", m_limit, "At most so many of the newest events")
            ->check(CLI::Range(1, 1'000'000));
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        base::UnixMilliseconds since = 0;
        if (!m_since.empty()) {
            const auto parsed = parseSince(m_since, base::SystemClock().now());
            if (!parsed)
                return console.fail(parsed.error());
            since = *parsed;
        }
        m_folder = surroundings.places.journalFolder;
        // The end of each journal before the past is read: what comes meanwhile is told when following, and
        // nothing twice.
        const auto past = readPast(since);
        if (!past)
            return console.fail(past.error());
        for (const auto& [event, journal] : *past)
            show(console, event, journal);
        if (m_follows)
            return follow(console);
        if (past->empty())
            console.line("Nothing was recorded.");
        return past->empty() ? ExitCode::NothingToDo : ExitCode::Ok;
    }

private:
    using Past = std::vector<std::pair<model::SessionEvent, std::string>>;

    base::Result<Past> readPast(base::UnixMilliseconds since)
    {
        const auto paths = journal::listJournals(m_folder);
        if (!paths)
            return paths.error();
        Past past;
        for (const auto& path : *paths) {
            const auto name = path.substr(path.rfind('/') + 1);
            const auto read = readFrom(name, [&](const model::SessionEvent& event) {
                if (event.at >= since)
                    past.emplace_back(event, name);
            });
            if (!read)
                return read.error();
            trim(past);
        }
        std::ranges::stable_sort(past, {}, [](const auto& one) { return one.first.at; });
        return past;
    }

    /// Keeps the newest of what was read so far, so that memory does not grow with the number of journals.
    void trim(Past& past) const
    {
        const auto limit = static_cast<std::size_t>(m_limit);
        if (past.size() <= limit)
            return;
        std::ranges::stable_sort(past, {}, [](const auto& one) { return one.first.at; });
        past.erase(past.begin(), past.end() - static_cast<std::ptrdiff_t>(limit));
    }

    template <typename Take>
    base::Result<void> readFrom(const std::string& name, Take take)
    {
        if (!m_session.empty() && name.find(m_session) == std::string::npos)
            return {};
        auto& offset = m_offsets[name];
        for (;;) {
            const auto chunk = journal::readJournal(m_folder + "/" + name, offset, kMaxEvents);
            if (!chunk)
                return chunk.error().code == base::ErrorCode::NotFound ? base::Result<void>() : chunk.error();
            for (const auto& event : chunk->events)
                take(event);
            if (chunk->nextOffset == offset)
                return {};
            offset = chunk->nextOffset;
        }
    }

    ExitCode follow(Console& console)
    {
        const auto watch = service::FolderWatch::open(m_folder);
        if (!watch)
            return console.fail(watch.error());
        QTimer timer;
        timer.setSingleShot(true);
        std::set<std::string> changed;
        ExitCode code = ExitCode::Ok;
        QObject::connect(watch->get(), &service::FolderWatch::changed, &timer, [&](const std::string& name) {
            if (!name.ends_with(".jsonl"))
                return;
            changed.insert(name);
            if (!timer.isActive())
                timer.start(kBatch);
        });
        QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
            for (const auto& name : std::exchange(changed, {})) {
                const auto read =
                    readFrom(name, [&](const model::SessionEvent& event) { show(console, event, name); });
                if (!read) {
                    code = console.fail(read.error());
                    QCoreApplication::quit();
                }
            }
            std::fflush(stdout);
        });
        // What was written between reading the past and watching.
        for (const auto& [name, offset] : m_offsets)
            changed.insert(name);
        timer.start(std::chrono::milliseconds{0});
        QCoreApplication::exec();
        return code;
    }

    std::string m_folder;
    std::map<std::string, std::uint64_t> m_offsets;
    std::string m_session;
    std::string m_since;
    int m_limit = 200;
    bool m_follows = false;
};

} // namespace

std::unique_ptr<Command> makeLogCommand()
{
    return std::make_unique<LogCommand>();
}

} // namespace gatehouse::cli

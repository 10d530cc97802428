// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"

#include "core/clients/records.h"

#include <algorithm>

namespace gatehouse::cli {
namespace {

/// Says of one entry what it was, what it is, and who made it so, from its protection record. Needs no
/// database.
class HistoryCommand final : public Command {
public:
    std::string name() const override { return "history"; }
    std::string summary() const override
    {
        return "Show what was done to an entry of a client's file, and by whom";
    }
    void declare(CLI::App& app) override
    {
        app.add_option("ENTRY", m_word, "A server's name or its ref")->required();
        app.add_flag("--entries", m_showsEntries, "Show the entries themselves; they may hold secrets");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        const clients::Records records(surroundings.places.protectionFolder);
        const auto refs = records.refs();
        if (!refs)
            return console.fail(refs.error());
        Json entries = Json::array();
        for (const auto& ref : *refs) {
            const auto record = records.load(ref);
            if (!record)
                return console.fail(record.error());
            if (record->ref != m_word && record->location.name != m_word)
                continue;
            show(console, *record);
            entries.push_back(toJson(*record));
        }
        if (entries.empty())
            return console.fail({base::ErrorCode::EntryNotFound,
                "no protection record is about \"" + m_word +
                    "\": it was never protected, or its name is another one"});
        console.answer({{"entries", std::move(entries)}});
        return ExitCode::Ok;
    }

private:
    void show(Console& console, const clients::Record& record) const
    {
        console.line(safe(record.location.name) + "  " + record.ref + "  " + safe(record.location.file) +
                (record.isActive ? "  protected" : "  not protected"),
            Style::Strong);
        for (const auto& event : record.history) {
            console.line("  " + localTime(event.at) + "  " + safe(event.what) + "  by " + safe(event.by) +
                "  file " + event.fileHashBefore.substr(0, kShownDigits) + " -> " +
                event.fileHashAfter.substr(0, kShownDigits));
            if (!m_showsEntries || event.originalEntry == event.newEntry)
                continue;
            console.line("    - " + safe(event.originalEntry), Style::Removed);
            console.line("    + " + safe(event.newEntry), Style::Added);
        }
    }

    Json toJson(const clients::Record& record) const
    {
        Json events = Json::array();
        for (const auto& event : record.history) {
            events.push_back({{"what", safe(event.what)}, {"at", event.at}, {"by", safe(event.by)},
                {"fileHashBefore", event.fileHashBefore}, {"fileHashAfter", event.fileHashAfter}});
            if (m_showsEntries) {
                events.back()["was"] = safe(event.originalEntry);
                events.back()["is"] = safe(event.newEntry);
            }
        }
        return {{"ref", record.ref}, {"location", cli::toJson(record.location)},
            {"protected", record.isActive}, {"history", std::move(events)}};
    }

    static constexpr std::size_t kShownDigits = 12; // enough to compare by eye
    std::string m_word;
    bool m_showsEntries = false;
};

} // namespace

std::unique_ptr<Command> makeHistoryCommand()
{
    return std::make_unique<HistoryCommand>();
}

} // namespace gatehouse::cli

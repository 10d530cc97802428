// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"

#include "core/service/doctor/doctor.h"
#include "ui/text/doctor_text.h"
#include "ui/text/qt_convert.h"

#include <algorithm>

namespace gatehouse::cli {
namespace {

Style styleOf(service::Severity severity)
{
    switch (severity) {
    case service::Severity::Fault:
        return Style::Bad;
    case service::Severity::Warning:
        return Style::Warning;
    case service::Severity::Note:
        break;
    }
    return Style::Good;
}

Json toJson(const service::Diagnosis& diagnosis)
{
    const auto words = text::doctorText(diagnosis);
    Json values = Json::object();
    for (const auto& [name, value] : diagnosis.values)
        values[name] = safe(value);
    return {{"code", service::diagnosisName(diagnosis.code)},
        {"severity", service::toText(diagnosis.severity)}, {"finding", text::toUtf8(words.finding)},
        {"fix", text::toUtf8(words.fix)}, {"values", std::move(values)},
        {"stderr", cli::toJson(diagnosis.lines)}};
}

void print(Console& console, const service::Diagnosis& diagnosis)
{
    const auto words = text::doctorText(diagnosis);
    console.line("  " +
        console.styled(std::string(service::toText(diagnosis.severity)), styleOf(diagnosis.severity)) + "  " +
        safe(text::toUtf8(words.finding)) + "  [" + std::string(service::diagnosisName(diagnosis.code)) +
        "]");
    if (!words.fix.isEmpty())
        console.line("         " + safe(text::toUtf8(words.fix)));
    for (const auto& line : diagnosis.lines)
        console.line("         | " + safe(line));
}

/// Says why servers do not start, and what to do. Changes nothing. Exit code 0 where nothing keeps them from
/// starting, 6 where something does.
class DoctorCommand final : public Command {
public:
    std::string name() const override { return "doctor"; }
    std::string summary() const override { return "Say why a server does not start, and what to do"; }
    void declare(CLI::App& app) override
    {
        app.add_option(
            "ENTRY", m_words, "Names or refs of servers, as `discover` shows them; none: all of them");
        app.add_option("--client", m_client, "Only servers of this client");
        app.add_option("--project", m_projects, "Also look for project files below this folder");
        app.add_flag(
            "--start", m_starts, "Start the servers named, if they are approved, and show what they say");
        app.add_flag("--login-shell", m_asksShell, "Start your login shell once to learn its PATH");
    }

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        if (m_starts && m_words.empty())
            return console.fail(
                {base::ErrorCode::InvalidArgument, "--start needs the names of the servers to start"});
        const auto discovery = protectorFor(surroundings, m_projects).discover();
        if (!discovery)
            return console.fail(discovery.error());
        const auto refs = refsOf(*discovery, m_words, m_client);
        if (!refs)
            return console.fail(refs.error());
        // What wrappers have learned since is in their journals at once, in the snapshot a moment later.
        if (const auto known = m_starts ? makeKnown(surroundings) : base::Result<void>(); !known)
            return console.fail(known.error());
        auto books = service::Books::forReading(ledgerOptions(surroundings));
        if (!books)
            return console.fail(books.error());
        const auto held = books->decisions();
        const auto cards = books->pending();
        if (!held || !cards)
            return console.fail(held ? cards.error() : held.error());
        const auto doctor = service::Doctor::open({surroundings.places,
            siblingProgram(surroundings, "gatehouse-wrap", "wrap"), m_asksShell, m_starts});
        if (!doctor)
            return console.fail(doctor.error());
        Json servers = Json::array();
        bool hasFault = false;
        for (const auto& row : discovery->servers) {
            if (std::ranges::find(*refs, row.ref) == refs->end())
                continue;
            const auto facts = books->bookFacts(row.ref, *held, *cards);
            if (!facts)
                return console.fail(facts.error());
            const auto found = doctor->examine(row, *facts);
            hasFault = std::ranges::any_of(found, isFault) || hasFault;
            servers.push_back(report(console, row, found));
        }
        return conclude(console, *discovery, std::move(servers), hasFault);
    }

private:
    static bool isFault(const service::Diagnosis& diagnosis)
    {
        return diagnosis.severity == service::Severity::Fault;
    }

    static Json report(Console& console, const model::ServerRow& row, const service::Diagnoses& found)
    {
        console.line(safe(row.location.name) + "  " + safe(row.clientTitle) + "  " + row.ref, Style::Strong);
        Json findings = Json::array();
        for (const auto& diagnosis : found) {
            print(console, diagnosis);
            findings.push_back(toJson(diagnosis));
        }
        if (found.empty())
            console.line("  nothing that would keep it from starting was found");
        return {{"ref", row.ref}, {"name", safe(row.location.name)}, {"client", safe(row.location.client)},
            {"findings", std::move(findings)}};
    }

    ExitCode conclude(
        Console& console, const service::Discovery& discovery, Json servers, bool hasFault) const
    {
        Json unreadable = Json::array();
        for (const auto& file : discovery.unreadable) {
            if (!m_words.empty() || (!m_client.empty() && file.client != m_client))
                continue;
            hasFault = true;
            unreadable.push_back({{"client", safe(file.client)}, {"file", safe(file.path)},
                {"error", cli::toJson(file.error)}});
            console.line(
                safe(file.clientTitle) + " does not read " + safe(file.path) + ": " + safe(file.error.detail),
                Style::Bad);
        }
        const bool isEmpty = servers.empty() && unreadable.empty();
        if (isEmpty)
            console.line("No MCP servers were found in the files of known clients.");
        console.answer({{"servers", std::move(servers)}, {"unreadable", std::move(unreadable)}}, !hasFault);
        return hasFault ? ExitCode::Incomplete : isEmpty ? ExitCode::NothingToDo : ExitCode::Ok;
    }

    std::vector<std::string> m_words;
    std::vector<std::string> m_projects;
    std::string m_client;
    bool m_starts = false;
    bool m_asksShell = false;
};

} // namespace

std::unique_ptr<Command> makeDoctorCommand()
{
    return std::make_unique<DoctorCommand>();
}

} // namespace gatehouse::cli

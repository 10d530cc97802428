// SPDX-License-Identifier: Apache-2.0
#include "ui/text/doctor_text.h"

#include "ui/text/display_text.h"
#include "ui/text/qt_convert.h"

#include <QCoreApplication>

namespace gatehouse::text {
namespace {

using service::Diagnosis;
using Code = service::DiagnosisCode;

struct Doctor {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::text::Doctor)
};

struct Templates {
    QString finding;
    QString fix;
};

QString sourceText(const std::string& source)
{
    if (source == "client")
        return Doctor::tr("as the running client has it");
    if (source == "session")
        return Doctor::tr("as the desktop session gives it");
    return Doctor::tr("as Gatehouse was started with it");
}

/// {name} stands for a value of the finding.
Templates commandTemplates(const Diagnosis& diagnosis)
{
    switch (diagnosis.code) {
    case Code::CommandNotFound:
        return {Doctor::tr("{client} finds no program “{command}”: it is in no folder of its PATH ({path}, "
                           "{where}), nor "
                           "where version managers keep programs."),
            Doctor::tr("Install “{command}”, or correct “command” in {place}.")};
    case Code::PackageRunnerMissing:
        return {Doctor::tr("The package runner “{command}” is not on this machine: it is in no folder of "
                           "{client}'s PATH ({path}, "
                           "{where}), nor where version managers keep programs."),
            Doctor::tr("To get “{command}”: {install}.")};
    case Code::CommandNotOnPath:
        return {Doctor::tr("“{command}” is on this machine ({found}, from {keeper}), but not in {client}'s "
                           "PATH ({path}, {where})."),
            diagnosis.values.contains("newPath") ? Doctor::tr("In {place}, set \"command\": \"{found}\" and, "
                                                              "in its \"env\", \"PATH\": \"{newPath}\".")
                                                 : Doctor::tr("In {place}, set \"command\": \"{found}\".")};
    case Code::CommandNotExecutable:
        return {Doctor::tr("{found} may not be executed."), Doctor::tr("Run: chmod +x '{found}'")};
    case Code::CommandIsFolder:
        return {Doctor::tr("{found} is a folder, no program."),
            Doctor::tr("Name the program in it as “command” in {place}.")};
    case Code::InterpreterMissing:
        return {Doctor::tr("{found} is a script for “{interpreter}”, which {client} does not find."),
            Doctor::tr("Install “{interpreter}”, or add its folder to PATH in the \"env\" of the entry in "
                       "{place}.")};
    case Code::CommandIsLine:
        return {
            Doctor::tr("“{command}” is a whole command line; {client} looks for one program of that name."),
            Doctor::tr(
                "In {place}, keep the first word as \"command\" and put each of the others into \"args\".")};
    case Code::CommandIsBuiltin:
        return {Doctor::tr("“{command}” is a word of the shell, no program, and {client} starts programs."),
            Doctor::tr("In {place}, use \"command\": \"sh\" with \"args\": [\"-c\", \"…\"], or \"cwd\" for "
                       "another folder.")};
    case Code::CommandNotExpanded:
        return {Doctor::tr("{client} does not expand “{command}” and finds no file of that name."),
            Doctor::tr("Write the whole path as \"command\" in {place}.")};
    case Code::CommandDependsOnFolder:
        return {Doctor::tr("“{command}” is relative: which program it is depends on the folder that {client} "
                           "was started in."),
            Doctor::tr("Write the whole path as \"command\" in {place}.")};
    case Code::WorkingFolderMissing:
        return {Doctor::tr("The folder {folder}, in which the server is to be started, is not there."),
            Doctor::tr("Make it, or correct \"cwd\" in {place}.")};
    default:
        return {};
    }
}

Templates guardTemplates(const Diagnosis& diagnosis)
{
    const auto again = Doctor::tr(
        "Run: gatehouse-cli unprotect {ref} && gatehouse-cli protect {ref}, then restart {client}.");
    switch (diagnosis.code) {
    case Code::VariableUnset:
        return {Doctor::tr("The entry uses the variable {variable}, which is not set ({where})."),
            Doctor::tr("Set {variable} where {client} is started from and restart it, or write the value in "
                       "{place}.")};
    case Code::VariableEmpty:
        return {Doctor::tr("The variable {variable} is empty."),
            diagnosis.values.contains("source") && diagnosis.values.at("source") == "entry"
                ? Doctor::tr("Write its value in the \"env\" of the entry in {place}.")
                : Doctor::tr("Set {variable} where {client} is started from and restart it, or write the "
                             "value in {place}.")};
    case Code::WrapperMissing:
        return {Doctor::tr("The wrapper {wrapper}, which {client} starts, is not there."), again};
    case Code::WrapperNotExecutable:
        return {Doctor::tr("The wrapper {wrapper} may not be executed, or others may write to it."), again};
    case Code::WrapperMoved:
        return {Doctor::tr("{client}'s file names the wrapper at {wrapper}; it is kept at {expected} now."),
            again};
    case Code::WrapperOlder:
        return {Doctor::tr("The wrapper {wrapper} is older than this program."), again};
    case Code::ListUnusable:
        return {
            Doctor::tr("The list by which wrappers decide cannot be used ({reason}): nothing is started."),
            Doctor::tr("Run: gatehouse-cli snapshot")};
    case Code::OrganisationUnusable:
        return {Doctor::tr("Your organisation's registry is not understood, so that nothing new starts: "
                           "{detail}"),
            Doctor::tr("Tell whoever looks after this machine; then run: gatehouse-cli snapshot")};
    case Code::OrganisationDistrusted:
        return {Doctor::tr("What your organisation's registry allows is ignored: {detail}"),
            Doctor::tr("Tell whoever looks after this machine.")};
    case Code::OrganisationForbids:
        return {Doctor::tr("Your organisation does not let it start."),
            Doctor::tr("See: gatehouse-cli registry")};
    case Code::KnownListLeftOut:
        return {Doctor::tr("A list of what does harm does not hold ({reason}): {detail}"),
            Doctor::tr(
                "Ask whoever publishes it for a good one; what was taken before can be imported again.")};
    case Code::WaitingForApproval:
        return {Doctor::tr("It waits for your approval; until then nothing of it runs."),
            Doctor::tr("Answer its card, or run: gatehouse-cli approve {card}")};
    case Code::Denied:
        return {Doctor::tr("You denied it. It does not start."),
            Doctor::tr("To change that, take the denial back: gatehouse-cli revoke ID, with the ID from "
                       "gatehouse-cli log")};
    case Code::LastStartFailed:
        return {Doctor::tr("The last time it could not be started ({reason})."),
            Doctor::tr("Run: gatehouse-cli doctor --start {ref}")};
    case Code::LastEndFailed:
        return {Doctor::tr("The last session ended by itself: {exit}."),
            Doctor::tr("To see what it says, run: gatehouse-cli doctor --start {ref}")};
    default:
        return {};
    }
}

Templates timeTemplates(const Diagnosis& diagnosis)
{
    switch (diagnosis.code) {
    case Code::StartTooSlow:
        return {Doctor::tr("It took {seconds} s to answer; {client} gives up after {limit} s."),
            Doctor::tr("Install the package instead of fetching it at each start, or raise the time-out of "
                       "the entry in {place}.")};
    case Code::StartSlow:
        return {Doctor::tr("It took {seconds} s to answer; {client} waits {limit} s at most."),
            Doctor::tr("Install the package instead of fetching it at each start.")};
    case Code::TrialRefused:
        return {Doctor::tr("It was not started for a look: {detail}."),
            Doctor::tr("Let {client} start it once and answer its card; then try again.")};
    case Code::TrialFailed:
        return {Doctor::tr("Started for a look, it ended after {milliseconds} ms without an answer: {exit}."),
            Doctor::tr("What it wrote last is below; most often it names what is missing.")};
    case Code::TrialAnsweredError:
        return {Doctor::tr("Started for a look, it answered after {milliseconds} ms with an error: {detail}"),
            Doctor::tr("The error most often names what is missing; what it wrote last is below.")};
    case Code::TrialTimedOut:
        return {Doctor::tr("Started for a look, it gave no answer within {milliseconds} ms."),
            Doctor::tr("What it wrote last is below. A package runner may be fetching: try once more.")};
    case Code::TrialAnswered:
        return {Doctor::tr("Started for a look, it answered after {milliseconds} ms."), {}};
    default:
        return {};
    }
}

QString filled(QString text, const Diagnosis& diagnosis)
{
    constexpr qsizetype kValueLimit = 500;
    QString result;
    // Once from left to right: what a value holds is never taken for a place of ours.
    for (qsizetype at = 0; at < text.size();) {
        const auto open = text.indexOf(QLatin1Char('{'), at);
        const auto close = open < 0 ? -1 : text.indexOf(QLatin1Char('}'), open);
        if (close < 0) {
            result += text.mid(at);
            break;
        }
        result += text.mid(at, open - at);
        const auto name = text.mid(open + 1, close - open - 1).toStdString();
        const auto value = diagnosis.values.find(name);
        if (value != diagnosis.values.end())
            result += displayText(value->second, kValueLimit);
        at = close + 1;
    }
    return result;
}

/// The values that people read otherwise than they are kept.
Diagnosis forPeople(Diagnosis diagnosis)
{
    auto& values = diagnosis.values;
    values["where"] = sourceText(values["source"]).toStdString();
    if (values["path"].empty())
        values["path"] = Doctor::tr("empty").toStdString();
    const auto& line = values["line"];
    values["place"] = line.empty() || line == "0"
        ? values["file"]
        : Doctor::tr("%1, line %2").arg(toQString(values["file"]), toQString(line)).toStdString();
    if (!values["exit"].empty() && !values["exit"].starts_with("sig") && !values["exit"].starts_with("SIG"))
        values["exit"] = Doctor::tr("exit code %1").arg(toQString(values["exit"])).toStdString();
    return diagnosis;
}

} // namespace

DoctorText doctorText(const Diagnosis& given)
{
    const auto diagnosis = forPeople(given);
    for (const auto& templates :
        {commandTemplates(diagnosis), guardTemplates(diagnosis), timeTemplates(diagnosis)}) {
        if (!templates.finding.isEmpty())
            return {filled(templates.finding, diagnosis), filled(templates.fix, diagnosis)};
    }
    return {};
}

} // namespace gatehouse::text

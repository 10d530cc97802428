// SPDX-License-Identifier: Apache-2.0
#include "app/cli/edit_report.h"

#include "app/cli/common.h"
#include "ui/text/error_text.h"

#include <algorithm>

namespace gatehouse::cli {
namespace {

void showDiff(Console& console, const std::string& diff)
{
    std::string_view rest = diff;
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const bool isHeader = line.starts_with("---") || line.starts_with("+++") || line.starts_with("@@");
        const auto style = isHeader ? Style::Strong
            : line.starts_with('+') ? Style::Added
            : line.starts_with('-') ? Style::Removed
                                    : Style::Plain;
        console.line(safe(line), style);
    }
}

bool isRefusal(base::ErrorCode code)
{
    return code == base::ErrorCode::TrackedByGit || code == base::ErrorCode::DangerousEnvironment ||
        code == base::ErrorCode::EntryNotEditable;
}

} // namespace

void showPlan(Console& console, const service::ProtectionPlan& plan)
{
    for (const auto& file : plan.files) {
        console.line(safe(file.clientTitle) + ": " + safe(file.path), Style::Strong);
        showDiff(console, file.unifiedDiff);
    }
    for (const auto& skipped : plan.skipped) {
        const auto& place = skipped.location.name.empty() ? skipped.location.file : skipped.location.name;
        console.line("Left alone: " + safe(place) + ": " + text::errorText(skipped.reason).toStdString(),
            Style::Warning);
    }
    if (!plan.files.empty() && plan.installsWrapper)
        console.line("The wrapper would be installed as " + safe(plan.wrapperPath) + ".");
}

Json planToJson(const service::ProtectionPlan& plan, bool dryRun)
{
    Json files = Json::array();
    for (const auto& file : plan.files)
        files.push_back(
            {{"file", safe(file.path)}, {"client", safe(file.clientTitle)}, {"refs", toJson(file.refs)},
                {"names", toJson(file.names)}, {"diff", safeLines(file.unifiedDiff)}});
    Json skipped = Json::array();
    for (const auto& one : plan.skipped)
        skipped.push_back({{"ref", one.ref}, {"entry", toJson(one.location)}, {"error", toJson(one.reason)}});
    return {{"dryRun", dryRun}, {"files", std::move(files)}, {"skipped", std::move(skipped)},
        {"alreadyProtected", toJson(plan.alreadyProtected)}, {"installsWrapper", plan.installsWrapper},
        {"wrapper", safe(plan.wrapperPath)}};
}

void showResults(Console& console, const std::vector<service::EntryResult>& results, const char* done)
{
    for (const auto& result : results) {
        if (result.isDone)
            console.line(safe(result.location.name) + " in " + safe(result.location.file) + ": " + done +
                    " (" + safe(result.how) + ")",
                Style::Good);
        else
            console.warn(safe(result.location.name) + " in " + safe(result.location.file) + ": " +
                text::errorText(result.error).toStdString());
    }
}

Json resultsToJson(const std::vector<service::EntryResult>& results)
{
    Json list = Json::array();
    for (const auto& result : results) {
        Json one{{"ref", result.ref}, {"entry", toJson(result.location)}, {"done", result.isDone},
            {"how", result.how}};
        if (!result.isDone)
            one["error"] = toJson(result.error);
        list.push_back(std::move(one));
    }
    return list;
}

ExitCode exitCodeOf(const std::vector<service::EntryResult>& results)
{
    const auto done = std::ranges::count_if(results, &service::EntryResult::isDone);
    if (results.empty())
        return ExitCode::NothingToDo;
    if (done == static_cast<std::ptrdiff_t>(results.size()))
        return ExitCode::Ok;
    if (done > 0)
        return ExitCode::Incomplete;
    const bool allRefused =
        std::ranges::all_of(results, [](const auto& one) { return isRefusal(one.error.code); });
    return allRefused ? ExitCode::Refused : ExitCode::Failed;
}

} // namespace gatehouse::cli

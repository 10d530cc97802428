// SPDX-License-Identifier: Apache-2.0
#include "app/restore/options.h"
#include "app/restore/report.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/places.h"
#include "core/clients/protection.h"
#include "core/clients/wrapper_install.h"

#include <algorithm>
#include <csignal>
#include <string>
#include <unistd.h>

namespace {

using namespace gatehouse;

// The same numbers as gatehouse-cli's.
enum ExitCode : int { Done = 0, Failed = 1, WrongUsage = 2, InPart = 6 };

void print(int descriptor, const std::string& text)
{
    if (const auto written = base::writeAll(descriptor, text); !written)
        return; // nobody to tell
}

int exitCodeOf(const clients::EditPlan& plan, const std::vector<clients::EditOutcome>& outcomes)
{
    const auto done = std::count_if(
        outcomes.begin(), outcomes.end(), [](const clients::EditOutcome& outcome) { return outcome.isDone; });
    const bool isAll = plan.refused.empty() && static_cast<std::size_t>(done) == outcomes.size();
    return isAll ? Done : done > 0 ? InPart : Failed;
}

int run(const restore::Options& options)
{
    const auto places = base::placesOfThisProcess();
    if (!places) {
        print(STDERR_FILENO,
            "gatehouse-restore: no home folder to find the records in: " + places.error().detail + '\n');
        return Failed;
    }
    const clients::Records records(places->protectionFolder);
    const auto plan = clients::planUnprotect(records, options.refs);
    print(STDOUT_FILENO, restore::describePlan(plan));
    if (options.isDryRun) {
        print(STDOUT_FILENO, "Nothing was changed.\n");
        return plan.refused.empty() ? Done : InPart;
    }
    if (plan.files.empty() && plan.refused.empty()) {
        print(STDOUT_FILENO,
            "Nothing is guarded: there is no active record in " + places->protectionFolder + ".\n");
        return Done;
    }
    const auto outcomes = clients::applyUnprotect(plan, records, base::SystemClock().now(), "restore");
    print(STDOUT_FILENO, restore::describeOutcomes(outcomes));
    return exitCodeOf(plan, outcomes);
}

} // namespace

int main(int argc, char** argv)
{
    // A limit on file sizes is an error of one file like any other, and must not end the program between two.
    ::signal(SIGXFSZ, SIG_IGN);
    const auto options = restore::parseOptions({argv + 1, argv + std::max(argc, 1)});
    if (!options) {
        print(STDERR_FILENO, "gatehouse-restore: " + options.error().detail + "\n\n" + restore::kHelpText);
        return WrongUsage;
    }
    if (options->wantsHelp)
        print(STDOUT_FILENO, restore::kHelpText);
    else if (options->wantsVersion)
        print(STDOUT_FILENO, std::string(clients::kRestoreMarker) + '\n');
    else
        return run(*options);
    return Done;
}

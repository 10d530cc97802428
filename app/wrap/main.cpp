// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/ancestry.h"
#include "app/wrap/guard.h"
#include "app/wrap/large_buffers.h"
#include "app/wrap/options.h"
#include "app/wrap/signals.h"
#include "app/wrap/unjournalled.h"
#include "core/base/ids.h"
#include "core/base/utf8.h"
#include "core/clients/wrapper_install.h"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace {

using namespace gatehouse;

constexpr int kBadUsage = 2;
constexpr int kFailedClosed = 70;
constexpr int kNotFound = 127; // what a shell gives
constexpr std::size_t kMaxAncestors = 8;
constexpr std::size_t kSessionIdBytes = 8;

void print(int descriptor, const std::string& text)
{
    if (const auto written = base::writeAll(descriptor, text); !written)
        return; // nobody to tell
}

int fail(int exitCode, const std::string& text)
{
    print(STDERR_FILENO, "gatehouse-wrap: " + base::printable(text) + '\n');
    return exitCode;
}

/// Descriptors opened later must not take the places of standard input and output.
void fillStandardDescriptors()
{
    while (true) {
        const int opened = ::open("/dev/null", O_RDWR);
        if (opened > STDERR_FILENO)
            ::close(opened);
        if (opened > STDERR_FILENO || opened < 0)
            return;
    }
}

int run(const wrap::Options& options)
{
    wrap::SignalPipe signals;
    if (!signals.isOpen())
        return fail(kFailedClosed, base::errnoError(errno, "pipe").detail);
    const auto places = base::placesOfThisProcess();
    if (!places)
        return fail(kFailedClosed, "no home folder to find Gatehouse's state in: " + places.error().detail);
    const base::SystemClock clock;
    auto parents = wrap::ancestry(kMaxAncestors);
    wrap::LaunchCheck check(*places, options.command, options.entryRef,
        parents.empty() ? std::nullopt : std::optional(parents.front()));
    auto standing = check.check(clock.now());
    if (!standing)
        return fail(kNotFound, standing.error().detail);
    const auto sessionId = base::randomHex(kSessionIdBytes);
    const auto isFolderSafe = base::makePrivateFolder(places->stateFolder);
    auto journal = isFolderSafe ? journal::JournalWriter::create(places->journalFolder, sessionId,
                                      clock.now(), standing->settings.maxJournalBytes)
                                : isFolderSafe.error();
    if (!journal) {
        const int exitCode = fail(kFailedClosed,
            "the server was not started, because its journal cannot be written: " + journal.error().detail +
                ". Make room or make the folder writable, then reconnect the server.");
        wrap::answerUnjournalled(journal.error(), signals);
        return exitCode;
    }
    wrap::Guard guard(
        {*places, std::move(check), std::move(*standing), std::move(*journal), sessionId, std::move(parents)},
        signals);
    const auto outcome = guard.run();
    if (outcome.signal != 0)
        wrap::dieBySignal(outcome.signal);
    return outcome.exitCode;
}

} // namespace

int main(int argc, char** argv)
{
    wrap::keepFreedMemory();
    fillStandardDescriptors();
    const auto options = wrap::parseOptions(argc, argv);
    if (!options) {
        print(STDERR_FILENO, "gatehouse-wrap: " + options.error().detail + "\n\n" + wrap::kHelpText);
        return kBadUsage;
    }
    if (options->wantsHelp || options->wantsVersion) {
        // stdout carries nothing but MCP, unless a person asks.
        print(STDOUT_FILENO,
            options->wantsHelp ? std::string(wrap::kHelpText) : std::string(clients::kWrapperMarker) + '\n');
        return 0;
    }
    return run(*options);
}

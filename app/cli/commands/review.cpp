// SPDX-License-Identifier: Apache-2.0
#include "app/cli/common.h"

#include "core/service/gatehouse.h"

#include <QProcess>

namespace gatehouse::cli {
namespace {

/// Brings the desktop's window with the waiting cards to the front, starting the desktop where it does not
/// run.
class ReviewCommand final : public Command {
public:
    std::string name() const override { return "review"; }
    std::string summary() const override { return "Open the window with the servers that wait"; }
    void declare(CLI::App&) override {}

    ExitCode run(const Surroundings& surroundings, Console& console) override
    {
        const auto asked = service::askRunningDesktop(surroundings.places, "review");
        if (asked) {
            console.answer({{"started", false}});
            return ExitCode::Ok;
        }
        if (asked.error().code != base::ErrorCode::NotConnected)
            return console.fail(asked.error());
        const auto program = siblingProgram(surroundings, "gatehouse", "desktop");
        const bool hasDisplay =
            qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
        if (program.empty() || !hasDisplay)
            return console.fail({base::ErrorCode::NotConnected,
                hasDisplay
                    ? "the desktop program is not installed beside this one"
                    : "there is no display; use `gatehouse-cli pending` and `gatehouse-cli approve ID`"});
        if (!QProcess::startDetached(QString::fromStdString(program), {QStringLiteral("--page=review")}))
            return console.fail({base::ErrorCode::IoFailed, program + " could not be started"});
        console.answer({{"started", true}});
        return ExitCode::Ok;
    }
};

} // namespace

std::unique_ptr<Command> makeReviewCommand()
{
    return std::make_unique<ReviewCommand>();
}

} // namespace gatehouse::cli

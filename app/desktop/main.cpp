// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/desktop.h"
#include "app/desktop/display.h"
#include "app/desktop/options.h"
#include "app/desktop/programs.h"
#include "app/desktop/quit_signals.h"
#include "core/base/places.h"
#include "core/service/desktop_link.h"
#include "ui/text/error_text.h"
#include "ui/widgets/shape_icon.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QTranslator>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

enum ExitCode { kOk = 0, kFailed = 1, kWrongArguments = 2, kNoDisplay = 3 };

using namespace gatehouse;

void say(const std::string& text)
{
    std::fprintf(stderr, "gatehouse: %s\n", text.c_str());
}

std::string sentence(const base::Error& error)
{
    return text::errorText(error).toStdString();
}

/// What needs no window: answers with an exit code, or with nothing where the program has to run.
bool endsEarly(const desktop::Options& options, int& exitCode)
{
    exitCode = kOk;
    switch (options.wish) {
    case desktop::Options::Wish::Version:
        std::puts("gatehouse " GATEHOUSE_VERSION);
        return true;
    case desktop::Options::Wish::Help:
        std::fputs(desktop::usageText(), stdout);
        return true;
    case desktop::Options::Wish::Wrong:
        say("unknown argument '" + options.wrongWord + "'");
        std::fputs(desktop::usageText(), stderr);
        exitCode = kWrongArguments;
        return true;
    case desktop::Options::Wish::Run:
        return false;
    }
    return false;
}

/// True where a desktop runs already. It shows its window, unless this start was to happen in the background.
bool isHandedOver(const base::Places& places, const desktop::Options& options)
{
    constexpr int kGreetingMilliseconds = 2000;
    if (options.isBackground)
        return service::DesktopLink::open(places.socket, "desktop", kGreetingMilliseconds).hasValue();
    return service::askRunningDesktop(places, options.page).hasValue();
}

/// The command line holds the same lock for a moment at a time: worth waiting for, unlike every other reason.
base::Result<std::unique_ptr<service::Gatehouse>> openPatiently(const service::GatehouseOptions& options)
{
    constexpr int kTries = 25;
    constexpr std::chrono::milliseconds kPause{200};
    auto gatehouse = service::Gatehouse::open(options);
    for (int tries = 1; tries < kTries && !gatehouse && gatehouse.error().code == base::ErrorCode::Locked;
         ++tries) {
        std::this_thread::sleep_for(kPause);
        gatehouse = service::Gatehouse::open(options);
    }
    return gatehouse;
}

int run(int argc, char** argv, const desktop::Options& options)
{
    const auto places = base::placesOfThisProcess();
    if (!places) {
        say(sentence(places.error()));
        return kFailed;
    }
    if (isHandedOver(*places, options))
        return kOk;
    if (const auto why = desktop::whyNoDisplay(); !why.empty()) {
        say("no window can be shown: " + why + ". Use gatehouse-cli instead ('gatehouse-cli --help').");
        return kNoDisplay;
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Gatehouse"));
    QApplication::setDesktopFileName(QStringLiteral("gatehouse"));
    QApplication::setApplicationVersion(QStringLiteral(GATEHOUSE_VERSION));
    widgets::applyTheme(application, widgets::Appearance::Light);
    QApplication::setWindowIcon(widgets::applicationIcon());

    QTranslator messages;
    if (messages.load(QStringLiteral(":/gatehouse/messages/gatehouse_en.qm")))
        QApplication::installTranslator(&messages);

    const auto programs = desktop::findPrograms();
    service::GatehouseOptions wanted;
    wanted.places = *places;
    wanted.program = "desktop";
    wanted.commandLineProgram = programs.commandLine;
    wanted.desktopProgram = programs.self;
    wanted.wrapperSource = programs.wrapper;
    auto gatehouse = openPatiently(wanted);
    if (!gatehouse) {
        say(sentence(gatehouse.error()));
        return kFailed;
    }
    const desktop::QuitSignals quitSignals;
    const desktop::Desktop desktop(std::move(*gatehouse), options);
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    const auto options = desktop::parseOptions(std::vector<std::string>(argv + 1, argv + argc));
    int exitCode = kOk;
    return endsEarly(options, exitCode) ? exitCode : run(argc, argv, options);
}

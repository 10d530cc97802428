// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/display.h"

#include <cstdlib>
#include <memory>
#include <string_view>

#include <unistd.h>

#include <xcb/xcb.h>

namespace gatehouse::desktop {
namespace {

std::string variable(const char* name)
{
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

bool waylandAnswers()
{
    const auto name = variable("WAYLAND_DISPLAY");
    if (name.empty())
        return false;
    const auto path = name.front() == '/' ? name : variable("XDG_RUNTIME_DIR") + "/" + name;
    return ::access(path.c_str(), R_OK | W_OK) == 0;
}

bool xAnswers()
{
    struct Disconnect {
        void operator()(xcb_connection_t* connection) const { xcb_disconnect(connection); }
    };
    const std::unique_ptr<xcb_connection_t, Disconnect> connection(xcb_connect(nullptr, nullptr));
    return xcb_connection_has_error(connection.get()) == 0;
}

} // namespace

std::string whyNoDisplay()
{
    // Whoever names a platform of Qt's knows what it needs.
    if (!variable("QT_QPA_PLATFORM").empty())
        return {};
    const auto display = variable("DISPLAY");
    const auto wayland = variable("WAYLAND_DISPLAY");
    if (display.empty() && wayland.empty())
        return "neither DISPLAY nor WAYLAND_DISPLAY is set";
    if (waylandAnswers() || (!display.empty() && xAnswers()))
        return {};
    return display.empty() ? "the Wayland display '" + wayland + "' does not answer"
                           : "the display '" + display + "' does not answer";
}

} // namespace gatehouse::desktop

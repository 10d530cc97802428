// SPDX-License-Identifier: Apache-2.0
#include "core/service/session_addresses.h"

#include "core/base/file.h"

#include <array>
#include <cstdlib>
#include <string_view>

namespace gatehouse::service {
namespace {

constexpr std::array<const char*, 5> kKeys{
    "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "XAUTHORITY"};

/// A value with a line end would be read as another key.
bool isOneLine(std::string_view value)
{
    return value.find_first_of("\r\n") == std::string_view::npos;
}

} // namespace

base::Result<void> writeSessionAddresses(const base::Places& places, const std::string& desktopProgram)
{
    std::string text;
    if (isOneLine(desktopProgram))
        text += "desktop-program=" + desktopProgram + "\n";
    for (const char* const key : kKeys) {
        const char* const value = std::getenv(key);
        if (value != nullptr && isOneLine(value))
            text += std::string(key) + "=" + value + "\n";
    }
    return base::replaceFile(places.stateFolder + "/session-addresses", text, 0600);
}

} // namespace gatehouse::service

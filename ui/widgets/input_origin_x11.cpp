// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/input_origin.h"

#include <QCoreApplication>
#include <QGuiApplication>

#include <cstdlib>
#include <cstring>
#include <string_view>

#include <xcb/xcb.h>
// Its generated header uses the word as a member's name.
#define explicit explicit_
#include <xcb/xinput.h>
#undef explicit

namespace gatehouse::widgets {
namespace {

constexpr std::uint8_t kSentByAnotherClient =
    0x80; // protocol: set by SendEvent, and a client cannot clear it

struct FreeLater {
    void operator()(void* reply) const { std::free(reply); }
};
template <typename T>
using Reply = std::unique_ptr<T, FreeLater>;

xcb_connection_t* connectionOfQt()
{
    const auto* x11 = qGuiApp->nativeInterface<QNativeInterface::QX11Application>();
    return x11 == nullptr ? nullptr : x11->connection();
}

/// The devices behind which stands XTEST and no hand.
QSet<int> testDevices(xcb_connection_t* connection)
{
    QSet<int> devices;
    const Reply<xcb_input_xi_query_device_reply_t> reply(xcb_input_xi_query_device_reply(
        connection, xcb_input_xi_query_device(connection, XCB_INPUT_DEVICE_ALL), nullptr));
    if (!reply)
        return devices;
    for (auto info = xcb_input_xi_query_device_infos_iterator(reply.get()); info.rem > 0;
         xcb_input_xi_device_info_next(&info)) {
        const std::string_view name(xcb_input_xi_device_info_name(info.data),
            static_cast<std::size_t>(xcb_input_xi_device_info_name_length(info.data)));
        if (name.find("XTEST") != std::string_view::npos)
            devices.insert(info.data->deviceid);
    }
    return devices;
}

std::uint8_t extensionOpcode(xcb_connection_t* connection)
{
    const auto* extension = xcb_get_extension_data(connection, &xcb_input_id);
    return extension != nullptr && extension->present != 0 ? extension->major_opcode : std::uint8_t{0};
}

} // namespace

class InputOrigin::State {
public:
    QSet<WId> windows;
    QSet<int> testers;
    std::uint8_t opcode = 0;
    bool isSynthetic = false;

    bool isSentToUs(const xcb_generic_event_t& event) const
    {
        if ((event.response_type & kSentByAnotherClient) == 0)
            return false;
        switch (event.response_type & 0x7FU) {
        case XCB_BUTTON_PRESS:
        case XCB_BUTTON_RELEASE:
        case XCB_MOTION_NOTIFY:
        case XCB_KEY_PRESS:
        case XCB_KEY_RELEASE: {
            xcb_button_press_event_t press; // the same layout for all five
            std::memcpy(&press, &event, sizeof press);
            return windows.contains(press.event);
        }
        default:
            return false;
        }
    }

    void notePress(const xcb_generic_event_t& event)
    {
        if ((event.response_type & 0x7FU) != XCB_GE_GENERIC || opcode == 0)
            return;
        xcb_input_button_press_event_t press;
        std::memcpy(&press, &event, sizeof press);
        if (press.extension == opcode && press.event_type == XCB_INPUT_BUTTON_PRESS &&
            windows.contains(press.event))
            isSynthetic = testers.contains(press.sourceid);
    }
};

InputOrigin::InputOrigin()
    : m_state(std::make_unique<State>())
{
    if (auto* connection = connectionOfQt()) {
        m_state->opcode = extensionOpcode(connection);
        m_state->testers = testDevices(connection);
    }
    QCoreApplication::instance()->installNativeEventFilter(this);
}

InputOrigin::~InputOrigin()
{
    if (QCoreApplication::instance() != nullptr)
        QCoreApplication::instance()->removeNativeEventFilter(this);
}

void InputOrigin::watch(WId window)
{
    m_state->windows.insert(window);
}

model::AnsweredBy InputOrigin::whose(model::AnsweredBy by) const
{
    return by == model::AnsweredBy::Pointer && m_state->isSynthetic ? model::AnsweredBy::Synthetic : by;
}

bool InputOrigin::nativeEventFilter(const QByteArray& eventType, void* message, qintptr*)
{
    if (eventType != "xcb_generic_event_t")
        return false;
    const auto& event = *static_cast<const xcb_generic_event_t*>(message);
    if (m_state->isSentToUs(event))
        return true;
    m_state->notePress(event);
    return false;
}

} // namespace gatehouse::widgets
